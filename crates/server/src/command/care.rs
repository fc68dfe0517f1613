//! Looking after the data: verify, rebuild, backup, restore.
use super::FOUND;
use super::place::Place;
use crate::{Chance, Clock};
use std::path::PathBuf;
use std::process::ExitCode;
use store::Mismatch;
use words::Language;
use words::command as say;

#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(flatten)]
    place: Place,
    /// The file to write; it must not be there yet.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup to come back from.
    file: PathBuf,
}

pub fn verify(place: &Place, lang: Language) -> anyhow::Result<ExitCode> {
    let store = place.open()?;
    let mut found = Vec::new();
    for commune in store.read(|rows| rows.communes())? {
        found.extend(store.verify(&commune)?);
    }
    Ok(tell(&found, lang))
}

pub fn rebuild(place: &Place, lang: Language) -> anyhow::Result<ExitCode> {
    let _alone = place.alone(lang)?;
    let store = place.open()?;
    for commune in store.read(|rows| rows.communes())? {
        store.rebuild(commune).wait()?;
    }
    println!("{}", say::rebuilt(lang));
    verify(place, lang)
}

pub fn backup(what: &Backup, lang: Language) -> anyhow::Result<ExitCode> {
    let store = what.place.open()?;
    let found = store.backup(&what.file)?;
    if found.is_empty() {
        println!("{}", say::backed_up(lang, what.file.display()));
    }
    Ok(tell(&found, lang))
}

pub fn restore(what: &Restore, lang: Language) -> anyhow::Result<ExitCode> {
    let _alone = what.place.alone(lang)?;
    anyhow::ensure!(what.file.is_file(), say::no_file(lang, what.file.display()));
    let now = Clock::System.now();
    let random = || Chance::System.number();
    let restored = store::restore(&what.place.data, &what.file, now, random)?;
    let communes = restored.communes.len();
    println!("{}", say::restored(lang, communes, restored.erased_again));
    verify(&what.place, lang)
}

fn tell(found: &[Mismatch], lang: Language) -> ExitCode {
    for it in found {
        println!("✗ {}", it.what);
    }
    if found.is_empty() {
        println!("{}", say::verified(lang));
        ExitCode::SUCCESS
    } else {
        println!("{}", say::differs(lang, found.len()));
        ExitCode::from(FOUND)
    }
}

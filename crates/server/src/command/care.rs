//! Commands that look after the data: verify, rebuild, backup, restore, move.
use super::FOUND;
use super::place::{Place, alone};
use super::settings::BackupsFolder;
use crate::backups::is_of_the_set;
use crate::health::record::Checked;
use crate::{Chance, Clock};
use anyhow::Context;
use domain::{CommuneId, RecordKey};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Database, Mismatch, Return, Store, StoreError, Unreadable};
use words::Language;
use words::command as say;

#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    backups: BackupsFolder,
    /// The file to write. It must not exist yet. Phones keep their work until a backup is in the
    /// backup folder under a name such as tungnha-2026-11-23.backup.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Rebuild {
    #[command(flatten)]
    place: Place,
    /// Only this record, named as `verify` prints it, such as household:h1.
    #[arg(long, value_name = "KEY")]
    record: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    place: Place,
    /// The backup to restore.
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Move {
    /// The folder, or the postgres:// URL, of the data.
    #[arg(long)]
    from: String,
    /// The folder or URL of an empty database.
    #[arg(long)]
    to: String,
    /// Folder for what is stored beside a PostgreSQL database, such as the list of erasures.
    #[arg(long, default_value = "data", env = "TUNGNHA_DATA")]
    data: PathBuf,
}

pub fn verify(place: &Place, lang: Language) -> anyhow::Result<ExitCode> {
    recount(place, false, lang)
}

/// Recounts, and notes the result for `/metrics`.
fn recount(place: &Place, after_restore: bool, lang: Language) -> anyhow::Result<ExitCode> {
    let store = place.open()?;
    must_hold_a_commune(&store, lang)?;
    let found = store.verify_all()?;
    tell_faults(&store, lang)?;
    let now = Clock::System.now();
    Checked::note(place.database().folder(), now, found.len(), after_restore);
    Ok(tell(&found, lang))
}

/// Rebuilds everything, or one record.
pub fn rebuild(what: &Rebuild, lang: Language) -> anyhow::Result<ExitCode> {
    let place = &what.place;
    let alone = place.alone(lang)?;
    let store = place.open()?;
    alone.guard(&store)?;
    must_hold_a_commune(&store, lang)?;
    match &what.record {
        Some(key) => rebuild_record(&store, place.commune(&store, lang)?, key, lang)?,
        None => rebuild_all(&store, lang)?,
    }
    drop(store);
    verify(place, lang)
}

fn rebuild_record(
    store: &Store,
    commune: CommuneId,
    key: &str,
    lang: Language,
) -> anyhow::Result<()> {
    let unknown = || say::record_unknown(lang, key);
    let record = RecordKey::parse(key).with_context(unknown)?;
    match store.rebuild_records(commune.clone(), vec![record]).wait() {
        Err(StoreError::Unreadable(what)) => anyhow::bail!(say::not_rebuilt(lang, commune, what)),
        Err(StoreError::NoRecord(_)) => anyhow::bail!(unknown()),
        done => done?,
    }
    println!("{}", say::record_rebuilt(lang, key));
    Ok(())
}

/// Goes on with the other communes if one cannot be rebuilt.
fn rebuild_all(store: &Store, lang: Language) -> anyhow::Result<()> {
    let mut is_whole = true;
    for commune in store.read(|rows| rows.communes())? {
        match store.rebuild(commune.clone()).wait() {
            Err(StoreError::Unreadable(what)) => {
                println!("✗ {}", say::not_rebuilt(lang, commune, what));
                is_whole = false;
            }
            done => done?,
        }
    }
    if is_whole {
        println!("{}", say::rebuilt(lang));
    }
    Ok(())
}

pub fn backup(what: &Backup, lang: Language) -> anyhow::Result<ExitCode> {
    let is_free = !what.file.exists();
    anyhow::ensure!(is_free, say::file_there(lang, what.file.display()));
    let store = what.place.open()?;
    must_hold_a_commune(&store, lang)?;
    let folder = what.backups.backups_folder.as_deref();
    let is_kept = folder.is_some_and(|folder| is_of_the_set(&what.file, folder));
    let found = match is_kept {
        true => store.backup_to_keep(&what.file)?,
        false => store.backup(&what.file)?,
    };
    for (commune, damaged) in store.unreadable().all() {
        println!("✗ {}", unreadable(&commune, &damaged, lang));
    }
    if found.is_empty() {
        println!("{}", say::backed_up(lang, what.file.display()));
        if !is_kept {
            println!("{}", say::backup_apart(lang));
        }
    }
    Ok(tell(&found, lang))
}

/// Fails without a commune, so that nothing in a wrong folder is reported as correct or saved.
fn must_hold_a_commune(store: &Store, lang: Language) -> anyhow::Result<()> {
    let communes = store.read(|rows| rows.communes())?;
    anyhow::ensure!(!communes.is_empty(), say::no_commune(lang));
    Ok(())
}

pub fn restore(what: &Restore, lang: Language) -> anyhow::Result<ExitCode> {
    let _alone = what.place.alone(lang)?;
    anyhow::ensure!(what.file.is_file(), say::no_file(lang, what.file.display()));
    if is_of_the_data(&what.file, what.place.database().folder()) {
        anyhow::bail!(say::restore_itself(lang, what.file.display()));
    }
    let from = Return {
        backup: &what.file,
        photos: Some(&what.place.photos_folder()),
        journal: what.place.journal.as_deref(),
        now: Clock::System.now(),
    };
    let random = || Chance::System.number();
    let restored = what.place.database().come_back(&from, random)?;
    let communes = restored.communes.len();
    println!("{}", say::restored(lang, communes, restored.erased_again));
    let office = restored.office;
    if office != store::Replayed::default() {
        println!(
            "{}",
            say::office_restored(lang, office.entries, office.documents)
        );
    }
    if office.left > 0 {
        println!("{}", say::office_left(lang, office.left));
    }
    if restored.photos > 0 {
        println!("{}", say::photos_restored(lang, restored.photos));
    }
    if !restored.is_proven {
        println!("{}", say::restored_unproven(lang));
    }
    recount(&what.place, true, lang)
}

/// Whether a file is part of the data themselves: the live database, its write-ahead log, its list
/// of erasures.
fn is_of_the_data(file: &Path, data: &Path) -> bool {
    let folder = |of: &Path| of.parent()?.canonicalize().ok();
    let there = file.canonicalize().ok().and_then(|it| folder(&it));
    let name = file.file_name().and_then(|it| it.to_str());
    let live = name.is_some_and(|it| it.starts_with("tungnha.sqlite"));
    live && there.is_some() && there == data.canonicalize().ok()
}

/// Copies everything, then recounts the copy.
pub fn carry(what: &Move, lang: Language) -> anyhow::Result<ExitCode> {
    let [from, to] = [&what.from, &what.to].map(|text| Database::parse(text, &what.data));
    let _alone = (alone(&from, lang)?, alone(&to, lang)?);
    let (from, to) = (
        from.open().with_context(|| from.to_string())?,
        to.open().with_context(|| to.to_string())?,
    );
    let moved = store::move_all(&from, &to)?;
    let (communes, entries) = (moved.communes, moved.entries);
    println!("{}", say::moved(lang, communes, entries, moved.records));
    if moved.mended > 0 {
        println!("{}", say::moved_mended(lang, moved.mended));
    }
    Ok(tell(&to.verify_all()?, lang))
}

/// Reports what is wrong with the office's journal, which a restore would need.
fn tell_faults(store: &Store, lang: Language) -> anyhow::Result<()> {
    let faults = store.journal_faults()?;
    if !faults.damaged.is_empty() {
        let lines: Vec<String> = faults.damaged.iter().map(ToString::to_string).collect();
        let told = say::journal_damaged(lang, lines.len(), lines.join(", "));
        println!("✗ {told}");
    }
    if !faults.missing.is_empty() {
        println!(
            "✗ {}",
            say::journal_missing(lang, faults.missing.join(", "))
        );
    }
    Ok(())
}

/// A difference as it is printed. For an unreadable row it says what to do.
fn told(found: &Mismatch, lang: Language) -> String {
    match &found.unreadable {
        None => found.what.clone(),
        Some((commune, what)) => unreadable(commune, what, lang),
    }
}

fn unreadable(commune: &CommuneId, what: &Unreadable, lang: Language) -> String {
    match what {
        Unreadable::Record(key) => say::record_unreadable(lang, commune, key),
        Unreadable::Entry(seq) => say::entry_unreadable(lang, commune, seq.0),
    }
}

fn tell(found: &[Mismatch], lang: Language) -> ExitCode {
    for it in found {
        println!("✗ {}", told(it, lang));
    }
    if found.is_empty() {
        println!("{}", say::verified(lang));
        ExitCode::SUCCESS
    } else {
        println!("{}", say::differs(lang, found.len()));
        ExitCode::from(FOUND)
    }
}

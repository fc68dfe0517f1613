//! Imports what did not come over the network.
mod households;

use super::FOUND;
use super::place::Place;
use crate::Clock;
use crate::outbox_file;
use anyhow::Context;
use std::path::PathBuf;
use std::process::ExitCode;
use store::Device;
use sync::{ENTRIES_LIMIT, Later, OutboxFile, Outcome, PROTOCOL, SyncRequest};
use words::Language;
use words::command as say;

/// The largest file of unsent work that is read.
const FILE_LIMIT_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug, clap::Subcommand)]
pub enum Import {
    /// A list of households: shows what is new, what would change, and every problem with its
    /// place.
    Households(households::Households),
    /// Unsent work that a phone exported as a file.
    Outbox(Outbox),
}

#[derive(Debug, clap::Args)]
pub struct Outbox {
    #[command(flatten)]
    place: Place,
    file: PathBuf,
}

pub fn run(what: &Import, lang: Language) -> anyhow::Result<ExitCode> {
    match what {
        Import::Households(it) => households::run(it, lang),
        Import::Outbox(it) => outbox(it, lang),
    }
}

/// Known entries are skipped. Entries of a revoked, wiped or replaced phone are held.
fn outbox(what: &Outbox, lang: Language) -> anyhow::Result<ExitCode> {
    let alone = what.place.alone(lang)?;
    let size = std::fs::metadata(&what.file)
        .with_context(|| say::no_file(lang, what.file.display()))?
        .len();
    anyhow::ensure!(size <= FILE_LIMIT_BYTES, say::not_an_outbox(lang));
    let text = std::fs::read_to_string(&what.file)?;
    let file: OutboxFile = serde_json::from_str(&text).context(say::not_an_outbox(lang))?;
    let store = what.place.open()?;
    alone.guard(&store)?;
    let device = store.read(|rows| Device::get(rows, &file.commune, &file.device))?;
    let device = device.with_context(|| say::outbox_device_unknown(lang))?;
    let entries =
        outbox_file::open(&file, &device).with_context(|| say::outbox_not_opened(lang))?;
    let now = Clock::System.now();
    let mut outcomes = Vec::new();
    for some in entries.chunks(ENTRIES_LIMIT) {
        let request = SyncRequest {
            protocol: PROTOCOL,
            app: device.app.clone(),
            clock: outbox_file::clock(&device, now),
            steady_since: file.steady_since,
            cursor: domain::Seq(0),
            epoch: None,
            scope: None,
            entries: some.to_vec(),
            held: Vec::new(),
            again: Vec::new(),
            lenient: true,
            unsent: device.unsent,
            kept: None,
            proof: None,
            forms: 0,
            format: 0,
            rules: 0,
        };
        let who = (file.commune.clone(), file.device.clone());
        let receipts = store.take_in_file(who, request, now)?;
        outcomes.extend(receipts.with_context(|| say::outbox_device_unknown(lang))?);
    }
    let count =
        |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|it| wanted(&it.outcome)).count();
    let kept = count(|it| matches!(it, Outcome::Kept { .. }));
    let held = count(|it| matches!(it, Outcome::Held));
    let waiting = count(|it| matches!(it, Outcome::Waiting { .. }));
    println!("{}", say::outbox_taken(lang, entries.len(), kept, held));
    if waiting > 0 {
        println!("{}", say::outbox_waiting(lang, waiting));
    }
    let unanswered =
        entries.len() - outcomes.len() + count(|it| matches!(it, Outcome::NotYet { .. }));
    let too_many = |it: &Outcome| {
        matches!(
            it,
            Outcome::NotYet {
                later: Later::TooMany
            }
        )
    };
    let later = outcomes.iter().filter(|it| too_many(&it.outcome)).count();
    let unanswered = unanswered - later;
    if later > 0 {
        println!("✗ {}", say::outbox_too_many(lang, later));
    }
    if unanswered > 0 {
        println!("✗ {}", say::outbox_unanswered(lang, unanswered));
    }
    for receipt in &outcomes {
        if let Outcome::Refused { code } = receipt.outcome {
            println!("✗ {}: {} ({code})", receipt.id, code.sentence(lang));
        }
    }
    let all = kept + held + waiting == entries.len();
    Ok(if all {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FOUND)
    })
}

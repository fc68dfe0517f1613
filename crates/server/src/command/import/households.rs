//! `tungnha import households`: the office's import, on the command line.
mod told;

use super::super::account::commune_or_new;
use super::super::place::Place;
use crate::import_list::{self, Group, ImportAct, ReadList, Written};
use crate::office::log::{self, Access};
use crate::{Chance, Clock};
use anyhow::Context;
use domain::{AccountId, CommuneId, Millis};
use import::{Changes, Decisions, FILE_LIMIT_BYTES, Field};
use std::path::PathBuf;
use std::process::ExitCode;
use store::Store;
use told::{refused, told};
use words::Language;
use words::command as say;

/// The author of entries made by this command.
const AUTHOR: &str = "office";

#[derive(Debug, clap::Args)]
pub struct Households {
    #[command(flatten)]
    place: Place,
    /// XLSX, XLS, ODS or CSV.
    file: PathBuf,
    /// Say what would be written, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print everything as one JSON document.
    #[arg(long)]
    json: bool,
    /// Correct a column, as often as needed: `SHEET:C=head`. With nothing behind `=` the column is
    /// dropped.
    #[arg(long = "column", value_name = "SHEET:COLUMN=FIELD", value_parser = correction)]
    columns: Vec<Correction>,
    /// The village of a sheet whose households name none, as often as needed: `SHEET=NAME`.
    #[arg(long = "village", value_name = "SHEET=NAME", value_parser = village)]
    villages: Vec<(String, String)>,
    /// Answers as JSON: who is who, which changes are written, what became of the missing. What is
    /// open stands in `--dry-run --json`, with the keys to answer by.
    #[arg(long, value_name = "FILE")]
    decide: Option<PathBuf>,
}

#[derive(Clone, Debug)]
struct Correction {
    sheet: String,
    column: usize,
    field: Option<Field>,
}

pub fn run(what: &Households, lang: Language) -> anyhow::Result<ExitCode> {
    let bytes = file(&what.file, lang)?;
    let decisions = decisions(what, lang)?;
    let now = Clock::System.now();
    if what.dry_run && what.place.database.is_none() && !what.place.data.is_dir() {
        // Compared with nothing: a list can be checked before there is a commune.
        let read = import_list::read_against_nothing(&bytes, &decisions.mapping, now);
        return Ok(match read {
            Ok(list) => {
                let (changes, unfit) = (list.changes(&decisions), list.unfit(&decisions));
                told(what, &list, (&changes, unfit.as_slice()), None, lang)
            }
            Err(problem) => refused(what, &problem, lang),
        });
    }
    let alone = match what.dry_run {
        true => None,
        false => Some(what.place.alone(lang)?),
    };
    let store = what.place.open()?;
    if let Some(alone) = &alone {
        alone.guard(&store)?;
    }
    let commune = commune(what, &store, lang)?;
    let read = import_list::read(&store, &commune, &bytes, &decisions.mapping, now);
    let list = match read {
        Ok(list) => list,
        Err(problem) => return Ok(refused(what, &problem, lang)),
    };
    let (changes, unfit) = (list.changes(&decisions), list.unfit(&decisions));
    let written = match what.dry_run {
        true => None,
        false => Some(write(what, &store, commune, &list, &changes, now)?),
    };
    let answered = (&changes, unfit.as_slice());
    Ok(told(what, &list, answered, written.as_ref(), lang))
}

fn file(file: &std::path::Path, lang: Language) -> anyhow::Result<Vec<u8>> {
    let missing = || say::no_file(lang, file.display());
    let size = std::fs::metadata(file).with_context(missing)?.len();
    // One byte more than the limit is enough for the reader to report that the file is too large.
    let most = u64::try_from(FILE_LIMIT_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(most))?);
    let file = std::fs::File::open(file).with_context(missing)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, most), &mut bytes)?;
    Ok(bytes)
}

/// The named commune. The first one is created if it does not exist, as by `tungnha account add`.
fn commune(what: &Households, store: &Store, lang: Language) -> anyhow::Result<CommuneId> {
    let found = match what.dry_run {
        true => what.place.commune(store, lang),
        false => commune_or_new(&what.place, store, false, lang),
    };
    match found {
        Err(_) if what.dry_run && store.read(|rows| rows.communes())?.is_empty() => {
            Ok(CommuneId::new("new").expect("a plain word"))
        }
        found => found,
    }
}

/// The answers of the file, with what the command's own options say of columns and villages.
fn decisions(what: &Households, lang: Language) -> anyhow::Result<Decisions> {
    let mut decisions = match &what.decide {
        None => Decisions::default(),
        Some(path) => {
            let answers = file(path, lang)?;
            serde_json::from_slice(&answers).map_err(|why| {
                let (line, column) = (why.line(), why.column());
                anyhow::anyhow!(words::workbench::decisions_unreadable(lang, line, column))
            })?
        }
    };
    for it in &what.columns {
        let sheet = decisions.mapping.sheet(&it.sheet);
        sheet.columns.insert(it.column, it.field);
    }
    for (sheet, village) in &what.villages {
        decisions.mapping.sheet(sheet).village = Some(village.clone());
    }
    Ok(decisions)
}

/// A sheet's name may have any sign in it, a village's has no `=`.
fn village(text: &str) -> Result<(String, String), String> {
    let parts = text.rsplit_once('=');
    let parts = parts.filter(|(_, village)| !village.trim().is_empty());
    let (sheet, village) = parts.ok_or("SHEET=NAME")?;
    Ok((sheet.to_owned(), village.trim().to_owned()))
}

fn correction(text: &str) -> Result<Correction, String> {
    let parts = text
        .split_once('=')
        .and_then(|(place, field)| Some((place.rsplit_once(':')?, field)));
    let Some(((sheet, letters), field)) = parts else {
        return Err("SHEET:COLUMN=FIELD".to_owned());
    };
    let column = import::column_number(letters).ok_or("COLUMN: A, B, …")?;
    let all = || Field::ALL.map(Field::as_str).join(", ");
    let field = match field {
        "" => None,
        name => Some(Field::parse(name).ok_or_else(all)?),
    };
    Ok(Correction {
        sheet: sheet.to_owned(),
        column,
        field,
    })
}

fn write(
    what: &Households,
    store: &Store,
    commune: CommuneId,
    list: &ReadList,
    changes: &Changes<'_>,
    now: Millis,
) -> anyhow::Result<Written> {
    let chance = Chance::System;
    let steps = list.steps(changes, now, &chance);
    let id = chance.entry_id(now);
    let name = what.file.file_name().unwrap_or_default();
    let name = import::shown_file_name(&name.to_string_lossy());
    let households = steps.households.len();
    let importing = ImportAct {
        import: id.to_string(),
        author: AccountId::new(AUTHOR).expect("a plain word"),
        log: (
            log::kind(),
            Access::imported(now, None, &id, &name, households).row_of(&commune, &id),
        ),
        commune,
        at: now,
        chance,
    };
    let mut written = Written::default();
    for group in Group::all(steps, &name) {
        written.add(group.write(store, &importing).wait()?);
    }
    Ok(written)
}

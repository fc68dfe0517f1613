//! `tungnha import households`: the office's import, on the command line.
use super::super::FOUND;
use super::super::account::commune_or_new;
use super::super::place::Place;
use crate::import_list::{self, ReadList, Written};
use crate::office::household_field;
use crate::{Chance, Clock};
use anyhow::Context;
use domain::{AccountId, CommuneId, Millis};
use import::{Changed, Changes, FILE_LIMIT_BYTES, Field, Mapping, Problem, ProposedHousehold};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use store::Store;
use words::Language;
use words::command as say;

/// The most problems printed one by one; `--json` prints all.
const PROBLEMS_SHOWN: usize = 60;
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
}

#[derive(Clone, Debug)]
struct Correction {
    sheet: String,
    column: usize,
    field: Option<Field>,
}

pub fn run(what: &Households, lang: Language) -> anyhow::Result<ExitCode> {
    let bytes = file(what, lang)?;
    let now = Clock::System.now();
    if what.dry_run && what.place.database.is_none() && !what.place.data.is_dir() {
        // Compared with nothing: a list can be checked before there is a commune.
        return Ok(
            match import_list::read_against_nothing(&bytes, &mapping(what), now) {
                Ok(list) => told(what, &list, None, lang),
                Err(problem) => refused(what, &problem, lang),
            },
        );
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
    let read = import_list::read(&store, &commune, &bytes, &mapping(what), now);
    let list = match read {
        Ok(list) => list,
        Err(problem) => return Ok(refused(what, &problem, lang)),
    };
    let written = match what.dry_run {
        true => None,
        false => Some(write(&store, commune, &list, now)?),
    };
    Ok(told(what, &list, written.as_ref(), lang))
}

fn file(what: &Households, lang: Language) -> anyhow::Result<Vec<u8>> {
    let missing = || say::no_file(lang, what.file.display());
    let size = std::fs::metadata(&what.file).with_context(missing)?.len();
    // One byte more than the limit is enough for the reader to report that the file is too large.
    let most = u64::try_from(FILE_LIMIT_BYTES).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(most))?);
    let file = std::fs::File::open(&what.file).with_context(missing)?;
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

fn mapping(what: &Households) -> Mapping {
    let mut mapping = Mapping::default();
    for it in &what.columns {
        let sheet = mapping.sheet(&it.sheet);
        sheet.columns.insert(it.column, it.field);
    }
    mapping
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
    store: &Store,
    commune: CommuneId,
    list: &ReadList,
    now: Millis,
) -> anyhow::Result<Written> {
    let chance = Chance::System;
    let operations = import::operations(&list.changes(), &list.register, || chance.number());
    let author = AccountId::new(AUTHOR).expect("a plain word");
    Ok(import_list::write(store, commune, author, operations, now, chance).wait()?)
}

/// Reports that the whole file is refused.
fn refused(what: &Households, problem: &Problem, lang: Language) -> ExitCode {
    match what.json {
        true => println!(
            "{}",
            json!({ "written": false, "problems": [tell(problem, lang)] })
        ),
        false => eprintln!("✗ {}: {}", problem.code.as_str(), problem.sentence(lang)),
    }
    ExitCode::from(FOUND)
}

fn told(what: &Households, list: &ReadList, written: Option<&Written>, lang: Language) -> ExitCode {
    let changes = list.changes();
    match what.json {
        true => println!("{:#}", document(list, &changes, written, lang)),
        false => lines(list, &changes, written, lang),
    }
    match written.is_none_or(|it| it.refused.is_empty()) && !list.plan.households.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    }
}

fn lines(list: &ReadList, changes: &Changes<'_>, written: Option<&Written>, lang: Language) {
    let mut problems: Vec<&Problem> = list.plan.problems.iter().collect();
    problems.sort_by(|a, b| (b.severity, &a.place).cmp(&(a.severity, &b.place)));
    for it in problems.iter().take(PROBLEMS_SHOWN) {
        println!("{} {}: {}", it.place, it.code.as_str(), it.sentence(lang));
    }
    if problems.len() > PROBLEMS_SHOWN {
        let more = problems.len() - PROBLEMS_SHOWN;
        println!("{}", say::import_more_problems(lang, more));
    }
    for it in &changes.changed {
        for field in &it.fields {
            let (before, after) = (&field.before, &field.after);
            let name = household_field(field.field, lang);
            println!(
                "~ {} {name}: {before} → {after}",
                it.household.code.as_str()
            );
        }
    }
    let (new, changed) = (changes.new.len(), changes.changed.len());
    let (same, missing) = (changes.unchanged, changes.missing.len());
    println!(
        "{}",
        say::import_counts(lang, list.plan.rows, new, changed, same, missing)
    );
    match written {
        None => println!("{}", say::import_not_written(lang)),
        Some(written) => {
            for code in &written.refused {
                println!("✗ {code}: {}", code.sentence(lang));
            }
            println!("{}", say::import_written(lang, written.kept));
        }
    }
}

fn document(
    list: &ReadList,
    changes: &Changes<'_>,
    written: Option<&Written>,
    lang: Language,
) -> Value {
    let problems = list.plan.problems.iter().map(|it| tell(it, lang));
    let refused = written.map(|it| {
        it.refused
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    });
    json!({
        "rows": list.plan.rows,
        "households": list.plan.households.len(),
        "new": changes.new.iter().map(|it| household(it.proposed)).collect::<Vec<_>>(),
        "changed": changes.changed.iter().map(change).collect::<Vec<_>>(),
        "unchanged": changes.unchanged,
        "missing": changes.missing,
        "sheets": list.plan.sheets,
        "problems": problems.collect::<Vec<_>>(),
        "written": written.is_some(),
        "operations": written.map(|it| it.kept),
        "refused": refused.unwrap_or_default(),
    })
}

fn tell(problem: &Problem, lang: Language) -> Value {
    json!({
        "code": problem.code,
        "severity": problem.severity,
        "sheet": problem.place.sheet,
        "row": problem.place.row,
        "column": problem.place.column,
        "sentence": problem.sentence(lang),
    })
}

fn household(it: &ProposedHousehold) -> Value {
    let residents = it
        .residents
        .iter()
        .map(|it| json!({ "name": it.name, "born": it.born, "head": it.is_head }));
    json!({
        "code": it.code,
        "village": it.village,
        "alley": it.alley,
        "head": it.head,
        "address": it.address,
        "phones": it.phones,
        "business": it.business,
        "children": it.children,
        "residents": residents.collect::<Vec<_>>(),
        "sheet": it.place.sheet,
        "row": it.place.row,
    })
}

fn change(it: &Changed<'_>) -> Value {
    let fields = it
        .fields
        .iter()
        .map(|it| json!({ "field": it.field, "before": it.before, "after": it.after }));
    json!({
        "code": it.household.code.as_str(),
        "fields": fields.collect::<Vec<_>>(),
        "added": it.added.iter().map(|it| &it.name).collect::<Vec<_>>(),
    })
}

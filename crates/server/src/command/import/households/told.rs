//! What `tungnha import households` says: lines for people, or one JSON document.
use super::super::super::FOUND;
use super::Households;
use crate::import_list::{ReadList, Written};
use crate::office::{called_by, reason_name, unfit_name, what_name};
use domain::household::Status;
use domain::{Household, Name, Phone};
use import::{
    Changed, Changes, Doubtful, FieldChange, Missing, Pair, Problem, ProposedHousehold, UnfitAnswer,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::ExitCode;
use words::command as say;
use words::{Language, workbench};

/// The most problems, and the most households of each kind, printed one by one; `--json` prints all.
const SHOWN: usize = 60;

/// Reports that the whole file is refused.
pub(super) fn refused(what: &Households, problem: &Problem, lang: Language) -> ExitCode {
    match what.json {
        true => println!(
            "{}",
            json!({ "written": false, "problems": [tell(problem, lang)] })
        ),
        false => eprintln!("✗ {}: {}", problem.code.as_str(), problem.sentence(lang)),
    }
    ExitCode::from(FOUND)
}

pub(super) fn told(
    what: &Households,
    list: &ReadList,
    (changes, unfit): (&Changes<'_>, &[UnfitAnswer]),
    written: Option<&Written>,
    lang: Language,
) -> ExitCode {
    match what.json {
        true => {
            let mut document = document(list, changes, written, lang);
            document["unfit"] = json!(unfit);
            println!("{document:#}");
        }
        false => {
            for it in unfit {
                let why = unfit_name(it.code, lang);
                println!("{}", workbench::unfit_line(lang, &it.key, why));
            }
            lines(list, changes, written, lang);
        }
    }
    match written.is_none_or(|it| it.refused.is_empty()) && !list.plan.households.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(FOUND),
    }
}

fn lines(list: &ReadList, changes: &Changes<'_>, written: Option<&Written>, lang: Language) {
    let mut problems: Vec<&Problem> = list.plan.problems.iter().collect();
    problems.sort_by(|a, b| (b.severity, &a.place).cmp(&(a.severity, &b.place)));
    for it in problems.iter().take(SHOWN) {
        println!("{} {}: {}", it.place, it.code.as_str(), it.sentence(lang));
    }
    if problems.len() > SHOWN {
        let more = problems.len() - SHOWN;
        println!("{}", say::import_more_problems(lang, more));
    }
    for it in &changes.changed {
        for change in &it.fields {
            let (before, after) = (&change.before, &change.after);
            let name = what_name(change.field, lang);
            let left = match change.ticked {
                true => String::new(),
                false => format!(" {}", workbench::left_line(lang)),
            };
            println!(
                "~ {} {name}: {before} → {after}{left}",
                it.household.code.as_str()
            );
        }
    }
    for it in changes.doubtful.iter().take(SHOWN) {
        let codes = it.candidates.iter().map(|it| called_by(it.household));
        let codes: Vec<String> = codes.collect();
        let reasons = it.candidates.first().map_or(&[][..], |it| &it.reasons);
        let reasons: Vec<&str> = reasons.iter().map(|it| reason_name(*it, lang)).collect();
        let (codes, reasons) = (codes.join(", "), reasons.join(", "));
        let (place, head) = (&it.proposed.place, &it.proposed.head);
        println!(
            "{}",
            workbench::doubtful_line(lang, place, head, codes, reasons)
        );
    }
    for it in changes.missing.iter().take(SHOWN) {
        let (code, head) = (it.household.code.as_str(), head_of(it.household));
        println!("{}", workbench::missing_line(lang, code, head));
    }
    let (new, changed) = (changes.new.len(), changes.changed.len());
    let (same, missing) = (changes.unchanged, changes.missing.len());
    println!(
        "{}",
        say::import_counts(lang, list.plan.rows, new, changed, same, missing)
    );
    if list.plan.households.is_empty() {
        println!("{}", workbench::nothing_taken(lang));
    }
    let open = Open::of(list, changes);
    if open.is_any() {
        let (doubtful, left) = (open.households.len(), open.changes.len());
        println!(
            "{}",
            workbench::open_line(lang, doubtful, left, open.missing.len())
        );
    }
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

/// What nobody has decided yet, named as the answers name it.
#[derive(serde::Serialize)]
struct Open<'a> {
    households: Vec<&'a str>,
    changes: Vec<String>,
    missing: Vec<&'a str>,
    /// Sheets whose households name no village.
    villages: BTreeSet<&'a str>,
}

impl<'a> Open<'a> {
    fn of(list: &'a ReadList, changes: &'a Changes<'_>) -> Self {
        let left = changes.changed.iter().flat_map(|it| {
            let fields = it.fields.iter().filter(|field| !field.ticked);
            fields.map(|field| format!("{}/{}", it.key.as_str(), field.field.as_str()))
        });
        let missing = changes.missing.iter().filter(|it| it.fate.is_none());
        let sheets = list.plan.sheets.iter();
        let homeless = sheets.filter(|it| it.village_needed);
        Self {
            households: changes.doubtful.iter().map(|it| it.key.as_str()).collect(),
            changes: left.collect(),
            missing: missing.map(|it| it.household.id.as_str()).collect(),
            villages: homeless.map(|it| it.name.as_str()).collect(),
        }
    }

    fn is_any(&self) -> bool {
        !(self.households.is_empty() && self.changes.is_empty() && self.missing.is_empty())
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
    let new = changes.new.iter().map(|it| {
        let mut told = household(it.proposed);
        told["key"] = json!(it.key);
        told
    });
    json!({
        "rows": list.plan.rows,
        "households": list.plan.households.len(),
        "new": new.collect::<Vec<_>>(),
        "changed": changes.changed.iter().map(change).collect::<Vec<_>>(),
        "unchanged": changes.unchanged,
        "doubtful": changes.doubtful.iter().map(doubtful).collect::<Vec<_>>(),
        "missing": changes.missing.iter().map(missing).collect::<Vec<_>>(),
        "pairs": list.plan.pairs.iter().map(pair).collect::<Vec<_>>(),
        "open": Open::of(list, changes),
        "sheets": list.plan.sheets,
        "problems": problems.collect::<Vec<_>>(),
        "written": written.is_some(),
        "operations": written.map(|it| it.kept),
        "refused": refused.unwrap_or_default(),
    })
}

/// Two households of the list that may be one; `mapping.together` with the key makes them one.
fn pair(it: &Pair) -> Value {
    json!({
        "key": it.second.key,
        "together": it.together,
        "first": household(&it.first),
        "second": household(&it.second),
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
    let field = |it: &FieldChange<'_>| {
        json!({
            "field": it.field,
            "before": it.before,
            "after": it.after,
            "by": it.by.as_ref().map(|(member, _)| member),
            "at": it.by.as_ref().map(|(_, at)| at),
            "ticked": it.ticked,
        })
    };
    let added = it.fields.iter().flat_map(|it| &it.added);
    json!({
        "key": it.key,
        "household": it.household.id,
        "code": it.household.code.as_str(),
        "head": head_of(it.household),
        "grade": it.grade,
        "reasons": it.reasons,
        "sheet": it.proposed.place.sheet,
        "row": it.proposed.place.row,
        "fields": it.fields.iter().map(field).collect::<Vec<_>>(),
        "added": added.map(|it| &it.name).collect::<Vec<_>>(),
    })
}

fn doubtful(it: &Doubtful<'_>) -> Value {
    let candidates = it.candidates.iter().map(|it| {
        let mut told = known(it.household);
        told["reasons"] = json!(it.reasons);
        told
    });
    let mut told = household(it.proposed);
    told["key"] = json!(it.key);
    told["candidates"] = candidates.collect();
    told
}

fn missing(it: &Missing<'_>) -> Value {
    let mut told = known(it.household);
    told["fate"] = json!(it.fate);
    told
}

/// A household of the register, beside one of the list.
fn known(household: &Household) -> Value {
    let phones = household.phones.iter().filter_map(|it| it.reveal());
    let residents = household.residents.iter().map(|it| {
        let name = it.name.reveal().map_or("", Name::as_str);
        json!({ "name": name, "born": it.born })
    });
    json!({
        "household": household.id,
        "code": household.code.as_str(),
        "head": head_of(household),
        "village": household.village,
        "phones": phones.map(Phone::as_str).collect::<Vec<_>>(),
        "residents": residents.collect::<Vec<_>>(),
        "moved_away": matches!(household.status, Status::MovedAway(_)),
    })
}

fn head_of(household: &Household) -> &str {
    household.head.reveal().map_or("", Name::as_str)
}

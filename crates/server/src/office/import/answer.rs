//! Takes in what the forms of a draft say: columns and villages, who is who, which changes, what
//! became of the missing.
use domain::HouseholdId;
use import::{Decisions, Fate, Field, Plan, RowKey, SheetPreview, What, Whose};

/// Takes one field of a form in. Fields that are not known say nothing.
pub(super) fn take(decisions: &mut Decisions, plan: &Plan, name: &str, value: &str) {
    if name == "fate" {
        return missing(decisions, value);
    }
    let Some((kind, of)) = name.split_once('-') else {
        return;
    };
    match kind {
        "c" => column(decisions, plan, of, value),
        "v" | "t" | "h" => sheet(decisions, plan, kind, of, value),
        "l" => letters(decisions, plan, of, value),
        "w" => whose(decisions, of, value),
        "p" => pair(decisions, of, value),
        _ => {}
    }
}

/// The sheet and column in `SHEET-COLUMN`.
fn place<'a>(plan: &'a Plan, of: &str) -> Option<(&'a SheetPreview, usize)> {
    let (sheet, column) = of.split_once('-')?;
    let sheet = plan.sheets.get(sheet.parse::<usize>().ok()?)?;
    Some((sheet, column.parse().ok()?))
}

/// `l-SHEET-COLUMN`: whether its letters are read in an old encoding (`read`) or left (`keep`).
fn letters(decisions: &mut Decisions, plan: &Plan, of: &str, value: &str) {
    let Some((sheet, column)) = place(plan, of) else {
        return;
    };
    let as_written = &mut decisions.mapping.sheet(&sheet.name).as_written;
    match value {
        "keep" => drop(as_written.insert(column)),
        _ => drop(as_written.remove(&column)),
    }
}

/// `p-KEY`: `together` where it is the household further up that it resembles.
fn pair(decisions: &mut Decisions, key: &str, value: &str) {
    let together = &mut decisions.mapping.together;
    let key = RowKey::from(key);
    match value {
        "together" => drop(together.insert(key)),
        _ => drop(together.remove(&key)),
    }
}

/// `c-SHEET-COLUMN`: kept only where it says something else than the list.
fn column(decisions: &mut Decisions, plan: &Plan, of: &str, value: &str) {
    let Some((sheet, column)) = place(plan, of) else {
        return;
    };
    let known = sheet.columns.iter().find(|it| it.column == column);
    let field = Field::parse(value);
    if known.is_some_and(|it| it.field != field) {
        let corrected = decisions.mapping.sheet(&sheet.name);
        corrected.columns.insert(column, field);
    }
}

/// `v-SHEET`, its village; `t-SHEET`, whether it is taken; `h-SHEET`, whether its hidden rows are.
fn sheet(decisions: &mut Decisions, plan: &Plan, kind: &str, of: &str, value: &str) {
    let sheet = of.parse().ok().and_then(|it: usize| plan.sheets.get(it));
    let Some(sheet) = sheet else {
        return;
    };
    let known = decisions.mapping.sheets.contains_key(&sheet.name);
    let as_found = kind == "v" && sheet.village.as_deref().unwrap_or_default() == value.trim();
    if as_found || (value.trim().is_empty() && !known) {
        return;
    }
    let corrected = decisions.mapping.sheet(&sheet.name);
    match kind {
        "v" => {
            let village = Some(value.trim()).filter(|it| !it.is_empty());
            corrected.village = village.map(str::to_owned);
        }
        "h" => corrected.hidden_rows = value == "yes",
        _ => {
            corrected.taken = match value {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
        }
    }
}

/// `w-KEY`: `same:HOUSEHOLD`, `new` or `later`.
fn whose(decisions: &mut Decisions, key: &str, value: &str) {
    let key = RowKey::from(key);
    let same = value.strip_prefix("same:").and_then(HouseholdId::new);
    let said = match (value, same) {
        (_, Some(household)) => Whose::Same(household),
        ("new", _) => Whose::New,
        ("later", _) => Whose::Later,
        _ => return,
    };
    decisions.households.insert(key, said);
}

/// `HOUSEHOLD:moved-away`, `:still-here` or `:ask`: what became of it.
fn missing(decisions: &mut Decisions, value: &str) {
    let parts = value.split_once(':');
    let Some((household, value)) =
        parts.and_then(|(household, value)| Some((HouseholdId::new(household)?, value)))
    else {
        return;
    };
    let fate = match value {
        "moved-away" => Fate::MovedAway,
        "still-here" => Fate::StillHere,
        "ask" => Fate::Ask,
        _ => {
            decisions.missing.remove(&household);
            return;
        }
    };
    decisions.missing.insert(household, fate);
}

/// All changes of a kind, `WHAT:yes` or `WHAT:no`; what was said of single ones before is over.
pub(super) fn group(decisions: &mut Decisions, value: &str) {
    let parts = value.split_once(':');
    let Some((what, yes)) = parts.and_then(|(what, yes)| Some((What::parse(what)?, yes))) else {
        return;
    };
    let end = format!("/{}", what.as_str());
    decisions.changes.retain(|key, _| !key.ends_with(&end));
    decisions
        .changes
        .insert(what.as_str().to_owned(), yes == "yes");
}

/// Each change that the page showed, `KEY/WHAT`: those among `ticked` are written, the others are
/// not.
pub(super) fn ticks(decisions: &mut Decisions, shown: &[&str], ticked: &[&str]) {
    for change in shown {
        let known = change
            .split_once('/')
            .is_some_and(|(_, what)| What::parse(what).is_some());
        if known {
            let yes = ticked.contains(change);
            decisions.changes.insert((*change).to_owned(), yes);
        }
    }
}

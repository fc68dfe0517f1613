//! Tells how the columns of a sheet were understood.
use super::{ColumnPreview, Plan, RowUse};
use crate::contents::Columns;
use crate::letters::Readable;
use crate::problem::column_name;
use crate::table::Table;
use crate::{Field, Place, Problem, ProblemCode};
use std::collections::HashSet;

/// How many cells of a column are shown as samples.
const SAMPLES: usize = 3;
/// More digits make a number that may be a person's, which is shown of no column but those of codes
/// and, where they are read as such, phones.
const DIGITS_SHOWN: usize = 8;

pub(super) fn tell(
    readable: &Readable,
    name: &str,
    tables: &[(&Table, Columns)],
    number: usize,
    plan: &mut Plan,
) {
    let mut told = Vec::new();
    let unnamed = unnamed(plan, number);
    for (table, columns) in tables {
        for column in table.columns.clone() {
            // Tables below each other share their columns; the first one is shown.
            if told.contains(&column) {
                continue;
            }
            if let Some(preview) = of_column(readable, table, columns, column, &unnamed) {
                told.push(column);
                problems(readable, name, columns, &preview, plan);
                plan.sheets[number].columns.push(preview);
            }
        }
    }
    plan.sheets[number].columns.sort_by_key(|it| it.column);
}

/// Rows of children, whose names are kept nowhere, and of people who wait for their village, of
/// whom it is not known yet.
fn unnamed(plan: &Plan, number: usize) -> HashSet<usize> {
    let rows = plan.accounts.iter().filter(|it| it.sheet == number);
    let rows = rows.filter(|it| matches!(it.used, RowUse::Child | RowUse::Waiting));
    rows.map(|it| it.row - 1).collect()
}

fn of_column(
    readable: &Readable,
    table: &Table,
    columns: &Columns,
    column: usize,
    unnamed: &HashSet<usize>,
) -> Option<ColumnPreview> {
    let field = columns.field(column);
    let title = table
        .heading
        .titles
        .get(&column)
        .cloned()
        .unwrap_or_default();
    let secret = columns.is_secret(column);
    let shown = |text: &&str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let read = match field {
            Some(Field::Code) => true,
            Some(Field::Phone) => !vietnamese::phones(text).is_empty(),
            _ => false,
        };
        !text.is_empty() && !secret && (read || digits <= DIGITS_SHOWN)
    };
    let is_name = matches!(field, Some(Field::Name | Field::Head));
    let rows = table.rows.clone();
    let rows = rows.filter(|row| !(is_name && unnamed.contains(row)));
    let cells = rows.filter_map(|row| readable.sheet.at(row, column));
    let cells = cells.filter(|it| !it.covered).map(|it| it.text.as_str());
    let samples: Vec<String> = cells
        .filter(shown)
        .take(SAMPLES)
        .map(str::to_owned)
        .collect();
    let nothing = title.is_empty() && samples.is_empty() && !secret && field.is_none();
    (!nothing).then(|| ColumnPreview {
        column,
        letter: column_name(column),
        title,
        field,
        legacy: readable.legacy.contains(&column) && rewritten_below(readable, table, column),
        samples,
    })
}

/// Whether a cell below the titles was read in an old encoding.
fn rewritten_below(readable: &Readable, table: &Table, column: usize) -> bool {
    let mut places = readable.rewritten.iter().map(|it| &it.place);
    places.any(|it| {
        it.column.as_deref() == Some(column_name(column).as_str())
            && it.row.is_some_and(|row| row > table.rows.start)
    })
}

fn problems(
    readable: &Readable,
    name: &str,
    columns: &Columns,
    preview: &ColumnPreview,
    plan: &mut Plan,
) {
    let column = preview.column;
    let mut tell = |code, place| plan.problems.push(Problem::new(code, place));
    let whole = || Place::column(name, column);
    if columns.is_secret(column) {
        tell(ProblemCode::IdentityDropped, whole());
    } else if preview.field.is_none() {
        tell(ProblemCode::ColumnIgnored, whole());
    }
    if preview.legacy {
        tell(ProblemCode::LegacyFont, whole());
    }
    if let (Some(row), Some(_)) = (readable.hides.get(&column), preview.field) {
        tell(ProblemCode::HiddenSigns, Place::cell(name, *row, column));
    }
    if let Some((count, row)) = readable.identities.get(&column)
        && preview.field != Some(Field::Identity)
    {
        plan.identities += count;
        if !columns.is_secret(column) {
            let place = Place::cell(name, *row, column);
            plan.problems
                .push(Problem::new(ProblemCode::IdentityCut, place));
        }
    }
}

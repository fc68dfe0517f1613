//! The tables of a sheet: one below the other, or side by side.
use crate::heading::{Heading, headings};
use crate::title::Meaning;
use crate::{Field, Sheet};
use std::ops::Range;

/// A heading with the rows below it, up to the next one that says something else.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Table {
    pub heading: Heading,
    pub columns: Range<usize>,
    pub rows: Range<usize>,
    /// Rows between that only repeat the heading.
    pub repeated: Vec<Range<usize>>,
    /// Rows above the heading that belong to no other table: titles.
    pub above: Range<usize>,
}

pub(crate) fn tables(sheet: &Sheet) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for heading in headings(sheet) {
        match tables.last_mut() {
            Some(last) if last.heading.repeats(&heading) => last.repeated.push(heading.rows),
            last => {
                let above = last.map_or(0, |last| {
                    last.rows.end = titles_above(sheet, heading.rows.start, last.rows.start);
                    last.rows.end
                });
                tables.push(Table {
                    columns: 0..sheet.width(),
                    rows: heading.rows.end..sheet.rows.len(),
                    repeated: Vec::new(),
                    above: above..heading.rows.start,
                    heading,
                });
            }
        }
    }
    tables.iter().flat_map(side_by_side).collect()
}

/// Where the title lines above a heading begin: rows with one text or none.
fn titles_above(sheet: &Sheet, heading: usize, floor: usize) -> usize {
    let is_line = |row: usize| {
        let cells = sheet.rows[row].iter();
        cells
            .filter(|it| !it.text.is_empty() && !it.covered)
            .count()
            <= 1
    };
    let mut start = heading;
    while start > floor && is_line(start - 1) {
        start -= 1;
    }
    start
}

/// The parts of a table whose titles begin again further to the right.
fn side_by_side(table: &Table) -> Vec<Table> {
    let starts = starts(&table.heading);
    if starts.len() < 2 {
        return vec![table.clone()];
    }
    let ends = starts.iter().skip(1).copied().chain([table.columns.end]);
    let parts = starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(number, (start, end))| {
            let columns = if number == 0 { 0 } else { *start }..end;
            Table {
                heading: table.heading.within(&columns),
                columns,
                ..table.clone()
            }
        });
    parts.collect()
}

/// The columns at which tables begin: where the first field comes again, with a name and another
/// field behind it each time.
fn starts(heading: &Heading) -> Vec<usize> {
    let fields: Vec<(usize, Field)> = heading
        .meanings
        .iter()
        .filter_map(|(column, meaning)| match meaning {
            Meaning::Field(field) => Some((*column, *field)),
            Meaning::OfAnother(_) | Meaning::Unused => None,
        })
        .collect();
    let Some((_, first)) = fields.first() else {
        return Vec::new();
    };
    let starts: Vec<usize> = fields
        .iter()
        .enumerate()
        .filter(|(at, (_, field))| {
            // Columns of one field beside each other are parts of one value.
            field == first && (*at == 0 || fields[at - 1].1 != *field)
        })
        .map(|(_, (column, _))| *column)
        .collect();
    let complete = starts.iter().enumerate().all(|(number, start)| {
        let end = starts.get(number + 1).copied().unwrap_or(usize::MAX);
        let mut within = fields
            .iter()
            .filter(|(column, _)| (*start..end).contains(column));
        let named = within
            .clone()
            .any(|(_, it)| matches!(it, Field::Name | Field::Head));
        named && within.nth(1).is_some()
    });
    if complete { starts } else { Vec::new() }
}

//! Reads one sheet: which tables it has, and where its village stands.
use super::preview;
use super::rows::Reader;
use super::{Account, LeftOut, Plan, RowUse, SheetPreview, Today};
use crate::contents::Columns;
use crate::letters::{Readable, readable};
use crate::place_line::{Kind, place, village_in, without_index};
use crate::table::{Table, tables};
use crate::village::{of_sheet_name, village_identity};
use crate::{Field, Place, Problem, ProblemCode, Sheet, SheetMapping};
use std::collections::BTreeMap;

/// Heads of households whose village nobody has named yet: key of the name, year of birth.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waiting {
    pub heads: Vec<(String, Option<u16>)>,
}

pub(crate) fn read(
    sheet: &Sheet,
    mapping: &SheetMapping,
    today: Today,
    plan: &mut Plan,
) -> Waiting {
    let number = plan.sheets.len();
    plan.sheets.push(SheetPreview {
        name: sheet.name.clone(),
        header_row: None,
        columns: Vec::new(),
        village: mapping.village.clone(),
        village_needed: false,
        left_out: None,
        rows: BTreeMap::new(),
    });
    let left_out = match (mapping.taken, sheet.hidden) {
        (Some(false), _) => Some(LeftOut::Asked),
        (None, true) => Some(LeftOut::Hidden),
        _ => None,
    };
    if left_out.is_some() {
        plan.sheets[number].left_out = left_out;
        return Waiting::default();
    }
    let readable = readable(sheet, &mapping.as_written);
    let found = tables(&readable.sheet);
    if found.is_empty() {
        plan.sheets[number].left_out = Some(LeftOut::NoList);
        return Waiting::default();
    }
    let waiting = Reading {
        readable: &readable,
        name: &sheet.name,
        mapping,
        today,
        number,
        plan,
    };
    let waiting = waiting.tables(&found);
    plan.rewritten.extend(readable.rewritten);
    waiting
}

struct Reading<'a> {
    readable: &'a Readable,
    /// The name as the file has it.
    name: &'a str,
    mapping: &'a SheetMapping,
    today: Today,
    number: usize,
    plan: &'a mut Plan,
}

impl Reading<'_> {
    fn tables(mut self, tables: &[Table]) -> Waiting {
        let sheet = &self.readable.sheet;
        let mut waiting = Waiting::default();
        let mut title = None;
        let mut previews = Vec::new();
        let mut seen_rows = None;
        for table in tables {
            let columns = Columns::of(sheet, table, self.mapping);
            previews.push((table, columns.clone()));
            // Side by side, tables share their rows.
            let first_of_rows = seen_rows != Some(table.rows.clone());
            seen_rows = Some(table.rows.clone());
            if first_of_rows {
                self.plan.account_notes(sheet, self.number, table);
            }
            title = title_place(sheet, table, village_of_line).or(title);
            let by_name = of_sheet_name(&sheet.name);
            let village = self.mapping.village.clone();
            let village = village.or_else(|| title.clone()).or(by_name);
            let part = title_place(sheet, table, part_of_line);
            let part = part.or_else(|| part_of_line(&sheet.name));
            let (village, part) = match (village, part) {
                (None, Some(part)) if columns.first(Field::Village).is_none() => (Some(part), None),
                // The sheet and its title name one place.
                (Some(village), Some(part)) if same_place(&village, &part) => (Some(village), None),
                places => places,
            };
            let preview = &mut self.plan.sheets[self.number];
            preview.header_row = preview.header_row.or(Some(table.heading.rows.end));
            preview.village = preview.village.take().or_else(|| village.clone());
            let mut reader = Reader::new(
                sheet,
                self.name,
                table,
                columns,
                village,
                self.number,
                self.today,
                self.plan,
            );
            reader.takes_hidden = self.mapping.hidden_rows;
            reader.alley_above = part;
            waiting.heads.extend(reader.run());
        }
        self.tell_hidden_rows();
        if let Some(row) = sheet.far {
            let problem = Problem::new(ProblemCode::FarRow, Place::row(self.name, row));
            self.plan.problems.push(problem);
        }
        preview::tell(self.readable, self.name, &previews, self.number, self.plan);
        waiting
    }

    fn tell_hidden_rows(&mut self) {
        let mut hidden = self.plan.accounts.iter();
        let first = hidden.find(|it| it.sheet == self.number && it.used == RowUse::Hidden);
        if let Some(first) = first {
            let place = Place::row(self.name, first.row - 1);
            let problem = Problem::new(ProblemCode::RowsHidden, place);
            self.plan.problems.push(problem);
        }
    }
}

impl Plan {
    /// Titles above a table, and its heading.
    fn account_notes(&mut self, sheet: &Sheet, number: usize, table: &Table) {
        let lines = table.above.clone().map(|row| (row, RowUse::Note));
        let heading = table.heading.rows.clone().map(|row| (row, RowUse::Heading));
        for (row, used) in lines.chain(heading) {
            if sheet.rows[row]
                .iter()
                .any(|it| !it.text.is_empty() && !it.covered)
            {
                self.accounts.push(Account {
                    sheet: number,
                    row: row + 1,
                    used,
                });
            }
        }
    }
}

/// The place in the titles above a table; the nearest line wins, and one above its own columns
/// before one above others.
fn title_place(
    sheet: &Sheet,
    table: &Table,
    wanted: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let named = |within: bool| {
        table.above.clone().rev().find_map(|row| {
            let mut cells = sheet.rows[row].iter().enumerate();
            cells.find_map(|(column, cell)| {
                let here = !cell.covered && table.columns.contains(&column) == within;
                wanted(&cell.text).filter(|_| here)
            })
        })
    };
    named(true).or_else(|| named(false))
}

fn same_place(left: &str, right: &str) -> bool {
    village_identity(left) == village_identity(right)
}

fn village_of_line(text: &str) -> Option<String> {
    let alone = || place(text).filter(|it| it.kind == Kind::Village);
    let said = village_in(without_index(text));
    // `TỔ 1` may be a part of a village, which other lines or the sheet's name tell.
    let either = place(text).is_some_and(|it| it.kind != Kind::Village);
    said.filter(|_| !either)
        .or_else(|| alone().map(|it| it.name))
}

/// A line that names a part of a village, or a village in some provinces.
fn part_of_line(text: &str) -> Option<String> {
    let placed = place(text)?;
    (placed.kind != Kind::Village).then_some(placed.name)
}

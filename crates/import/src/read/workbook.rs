//! XLSX, XLS and ODS through calamine, kept from harming us when they are damaged.
use super::{Cell, ROWS_LIMIT, Sheet, fonts, repeats};
use crate::{Problem, ProblemCode};
use calamine::{Data, Reader, Sheets, Xlsx, open_workbook_auto_from_rs};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Widest sheet that is looked at.
const COLUMNS_LIMIT: usize = 100;
/// Widest sheet that is taken apart: far cells cost memory for all that is between.
const FAR_COLUMN: u32 = 1_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    // A damaged file may find a bug in the parser: it must not take the server with it.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse(bytes)));
    parsed.unwrap_or_else(|_| Err(Problem::of_file(ProblemCode::Damaged)))
}

fn parse(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let damaged = || Problem::of_file(ProblemCode::Damaged);
    repeats::refuse_far(bytes)?;
    let mut workbook: Sheets<Cursor<&[u8]>> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| damaged())?;
    if let Sheets::Xlsx(workbook) = &mut workbook {
        for name in workbook.sheet_names() {
            refuse_far_cells(workbook, &name)?;
        }
    }
    let mut sheets = Vec::new();
    let mut total = 0;
    for (index, name) in workbook.sheet_names().into_iter().enumerate() {
        let range = workbook.worksheet_range(&name).map_err(|_| damaged())?;
        let formulas = workbook.worksheet_formula(&name).ok();
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        total += range.height() + first_row as usize;
        if total > ROWS_LIMIT {
            return Err(Problem::of_file(ProblemCode::TooManyRows));
        }
        let mut rows = vec![Vec::new(); first_row as usize];
        for (row, cells) in range.rows().enumerate() {
            let mut line = vec![Cell::default(); first_column as usize];
            for (column, data) in cells.iter().enumerate().take(COLUMNS_LIMIT) {
                let place = (first_row + row as u32, first_column + column as u32);
                let formula = formulas
                    .as_ref()
                    .and_then(|it| it.get_value(place))
                    .is_some_and(|it| !it.is_empty());
                line.push(Cell {
                    text: text(data),
                    formula,
                });
            }
            rows.push(line);
        }
        let fonts = fonts::of_sheet(bytes, index).unwrap_or_default();
        sheets.push(Sheet { name, rows, fonts });
    }
    Ok(sheets)
}

/// Calamine lays out a full rectangle up to the farthest cell, and a sheet of two cells may
/// name one at the far corner: what cannot be allocated ends the process.
fn refuse_far_cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<(), Problem> {
    let damaged = || Problem::of_file(ProblemCode::Damaged);
    let near = |(row, column): (u32, u32)| {
        if row as usize >= ROWS_LIMIT || column >= FAR_COLUMN {
            return Err(Problem::of_file(ProblemCode::TooManyRows));
        }
        Ok(())
    };
    let mut cells = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| damaged())?;
    while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
        near(cell.get_position())?;
    }
    drop(cells);
    let mut formulas = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| damaged())?;
    while let Some(cell) = formulas.next_formula().map_err(|_| damaged())? {
        near(cell.get_position())?;
    }
    Ok(())
}

/// Numbers without `.0` and without an exponent, dates as they are written in Vietnam.
fn text(data: &Data) -> String {
    match data {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::Float(number) => number.to_string(),
        Data::DateTime(date) => vietnamese::date_from_excel(date.as_f64())
            .map_or_else(String::new, vietnamese::Date::short),
        Data::DateTimeIso(iso) => iso.get(..10).unwrap_or(iso).to_owned(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

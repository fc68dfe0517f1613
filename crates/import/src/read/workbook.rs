//! Reads XLSX, XLS and ODS with calamine, and keeps damaged files from doing harm.
use super::room::{Grid, Room};
use super::{Sheet, biff, hidden_rows, merged, old_marks, repeats};
use crate::{Problem, ProblemCode};
use calamine::{Data, Reader, SheetVisible, Sheets, Style, Xlsx, open_workbook_auto_from_rs};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vietnamese::Encoding;

/// Most sheets of a workbook; a commune has about fifty villages.
pub(super) const SHEETS_LIMIT: usize = 200;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    // A damaged file may trigger a bug in the parser, which must not end the server.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse(bytes)));
    parsed.unwrap_or_else(|_| Err(Problem::of_file(ProblemCode::Damaged)))
}

fn parse(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    repeats::refuse_far(bytes)?;
    let old = biff::counted(bytes)?;
    let seen = old.as_deref().unwrap_or(bytes);
    let mut workbook: Sheets<Cursor<&[u8]>> =
        open_workbook_auto_from_rs(Cursor::new(seen)).map_err(|_| damaged())?;
    let names = workbook.sheet_names();
    if names.len() > SHEETS_LIMIT {
        return Err(Problem::of_file(ProblemCode::TooManyCells));
    }
    let visible: Vec<bool> = workbook
        .sheets_metadata()
        .iter()
        .map(|it| it.visible == SheetVisible::Visible)
        .collect();
    let old_marks = old.as_deref().and_then(old_marks::of_workbook);
    let new_marks = hidden_rows::of_workbook(bytes);
    let (mut sheets, mut room) = (Vec::new(), Room::default());
    for (index, name) in names.into_iter().enumerate() {
        let mut sheet = match &mut workbook {
            Sheets::Xlsx(workbook) => cell_by_cell(workbook, &name, &mut room)?,
            Sheets::Xls(_) | Sheets::Ods(_) => laid_out(&mut workbook, &name, &mut room)?,
            // XLSB is not supported, and its size in memory cannot be counted beforehand.
            Sheets::Xlsb(_) => return Err(Problem::of_file(ProblemCode::BinaryWorkbook)),
        };
        if let Some(marks) = old_marks.as_ref().and_then(|it| it.get(index)) {
            marks.put_on(&mut sheet);
        }
        if let Some(rows) = new_marks.get(&name) {
            sheet.hidden_rows.clone_from(rows);
        }
        sheet.hidden = !visible.get(index).copied().unwrap_or(true);
        sheet.name = name;
        merged::fill(&mut sheet, &mut room)?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn damaged() -> Problem {
    Problem::of_file(ProblemCode::Damaged)
}

/// Reads only the cells that exist, one by one. Calamine's full rectangle up to the farthest cell
/// took gigabytes for a sheet of two cells.
fn cell_by_cell(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    room: &mut Room,
) -> Result<Sheet, Problem> {
    let mut grid = Grid::default();
    let from_1904 = workbook.has_1904_epoch();
    let merged = workbook.merge_cells_by_sheet_name(name);
    let mut cells = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| damaged())?;
    let fonts: Vec<Option<Encoding>> = cells.styles().iter().map(font).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|_| damaged())? {
        let data = Data::from(cell.get_value().clone());
        let text = text(&data);
        if text.is_empty() {
            continue;
        }
        if let Some(place) = grid.near(cell.get_position())? {
            room.add(0, 0, text.len())?;
            let cell = grid.place(room, place)?;
            cell.text = text;
            cell.date = is_date(&data);
            cell.font = fonts.get(style).copied().flatten();
        }
    }
    drop(cells);
    let mut formulas = workbook
        .worksheet_cells_reader(name)
        .map_err(|_| damaged())?;
    while let Some(cell) = formulas.next_formula().map_err(|_| damaged())? {
        if cell.get_value().is_empty() {
            continue;
        }
        if let Some(place) = grid.near(cell.get_position())? {
            grid.place(room, place)?.formula = true;
        }
    }
    Ok(Sheet {
        rows: grid.rows,
        far: grid.far,
        // Merged cells only tell how far a text reaches.
        merged: merged::regions(&merged.unwrap_or_default()),
        from_1904,
        ..Sheet::default()
    })
}

fn font(style: &Style) -> Option<Encoding> {
    Encoding::from_font(style.font.as_ref()?.name.as_deref()?)
}

fn is_date(data: &Data) -> bool {
    match data {
        Data::DateTime(date) => !date.is_duration(),
        Data::DateTimeIso(_) => true,
        _ => false,
    }
}

/// Reads a sheet that calamine lays out as a full rectangle; its size was checked before.
fn laid_out(
    workbook: &mut Sheets<Cursor<&[u8]>>,
    name: &str,
    room: &mut Room,
) -> Result<Sheet, Problem> {
    let (from_1904, merged) = match workbook {
        Sheets::Xls(old) => {
            let merged = old.merge_cells_by_sheet_name(name).unwrap_or_default();
            (old.has_1904_epoch(), merged)
        }
        _ => (false, Vec::new()),
    };
    let range = workbook.worksheet_range(name).map_err(|_| damaged())?;
    let formulas = workbook.worksheet_formula(name).ok();
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut grid = Grid::default();
    for (row, column, data) in range.used_cells() {
        let place = (first_row + row as u32, first_column + column as u32);
        let formula = formulas.as_ref().and_then(|it| it.get_value(place));
        let formula = formula.is_some_and(|it| !it.is_empty());
        let (text, date) = (text(data), is_date(data));
        if text.is_empty() && !formula {
            continue;
        }
        if let Some(near) = grid.near(place)? {
            room.add(0, 0, text.len())?;
            *grid.place(room, near)? = super::Cell {
                text,
                formula,
                date,
                ..super::Cell::default()
            };
        }
    }
    Ok(Sheet {
        rows: grid.rows,
        far: grid.far,
        merged: merged::regions(&merged),
        from_1904,
        ..Sheet::default()
    })
}

/// A cell as text: whole numbers without `.0` or exponent, dates as people in Vietnam write them.
fn text(data: &Data) -> String {
    match data {
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::Float(number) => number.to_string(),
        Data::DateTime(date) if date.is_duration() => date.as_f64().to_string(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            vietnamese::Date::new(i32::from(year), month, day)
                .map_or_else(String::new, vietnamese::Date::short)
        }
        Data::DateTimeIso(iso) => iso.get(..10).unwrap_or(iso).to_owned(),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

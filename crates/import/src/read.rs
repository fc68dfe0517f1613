//! Reads a file into sheets of cells, within limits, whatever its name claims it to be.
mod biff;
mod csv_file;
mod hidden_rows;
mod kind;
mod merged;
mod old_marks;
mod repeats;
mod room;
mod workbook;

use crate::{Problem, ProblemCode};
use kind::Kind;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use vietnamese::{Encoding, without_identity_numbers};

/// Largest size of a file.
pub const FILE_LIMIT_BYTES: usize = 20 * 1024 * 1024;
/// Most rows in all sheets together.
pub const ROWS_LIMIT: usize = 50_000;
/// Most bytes that a compressed workbook may unpack to. Each of its parts is read into memory as a
/// whole.
pub const UNPACKED_LIMIT_BYTES: u64 = 128 * 1024 * 1024;
/// Most unpacked bytes for each packed byte of one part; it does not limit parts up to 1 MB.
pub const UNPACKED_RATIO_LIMIT: u64 = 200;
const SMALL_PART_BYTES: u64 = 1024 * 1024;

/// A cell as it stands in the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// Trimmed; empty if there is none. A date is written as people in Vietnam write it.
    pub text: String,
    pub formula: bool,
    /// Whether the spreadsheet holds a date here, which it may have made of a code such as 3-5.
    pub date: bool,
    /// The encoding that the font of the cell implies; `None` for fonts that imply none.
    pub font: Option<Encoding>,
    /// Whether the text is that of a merged cell whose first row is further up.
    pub covered: bool,
    /// The lines of a text that has several.
    pub lines: Vec<String>,
    /// A hash of the identity number that stood here; the number is cut out before anything is read.
    pub secret: Option<u64>,
}

/// Merged cells, from the first to the last row and column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merged {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    /// Only those that reach over cells that were read.
    pub merged: Vec<Merged>,
    pub hidden: bool,
    /// Rows that a filter or a person has hidden.
    pub hidden_rows: BTreeSet<usize>,
    /// A row with text that stands so far below the list that it is not read.
    pub far: Option<usize>,
    /// Whether the days of the workbook are counted from 1904.
    pub from_1904: bool,
}

impl Sheet {
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.at(row, column).map_or("", |cell| cell.text.as_str())
    }

    pub(crate) fn at(&self, row: usize, column: usize) -> Option<&Cell> {
        self.rows.get(row)?.get(column)
    }

    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Reads XLSX, XLS, ODS or CSV, recognised by content and not by name.
///
/// # Errors
/// A problem of the whole file: too large, damaged, or not a table.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    if bytes.len() > FILE_LIMIT_BYTES {
        return Err(Problem::of_file(ProblemCode::FileTooLarge));
    }
    let mut sheets = match Kind::of(bytes) {
        Kind::Zip => {
            check_unpacked(bytes)?;
            kind::refuse_text(bytes)?;
            workbook::read(bytes)?
        }
        Kind::Compound => {
            kind::refuse_locked(bytes)?;
            workbook::read(bytes)?
        }
        Kind::Other(code) => return Err(Problem::of_file(code)),
        Kind::Text => csv_file::read(bytes)?,
    };
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    if rows > ROWS_LIMIT {
        return Err(Problem::of_file(ProblemCode::TooManyRows));
    }
    let mut names = BTreeSet::new();
    for sheet in &mut sheets {
        let (name, count) = without_identity_numbers(&sheet.name);
        if count > 0 {
            sheet.name = name;
        }
        while !names.insert(sheet.name.clone()) {
            sheet.name.push_str(" 2");
        }
    }
    Ok(sheets)
}

/// The name of a file as it may be kept and shown: without identity numbers.
pub fn shown_file_name(name: &str) -> String {
    without_identity_numbers(name).0
}

/// Unpacks every part and counts its bytes, because the sizes in the archive's directory may be
/// false.
fn check_unpacked(bytes: &[u8]) -> Result<(), Problem> {
    let damaged = |_| Problem::of_file(ProblemCode::Damaged);
    let too_large = || Problem::of_file(ProblemCode::UnpacksTooLarge);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let packed = part.compressed_size().max(1);
        let allowed = packed
            .saturating_mul(UNPACKED_RATIO_LIMIT)
            .max(SMALL_PART_BYTES)
            .min(UNPACKED_LIMIT_BYTES - total);
        let mut counted = part.take(allowed + 1);
        let unpacked = std::io::copy(&mut counted, &mut std::io::sink())
            .map_err(|_| Problem::of_file(ProblemCode::Damaged))?;
        if unpacked > allowed {
            return Err(too_large());
        }
        total += unpacked;
    }
    Ok(())
}

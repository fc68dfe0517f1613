//! Reads a file into sheets of cells, within limits, whatever its name claims it to be.
mod biff;
mod csv_file;
mod fonts;
mod repeats;
mod room;
mod workbook;

use crate::{Problem, ProblemCode};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use vietnamese::Encoding;

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

/// The trimmed text of a cell, empty if it has none, and whether it holds a formula.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    pub text: String,
    pub formula: bool,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    /// By column, the encoding that the fonts of most cells imply.
    pub fonts: BTreeMap<usize, Encoding>,
}

impl Sheet {
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows
            .get(row)
            .and_then(|cells| cells.get(column))
            .map_or("", |cell| cell.text.as_str())
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
    let sheets = if bytes.starts_with(b"PK\x03\x04") {
        check_unpacked(bytes)?;
        workbook::read(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        workbook::read(bytes)?
    } else {
        csv_file::read(bytes)?
    };
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    if rows > ROWS_LIMIT {
        return Err(Problem::of_file(ProblemCode::TooManyRows));
    }
    Ok(sheets)
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

//! Counts what the sheets of an old workbook (XLS) would take in memory, because its parser lays
//! out all of them when it opens the file.
use super::room::{CELLS_LIMIT, Room};
use super::workbook::SHEETS_LIMIT;
use crate::{Problem, ProblemCode};
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};

/// The first bytes of such a file.
const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Longest that the stream of sheets may be. It lies in the file, so it cannot be longer than that.
const STREAM_LIMIT_BYTES: u64 = super::FILE_LIMIT_BYTES as u64;
/// Cells that a sheet may claim to have; the parser reserves memory for them even if they are
/// empty.
const CLAIMED_LIMIT: usize = 4 * CELLS_LIMIT;

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;
pub(super) const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const MANY_NUMBERS: u16 = 0x00bd;
/// A cell that refers to one of the shared strings.
const LABEL_SST: u16 = 0x00fd;
/// Records of text: Label, RString, and the text that a formula results in.
const TEXTS: [u16; 3] = [0x0204, 0x00d6, 0x0207];
/// Records of cells, which begin with row and column. Those without a name here are Number, Label,
/// RString, BoolErr and Rk.
const CELLS: [u16; 8] = [
    FORMULA,
    MANY_NUMBERS,
    0x00d6,
    LABEL_SST,
    0x0203,
    0x0204,
    0x0205,
    0x027e,
];
/// Most bytes that a letter takes.
const LETTER_BYTES: usize = 3;
/// A formula's text is at most this many times longer than its bytes, plus a sentence if the parser
/// does not know it.
const FORMULA_TIMES: usize = 16;
const SENTENCE_BYTES: usize = 100;

/// One sheet, which the parser lays out as a full rectangle between the outermost cells.
#[derive(Clone, Default)]
struct Sheet {
    /// First row, last row, first column, last column.
    corners: Option<[usize; 4]>,
    /// How often the sheet refers to each shared string.
    strings: HashMap<usize, usize>,
    /// Bytes of its own texts and formulas.
    text_bytes: usize,
}

impl Sheet {
    fn see(&mut self, row: usize, columns: [usize; 2]) {
        let [top, bottom, left, right] = self.corners.unwrap_or([row, row, columns[0], columns[1]]);
        self.corners = Some([
            top.min(row),
            bottom.max(row),
            left.min(columns[0]),
            right.max(columns[1]),
        ]);
    }

    fn take(&mut self, kind: u16, data: &[u8]) {
        if TEXTS.contains(&kind) {
            self.text(data.len().saturating_mul(LETTER_BYTES));
        }
        let (Some(row), Some(column)) = (number(data, 0..2), number(data, 2..4)) else {
            return;
        };
        if !CELLS.contains(&kind) {
            return;
        }
        // A record of several numbers ends with the number of its last column.
        let last = match kind {
            MANY_NUMBERS => number(data, data.len().saturating_sub(2)..data.len()),
            _ => None,
        };
        self.see(row, [column, last.unwrap_or(column).max(column)]);
        if kind == FORMULA {
            self.text(data.len().saturating_mul(FORMULA_TIMES) + SENTENCE_BYTES);
        }
        if let (LABEL_SST, Some(string)) = (kind, number(data, 6..10)) {
            *self.strings.entry(string).or_default() += 1;
        }
    }

    fn text(&mut self, bytes: usize) {
        self.text_bytes = self.text_bytes.saturating_add(bytes);
    }

    fn area(&self) -> (usize, usize) {
        self.corners.map_or((0, 0), |[top, bottom, left, right]| {
            let rows = bottom - top + 1;
            (bottom + 1, rows.saturating_mul(right - left + 1))
        })
    }
}

/// A copy of the workbook that contains only the stream that was counted, so that the parser cannot
/// read another one. `None` if this is not an old workbook.
///
/// # Errors
/// If the sheets would take too much memory, or the file cannot be read.
pub(super) fn counted(bytes: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
    if !bytes.starts_with(&MAGIC) {
        return Ok(None);
    }
    let (name, stream) = stream(bytes).ok_or_else(damaged)?;
    refuse_far(&stream)?;
    let alone = alone(name, &stream);
    alone.map(Some).map_err(|_| damaged())
}

fn damaged() -> Problem {
    Problem::of_file(ProblemCode::Damaged)
}

fn stream(bytes: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let names = ["/Workbook", "/Book"];
    let name = names.into_iter().find(|it| file.is_stream(it))?;
    let mut stream = Vec::new();
    let opened = file.open_stream(name).ok()?;
    let read = opened.take(STREAM_LIMIT_BYTES).read_to_end(&mut stream);
    read.ok().map(|_| (name, stream))
}

/// The stream that holds the sheets.
pub(super) fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    stream(bytes).map(|(_, stream)| stream)
}

fn alone(name: &str, stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let empty = Cursor::new(Vec::new());
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, empty)?;
    file.create_stream(name)?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

fn refuse_far(stream: &[u8]) -> Result<(), Problem> {
    let (mut lengths, mut places) = (Vec::new(), Vec::new());
    let mut records = Records { stream, at: 0 }.peekable();
    while let Some((kind, data)) = records.next() {
        match kind {
            EOF => break,
            BOUND_SHEET => places.extend(number(data, 0..4)),
            SHARED_STRINGS => {
                let mut parts = vec![data];
                while let Some((_, more)) = records.next_if(|it| it.0 == CONTINUE) {
                    parts.push(more);
                }
                lengths = Strings {
                    parts,
                    part: 0,
                    at: 8,
                }
                .lengths();
            }
            _ => {}
        }
    }
    if places.len() > SHEETS_LIMIT {
        return Err(Problem::of_file(ProblemCode::TooManyCells));
    }
    let mut room = Room::default();
    for at in places {
        let sheet = sheet(Records { stream, at })?;
        let (rows, cells) = sheet.area();
        let text = sheet.strings.iter().map(|(string, times)| {
            let length: usize = lengths.get(*string).copied().unwrap_or(0);
            length.saturating_mul(*times)
        });
        let text = text.fold(sheet.text_bytes, usize::saturating_add);
        room.add(rows, cells, text)?;
    }
    Ok(())
}

/// Reads the sheet that begins where the workbook says, up to its end, without embedded objects.
fn sheet(records: Records<'_>) -> Result<Sheet, Problem> {
    let (mut sheet, mut begun, mut depth) = (Sheet::default(), false, 0_usize);
    for (kind, data) in records {
        match kind {
            BOF if begun => depth += 1,
            BOF => begun = true,
            EOF if depth == 0 => break,
            EOF => depth -= 1,
            _ if depth > 0 => {}
            DIMENSIONS => refuse_claim(data)?,
            _ => sheet.take(kind, data),
        }
    }
    Ok(sheet)
}

/// Refuses a sheet that claims too large an area, because the parser reserves memory for it.
fn refuse_claim(data: &[u8]) -> Result<(), Problem> {
    let wide = data.len() >= 14;
    let places = if wide {
        [0..4, 4..8, 8..10, 10..12]
    } else {
        [0..2, 2..4, 4..6, 6..8]
    };
    let told: Vec<usize> = places
        .into_iter()
        .filter_map(|it| number(data, it))
        .collect();
    let [first_row, rows, _, columns] = told[..] else {
        return Ok(());
    };
    // If the rows ended before they began, the parser would count about four billion of them.
    let cells = rows.saturating_mul(columns);
    match first_row <= rows.max(1) && cells <= CLAIMED_LIMIT {
        true => Ok(()),
        false => Err(Problem::of_file(ProblemCode::TooManyCells)),
    }
}

/// Reads a little-endian number; `None` if the data ends before it.
pub(super) fn number(data: &[u8], place: std::ops::Range<usize>) -> Option<usize> {
    let bytes = data.get(place)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |sum, it| (sum << 8) | usize::from(*it)),
    )
}

/// Reads the kind and the data of each record.
pub(super) struct Records<'a> {
    pub stream: &'a [u8],
    pub at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let place = |from: usize, bytes: usize| from..from.saturating_add(bytes);
        let kind = number(self.stream, place(self.at, 2))?;
        let length = number(self.stream, place(self.at + 2, 2))?;
        let data = self.stream.get(place(self.at + 4, length))?;
        self.at += 4 + length;
        Some((u16::try_from(kind).ok()?, data))
    }
}

/// The shared strings, which may continue from one record into the next.
struct Strings<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Strings<'_> {
    /// Bytes of each string, counted as three for every letter, the most that one can take.
    fn lengths(mut self) -> Vec<usize> {
        let mut lengths = Vec::new();
        while let Some(letters) = self.one() {
            lengths.push(letters.saturating_mul(LETTER_BYTES));
        }
        lengths
    }

    fn one(&mut self) -> Option<usize> {
        let letters = self.take(2)?;
        let mut flags = self.take(1)?;
        let runs = if flags & 8 == 0 { 0 } else { self.take(2)? };
        let far_east = if flags & 4 == 0 { 0 } else { self.take(4)? };
        let mut left = letters;
        while left > 0 {
            let size = 1 + (flags & 1);
            let here = (self.here()?.len() / size).min(left);
            self.at += here * size;
            left -= here;
            if left > 0 {
                // After the break a flag says again how wide the letters are.
                (self.part, self.at) = (self.part + 1, 0);
                flags = self.take(1)?;
            }
        }
        self.skip(runs.saturating_mul(4).saturating_add(far_east))?;
        Some(letters)
    }

    fn here(&self) -> Option<&[u8]> {
        self.parts.get(self.part)?.get(self.at..)
    }

    fn take(&mut self, bytes: usize) -> Option<usize> {
        if self.here()?.is_empty() {
            (self.part, self.at) = (self.part + 1, 0);
        }
        let value = number(self.here()?, 0..bytes)?;
        self.at += bytes;
        Some(value)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let here = self.here()?.len().min(bytes);
            (self.at, bytes) = (self.at + here, bytes - here);
            if bytes > 0 {
                (self.part, self.at) = (self.part + 1, 0);
            }
        }
        Some(())
    }
}

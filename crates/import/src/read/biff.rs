//! What the sheets of an old workbook (XLS) stand for, counted before anything is laid out: its
//! parser lays out every sheet as it opens the file.
use super::room::Room;
use crate::Problem;
use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read};

/// Longest that the stream of sheets may be; the file it lies in is no longer.
const STREAM_LIMIT_BYTES: u64 = super::FILE_LIMIT_BYTES as u64;

const BOF: [u16; 4] = [0x0009, 0x0209, 0x0409, 0x0809];
const EOF: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_STRINGS: u16 = 0x00fc;
const CONTINUE: u16 = 0x003c;
/// A cell that names one of the shared strings.
const LABEL_SST: u16 = 0x00fd;
/// Formula, MulRk, RString, LabelSst, Number, Label, BoolErr, Rk: row and column come first.
const CELLS: [u16; 8] = [
    0x0006, 0x00bd, 0x00d6, LABEL_SST, 0x0203, 0x0204, 0x0205, 0x027e,
];

/// One sheet: a full rectangle between its outermost cells.
#[derive(Clone, Default)]
struct Sheet {
    /// First and last row, first and last column.
    corners: Option<[usize; 4]>,
    /// How often it names each shared string.
    strings: HashMap<usize, usize>,
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

    fn area(&self) -> (usize, usize) {
        self.corners.map_or((0, 0), |[top, bottom, left, right]| {
            let rows = bottom - top + 1;
            (bottom + 1, rows.saturating_mul(right - left + 1))
        })
    }
}

/// # Errors
/// Where the sheets stand for more than there is room for. What is no such workbook, or is
/// damaged, is the parser's to refuse.
pub(super) fn refuse_far(bytes: &[u8]) -> Result<(), Problem> {
    let Some(stream) = stream(bytes) else {
        return Ok(());
    };
    let (mut sheets, mut lengths) = (BTreeMap::new(), Vec::new());
    let mut named: Vec<usize> = Vec::new();
    let mut open: Option<(usize, Sheet)> = None;
    let mut records = Records::new(&stream).peekable();
    while let Some((at, kind, data)) = records.next() {
        match kind {
            _ if BOF.contains(&kind) => open = Some((at, Sheet::default())),
            EOF => sheets.extend(open.take()),
            BOUND_SHEET => named.extend(number(data, 0..4)),
            SHARED_STRINGS => {
                let mut parts = vec![data];
                while let Some((_, _, more)) = records.next_if(|it| it.1 == CONTINUE) {
                    parts.push(more);
                }
                lengths = Strings {
                    parts,
                    part: 0,
                    at: 8,
                }
                .lengths();
            }
            _ if CELLS.contains(&kind) => {
                if let (Some((_, sheet)), Some(row), Some(column)) =
                    (&mut open, number(data, 0..2), number(data, 2..4))
                {
                    // Several numbers in a row end with the number of their last column.
                    let last = match kind {
                        0x00bd => number(data, data.len().saturating_sub(2)..data.len()),
                        _ => None,
                    };
                    sheet.see(row, [column, last.unwrap_or(column).max(column)]);
                    if let (LABEL_SST, Some(string)) = (kind, number(data, 6..10)) {
                        *sheet.strings.entry(string).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    sheets.extend(open);
    let mut room = Room::default();
    for place in named {
        // A place that begins no sheet is the parser's to refuse.
        let Some(sheet) = sheets.get(&place) else {
            continue;
        };
        let (rows, cells) = sheet.area();
        let text = sheet.strings.iter().map(|(string, times)| {
            let length: usize = lengths.get(*string).copied().unwrap_or(0);
            length.saturating_mul(*times)
        });
        room.add(rows, cells, text.fold(0, usize::saturating_add))?;
    }
    Ok(())
}

fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|it| file.is_stream(it))?;
    let mut stream = Vec::new();
    let opened = file.open_stream(name).ok()?;
    opened
        .take(STREAM_LIMIT_BYTES)
        .read_to_end(&mut stream)
        .ok()?;
    Some(stream)
}

/// A little-endian number at a place, where it is there.
fn number(data: &[u8], place: std::ops::Range<usize>) -> Option<usize> {
    let bytes = data.get(place)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |sum, it| (sum << 8) | usize::from(*it)),
    )
}

/// Place, kind and data of each record.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn new(stream: &'a [u8]) -> Self {
        Self { stream, at: 0 }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (usize, u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at;
        let kind = number(self.stream, at..at + 2)?;
        let length = number(self.stream, at + 2..at + 4)?;
        let data = self.stream.get(at + 4..at + 4 + length)?;
        self.at = at + 4 + length;
        Some((at, u16::try_from(kind).ok()?, data))
    }
}

/// The shared strings, which go on from one record into the next.
struct Strings<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Strings<'_> {
    /// Bytes of each, as text of one to three bytes a letter.
    fn lengths(mut self) -> Vec<usize> {
        let mut lengths = Vec::new();
        while let Some(letters) = self.one() {
            lengths.push(letters.saturating_mul(3));
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
                // Behind the break the letters say anew how wide they are.
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

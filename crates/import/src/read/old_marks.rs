//! Finds the fonts of cells and the hidden rows of an old workbook (XLS), which its parser does not
//! tell.
use super::Sheet;
use super::biff::{BOF, BOUND_SHEET, EOF, Records, number, workbook_stream};
use std::collections::{BTreeMap, BTreeSet};
use vietnamese::Encoding;

const FONT: u16 = 0x0031;
const FORMAT_OF_CELL: u16 = 0x00e0;
const ROW: u16 = 0x0208;
/// Records of cells with text: Label, RString and LabelSst.
const TEXTS: [u16; 3] = [0x0204, 0x00d6, 0x00fd];
/// The bit of a row that says it is not shown.
const ROW_HIDDEN: usize = 0x20;
/// There is no font of this number; those behind it are counted as if there were.
const MISSING_FONT: usize = 4;

/// The marks of one sheet.
#[derive(Default)]
pub(super) struct Marks {
    fonts: BTreeMap<(usize, usize), Encoding>,
    hidden_rows: BTreeSet<usize>,
}

impl Marks {
    pub fn put_on(&self, sheet: &mut Sheet) {
        for ((row, column), font) in &self.fonts {
            if let Some(cell) = sheet.rows.get_mut(*row).and_then(|it| it.get_mut(*column)) {
                cell.font = Some(*font);
            }
        }
        sheet.hidden_rows.clone_from(&self.hidden_rows);
    }
}

/// The marks of each sheet in the order of the tabs.
pub(super) fn of_workbook(bytes: &[u8]) -> Option<Vec<Marks>> {
    let stream = workbook_stream(bytes)?;
    let (mut fonts, mut formats, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, data) in (Records {
        stream: &stream,
        at: 0,
    }) {
        match kind {
            EOF => break,
            FONT => fonts.push(font_name(data).and_then(|it| Encoding::from_font(&it))),
            FORMAT_OF_CELL => formats.push(number(data, 0..2).unwrap_or(0)),
            BOUND_SHEET => sheets.extend(number(data, 0..4)),
            _ => {}
        }
    }
    let encodings: Vec<Option<Encoding>> = formats
        .into_iter()
        .map(|font| if font > MISSING_FONT { font - 1 } else { font })
        .map(|font| fonts.get(font).copied().flatten())
        .collect();
    let marks = sheets.into_iter().map(|at| {
        let records = Records {
            stream: &stream,
            at,
        };
        of_sheet(records, &encodings)
    });
    Some(marks.collect())
}

fn of_sheet(records: Records<'_>, encodings: &[Option<Encoding>]) -> Marks {
    let (mut marks, mut depth) = (Marks::default(), 0_usize);
    for (kind, data) in records {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            ROW if number(data, 12..14).is_some_and(|it| it & ROW_HIDDEN != 0) => {
                marks.hidden_rows.extend(number(data, 0..2));
            }
            kind if TEXTS.contains(&kind) => {
                let place = number(data, 0..2).zip(number(data, 2..4));
                let font = number(data, 4..6).and_then(|it| encodings.get(it).copied().flatten());
                marks.fonts.extend(place.zip(font));
            }
            _ => {}
        }
    }
    marks
}

/// The name behind fourteen bytes of other properties: its length, then for newer files a flag that
/// says how wide the letters are.
fn font_name(data: &[u8]) -> Option<String> {
    let length = number(data, 14..15)?;
    let rest = data.get(15..)?;
    if rest.len() == length {
        return Some(rest.iter().map(|it| char::from(*it)).collect());
    }
    let letters = rest.get(1..)?;
    let wide = rest.first()? & 1 == 1;
    let size = if wide { 2 } else { 1 };
    let letters = letters.chunks(size).take(length).map(|it| {
        let code = number(it, 0..it.len()).and_then(|it| u32::try_from(it).ok());
        code.and_then(char::from_u32).unwrap_or('?')
    });
    Some(letters.collect())
}

//! Decides the encoding of each column, once for all its cells.
use crate::header::Header;
use crate::{Field, Sheet};
use std::collections::BTreeMap;
use vietnamese::{
    Encoding, Identity, detect_column, identity_number, is_hidden, nfc, to_unicode, without_hidden,
};

pub(super) struct Columns {
    encodings: BTreeMap<usize, Encoding>,
}

/// How many cells of a column are read to decide about it.
const CELLS_LOOKED_AT: usize = 400;

impl Columns {
    /// Takes the encoding that the font names; without one, the encoding in which the text is most
    /// likely Vietnamese.
    pub fn new(sheet: &Sheet, header: &Header) -> Self {
        let mut encodings = BTreeMap::new();
        for column in 0..sheet.width() {
            let cells: Vec<&str> = (header.row + 1..sheet.rows.len())
                .map(|row| sheet.cell(row, column))
                .filter(|text| text.chars().any(char::is_alphabetic))
                .take(CELLS_LOOKED_AT)
                .collect();
            let by_sense = detect_column(&cells);
            let encoding = match sheet.fonts.get(&column) {
                // Text that was pasted as Unicode into a column with an old font stays Unicode.
                Some(by_font) if by_sense != Encoding::Unicode => *by_font,
                _ => by_sense,
            };
            if encoding != Encoding::Unicode {
                encodings.insert(column, encoding);
            }
        }
        Self { encodings }
    }

    pub fn is_legacy(&self, column: usize) -> bool {
        self.encodings.contains_key(&column)
    }

    /// A cell in Unicode with single spaces, without invisible characters.
    pub fn read(&self, sheet: &Sheet, row: usize, column: usize) -> String {
        let text = without_hidden(self.unicode(sheet, row, column));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a cell contains invisible characters.
    pub fn hides(&self, sheet: &Sheet, row: usize, column: usize) -> bool {
        self.unicode(sheet, row, column).contains(is_hidden)
    }

    fn unicode(&self, sheet: &Sheet, row: usize, column: usize) -> String {
        let text = sheet.cell(row, column);
        match self.encodings.get(&column) {
            Some(encoding) => to_unicode(text, *encoding),
            None => nfc(text),
        }
    }

    /// Whether most cells are citizens' identity numbers, if the title gives the column no other
    /// field.
    pub fn holds_identities(&self, sheet: &Sheet, header: &Header, column: usize) -> bool {
        if header
            .fields
            .get(&column)
            .is_some_and(|field| *field != Field::Identity)
        {
            return false;
        }
        let cells = (header.row + 1..sheet.rows.len())
            .map(|row| sheet.cell(row, column))
            .filter(|text| !text.is_empty());
        let (mut all, mut found) = (0, 0);
        for text in cells.take(CELLS_LOOKED_AT) {
            all += 1;
            found += usize::from(matches!(
                identity_number(text),
                Some(Identity::Citizen { .. } | Identity::CitizenWithoutZero { .. })
            ));
        }
        found * 2 > all
    }
}

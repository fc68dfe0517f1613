//! What one row says of a household or person.
use super::PersonSigns;
use super::birth::birthday;
use super::name::{has_long_number, people, says_gone, several};
use crate::contents::Columns;
use crate::place_line::{is_roman, shown, word_of_alleys};
use crate::read::Cell;
use crate::table::Table;
use crate::{Field, Sheet};
use domain::Label;
use vietnamese::{phones, search_key};

/// A row of a table by its fields.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub sheet: &'a Sheet,
    pub table: &'a Table,
    pub columns: &'a Columns,
    pub row: usize,
}

/// The number or code that tells the household of a row from others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// There is no such column.
    NoColumn,
    /// The cell is empty or says that there is none.
    Blank,
    Known(String),
}

impl<'a> Row<'a> {
    /// Cells with text of their own, from the left.
    pub fn cells(self) -> impl Iterator<Item = (usize, &'a str)> {
        let columns = self.table.columns.clone();
        columns.filter_map(move |column| {
            let cell = self.sheet.at(self.row, column)?;
            let has = !cell.text.is_empty() && !cell.covered;
            has.then_some((column, cell.text.as_str()))
        })
    }

    fn cell(self, column: usize) -> Option<&'a Cell> {
        self.sheet.at(self.row, column)
    }

    /// The text of a field, also that of a merged cell that reaches down to this row.
    pub fn text(self, field: Field) -> &'a str {
        let mut columns = self.columns.all(field);
        let text =
            columns.find_map(|it| Some(self.cell(it)?.text.as_str()).filter(|it| !it.is_empty()));
        text.unwrap_or("")
    }

    /// The text that stands in this row itself.
    pub fn own(self, field: Field) -> &'a str {
        let column = self.columns.first(field);
        let cell = column.and_then(|it| self.cell(it)).filter(|it| !it.covered);
        cell.map_or("", |it| it.text.as_str())
    }

    /// The people whom the columns of a name hold: nearly always one.
    pub fn people(self, field: Field) -> Vec<String> {
        let parts = self.columns.all(field).filter_map(|it| self.cell(it));
        // Who shares a merged cell shares the household, not the name.
        let covered = field == Field::Name;
        let shared = |it: &&Cell| covered && it.covered;
        let parts = parts.filter(|it| !it.text.is_empty() && !shared(it));
        let parts: Vec<&Cell> = parts.collect();
        if let [only] = parts.as_slice()
            && let Some(names) = several(only.lines.iter().map(String::as_str))
        {
            return names;
        }
        let parts: Vec<&str> = parts.iter().map(|it| it.text.as_str()).collect();
        people(&parts.join(" "))
    }

    /// The first person whom the columns of a name hold; empty if there is none.
    pub fn name(self, field: Field) -> String {
        self.people(field).into_iter().next().unwrap_or_default()
    }

    /// Whether a remark says that the person died or left.
    pub fn is_gone(self) -> bool {
        let mut cells = self.cells();
        cells.any(|(column, text)| match self.columns.field(column) {
            None | Some(Field::Note | Field::Relation | Field::Name | Field::Head) => {
                says_gone(text)
            }
            _ => false,
        })
    }

    /// What tells this person from another of the same name and year.
    pub fn signs(self, from_1904: bool) -> PersonSigns {
        let mut cells = self.sheet.rows.get(self.row).into_iter().flatten();
        PersonSigns {
            birthday: birthday(self.birth(), from_1904),
            identity: cells.find_map(|it| it.secret.filter(|_| !it.covered)),
        }
    }

    /// The column of a formula whose result is not in the file.
    pub fn unknown_result(self, field: Field) -> Option<usize> {
        let mut columns = self.columns.all(field);
        let is_unknown = |it: &Cell| it.formula && (it.text.is_empty() || it.text.starts_with('='));
        columns.find(|it| self.cell(*it).is_some_and(is_unknown))
    }

    /// The column of a code or place that a spreadsheet has made into a date.
    pub fn made_into_date(self, field: Field) -> Option<usize> {
        let column = self.columns.first(field)?;
        let cell = self.cell(column).filter(|it| !it.covered)?;
        (cell.date || looks_made_into_date(&cell.text)).then_some(column)
    }

    /// The text of a field unless a spreadsheet has made it into a date.
    pub fn unless_date(self, field: Field) -> &'a str {
        match self.made_into_date(field) {
            Some(_) => "",
            None => self.text(field),
        }
    }

    pub fn code(self) -> Option<String> {
        let text = self.unless_date(Field::Code);
        is_code(text).then(|| text.to_owned())
    }

    pub fn key(self) -> Key {
        let fields = [Field::Code, Field::HouseholdNumber];
        let mut fields = fields
            .into_iter()
            .filter(|it| self.columns.first(*it).is_some());
        let texts = fields.clone().map(|it| self.unless_date(it));
        if fields.next().is_none() {
            return Key::NoColumn;
        }
        let known: Vec<&str> = texts.filter(|it| is_code(it)).collect();
        match known.first() {
            Some(text) => Key::Known(search_key(text)),
            None => Key::Blank,
        }
    }

    pub fn phones(self) -> String {
        let texts = self.own_texts(Field::Phone).map(str::to_owned);
        let beside = self.beside_names().into_iter().flatten();
        let texts: Vec<String> = texts.chain(beside).collect();
        texts.join("; ")
    }

    /// The phones in each long number that stands beside a name, with their zero: without it, it may
    /// as well be the number of an older identity card.
    pub fn beside_names(self) -> Vec<Vec<String>> {
        let names = [Field::Name, Field::Head].into_iter();
        let names = names.flat_map(|it| self.own_texts(it));
        let whole = |text: &str| {
            let found = phones(text).into_iter();
            let found = found.filter(|it| it.warning.is_none());
            found.map(|it| it.number).collect()
        };
        names.filter(|it| has_long_number(it)).map(whole).collect()
    }

    /// The texts that stand in this row itself, in all columns of a field.
    fn own_texts(self, field: Field) -> impl Iterator<Item = &'a str> {
        let columns = self.columns.all(field);
        let cells = columns.filter_map(move |it| self.cell(it));
        let own = cells.filter(|it| !it.covered && !it.text.is_empty());
        own.map(|it| it.text.as_str())
    }

    pub fn birth(self) -> &'a str {
        self.births().first().copied().unwrap_or("")
    }

    /// When those were born whom a cell of several lines names, in their order.
    pub fn births(self) -> Vec<&'a str> {
        let columns = self.columns.all(Field::BirthYear);
        let mut cells = columns.filter_map(|it| self.cell(it));
        let cell = cells.find(|it| !it.covered && !it.text.is_empty());
        match cell {
            Some(cell) if cell.lines.len() > 1 => cell.lines.iter().map(String::as_str).collect(),
            Some(cell) => vec![cell.text.as_str()],
            None => Vec::new(),
        }
    }

    pub fn address(self) -> Option<String> {
        let parts = [
            self.unless_date(Field::DoorNumber),
            self.text(Field::Address),
        ];
        let parts: Vec<&str> = parts
            .into_iter()
            .filter(|it| !it.is_empty() && !is_mail(it))
            .collect();
        Some(parts.join(", "))
            .filter(|it| !it.is_empty())
            .map(|it| cut(&it))
    }

    /// The village of the row's own cell. A number alone gets the word of the title: 3 below `Thôn`
    /// is Thôn 3.
    pub fn village(self) -> Option<String> {
        let text = self.unless_date(Field::Village);
        if text.is_empty() || text == "-" {
            return None;
        }
        let number = text.bytes().all(|it| it.is_ascii_digit());
        let title = self.columns.first(Field::Village);
        let title = title.and_then(|it| self.table.heading.titles.get(&it));
        let word = title
            .filter(|_| number)
            .and_then(|it| crate::village::word_in(it));
        Some(cut(&shown(&word.map_or_else(
            || text.to_owned(),
            |word| format!("{word} {text}"),
        ))))
    }

    /// The alley of the row's own cell; a number alone gets the word of the title too.
    pub fn alley(self) -> Option<String> {
        let text = self.unless_date(Field::Alley);
        if text.is_empty() || text == "-" {
            return None;
        }
        let number = text.bytes().all(|it| it.is_ascii_digit()) || is_roman(text);
        let title = self.columns.first(Field::Alley);
        let title = title.and_then(|it| self.table.heading.titles.get(&it));
        let word = title.filter(|_| number).and_then(|it| word_of_alleys(it));
        Some(cut(&shown(&word.map_or_else(
            || text.to_owned(),
            |word| format!("{word} {text}"),
        ))))
    }

    /// The trade of a business. A cross or "có" only says that there is one; the column's title
    /// then stands for the trade.
    pub fn business(self) -> Option<String> {
        let text = self.text(Field::Business);
        let title = || {
            let column = self.columns.first(Field::Business)?;
            let title = self.table.heading.titles.get(&column)?;
            // The words of a question are no trade.
            Some(if title.contains('?') {
                "Kinh doanh".to_owned()
            } else {
                title.clone()
            })
        };
        let trade = match search_key(text).trim_end_matches(['.', ' ']) {
            "" | "khong" | "ko" | "k" | "0" | "-" | "chua" | "chua co" | "khong co" | "no" => None,
            "x" | "co" | "1" | "v" | "yes" | "✓" | "√" => title(),
            key if key.starts_with("khong ") => None,
            _ => Some(without_yes(text).to_owned()),
        };
        trade.map(|it| cut(&it))
    }
}

/// A text as long as the register keeps it, so that the next list finds the same.
fn cut(text: &str) -> String {
    crate::operations::cut(text, Label::LIMIT_CHARS)
}

/// `Có, bán tạp hóa` without the answer before it.
fn without_yes(text: &str) -> &str {
    let rest = text.split_once([',', ':', '-', '.']);
    match rest {
        Some((yes, rest)) if matches!(search_key(yes.trim()).as_str(), "co" | "yes") => rest.trim(),
        _ => text,
    }
}

fn is_mail(text: &str) -> bool {
    text.contains('@') && !text.contains(' ')
}

/// Whether a text tells a household from others; 0 and `chưa có` tell nothing.
pub(super) fn is_code(text: &str) -> bool {
    let key = search_key(text);
    let key = key.trim_matches(|it: char| it.is_ascii_punctuation() || it == ' ');
    let none = [
        "", "x", "chua", "chua co", "khong", "khong co", "ko", "k", "none", "null", "n/a", "na",
        "chua cap", "moi", "khong ro",
    ];
    !none.contains(&key)
        && key.bytes().any(|it| it != b'0')
        && key.chars().any(char::is_alphanumeric)
        && !text.starts_with('#')
}

/// `03-May`, `3-thg 5`, `03/05/2026`: what spreadsheets make of 3-5 when they write text.
fn looks_made_into_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let key = search_key(text);
    let parts: Vec<&str> = key
        .split(['-', '/', ' '])
        .filter(|it| !it.is_empty())
        .collect();
    let number =
        |it: &str| !it.is_empty() && it.len() <= 4 && it.bytes().all(|it| it.is_ascii_digit());
    match parts.as_slice() {
        [first, second] => {
            (number(first) && MONTHS.contains(second)) || (MONTHS.contains(first) && number(second))
        }
        [first, "thg", second] => number(first) && number(second),
        [first, second, third] => {
            let year = |it: &str| it.len() == 4 && (it.starts_with("19") || it.starts_with("20"));
            [first, second, third].iter().all(|it| number(it)) && (year(third) || year(first))
                || (number(first) && MONTHS.contains(second) && number(third))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_no_code_is_none() {
        for text in [
            "0",
            "00",
            "-",
            "--",
            "chưa có",
            "Chưa",
            "không",
            "",
            ".",
            "x",
            "N/A",
            "#REF!",
        ] {
            assert!(!is_code(text), "{text}");
        }
        for text in ["1", "D-1", "HK 0012", "10", "A"] {
            assert!(is_code(text), "{text}");
        }
    }

    #[test]
    fn dates_made_of_codes_are_seen() {
        for text in ["03-May", "May-03", "3-thg 5", "03/5/2026", "2026-05-03"] {
            assert!(looks_made_into_date(text), "{text}");
        }
        for text in ["3-5", "12/34", "D-1", "Ngõ 3", "1/2/3"] {
            assert!(!looks_made_into_date(text), "{text}");
        }
    }
}

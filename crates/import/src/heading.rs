//! Finds the rows of column titles, wherever in a sheet they stand, and what they say.
use crate::line::is_title;
use crate::place_line::place;
use crate::title::{
    Meaning, Part, is_name_of_shop, meaning, part, speaks_of_another, speaks_of_children,
};
use crate::{Field, Sheet};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use vietnamese::{identity_key, search_key};

/// One to three rows of titles.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Heading {
    pub rows: Range<usize>,
    /// The whole title of each column: `Năm sinh / Nữ`.
    pub titles: BTreeMap<usize, String>,
    /// What the title of each column means, before anyone has looked at what stands below it.
    pub meanings: BTreeMap<usize, Meaning>,
    /// The part of a name that a column of names holds.
    pub parts: BTreeMap<usize, Part>,
}

impl Heading {
    /// The heading without the columns outside of a range.
    pub fn within(&self, columns: &Range<usize>) -> Self {
        let mut part = self.clone();
        part.titles.retain(|column, _| columns.contains(column));
        part.meanings.retain(|column, _| columns.contains(column));
        part.parts.retain(|column, _| columns.contains(column));
        part
    }

    /// Whether another heading has the same titles over the same columns, as on each page.
    pub fn repeats(&self, other: &Heading) -> bool {
        let same = |(column, title): (&usize, &String)| {
            other
                .titles
                .get(column)
                .is_some_and(|it| identity_key(it) == identity_key(title))
        };
        let count = self.titles.iter().filter(|it| same(*it)).count();
        self.meanings == other.meanings
            || count * 5 >= self.titles.len().max(other.titles.len()) * 4
    }
}

/// Remembers what titles mean; the same texts stand in a sheet again and again.
#[derive(Default)]
struct Known(HashMap<String, Option<Meaning>>);

impl Known {
    fn meaning(&mut self, text: &str) -> Option<Meaning> {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let found = meaning(text);
        self.0.insert(text.to_owned(), found);
        found
    }
}

/// All headings of a sheet from the top. One that only repeats another is in the list too.
pub(crate) fn headings(sheet: &Sheet) -> Vec<Heading> {
    let mut known = Known::default();
    let mut found: Vec<Heading> = Vec::new();
    let mut row = 0;
    while row < sheet.rows.len() {
        if !is_heading(sheet, row, &mut known) {
            row += 1;
            continue;
        }
        let above = row.checked_sub(1).filter(|above| {
            let free = found.last().is_none_or(|it| it.rows.end <= *above);
            free && is_above(sheet, *above, row, &mut known)
        });
        let mut end = row + 1;
        while end < row + 3 && is_below(sheet, end, row) {
            end += 1;
        }
        let mut heading = read(sheet, above.unwrap_or(row)..end, &mut known);
        if is_numbering(sheet, end) {
            end += 1;
            heading.rows.end = end;
        }
        found.push(heading);
        row = end;
    }
    if found.is_empty() {
        found.extend(alone(sheet, &mut known));
    }
    found
}

fn texts(sheet: &Sheet, row: usize) -> impl Iterator<Item = (usize, &str)> {
    let cells = sheet.rows.get(row).into_iter().flatten().enumerate();
    cells
        .filter(|(_, cell)| !cell.text.is_empty() && !cell.covered)
        .map(|(column, cell)| (column, cell.text.as_str()))
}

fn is_number(text: &str) -> bool {
    text.chars()
        .all(|it| it.is_ascii_digit() || " .,/-()+".contains(it))
        && text.bytes().any(|it| it.is_ascii_digit())
}

fn names(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Field(Field::Name | Field::Head) | Meaning::OfAnother(Field::Name)
    )
}

/// Whether a row has titles: a name and one more field at least, no numbers, and little else.
fn is_heading(sheet: &Sheet, row: usize, known: &mut Known) -> bool {
    if texts(sheet, row).any(|(_, text)| is_number(text)) {
        return false;
    }
    let (mut all, mut understood, mut fields) = (0, 0, Vec::new());
    for (_, text) in texts(sheet, row) {
        all += 1;
        if let Some(meaning) = known.meaning(text) {
            understood += 1;
            if !fields.contains(&meaning) {
                fields.push(meaning);
            }
        }
    }
    let told = fields.iter().filter(|it| **it != Meaning::Unused).count();
    fields.iter().any(|it| names(*it)) && told >= 2 && (understood * 2 >= all || told >= 4)
}

/// Whether the row above a heading belongs to it: `Thông tin chủ hộ` over several titles, or the
/// titles of the columns that the heading leaves empty.
fn is_above(sheet: &Sheet, above: usize, row: usize, known: &mut Known) -> bool {
    let mut cells = 0;
    let mut fits = 0;
    for (column, text) in texts(sheet, above) {
        if is_number(text) || place(text).is_some() || is_title(text) {
            return false;
        }
        cells += 1;
        let open = sheet.cell(row, column).is_empty();
        let spans = sheet.merged.iter().any(|it| {
            it.top <= above && above <= it.bottom && it.left == column && it.right > column
        });
        let spans = spans || sheet.cell(above, column + 1).is_empty();
        let understood = known.meaning(text).is_some();
        fits += usize::from(
            (open && understood) || (spans && !open && cells_right(sheet, row, column)),
        );
    }
    cells >= 2 && fits == cells
}

fn cells_right(sheet: &Sheet, row: usize, column: usize) -> bool {
    !sheet.cell(row, column + 1).is_empty()
}

/// Whether a row below a heading goes on with it: every text stands below an empty title or below
/// one that reaches over several columns, and none is a number.
fn is_below(sheet: &Sheet, below: usize, row: usize) -> bool {
    let mut any = false;
    for (column, text) in texts(sheet, below) {
        any = true;
        let open = sheet
            .at(row, column)
            .is_none_or(|it| it.text.is_empty() || it.covered);
        let left = sheet.rows[row].get(..column);
        let reaches = left.is_some_and(|it| it.iter().any(|it| !it.text.is_empty()));
        let first = sheet.cell(row, column + 1).is_empty()
            && !sheet.cell(below, column + 1).is_empty()
            && !sheet.cell(row, column).is_empty();
        if is_number(text) || !((open && reaches) || first) || text.chars().count() > 60 {
            return false;
        }
    }
    any
}

/// Whether this is the row `1 2 3 4 …` or `A B 1 2 …` that many forms have below their titles.
fn is_numbering(sheet: &Sheet, row: usize) -> bool {
    let (mut letters, mut numbers) = (0_u8, 0_usize);
    for (_, text) in texts(sheet, row) {
        let text = text.trim_matches(['(', ')', '[', ']', ' ']);
        let text = text.split(['=', '+']).next().unwrap_or(text).trim();
        if numbers == 0 && text.as_bytes() == [b'A' + letters] {
            letters += 1;
        } else if text.parse() == Ok(numbers + 1) {
            numbers += 1;
        } else {
            return false;
        }
    }
    usize::from(letters) + numbers > 2
}

/// The single title of a list of nothing but names.
fn alone(sheet: &Sheet, known: &mut Known) -> Option<Heading> {
    let row = (0..sheet.rows.len().min(ALONE_WITHIN_ROWS)).find(|row| {
        let mut cells = texts(sheet, *row);
        let (first, second) = (cells.next(), cells.next());
        let named = first
            .and_then(|(_, text)| known.meaning(text))
            .is_some_and(names);
        named && second.is_none()
    })?;
    Some(read(sheet, row..row + 1, known))
}

const ALONE_WITHIN_ROWS: usize = 30;

/// Reads the titles of each column from the top row down.
fn read(sheet: &Sheet, rows: Range<usize>, known: &mut Known) -> Heading {
    let width = rows
        .clone()
        .filter_map(|row| sheet.rows.get(row))
        .map(Vec::len)
        .max();
    let mut heading = Heading {
        rows: rows.clone(),
        titles: BTreeMap::new(),
        meanings: BTreeMap::new(),
        parts: BTreeMap::new(),
    };
    for column in 0..width.unwrap_or(0) {
        let levels = levels(sheet, &rows, column);
        let Some((own, parents)) = levels.split_last() else {
            continue;
        };
        heading.titles.insert(column, levels.join(" / "));
        let meaning = parents
            .iter()
            .rev()
            .fold(known.meaning(own), |found, parent| {
                let found = under(own, found, known.meaning(parent));
                of_whom(parent, found)
            });
        if let Some(meaning) = meaning {
            heading.meanings.insert(column, meaning);
            if names(meaning) {
                heading.parts.insert(column, part(own));
            }
        }
    }
    beside_others(&mut heading);
    beside_shops(&mut heading);
    heading
}

/// The name of a shop is no head where another column names the head.
fn beside_shops(heading: &mut Heading) {
    let shops = |column: &usize| {
        heading
            .titles
            .get(column)
            .is_some_and(|it| is_name_of_shop(it))
    };
    let named = heading.meanings.iter();
    let mut named = named.filter(|(_, it)| matches!(it, Meaning::Field(Field::Head | Field::Name)));
    let (shop, others): (Vec<usize>, Vec<usize>) =
        named.by_ref().map(|(column, _)| *column).partition(shops);
    if others.is_empty() {
        return;
    }
    for column in shop {
        heading
            .meanings
            .insert(column, Meaning::Field(Field::Business));
        heading.parts.remove(&column);
    }
}

/// The texts above a column: a text reaches over the empty cells to its right if there are texts
/// below them.
fn levels(sheet: &Sheet, rows: &Range<usize>, column: usize) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for row in rows.clone() {
        let below = (row + 1..rows.end).any(|it| !own(sheet, it, column).is_empty());
        let text = match own(sheet, row, column) {
            "" if below => (0..column)
                .rev()
                .map(|it| own(sheet, row, it))
                .find(|it| !it.is_empty())
                .unwrap_or(""),
            text => text,
        };
        if !text.is_empty() && levels.last().is_none_or(|it| it != text) {
            levels.push(text.to_owned());
        }
    }
    levels
}

fn own(sheet: &Sheet, row: usize, column: usize) -> &str {
    match sheet.at(row, column) {
        Some(cell) if !cell.covered => &cell.text,
        _ => "",
    }
}

/// The year of birth beside someone else's name is theirs, until the next name of the household's own.
fn beside_others(heading: &mut Heading) {
    let (mut of_another, mut of_child) = (false, false);
    for (column, title) in &heading.titles {
        let meaning = heading.meanings.get(column).copied();
        of_child = match meaning {
            Some(meaning) if names(meaning) => false,
            _ => of_child || speaks_of_children(title),
        };
        if of_child && meaning == Some(Meaning::Field(Field::BirthYear)) {
            heading.meanings.insert(*column, Meaning::Unused);
        }
        of_another = match meaning {
            Some(Meaning::Field(Field::Name | Field::Head)) => false,
            Some(Meaning::Field(Field::Phone)) => of_another,
            _ => of_another || speaks_of_another(title),
        };
        if of_another && meaning == Some(Meaning::Field(Field::BirthYear)) {
            let theirs = Meaning::OfAnother(Field::BirthYear);
            heading.meanings.insert(*column, theirs);
        }
    }
}

/// `Họ tên` below `Vợ hoặc chồng` is someone else's.
fn of_whom(parent: &str, found: Option<Meaning>) -> Option<Meaning> {
    match found {
        Some(Meaning::Field(
            field @ (Field::Name | Field::Head | Field::BirthYear | Field::Relation),
        )) if speaks_of_another(parent) => Some(Meaning::OfAnother(match field {
            Field::Head => Field::Name,
            field => field,
        })),
        found => found,
    }
}

/// What a title means below another one: `Nữ` below `Năm sinh` is a year of birth, `Tên` below
/// `Chủ hộ` the head's.
fn under(own: &str, found: Option<Meaning>, parent: Option<Meaning>) -> Option<Meaning> {
    let key = search_key(own);
    match (parent, found) {
        (Some(Meaning::Field(Field::BirthYear)), _) => match key.as_str() {
            "ngay" | "thang" | "ngay thang" => Some(Meaning::Unused),
            "nam" | "nu" | "gioi tinh nam" | "gioi tinh nu" => parent,
            _ => found,
        },
        (Some(Meaning::Field(Field::Head)), Some(Meaning::Field(Field::Name))) => parent,
        (Some(Meaning::Field(Field::Phone)), None) => {
            let known = [
                "co dinh",
                "ban",
                "nha",
                "nha rieng",
                "vo",
                "chong",
                "chinh",
                "phu",
                "1",
                "2",
                "3",
            ];
            known.contains(&key.as_str()).then_some(parent).flatten()
        }
        (Some(Meaning::Field(Field::Identity)), Some(Meaning::Field(Field::Number))) => parent,
        _ => found,
    }
}

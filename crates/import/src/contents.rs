//! Decides what each column holds: by its title, and by what stands below it.
use crate::table::Table;
use crate::title::{Meaning, Part};
use crate::village::VillageName;
use crate::{Field, Sheet, SheetMapping};
use std::collections::{BTreeMap, HashSet};
use vietnamese::{identity_key, identity_number, parse_date, phones, search_key};

/// How many cells of a column are looked at.
const CELLS_LOOKED_AT: usize = 400;
/// Fewest cells that may say more of a column than its title does.
const CELLS_NEEDED: usize = 3;

/// The field of each column.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Columns {
    fields: BTreeMap<usize, Field>,
    /// Columns without a field of their own that hold identity numbers.
    secret: Vec<usize>,
    /// The column of alleys if it may as well be one of villages, as `Xóm` may.
    pub either: bool,
}

impl Columns {
    pub fn of(sheet: &Sheet, table: &Table, mapping: &SheetMapping) -> Self {
        let body = Body::of(sheet, table);
        let mut columns = Self::default();
        columns.by_title(table, &body, mapping);
        columns.spare_name_parts(table, &body);
        columns.untitled(table, &body);
        columns.people_beside_heads(sheet, table, &body);
        columns.spare_years_of_others(sheet, table);
        columns.spare_others_beside_heads(sheet, table);
        for (column, field) in &mapping.columns {
            if table.columns.contains(column) {
                columns.correct(*column, *field);
            }
        }
        columns.places(table, &body, mapping);
        columns
    }

    /// The columns of a field, from the left.
    pub fn all(&self, field: Field) -> impl Iterator<Item = usize> {
        let fields = self.fields.iter();
        fields
            .filter(move |(_, known)| **known == field)
            .map(|(column, _)| *column)
    }

    pub fn first(&self, field: Field) -> Option<usize> {
        self.all(field).next()
    }

    pub fn field(&self, column: usize) -> Option<Field> {
        self.fields.get(&column).copied()
    }

    pub fn is_secret(&self, column: usize) -> bool {
        self.field(column) == Some(Field::Identity) || self.secret.contains(&column)
    }

    fn correct(&mut self, column: usize, field: Option<Field>) {
        self.secret.retain(|it| *it != column);
        match field {
            Some(field) => {
                if !takes_several(field) {
                    self.fields.retain(|_, known| *known != field);
                }
                self.fields.insert(column, field);
            }
            None => drop(self.fields.remove(&column)),
        }
    }

    fn by_title(&mut self, table: &Table, body: &Body, mapping: &SheetMapping) {
        let meanings = || table.heading.meanings.range(table.columns.clone());
        let named =
            meanings().any(|(_, it)| matches!(it, Meaning::Field(Field::Name | Field::Head)));
        for column in table.columns.clone() {
            let meaning = table.heading.meanings.get(&column);
            let held = body.held(column);
            let field = match meaning {
                Some(Meaning::Field(field)) => fitting(*field, held),
                // Where nobody else is named, the list is about them.
                Some(Meaning::OfAnother(field)) if !named => fitting(*field, held),
                _ => None,
            };
            let corrected = mapping.columns.contains_key(&column);
            let identities = match meaning {
                Some(Meaning::Field(_) | Meaning::OfAnother(_)) => held.identities,
                _ => held.identities + held.old_identities,
            };
            if field != Some(Field::Identity) && held.is(identities) && !corrected {
                self.secret.push(column);
                continue;
            }
            if let Some(field) = field
                && (takes_several(field) || self.first(field).is_none())
            {
                self.fields.insert(column, field);
            }
        }
    }

    /// Leaves one column of names, with those that hold its other parts.
    fn spare_name_parts(&mut self, table: &Table, body: &Body) {
        for field in [Field::Head, Field::Name] {
            let columns: Vec<usize> = self.all(field).collect();
            let Some(first) = columns.first().copied() else {
                continue;
            };
            let mut last = first;
            for column in columns.into_iter().skip(1) {
                let parts = (
                    table.heading.parts.get(&last),
                    table.heading.parts.get(&column),
                );
                let goes_on = column == last + 1
                    && matches!(
                        parts,
                        (Some(Part::Family), Some(Part::Family | Part::Given))
                    );
                match goes_on {
                    true => last = column,
                    false => drop(self.fields.remove(&column)),
                }
            }
            // A title over several cells: those to its right hold the rest of the name.
            let mut next = last + 1;
            while table.columns.contains(&next)
                && !table.heading.titles.contains_key(&next)
                && body.held(next).is(body.held(next).words)
                && body.held(next).all * 2 >= body.held(last).all
            {
                self.fields.insert(next, field);
                next += 1;
            }
        }
    }

    /// Leaves out years of birth that stand beside others: those of men and of women do not.
    fn spare_years_of_others(&mut self, sheet: &Sheet, table: &Table) {
        let years: Vec<usize> = self.all(Field::BirthYear).collect();
        let mut own: Vec<usize> = Vec::new();
        for column in years {
            let filled: Vec<usize> = looked_at(table)
                .filter(|row| filled(sheet, *row, column).is_some())
                .collect();
            let is_beside = |row: &&usize| {
                own.iter()
                    .any(|it| self::filled(sheet, **row, *it).is_some())
            };
            match filled.iter().filter(is_beside).count() * 2 > filled.len() {
                true => drop(self.fields.remove(&column)),
                false => own.push(column),
            }
        }
    }

    /// Leaves out names beside heads that are never the heads' own and never of one household: in a
    /// list of people, the person of a row is the head themselves now and then.
    fn spare_others_beside_heads(&mut self, sheet: &Sheet, table: &Table) {
        let (Some(name), Some(head)) = (self.first(Field::Name), self.first(Field::Head)) else {
            return;
        };
        let key = |row, column| filled(sheet, row, column).map(identity_key);
        let both = looked_at(table).filter_map(|row| Some((key(row, name)?, key(row, head)?)));
        let both: Vec<(String, String)> = both.collect();
        let heads: HashSet<&str> = both.iter().map(|(_, head)| head.as_str()).collect();
        let shared = both.iter().any(|(name, head)| name == head);
        if both.len() >= CELLS_NEEDED && !shared && heads.len() == both.len() {
            self.fields.retain(|_, field| *field != Field::Name);
        }
    }

    /// Finds who stands beside the heads under a title that says nothing known, such as `Người được
    /// tiêm`: in a list of people, who they are to the head is told, or heads stand in several rows.
    fn people_beside_heads(&mut self, sheet: &Sheet, table: &Table, body: &Body) {
        let (None, Some(head)) = (self.first(Field::Name), self.first(Field::Head)) else {
            return;
        };
        let heads: Vec<String> = looked_at(table)
            .filter_map(|row| filled(sheet, row, head).map(identity_key))
            .collect();
        let distinct: HashSet<&String> = heads.iter().collect();
        if self.first(Field::Relation).is_none() && distinct.len() * 10 > heads.len() * 9 {
            return;
        }
        let mut columns = table.columns.clone();
        let people = columns.find(|column| {
            let held = body.held(*column);
            !self.fields.contains_key(column)
                && !table.heading.meanings.contains_key(column)
                && held.all * 2 >= heads.len()
                && held.persons * 10 >= held.all * 8
                && held.all > 0
        });
        if let Some(column) = people {
            self.fields.insert(column, Field::Name);
        }
    }

    /// Columns without a title that only one thing can stand in.
    fn untitled(&mut self, table: &Table, body: &Body) {
        for column in table.columns.clone() {
            let title = table.heading.titles.get(&column).map(|it| search_key(it));
            let held = body.held(column);
            let by_sex = matches!(title.as_deref(), Some("nam" | "nu"));
            if self.fields.contains_key(&column) || held.all == 0 {
                continue;
            }
            if by_sex && held.is(held.years) {
                self.fields.insert(column, Field::BirthYear);
            }
            let open = title.is_none() || title.as_deref() == Some("dt");
            if open && held.is(held.phones) && self.first(Field::Phone).is_none() {
                self.fields.insert(column, Field::Phone);
            }
        }
    }

    /// Tells villages, alleys and addresses apart by what they hold.
    fn places(&mut self, table: &Table, body: &Body, mapping: &SheetMapping) {
        let free = |column: usize| !mapping.columns.contains_key(&column);
        if let Some(column) = self.first(Field::Address).filter(|it| free(*it)) {
            let held = body.held(column);
            let title = table.heading.titles.get(&column);
            let asks_village = title.is_some_and(|it| crate::village::has_word(it));
            let villages = held.nearly(held.villages) || (asks_village && held.nearly(held.short));
            if self.first(Field::Village).is_none() && villages {
                self.fields.insert(column, Field::Village);
            } else if self.first(Field::Alley).is_none() && held.nearly(held.alleys) {
                self.fields.insert(column, Field::Alley);
            }
        }
        let alley = self.first(Field::Alley).filter(|it| free(*it));
        if let Some(column) = alley.filter(|_| self.first(Field::Village).is_none()) {
            let title = table.heading.titles.get(&column);
            let title = title.map(|it| search_key(it)).unwrap_or_default();
            let may = ["xom", "khu", "to", "doi", "cum"];
            self.either = title.split(' ').any(|word| may.contains(&word));
        }
    }
}

fn looked_at(table: &Table) -> impl Iterator<Item = usize> {
    table.rows.clone().take(CELLS_LOOKED_AT)
}

fn filled(sheet: &Sheet, row: usize, column: usize) -> Option<&str> {
    let cell = sheet.at(row, column)?;
    (!cell.text.is_empty() && !cell.covered).then_some(cell.text.as_str())
}

fn takes_several(field: Field) -> bool {
    matches!(
        field,
        Field::BirthYear | Field::Phone | Field::Name | Field::Head | Field::Identity
    )
}

/// The field that a title promises, if what stands below does not speak against it.
fn fitting(field: Field, held: Held) -> Option<Field> {
    let no = held.is(held.answers) || held.is(held.mails);
    match field {
        Field::HouseholdNumber if held.is(held.names) => Some(Field::Head),
        Field::HouseholdNumber if held.is(held.marked_codes) => Some(Field::Code),
        Field::Number if held.is(held.names) => None,
        Field::People if held.is(held.names) => Some(Field::Name),
        Field::Business | Field::Number | Field::Identity | Field::Note | Field::Relation => {
            Some(field)
        }
        // `Chủ hộ (x)`: a cross for the head.
        Field::Head if held.is(held.answers) => Some(Field::Relation),
        _ if no => None,
        Field::Name | Field::Head if held.is(held.numbers) => None,
        Field::BirthYear if held.all > 0 && held.digits == 0 => None,
        _ => Some(field),
    }
}

/// How many cells of a column hold what.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    all: usize,
    digits: usize,
    numbers: usize,
    answers: usize,
    mails: usize,
    identities: usize,
    /// Numbers of older cards, which a code may look like.
    old_identities: usize,
    phones: usize,
    years: usize,
    /// Letters only.
    words: usize,
    names: usize,
    /// Several words, each with a capital.
    persons: usize,
    marked_codes: usize,
    villages: usize,
    alleys: usize,
    /// Few words without a comma, as the name of a place is.
    short: usize,
}

impl Held {
    fn is(self, count: usize) -> bool {
        count * 2 > self.all
    }

    fn nearly(self, count: usize) -> bool {
        self.all >= CELLS_NEEDED && count * 10 >= self.all * 9
    }

    fn see(&mut self, text: &str, secret: bool) {
        let add = |count: &mut usize, is: bool| *count += usize::from(is);
        self.all += 1;
        let has_digit = text.bytes().any(|it| it.is_ascii_digit());
        let has_letter = text.chars().any(char::is_alphabetic);
        add(&mut self.digits, has_digit);
        add(&mut self.numbers, has_digit && !has_letter);
        add(&mut self.answers, is_answer(text));
        add(&mut self.mails, text.contains('@'));
        let phone = has_digit && !phones(text).is_empty();
        // A number within a text is cut out; a cell of nothing else tells of its column.
        add(&mut self.identities, secret && text.is_empty());
        add(
            &mut self.old_identities,
            !secret && !phone && identity_number(text).is_some(),
        );
        add(&mut self.phones, phone);
        add(&mut self.years, has_digit && is_year(text));
        add(&mut self.words, has_letter && !has_digit);
        add(
            &mut self.names,
            has_letter && !has_digit && text.contains(' '),
        );
        let mut capitals = text.split(' ').map(|it| it.starts_with(char::is_uppercase));
        add(
            &mut self.persons,
            !has_digit && text.contains(' ') && capitals.all(|it| it),
        );
        add(&mut self.marked_codes, has_digit && has_letter);
        let (village, alley) = place_kind(text);
        add(&mut self.villages, village);
        add(&mut self.alleys, alley);
        let words = text.split_whitespace().count();
        add(
            &mut self.short,
            has_letter && words <= 4 && !text.contains(','),
        );
    }
}

fn is_year(text: &str) -> bool {
    let year = text
        .parse::<i32>()
        .is_ok_and(|it| (1900..=2100).contains(&it));
    year || parse_date(text).is_some()
}

/// An answer to a question, or a cross.
pub(crate) fn is_answer(text: &str) -> bool {
    let key = search_key(text);
    let first = key.split([' ', ',', '.', ';']).next().unwrap_or_default();
    matches!(
        first,
        "co" | "khong" | "x" | "v" | "yes" | "no" | "ko" | "dung" | "sai" | "chua"
    ) && key.split(' ').count() <= 2
}

/// Whether a text is the name of a village, and whether it is that of an alley.
fn place_kind(text: &str) -> (bool, bool) {
    if text.split_whitespace().count() > 5 || text.contains(',') {
        return (false, false);
    }
    let alleys = [
        "ngo", "ngach", "hem", "kiet", "xom", "duong", "to", "cum", "doi", "lien gia",
    ];
    let key = search_key(text);
    let alley = alleys.iter().any(|word| {
        key.strip_prefix(word).is_some_and(|rest| {
            rest.starts_with([' ', '.']) || rest.starts_with(|it: char| it.is_ascii_digit())
        })
    });
    (VillageName::of(text).word.is_some() && !alley, alley)
}

/// What stands below each title of a table.
struct Body(BTreeMap<usize, Held>);

impl Body {
    fn of(sheet: &Sheet, table: &Table) -> Self {
        let mut body = BTreeMap::new();
        for column in table.columns.clone() {
            let title = table.heading.titles.get(&column).map(|it| identity_key(it));
            let mut held = Held::default();
            for row in table.rows.clone() {
                let Some(cell) = sheet.at(row, column) else {
                    continue;
                };
                let repeated = || title.as_deref() == Some(identity_key(&cell.text).as_str());
                if (cell.text.is_empty() && cell.secret.is_none()) || cell.covered || repeated() {
                    continue;
                }
                held.see(&cell.text, cell.secret.is_some());
                if held.all == CELLS_LOOKED_AT {
                    break;
                }
            }
            body.insert(column, held);
        }
        Self(body)
    }

    fn held(&self, column: usize) -> Held {
        self.0.get(&column).copied().unwrap_or_default()
    }
}

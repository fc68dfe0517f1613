//! From cells to proposed households; a row of the list is either a resident or a household.
mod columns;
mod people;

use crate::header::{self, Header};
use crate::problem::column_name;
use crate::{Field, Mapping, Place, Problem, ProblemCode, Sheet};
use columns::Columns;
use domain::household::Children;
use people::Person;
use serde::Serialize;
use std::collections::HashMap;
use vietnamese::{PhoneWarning, phones, search_key, without_hidden};

/// Most residents taken into one household, which is what the rules allow.
const RESIDENTS_LIMIT: usize = domain::household::RESIDENTS_LIMIT;
/// Phone numbers kept for a household; others are dropped.
const PHONES_KEPT: usize = 2;
/// How many cells of a column are shown as samples.
const SAMPLES: usize = 3;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    pub households: Vec<ProposedHousehold>,
    pub problems: Vec<Problem>,
    pub sheets: Vec<SheetPreview>,
    pub rows: usize,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProposedHousehold {
    pub code: Option<String>,
    pub village: String,
    pub alley: Option<String>,
    pub head: String,
    pub address: Option<String>,
    pub phones: Vec<String>,
    pub business: Option<String>,
    pub children: Children,
    pub residents: Vec<ProposedResident>,
    pub place: Place,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ProposedResident {
    pub name: String,
    pub born: Option<u16>,
    pub is_head: bool,
}

/// How a sheet was understood, shown to someone who may correct it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SheetPreview {
    pub name: String,
    /// The row of titles, counted from 1 as in a spreadsheet.
    pub header_row: Option<usize>,
    pub columns: Vec<ColumnPreview>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ColumnPreview {
    pub column: usize,
    pub letter: String,
    pub title: String,
    pub field: Option<Field>,
    pub legacy: bool,
    /// The first few cells with text, in Unicode; none if the field is an identity number.
    pub samples: Vec<String>,
}

/// Finds households in the sheets. `year` is the present year and `adult_age` the age in years from
/// which people are listed by name, not counted as children.
pub fn plan(sheets: &[Sheet], mapping: &Mapping, year: i32, adult_age: u8) -> Plan {
    let mut plan = Plan::default();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        match header::find(sheet) {
            Some(header) => Reading::new(sheet, corrected(header, sheet, mapping), year, adult_age)
                .run(&mut plan),
            None => {
                plan.problems.push(Problem::new(
                    ProblemCode::HeaderNotFound,
                    Place {
                        sheet: sheet.name.clone(),
                        ..Place::default()
                    },
                ));
                plan.sheets.push(SheetPreview {
                    name: sheet.name.clone(),
                    header_row: None,
                    columns: Vec::new(),
                });
            }
        }
    }
    plan
}

fn corrected(mut header: Header, sheet: &Sheet, mapping: &Mapping) -> Header {
    let columns = mapping.sheets.get(&sheet.name).map(|it| &it.columns);
    for (column, field) in columns.into_iter().flatten() {
        match field {
            Some(field) => {
                header.fields.retain(|_, known| known != field);
                header.fields.insert(*column, *field);
            }
            None => drop(header.fields.remove(column)),
        }
    }
    header
}

struct Reading<'a> {
    sheet: &'a Sheet,
    header: Header,
    columns: Columns,
    year: i32,
    adult_age: u8,
    /// Households of this sheet by their key, to find rows that belong to the same one.
    known: HashMap<String, usize>,
    current: Option<usize>,
}

impl<'a> Reading<'a> {
    fn new(sheet: &'a Sheet, header: Header, year: i32, adult_age: u8) -> Self {
        let columns = Columns::new(sheet, &header);
        Self {
            sheet,
            header,
            columns,
            year,
            adult_age,
            known: HashMap::new(),
            current: None,
        }
    }

    fn run(mut self, plan: &mut Plan) {
        self.tell_columns(plan);
        for row in self.header.row + 1..self.sheet.rows.len() {
            if self.sheet.rows[row]
                .iter()
                .any(|cell| !cell.text.is_empty())
                && !self.is_numbering(row)
            {
                plan.rows += 1;
                self.take_row(row, plan);
            }
        }
    }

    /// Whether this is the row `1 2 3 4 …` that many forms have below their titles.
    fn is_numbering(&self, row: usize) -> bool {
        let texts = self.sheet.rows[row]
            .iter()
            .map(|cell| cell.text.trim_matches(['(', ')']));
        let numbers: Vec<Option<usize>> = texts
            .filter(|text| !text.is_empty())
            .map(|text| text.parse().ok())
            .collect();
        numbers.len() > 2
            && numbers
                .iter()
                .zip(1..)
                .all(|(number, place)| *number == Some(place))
    }

    fn tell_columns(&self, plan: &mut Plan) {
        let name = &self.sheet.name;
        let mut columns = Vec::new();
        for column in 0..self.sheet.width() {
            let field = self.header.fields.get(&column).copied();
            let title = self.header.titles.get(&column).cloned().unwrap_or_default();
            // The preview shows no number of a column that is dropped, whatever its title says.
            let identity = field == Some(Field::Identity)
                || (field.is_none()
                    && self
                        .columns
                        .holds_identities(self.sheet, &self.header, column));
            let samples: Vec<String> = (self.header.row + 1..self.sheet.rows.len())
                .map(|row| self.columns.read(self.sheet, row, column))
                .filter(|text| !text.is_empty() && !identity)
                .take(SAMPLES)
                .collect();
            if title.is_empty() && samples.is_empty() && !identity {
                continue;
            }
            let legacy = self.columns.is_legacy(column);
            let mut tell = |code| {
                plan.problems
                    .push(Problem::new(code, Place::column(name, column)));
            };
            if identity {
                tell(ProblemCode::IdentityDropped);
            } else if field.is_none() {
                tell(ProblemCode::ColumnIgnored);
            }
            if legacy {
                tell(ProblemCode::LegacyFont);
            }
            let hides = |row: &usize| self.columns.hides(self.sheet, *row, column);
            let rows = self.header.row + 1..self.sheet.rows.len();
            if let Some(row) = rows.filter(|_| field.is_some()).find(hides) {
                let place = Place::cell(name, row, column);
                plan.problems
                    .push(Problem::new(ProblemCode::HiddenSigns, place));
            }
            columns.push(ColumnPreview {
                column,
                letter: column_name(column),
                title,
                field,
                legacy,
                samples,
            });
        }
        plan.sheets.push(SheetPreview {
            name: name.clone(),
            header_row: Some(self.header.row + 1),
            columns,
        });
    }

    fn text(&self, row: usize, field: Field) -> String {
        match self.column(field) {
            Some(column) => self.columns.read(self.sheet, row, column),
            None => String::new(),
        }
    }

    fn column(&self, field: Field) -> Option<usize> {
        self.header
            .fields
            .iter()
            .find(|(_, known)| **known == field)
            .map(|(column, _)| *column)
    }

    fn place(&self, row: usize, field: Field) -> Place {
        match self.column(field) {
            Some(column) => Place::cell(&self.sheet.name, row, column),
            None => Place::row(&self.sheet.name, row),
        }
    }

    fn take_row(&mut self, row: usize, plan: &mut Plan) {
        let named = [Field::Name, Field::Head]
            .into_iter()
            .filter_map(|field| self.column(field));
        let formula = named.into_iter().find(|column| {
            self.sheet.rows[row]
                .get(*column)
                .is_some_and(|cell| cell.formula)
        });
        if let Some(column) = formula {
            plan.problems.push(Problem::new(
                ProblemCode::FormulaInName,
                Place::cell(&self.sheet.name, row, column),
            ));
            return;
        }
        let (name, head) = (self.text(row, Field::Name), self.text(row, Field::Head));
        if name.is_empty() && head.is_empty() {
            plan.problems.push(Problem::new(
                ProblemCode::NameMissing,
                Place::row(&self.sheet.name, row),
            ));
            return;
        }
        let Some(index) = self.household_of(row, &name, &head, plan) else {
            return;
        };
        self.add_phones(row, index, plan);
        self.add_person(row, index, &name, &head, plan);
    }

    /// The household of a row: one that began above, or a new one. `None` if its village is
    /// missing.
    fn household_of(
        &mut self,
        row: usize,
        name: &str,
        head: &str,
        plan: &mut Plan,
    ) -> Option<usize> {
        let code = self.text(row, Field::Code);
        let relation = search_key(&self.text(row, Field::Relation));
        let per_resident = self.column(Field::Name).is_some()
            && (self.column(Field::Relation).is_some() || self.column(Field::Head).is_some());
        let begins_by_relation = relation.contains("chu ho");
        let begins = match (per_resident, code.is_empty(), head.is_empty()) {
            (false, ..) => true,
            (true, false, _) => self
                .current
                .is_none_or(|it| plan.households[it].code.as_deref() != Some(&code)),
            (true, true, _)
                if self.column(Field::Code).is_none() && self.column(Field::Relation).is_some() =>
            {
                begins_by_relation
            }
            (true, true, false) => self
                .current
                .is_none_or(|it| plan.households[it].head != head),
            (true, true, true) => begins_by_relation && self.column(Field::Relation).is_some(),
        };
        if let (false, Some(current)) = (begins, self.current) {
            return Some(current);
        }
        let village = self.village(row, plan)?;
        let alley = Some(self.text(row, Field::Alley)).filter(|it| !it.is_empty());
        let head = if head.is_empty() { name } else { head };
        let key = match code.is_empty() {
            false => format!("{}|{}", search_key(&village), search_key(&code)),
            true => format!(
                "{}|{}|{}|{}",
                search_key(&village),
                search_key(alley.as_deref().unwrap_or("")),
                search_key(head),
                if per_resident { row } else { 0 }
            ),
        };
        if let Some(known) = self.known.get(&key) {
            plan.problems.push(Problem::new(
                ProblemCode::DuplicateHousehold,
                Place::row(&self.sheet.name, row),
            ));
            self.current = Some(*known);
            return self.current;
        }
        let address = [
            self.text(row, Field::DoorNumber),
            self.text(row, Field::Address),
        ];
        let address: Vec<&str> = address
            .iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        plan.households.push(ProposedHousehold {
            code: Some(code).filter(|it| !it.is_empty()),
            village,
            alley,
            head: head.to_owned(),
            address: Some(address.join(", ")).filter(|it| !it.is_empty()),
            business: self.business(row),
            place: Place::row(&self.sheet.name, row),
            ..ProposedHousehold::default()
        });
        let index = plan.households.len() - 1;
        self.known.insert(key, index);
        self.current = Some(index);
        self.current
    }

    fn village(&self, row: usize, plan: &mut Plan) -> Option<String> {
        let told = self.text(row, Field::Village);
        let above = self.current.map(|it| plan.households[it].village.clone());
        let sheet = Some(without_hidden(self.sheet.name.trim().to_owned()))
            .filter(|name| names_a_village(name));
        let village = Some(told).filter(|it| !it.is_empty()).or(sheet).or(above);
        if village.is_none() {
            plan.problems.push(Problem::new(
                ProblemCode::VillageMissing,
                Place::row(&self.sheet.name, row),
            ));
        }
        village
    }

    /// The trade of a business. A cross or "có" only says that there is one; the column's title
    /// then stands for the trade.
    fn business(&self, row: usize) -> Option<String> {
        let text = self.text(row, Field::Business);
        match search_key(&text).as_str() {
            "" | "khong" | "0" | "-" => None,
            "x" | "co" | "1" | "v" => Some(
                self.header
                    .titles
                    .get(&self.column(Field::Business)?)?
                    .clone(),
            ),
            _ => Some(text),
        }
    }

    fn add_phones(&self, row: usize, index: usize, plan: &mut Plan) {
        let text = self.text(row, Field::Phone);
        if text.is_empty() {
            return;
        }
        let found = phones(&text);
        let mut tell = |code| {
            plan.problems
                .push(Problem::new(code, self.place(row, Field::Phone)));
        };
        if found.is_empty() {
            tell(ProblemCode::PhoneNotUnderstood);
        }
        if found.len() > 1 {
            tell(ProblemCode::PhoneSplit);
        }
        for phone in &found {
            match phone.warning {
                Some(PhoneWarning::OldPrefix) => tell(ProblemCode::PhoneOldPrefix),
                Some(_) => tell(ProblemCode::PhoneZeroRestored),
                None => {}
            }
        }
        let known = &mut plan.households[index].phones;
        for phone in found {
            if known.len() < PHONES_KEPT && !known.contains(&phone.number) {
                known.push(phone.number);
            }
        }
    }

    fn add_person(&self, row: usize, index: usize, name: &str, head: &str, plan: &mut Plan) {
        let is_household_row = name.is_empty();
        let name = if is_household_row { head } else { name };
        let born = match people::birth_year(&self.text(row, Field::BirthYear), self.year) {
            Ok(born) => born,
            Err(code) => {
                plan.problems
                    .push(Problem::new(code, self.place(row, Field::BirthYear)));
                None
            }
        };
        let person = Person { name, born };
        let household = &mut plan.households[index];
        let is_head = search_key(name) == search_key(&household.head);
        let added = person.add_to(household, is_head, self.year, self.adult_age);
        if let Err(code) = added {
            plan.problems
                .push(Problem::new(code, Place::row(&self.sheet.name, row)));
        }
    }
}

/// Whether the name of a sheet is that of a village: `Thôn Đông` is, `Sheet1` is not.
fn names_a_village(sheet: &str) -> bool {
    let key = search_key(sheet);
    let words = [
        "thon",
        "ban",
        "lang",
        "ap",
        "khom",
        "khu pho",
        "to dan pho",
        "buon",
        "phum",
        "xom",
        "khu",
    ];
    words
        .iter()
        .any(|word| key.starts_with(&format!("{word} ")))
}

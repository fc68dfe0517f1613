//! Reads the rows of one table, one by one.
mod classify;
mod family;
mod places;

use super::entry::{Key, Row};
use super::grouping::{Open, Said, Step, begins_with_head, head_key, step};
use super::name::is_institution;
use super::people::{Person, add_head, mark_head};
use super::shape::{Layout, Shape, is_outline};
use super::{Account, PHONES_KEPT, Plan, ProposedHousehold, RowUse, Today, birth};
use crate::contents::Columns;
use crate::relation::Relation;
use crate::table::Table;
use crate::{Field, Place, Problem, ProblemCode, Sheet};
use classify::Line;
use family::Family;
use places::Told;
use std::collections::HashMap;
use vietnamese::{PhoneWarning, identity_key, phones};

pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    name: &'a str,
    table: &'a Table,
    columns: Columns,
    shape: Shape,
    number: usize,
    today: Today,
    plan: &'a mut Plan,
    pub takes_hidden: bool,
    /// The village of the sheet, its title or its name.
    village: Option<String>,
    village_above: Option<(String, Told)>,
    pub alley_above: Option<String>,
    /// The alley that a cell named last, for those that say "as above".
    alley_last: Option<String>,
    /// Villages and alleys by the text of their cells.
    shown: HashMap<(Field, String), Option<String>>,
    sections: usize,
    open: Option<Open>,
    /// Households by village, alley, section and key.
    known: HashMap<(String, String, String), usize>,
    after_blank: bool,
    in_foot: bool,
    /// The number of the last household or person.
    last_number: Option<u32>,
    /// The family whose people stand below its name.
    family: Option<Family>,
    waiting: Vec<(String, Option<u16>)>,
}

impl<'a> Reader<'a> {
    #[expect(clippy::too_many_arguments, reason = "made in one place only")]
    pub fn new(
        sheet: &'a Sheet,
        name: &'a str,
        table: &'a Table,
        columns: Columns,
        village: Option<String>,
        number: usize,
        today: Today,
        plan: &'a mut Plan,
    ) -> Self {
        let rows = table.rows.clone().map(|row| Row {
            sheet,
            table,
            columns: &columns,
            row,
        });
        let shape = Shape::of(rows);
        Self {
            sheet,
            name,
            table,
            shape,
            columns,
            number,
            today,
            plan,
            takes_hidden: false,
            village,
            village_above: None,
            alley_above: None,
            alley_last: None,
            shown: HashMap::new(),
            sections: 0,
            open: None,
            known: HashMap::new(),
            after_blank: false,
            in_foot: false,
            last_number: None,
            family: None,
            waiting: Vec::new(),
        }
    }

    /// Reads all rows; returns the heads that wait for their village.
    pub fn run(mut self) -> Vec<(String, Option<u16>)> {
        let first = self.plan.households.len();
        for row in self.table.rows.clone() {
            self.read(row);
        }
        self.end_family();
        self.close();
        let heads_named =
            self.shape.layout == Layout::People && self.columns.first(Field::Head).is_some();
        for household in &mut self.plan.households[first..] {
            mark_head(household);
            if heads_named {
                add_head(household);
            }
        }
        self.waiting
    }

    fn row<'b>(&'b self, row: usize) -> Row<'b> {
        Row {
            sheet: self.sheet,
            table: self.table,
            columns: &self.columns,
            row,
        }
    }

    fn read(&mut self, row: usize) {
        let used = match self.line(row) {
            Line::Nothing => {
                self.after_blank = true;
                return;
            }
            Line::Used(used) => Some(used),
            Line::Place(placed) => {
                self.end_family();
                self.in_foot = false;
                self.enter(placed);
                Some(RowUse::Section)
            }
            Line::Unnamed(name) => {
                self.enter_unnamed(name);
                Some(RowUse::Section)
            }
            Line::Category => {
                self.end_family();
                self.sections += 1;
                Some(RowUse::Section)
            }
            Line::Family(name) => {
                self.begin_family(row, name);
                Some(RowUse::Section)
            }
            Line::Foot => {
                self.in_foot = true;
                Some(RowUse::Note)
            }
            Line::Stray => {
                self.tell(ProblemCode::StrayRow, Place::row(self.name, row));
                Some(RowUse::Refused)
            }
            Line::Entry => {
                self.plan.rows += 1;
                self.in_foot = false;
                if let Some(family) = &mut self.family {
                    family.has_people = true;
                }
                let used = self.entry(row);
                self.last_number = self.number_of(row).or(self.last_number);
                used
            }
        };
        self.after_blank = false;
        if matches!(used, Some(RowUse::Total | RowUse::Note)) {
            self.tell(ProblemCode::RowLeftOut, Place::row(self.name, row));
        }
        if let Some(used) = used {
            self.plan.accounts.push(Account {
                sheet: self.number,
                row: row + 1,
                used,
            });
        }
    }

    fn tell(&mut self, code: ProblemCode, place: Place) {
        self.plan.problems.push(Problem::new(code, place));
    }

    fn entry(&mut self, row: usize) -> Option<RowUse> {
        for field in [Field::Name, Field::Head] {
            if let Some(column) = self.row(row).unknown_result(field) {
                self.tell(
                    ProblemCode::FormulaInName,
                    Place::cell(self.name, row, column),
                );
                return Some(RowUse::Refused);
            }
        }
        let (name, head) = (
            self.row(row).name(Field::Name),
            self.row(row).name(Field::Head),
        );
        let has_letter = |text: &str| text.chars().any(char::is_alphabetic);
        if !has_letter(&name) && !has_letter(&head) {
            self.tell(ProblemCode::NameMissing, Place::row(self.name, row));
            return Some(RowUse::Refused);
        }
        for field in [
            Field::Code,
            Field::HouseholdNumber,
            Field::Village,
            Field::Alley,
            Field::DoorNumber,
        ] {
            if let Some(column) = self.row(row).made_into_date(field) {
                self.tell(
                    ProblemCode::CodeFromDate,
                    Place::cell(self.name, row, column),
                );
            }
        }
        if is_institution(if head.is_empty() { &name } else { &head }) {
            self.tell(ProblemCode::Institution, Place::row(self.name, row));
            return Some(RowUse::Refused);
        }
        match self.shape.layout {
            Layout::Households => Some(self.household(row, &name, &head)),
            Layout::People => Some(self.person(row, &name, &head)),
        }
    }

    fn household(&mut self, row: usize, name: &str, head: &str) -> RowUse {
        let head = if head.is_empty() { name } else { head };
        match self.begin(row, head) {
            None => RowUse::Waiting,
            Some(index) => self.add(row, index, head, true, RowUse::Household),
        }
    }

    fn person(&mut self, row: usize, name: &str, head: &str) -> RowUse {
        let family = self.family.as_ref().map(|it| it.name.clone());
        let head = family.as_deref().unwrap_or(head);
        let said = self.said(row, name, head);
        let stepped = step(self.open.as_ref(), &said, &self.shape);
        let who = if name.is_empty() { head } else { name };
        let spouses = usize::from(said.relation == Relation::Spouse);
        if stepped != Step::Begins {
            if let Some(open) = &mut self.open {
                open.spouses += spouses;
            }
            return self.go_on(row, who, stepped);
        }
        let is_head = begins_with_head(&said);
        if !is_head && let Some(index) = self.rejoined(row, &said) {
            return self.add(row, index, who, false, RowUse::Resident);
        }
        let head = if head.is_empty() { who } else { head };
        let index = self.begin(row, head);
        self.close();
        self.open = Some(Open {
            index,
            head_said: is_head,
            head: said.head.clone(),
            section: said.section,
            key: said.key,
            places: said.places,
            spouses,
        });
        match index {
            None => RowUse::Waiting,
            Some(index) => self.add(row, index, who, is_head, RowUse::Household),
        }
    }

    fn go_on(&mut self, row: usize, who: &str, stepped: Step) -> RowUse {
        let is_head = stepped == Step::IsHead;
        if stepped == Step::Unclear {
            self.tell(
                ProblemCode::RelationMissing,
                self.place(row, Field::Relation),
            );
        }
        let Some(open) = self.open.as_mut() else {
            return RowUse::Refused;
        };
        open.head_said |= is_head;
        let Some(index) = open.index else {
            return RowUse::Waiting;
        };
        if is_head {
            who.clone_into(&mut self.plan.households[index].head);
            // Whoever stood first is not the head after all.
            for resident in &mut self.plan.households[index].residents {
                resident.is_head = false;
            }
        }
        self.add(row, index, who, is_head, RowUse::Resident)
    }

    /// Tells of the household that rows went on with if none of them was its head.
    fn close(&mut self) {
        let open = self.open.take();
        let open = open.filter(|it| !it.head_said && it.head.is_empty());
        if let Some(index) = open.and_then(|it| it.index) {
            let place = self.plan.households[index].place.clone();
            self.tell(ProblemCode::HeadMissing, place);
        }
    }

    fn said(&mut self, row: usize, name: &str, head: &str) -> Said {
        let (village, alley) = self.own_places(row);
        // A code means one household wherever it stands, a number only where it does.
        let coded = self.row(row).code().is_some();
        let places = [village.filter(|_| !coded), alley.filter(|_| !coded)];
        let places = places.map(|it| it.map(|it| identity_key(&it)));
        let this = self.row(row);
        let relation = |row: Row<'_>| Relation::of(row.own(Field::Relation), self.shape.relations);
        let has_name = self.columns.first(Field::Name).is_some();
        let next = (row + 1 < self.table.rows.end).then(|| self.row(row + 1));
        Said {
            // Below the name of a family, no number tells another.
            key: match self.family {
                Some(_) => Key::NoColumn,
                None => this.key(),
            },
            relation: relation(this),
            spouse_follows: next.is_some_and(|it| relation(it) == Relation::Spouse),
            head: if has_name {
                head_key(head)
            } else {
                String::new()
            },
            is_head_by_name: has_name
                && (head_key(head) == head_key(name) || name.is_empty())
                && !head.is_empty(),
            numbered: self.numbered(row),
            outlined: is_outline(this.own(Field::Number)),
            below_head: has_name && head.is_empty() && self.columns.first(Field::Head).is_some(),
            covered_number: this.own(Field::Number).is_empty()
                && !this.text(Field::Number).is_empty(),
            after_blank: self.after_blank,
            section: self.sections,
            places,
        }
    }

    /// The household of a code or number that stood further up, for someone who is no head.
    fn rejoined(&mut self, row: usize, said: &Said) -> Option<usize> {
        let Key::Known(key) = &said.key else {
            return None;
        };
        let (village, alley) = self.own_places(row);
        let (village, alley) = self.places(row, village, alley);
        let index = self
            .known
            .get(&self.known_key(&village?, alley.as_deref(), key))
            .copied()?;
        self.close();
        self.open = Some(Open {
            index: Some(index),
            key: said.key.clone(),
            head_said: true,
            head: said.head.clone(),
            section: said.section,
            places: said.places.clone(),
            spouses: 0,
        });
        Some(index)
    }

    /// Begins a household; `None` if nobody knows its village.
    fn begin(&mut self, row: usize, head: &str) -> Option<usize> {
        let (own_village, own_alley) = self.own_places(row);
        if let Some(village) = &own_village {
            let changed = self
                .village_above
                .as_ref()
                .is_none_or(|(it, _)| it != village);
            self.village_above = Some((village.clone(), Told::Cell));
            if changed && self.shape.alley_carries {
                self.alley_above = None;
            }
        }
        if own_alley.is_some() {
            self.alley_last.clone_from(&own_alley);
            if self.shape.alley_carries {
                self.alley_above.clone_from(&own_alley);
            }
        }
        let (village, alley) = self.places(row, own_village, own_alley);
        let this = self.row(row);
        let Some(village) = village else {
            let born = birth::year(this.birth(), self.today.year, self.sheet.from_1904);
            self.waiting
                .push((identity_key(head), born.unwrap_or_default()));
            return None;
        };
        let household = ProposedHousehold {
            code: this.code(),
            alley,
            head: head.to_owned(),
            address: this.address(),
            business: this.business(),
            place: Place::row(self.name, row),
            village,
            ..ProposedHousehold::default()
        };
        if let Key::Known(key) = this.key() {
            let known = self.known_key(&household.village, household.alley.as_deref(), &key);
            self.known
                .entry(known)
                .or_insert(self.plan.households.len());
        }
        self.plan.households.push(household);
        Some(self.plan.households.len() - 1)
    }

    fn place(&self, row: usize, field: Field) -> Place {
        match self.columns.first(field) {
            Some(column) => Place::cell(self.name, row, column),
            None => Place::row(self.name, row),
        }
    }

    /// Adds what a row says of one person and their household.
    fn add(&mut self, row: usize, index: usize, name: &str, is_head: bool, used: RowUse) -> RowUse {
        self.add_phones(row, index);
        if self.row(row).is_gone() {
            self.tell(ProblemCode::Gone, Place::row(self.name, row));
        }
        if is_head {
            self.plan.households[index].head_signs = self.row(row).signs(self.sheet.from_1904);
        }
        let household = &self.plan.households[index];
        if household.business.is_none() {
            self.plan.households[index].business = self.row(row).business();
        }
        let born = birth::year(self.row(row).birth(), self.today.year, self.sheet.from_1904);
        let born = born.unwrap_or_else(|code| {
            self.tell(code, self.place(row, Field::BirthYear));
            None
        });
        let person = Person {
            name,
            born,
            is_head,
        };
        let added = person.add_to(&mut self.plan.households[index], self.today);
        self.add_beside(row, index, name);
        match added {
            Ok(_) if used == RowUse::Household => used,
            Ok(used) => used,
            Err(code) => {
                self.tell(code, Place::row(self.name, row));
                match code {
                    ProblemCode::DuplicateResident => RowUse::Repeated,
                    _ => RowUse::Refused,
                }
            }
        }
    }

    fn add_phones(&mut self, row: usize, index: usize) {
        if self.row(row).beside_names().iter().any(Vec::is_empty) {
            self.plan.identities += 1;
            self.tell(ProblemCode::IdentityCut, Place::row(self.name, row));
        }
        let text = self.row(row).phones();
        if text.is_empty() || super::says_none(&text) {
            return;
        }
        let found = phones(&text);
        let place = self.place(row, Field::Phone);
        if found.is_empty() {
            self.tell(ProblemCode::PhoneNotUnderstood, place.clone());
        }
        if found.len() > 1 {
            self.tell(ProblemCode::PhoneSplit, place.clone());
        }
        for phone in &found {
            match phone.warning {
                None => {}
                Some(PhoneWarning::OldPrefix) => {
                    self.tell(ProblemCode::PhoneOldPrefix, place.clone());
                }
                Some(_) => self.tell(ProblemCode::PhoneZeroRestored, place.clone()),
            }
        }
        let known = &mut self.plan.households[index].phones;
        for phone in found {
            if known.len() < PHONES_KEPT && !known.contains(&phone.number) {
                known.push(phone.number);
            }
        }
    }
}

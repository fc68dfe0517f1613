//! Families that are named in a row of their own above their people, or in one cell.
use super::Reader;
use crate::plan::entry::Key;
use crate::plan::grouping::{Places, Said, head_key};
use crate::plan::people::Person;
use crate::relation::Relation;
use crate::{Field, Place};

/// The family whose people stand below its name.
pub(super) struct Family {
    row: usize,
    pub name: String,
    pub has_people: bool,
}

impl Reader<'_> {
    pub(super) fn begin_family(&mut self, row: usize, name: String) {
        self.end_family();
        self.sections += 1;
        self.family = Some(Family {
            row,
            name,
            has_people: false,
        });
    }

    /// A family that was named and has nobody below it is a household of its head alone.
    pub(super) fn end_family(&mut self) {
        if let Some(family) = self.family.take().filter(|it| !it.has_people) {
            self.close();
            self.household(family.row, &family.name, &family.name);
        }
    }

    /// What a row says below the name of its family.
    pub(super) fn said_of_family(
        &self,
        row: usize,
        name: &str,
        family: &str,
        places: Places,
    ) -> Said {
        Said {
            key: Key::NoColumn,
            relation: Relation::of(self.row(row).own(Field::Relation), self.shape.relations),
            spouse_follows: false,
            head: head_key(family),
            is_head_by_name: head_key(family) == head_key(name),
            numbered: self.numbered(row),
            covered_number: false,
            after_blank: self.after_blank,
            section: self.sections,
            places,
        }
    }

    /// Takes those whom a cell names beside the first.
    pub(super) fn add_beside(&mut self, row: usize, index: usize, head: &str) {
        let fields = [Field::Head, Field::Name];
        let people: Vec<String> = fields
            .into_iter()
            .flat_map(|it| self.row(row).people(it).into_iter().skip(1))
            .filter(|it| it != head)
            .collect();
        for name in people {
            let person = Person {
                name: &name,
                born: None,
                is_head: false,
            };
            if let Err(code) = person.add_to(&mut self.plan.households[index], self.today) {
                self.tell(code, Place::row(self.name, row));
            }
        }
    }
}

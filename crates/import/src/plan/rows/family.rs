//! Families that are named in a row of their own above their people, or in one cell.
use super::Reader;
use crate::plan::birth;
use crate::plan::people::Person;
use crate::plan::shape::Layout;
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

    /// Takes those whom a cell names beside the first. In a list of people the cell of the head is of
    /// the household and stands in every row.
    pub(super) fn add_beside(&mut self, row: usize, index: usize, first: &str) {
        let fields: &[Field] = match self.shape.layout {
            Layout::Households => &[Field::Head, Field::Name],
            Layout::People => &[Field::Name],
        };
        let births = self.row(row).births().into_iter();
        let births: Vec<Option<u16>> = births
            .map(|it| birth::year(it, self.today.year, self.sheet.from_1904))
            .map(|it| it.ok().flatten())
            .collect();
        let people: Vec<(usize, String)> = fields
            .iter()
            .flat_map(|it| self.row(row).people(*it).into_iter().enumerate().skip(1))
            .filter(|(_, it)| it != first)
            .collect();
        for (place, name) in people {
            let person = Person {
                name: &name,
                born: births.get(place).copied().flatten(),
                is_head: false,
            };
            if let Err(code) = person.add_to(&mut self.plan.households[index], self.today) {
                self.tell(code, Place::row(self.name, row));
            }
        }
    }
}

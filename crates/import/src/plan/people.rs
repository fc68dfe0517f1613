//! The people of a household: adults by name, children as numbers by age.
use super::{ProposedHousehold, ProposedResident, RESIDENTS_LIMIT, RowUse, Today};
use crate::ProblemCode;
use domain::Name;
use vietnamese::{identity_key, same_name};

pub(super) struct Person<'a> {
    pub name: &'a str,
    pub born: Option<u16>,
    pub is_head: bool,
}

impl Person<'_> {
    /// Adds the person, and says what the row became.
    pub fn add_to(
        &self,
        household: &mut ProposedHousehold,
        today: Today,
    ) -> Result<RowUse, ProblemCode> {
        if Name::new(self.name).is_err() {
            return Err(ProblemCode::TextTooLong);
        }
        let age = self.born.map(|born| today.year - i32::from(born));
        if let Some(age) = age.filter(|age| *age < i32::from(today.adult_age)) {
            let children = &mut household.children;
            let group = match age {
                ..6 => &mut children.under_6,
                6..16 => &mut children.from_6_to_15,
                _ => &mut children.from_16_to_17,
            };
            *group = group.saturating_add(1);
            return Ok(RowUse::Child);
        }
        if let Some(known) = household.residents.iter_mut().find(|it| self.is(it)) {
            known.born = known.born.or(self.born);
            known.is_head |= self.is_head;
            return if self.is_head {
                Ok(RowUse::Resident)
            } else {
                Err(ProblemCode::DuplicateResident)
            };
        }
        if household.residents.len() >= RESIDENTS_LIMIT {
            return Err(ProblemCode::TooManyResidents);
        }
        household.residents.push(ProposedResident {
            name: self.name.to_owned(),
            born: self.born,
            is_head: self.is_head && !household.residents.iter().any(|it| it.is_head),
        });
        Ok(RowUse::Resident)
    }

    fn is(&self, known: &ProposedResident) -> bool {
        same_name(&known.name, self.name)
            && (known.born == self.born || self.born.is_none() || known.born.is_none())
    }
}

/// Adds the head where the list names them beside their people and never in a row of their own.
pub(super) fn add_head(household: &mut ProposedHousehold) {
    let is_there = household.residents.iter().any(|it| it.is_head);
    if is_there || household.residents.is_empty() || household.residents.len() >= RESIDENTS_LIMIT {
        return;
    }
    let head = ProposedResident {
        name: household.head.clone(),
        born: None,
        is_head: true,
    };
    household.residents.insert(0, head);
}

/// Marks the head among the residents by name, where no row said who it is.
pub(super) fn mark_head(household: &mut ProposedHousehold) {
    if household.residents.iter().any(|it| it.is_head) {
        return;
    }
    let head = identity_key(&household.head);
    let mut residents = household.residents.iter_mut();
    if let Some(resident) = residents.find(|it| identity_key(&it.name) == head) {
        resident.is_head = true;
    }
}

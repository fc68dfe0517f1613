//! The people of a household: adults by name, children as numbers by age.
use super::{ProposedHousehold, ProposedResident, RESIDENTS_LIMIT};
use crate::ProblemCode;
use domain::Name;
use vietnamese::{date_from_excel, parse_date, search_key};

/// A greater age in years is taken for a mistake.
const AGE_LIMIT: i32 = 120;

pub(super) struct Person<'a> {
    pub name: &'a str,
    pub born: Option<u16>,
}

/// The year of birth from a year, a date or Excel's day number. Day and month are never kept.
pub(super) fn birth_year(text: &str, year: i32) -> Result<Option<u16>, ProblemCode> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<i32>().ok();
    let born = match number {
        Some(years) if (1800..=2500).contains(&years) => years,
        Some(serial) if serial > 2500 => {
            date_from_excel(f64::from(serial))
                .ok_or(ProblemCode::BirthNotUnderstood)?
                .year
        }
        _ => parse_date(text)
            .map(|date| date.year)
            .or_else(|| year_within(text))
            .ok_or(ProblemCode::BirthNotUnderstood)?,
    };
    if born > year || born < year - AGE_LIMIT {
        return Err(ProblemCode::BirthImpossible);
    }
    Ok(u16::try_from(born).ok())
}

/// The four digits of a year in a text such as `khoảng 1960` or `5/1960`.
fn year_within(text: &str) -> Option<i32> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .find(|part| part.len() == 4)?
        .parse()
        .ok()
}

impl Person<'_> {
    pub fn add_to(
        &self,
        household: &mut ProposedHousehold,
        is_head: bool,
        year: i32,
        adult_age: u8,
    ) -> Result<(), ProblemCode> {
        if Name::new(self.name).is_err() {
            return Err(ProblemCode::TextTooLong);
        }
        let age = self.born.map(|born| year - i32::from(born));
        if let Some(age) = age.filter(|age| *age < i32::from(adult_age)) {
            let children = &mut household.children;
            let group = match age {
                ..6 => &mut children.under_6,
                6..16 => &mut children.from_6_to_15,
                _ => &mut children.from_16_to_17,
            };
            *group = group.saturating_add(1);
            return Ok(());
        }
        let same = |known: &ProposedResident| {
            search_key(&known.name) == search_key(self.name)
                && (known.born == self.born || self.born.is_none() || known.born.is_none())
        };
        if let Some(known) = household.residents.iter_mut().find(|known| same(known)) {
            known.born = known.born.or(self.born);
            return if is_head && known.is_head {
                Ok(())
            } else {
                Err(ProblemCode::DuplicateResident)
            };
        }
        if household.residents.len() >= RESIDENTS_LIMIT {
            return Err(ProblemCode::TooManyResidents);
        }
        let is_head = is_head && !household.residents.iter().any(|known| known.is_head);
        household.residents.push(ProposedResident {
            name: self.name.to_owned(),
            born: self.born,
            is_head,
        });
        Ok(())
    }
}

//! The register, by everything that a list may know of a household.
use super::Register;
use crate::VillageIndex;
use domain::household::{Resident, Status};
use domain::{AlleyId, Household, HouseholdId, Name, Personal, Phone, Village, VillageId};
use std::collections::HashMap;
use vietnamese::{identity_key, search_key};

/// Longest chain of mergers that is followed.
const MERGERS_LIMIT: usize = 16;

/// A household as a list may still call it, and where it is now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// Where the code and the name of the head stand: the household itself, or one merged into it.
    pub called: &'a Household,
    pub household: &'a Household,
    /// The list's village is one where it lived before.
    pub moved: bool,
}

impl Known<'_> {
    pub fn is_merged(&self) -> bool {
        self.called.id != self.household.id
    }
}

/// Where someone lives, and their year of birth.
pub(super) type Lives<'a> = (Known<'a>, Option<u16>);

pub(super) struct Index<'a> {
    villages: VillageIndex<&'a VillageId>,
    by_id: HashMap<&'a HouseholdId, &'a Household>,
    village_by_id: HashMap<&'a VillageId, &'a Village>,
    by_code: HashMap<(&'a VillageId, String), Vec<Known<'a>>>,
    /// Codes with a letter in them, which stand for one household in the whole commune.
    by_code_anywhere: HashMap<String, Vec<Known<'a>>>,
    by_head: HashMap<(&'a VillageId, String), Vec<Known<'a>>>,
    by_sound: HashMap<(&'a VillageId, String), Vec<Known<'a>>>,
    by_phone: HashMap<&'a str, Vec<Known<'a>>>,
    by_person: HashMap<(&'a VillageId, String), Vec<Lives<'a>>>,
}

impl<'a> Index<'a> {
    pub fn new(register: &'a Register) -> Self {
        let mut index = Self {
            villages: VillageIndex::default(),
            by_id: register.households.iter().map(|it| (&it.id, it)).collect(),
            village_by_id: register.villages.iter().map(|it| (&it.id, it)).collect(),
            by_code: HashMap::new(),
            by_code_anywhere: HashMap::new(),
            by_head: HashMap::new(),
            by_sound: HashMap::new(),
            by_phone: HashMap::new(),
            by_person: HashMap::new(),
        };
        // A village's own name goes before the names that others had once.
        for village in &register.villages {
            for name in &village.aliases {
                index.villages.insert(name.as_str(), &village.id);
            }
        }
        for village in &register.villages {
            index.villages.insert(village.name.as_str(), &village.id);
        }
        let kept = register.households.iter();
        for called in kept.filter(|it| it.withdrawn.is_none()) {
            if let Some(household) = index.led_to(called) {
                index.add(called, household);
            }
        }
        index
    }

    fn add(&mut self, called: &'a Household, household: &'a Household) {
        let code = code_key(called.code.as_str());
        let head = name_of(&called.head);
        let (exact, sound) = (identity_key(head), search_key(head));
        let here = Known {
            called,
            household,
            moved: false,
        };
        let mut villages = vec![&called.village];
        for (_, village) in &called.lived {
            if !villages.contains(&village) {
                villages.push(village);
            }
        }
        for (place, village) in villages.into_iter().enumerate() {
            let known = Known {
                moved: place > 0,
                ..here
            };
            let at = |text: &str| (village, text.to_owned());
            self.by_code.entry(at(&code)).or_default().push(known);
            if !exact.is_empty() {
                self.by_head.entry(at(&exact)).or_default().push(known);
                self.by_sound.entry(at(&sound)).or_default().push(known);
            }
            for person in &called.residents {
                let name = identity_key(name_of(&person.name));
                let people = self.by_person.entry((village, name)).or_default();
                people.push((known, person.born));
            }
        }
        if code.contains(char::is_alphabetic) {
            self.by_code_anywhere.entry(code).or_default().push(here);
        }
        for phone in phones(called) {
            self.by_phone.entry(phone).or_default().push(here);
        }
    }

    /// Where a household is now; none where a merger leads nowhere.
    fn led_to(&self, household: &'a Household) -> Option<&'a Household> {
        let mut found = household;
        for _ in 0..MERGERS_LIMIT {
            match &found.status {
                Status::MergedInto(next) => found = self.by_id.get(next)?,
                _ => return Some(found),
            }
        }
        None
    }

    pub fn household(&self, id: &HouseholdId) -> Option<Known<'a>> {
        let called = *self.by_id.get(id)?;
        Some(Known {
            called,
            household: self.led_to(called)?,
            moved: false,
        })
    }

    /// The village that a list calls by this name.
    pub fn village(&self, name: &str) -> Option<&'a VillageId> {
        self.villages.find(name).copied()
    }

    pub fn alley(&self, household: &'a Household) -> &'a str {
        let village = self.village_by_id.get(&household.village);
        let alley = |id: &AlleyId| village.and_then(|it| it.alley(id));
        let alley = household.alley.as_ref().and_then(alley);
        alley.map_or("", |it| it.name.as_str())
    }

    pub fn village_name(&self, id: &VillageId) -> &'a str {
        let village = self.village_by_id.get(id);
        village.map_or("", |it| it.name.as_str())
    }

    pub fn of_code(&self, village: Option<&'a VillageId>, code: &str) -> Vec<Known<'a>> {
        let code = code_key(code);
        let anywhere = self.by_code_anywhere.get(&code).into_iter().flatten();
        let mut found: Vec<Known<'a>> = anywhere.copied().collect();
        if let Some(village) = village {
            found.extend(self.by_code.get(&(village, code)).into_iter().flatten());
        }
        found
    }

    pub fn of_head(&self, village: &'a VillageId, head: &str) -> &[Known<'a>] {
        let found = self.by_head.get(&(village, identity_key(head)));
        found.map_or(&[], Vec::as_slice)
    }

    pub fn of_sound(&self, village: &'a VillageId, head: &str) -> &[Known<'a>] {
        let found = self.by_sound.get(&(village, search_key(head)));
        found.map_or(&[], Vec::as_slice)
    }

    pub fn of_phone(&self, phone: &str) -> &[Known<'a>] {
        self.by_phone.get(phone).map_or(&[], Vec::as_slice)
    }

    /// Where people of this name live in a village, with their years of birth.
    pub fn of_person(&self, village: &'a VillageId, name: &str) -> &[Lives<'a>] {
        let found = self.by_person.get(&(village, identity_key(name)));
        found.map_or(&[], Vec::as_slice)
    }
}

/// A code to compare by: case, blanks and zeros before a plain number make no difference.
pub(super) fn code_key(code: &str) -> String {
    let key: String = identity_key(code).split(' ').collect();
    let plain = key.trim_start_matches('0');
    match !plain.is_empty() && plain.bytes().all(|it| it.is_ascii_digit()) {
        true => plain.to_owned(),
        false => key,
    }
}

pub(super) fn name_of(name: &Personal<Name>) -> &str {
    name.reveal().map_or("", Name::as_str)
}

pub(super) fn phones(household: &Household) -> Vec<&str> {
    let all = household.phones.iter().filter_map(Personal::reveal);
    all.map(Phone::as_str).collect()
}

/// The head among the residents: the one who is named so, or the only one of the head's name.
pub(super) fn head_resident(household: &Household) -> Option<&Resident> {
    let named = household.head_resident.as_ref();
    if let Some(found) = named.and_then(|id| household.resident(id)) {
        return Some(found);
    }
    let head = identity_key(name_of(&household.head));
    let mut same = household
        .residents
        .iter()
        .filter(|it| !head.is_empty() && identity_key(name_of(&it.name)) == head);
    same.next().filter(|_| same.next().is_none())
}

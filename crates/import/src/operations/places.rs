//! Villages and alleys of an import: found in the register, or made with ids of their own.
use super::label;
use crate::VillageIndex;
use crate::compare::Register;
use crate::village::VillageName;
use crate::village::bare_number;

use domain::{ALLEYS_LIMIT, AlleyDefined, AlleyId, Operation, VillageDefined, VillageId};
use std::collections::{BTreeMap, HashMap, HashSet};
use vietnamese::{identity_key, search_key};

/// Longest id that is made from a name; ids may be a little longer.
const SLUG_LIMIT: usize = 40;

pub(super) struct Places {
    villages: VillageIndex<VillageId>,
    village_ids: HashSet<String>,
    alleys: HashMap<(VillageId, String), AlleyId>,
    alley_ids: HashMap<VillageId, HashSet<String>>,
    /// The next number in walking order, by village and alley.
    next: BTreeMap<(VillageId, Option<AlleyId>), u32>,
    /// What the register lacks.
    pub made: Vec<Operation>,
}

impl Places {
    pub fn new(register: &Register) -> Self {
        let mut places = Self {
            villages: VillageIndex::default(),
            village_ids: HashSet::new(),
            alleys: HashMap::new(),
            alley_ids: HashMap::new(),
            next: BTreeMap::new(),
            made: Vec::new(),
        };
        for village in &register.villages {
            for name in &village.aliases {
                places.villages.insert(name.as_str(), village.id.clone());
            }
        }
        for village in &register.villages {
            let id = &village.id;
            places.villages.insert(village.name.as_str(), id.clone());
            places.village_ids.insert(id.to_string());
            let ids = places.alley_ids.entry(id.clone()).or_default();
            ids.extend(village.alleys.iter().map(|it| it.id.to_string()));
            for alley in &village.alleys {
                let key = (id.clone(), identity_key(alley.name.as_str()));
                places.alleys.insert(key, alley.id.clone());
            }
        }
        for household in &register.households {
            // Whoever was added at the door stands behind all others and says nothing of the order.
            if household.order != u32::MAX {
                let key = (household.village.clone(), household.alley.clone());
                let next = places.next.entry(key).or_insert(1);
                *next = (*next).max(household.order.saturating_add(1));
            }
        }
        places
    }

    /// The village of this name, made if there is none.
    pub fn village(&mut self, name: &str) -> VillageId {
        if let Some(id) = self.villages.find(name) {
            return id.clone();
        }
        let used = &self.village_ids;
        let id = free_id(&slug(&VillageName::of(name).name), "thon", |id| {
            used.contains(id)
        });
        let id = VillageId::new(id).expect("letters, digits and hyphens");
        self.village_ids.insert(id.to_string());
        let order = u32::try_from(self.village_ids.len()).unwrap_or(u32::MAX);
        if let Some(name) = label(name) {
            self.made.push(Operation::VillageDefined(VillageDefined {
                village: id.clone(),
                name,
                order,
            }));
        }
        self.villages.insert(name, id.clone());
        id
    }

    /// The alley of this name, made if there is none; none where a village can have no more.
    pub fn alley(&mut self, village: &VillageId, name: &str) -> Option<AlleyId> {
        let key = (village.clone(), identity_key(name));
        let bare = bare_number(name).map(|it| (village.clone(), it.to_owned()));
        let known = self.alleys.get(&key);
        if let Some(id) = known.or_else(|| self.alleys.get(&bare?)) {
            return Some(id.clone());
        }
        let name = label(name)?;
        let used = self.alley_ids.entry(village.clone()).or_default();
        if used.len() >= ALLEYS_LIMIT {
            return None;
        }
        let id = free_id(&slug(name.as_str()), "ngo", |id| used.contains(id));
        let id = AlleyId::new(id).expect("letters, digits and hyphens");
        used.insert(id.to_string());
        let order = u32::try_from(used.len()).unwrap_or(u32::MAX);
        self.made.push(Operation::AlleyDefined(AlleyDefined {
            village: village.clone(),
            alley: id.clone(),
            name,
            order,
        }));
        self.alleys.insert(key, id.clone());
        Some(id)
    }

    /// The place in walking order behind all others.
    pub fn next_in(&mut self, village: &VillageId, alley: Option<&AlleyId>) -> u32 {
        let next = self.next.entry((village.clone(), alley.cloned()));
        let next = next.or_insert(1);
        let place = *next;
        *next = next.saturating_add(1);
        place
    }
}

/// An id that no other place has: names that differ by a mark make one word without marks.
fn free_id(wanted: &str, without: &str, is_used: impl Fn(&str) -> bool) -> String {
    let wanted = if wanted.is_empty() { without } else { wanted };
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned())
        .chain(numbered)
        .find(|id| !is_used(id))
        .expect("numbers do not end")
}

/// Makes an id from a name: `Ngõ Giếng (cũ)` becomes `ngo-gieng-cu`.
fn slug(name: &str) -> String {
    let plain: String = search_key(name)
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { ' ' })
        .collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let short: String = slug.chars().take(SLUG_LIMIT).collect();
    short.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Household, HouseholdId, Label};

    #[test]
    fn villages_that_differ_by_a_mark_get_ids_of_their_own() {
        let mut places = Places::new(&Register::default());
        let ids = ["Thôn Hà", "Thôn Hạ", "thôn hà"].map(|name| places.village(name));
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[0], ids[1]);
        assert_eq!(places.made.len(), 2);
        let alleys = ["Ngõ Hà", "Ngõ Hạ"].map(|name| places.alley(&ids[0], name));
        assert_ne!(alleys[0], alleys[1]);
    }

    #[test]
    fn the_order_of_a_household_added_at_the_door_is_no_number_to_go_on_from() {
        for (orders, next) in [
            (vec![u32::MAX], 1),
            (vec![3, u32::MAX], 4),
            (vec![u32::MAX - 1], u32::MAX),
        ] {
            let mut register = Register::default();
            register.households = orders.into_iter().map(household).collect();
            let mut places = Places::new(&register);
            let village = VillageId::new("dong").unwrap();
            assert_eq!(places.next_in(&village, None), next);
            // At the end of the numbers they stay.
            assert!(places.next_in(&village, None) >= next);
        }
    }

    fn household(order: u32) -> Household {
        let id = HouseholdId::random(u64::from(order));
        let label = Label::new(id.as_str()).unwrap();
        serde_json::from_value(serde_json::json!({
            "id": id, "code": label, "village": "dong", "order": order, "head": "Lê Hà",
        }))
        .unwrap()
    }
}

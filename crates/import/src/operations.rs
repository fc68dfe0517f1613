//! The operations that an import would write: villages and alleys, then new households, then
//! corrections.
use crate::compare::plain_village;
use crate::{Changed, Changes, ProposedHousehold, ProposedResident, Register};
use domain::household::{Business, Field};
use domain::{
    AlleyDefined, AlleyId, BusinessChange, HouseholdCorrected, HouseholdId, HouseholdRegistered,
    Label, ListedResident, Name, Operation, Personal, Phone, ResidentAdded, ResidentId,
    VillageDefined, VillageId,
};
use std::collections::{BTreeMap, HashSet};
use vietnamese::search_key;

/// Longest id that is made from a name; ids may be a little longer.
const SLUG_LIMIT: usize = 40;

/// The operations of an import, in the order in which they must be appended.
///
/// `random` gives fresh numbers for ids of households and residents, so that an id tells no name.
pub fn operations(
    changes: &Changes<'_>,
    register: &Register,
    random: impl FnMut() -> u64,
) -> Vec<Operation> {
    let mut making = Making::new(register, random);
    for new in &changes.new {
        making.place(new.proposed);
    }
    for changed in &changes.changed {
        making.place(changed.proposed);
    }
    let mut households = Vec::new();
    for new in &changes.new {
        households.push(making.register(new.proposed));
    }
    for changed in &changes.changed {
        making.correct(changed, &mut households);
    }
    making.places.extend(households);
    making.places
}

struct Making<R> {
    random: R,
    used: HashSet<String>,
    villages: BTreeMap<String, VillageId>,
    alleys: BTreeMap<(VillageId, String), AlleyId>,
    /// The next number in walking order, by village and alley.
    next: BTreeMap<(VillageId, Option<AlleyId>), u32>,
    places: Vec<Operation>,
}

impl<R: FnMut() -> u64> Making<R> {
    fn new(register: &Register, random: R) -> Self {
        let mut making = Self {
            random,
            used: HashSet::new(),
            villages: BTreeMap::new(),
            alleys: BTreeMap::new(),
            next: BTreeMap::new(),
            places: Vec::new(),
        };
        for village in &register.villages {
            for name in village.aliases.iter().chain([&village.name]) {
                making
                    .villages
                    .insert(plain_village(name.as_str()), village.id.clone());
            }
            for alley in &village.alleys {
                making.alleys.insert(
                    (village.id.clone(), search_key(alley.name.as_str())),
                    alley.id.clone(),
                );
            }
        }
        for household in &register.households {
            let key = (household.village.clone(), household.alley.clone());
            let next = making.next.entry(key).or_insert(1);
            *next = (*next).max(household.order + 1);
            making.used.insert(household.id.to_string());
            making
                .used
                .extend(household.residents.iter().map(|it| it.id.to_string()));
            making
                .used
                .extend(household.gone.keys().map(ToString::to_string));
        }
        making
    }

    /// A new id of eight letters that nobody has yet.
    fn fresh(&mut self) -> String {
        loop {
            let id = domain::letters((self.random)());
            if self.used.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Defines the village and the alley of a household if the register lacks them.
    fn place(&mut self, proposed: &ProposedHousehold) {
        let village = self.village(&proposed.village);
        if let (Some(village), Some(alley)) = (village, &proposed.alley) {
            self.alley(&village, alley);
        }
    }

    fn village(&mut self, name: &str) -> Option<VillageId> {
        let key = plain_village(name);
        if let Some(id) = self.villages.get(&key) {
            return Some(id.clone());
        }
        let id = VillageId::new(slug(&key))?;
        let order = u32::try_from(self.villages.len() + 1).unwrap_or(u32::MAX);
        let operation = VillageDefined {
            village: id.clone(),
            name: label(name)?,
            order,
        };
        self.places.push(Operation::VillageDefined(operation));
        self.villages.insert(key, id.clone());
        Some(id)
    }

    fn alley(&mut self, village: &VillageId, name: &str) -> Option<AlleyId> {
        let key = (village.clone(), search_key(name));
        if let Some(id) = self.alleys.get(&key) {
            return Some(id.clone());
        }
        let id = AlleyId::new(slug(&key.1))?;
        let order = self.alleys.keys().filter(|(it, _)| it == village).count() + 1;
        let order = u32::try_from(order).unwrap_or(u32::MAX);
        let operation = AlleyDefined {
            village: village.clone(),
            alley: id.clone(),
            name: label(name)?,
            order,
        };
        self.places.push(Operation::AlleyDefined(operation));
        self.alleys.insert(key, id.clone());
        Some(id)
    }

    fn register(&mut self, proposed: &ProposedHousehold) -> Operation {
        let id = self.fresh();
        let village = self
            .village(&proposed.village)
            .unwrap_or_else(|| VillageId::random(0));
        let alley = proposed
            .alley
            .as_ref()
            .and_then(|alley| self.alley(&village, alley));
        let order = self
            .next
            .entry((village.clone(), alley.clone()))
            .or_insert(1);
        let place = *order;
        *order += 1;
        let residents: Vec<(ResidentId, &ProposedResident)> = proposed
            .residents
            .iter()
            .filter_map(|person| Some((ResidentId::new(self.fresh())?, person)))
            .collect();
        let head = residents.iter().find(|(_, person)| person.is_head);
        Operation::HouseholdRegistered(Box::new(HouseholdRegistered {
            code: proposed
                .code
                .as_deref()
                .and_then(label)
                .unwrap_or_else(|| label(&id).expect("eight letters")),
            household: HouseholdId::new(id).expect("eight letters"),
            village,
            alley,
            order: place,
            head: name(&proposed.head).unwrap_or_else(Personal::erased),
            head_resident: head.map(|(id, _)| id.clone()),
            address: proposed.address.as_deref().and_then(name),
            children: proposed.children,
            business: business(proposed),
            listed: true,
            phones: phones(proposed),
            residents: residents
                .iter()
                .filter_map(|(id, person)| {
                    Some(ListedResident {
                        resident: id.clone(),
                        name: name(&person.name)?,
                        born: person.born,
                    })
                })
                .collect(),
        }))
    }

    fn correct(&mut self, changed: &Changed<'_>, operations: &mut Vec<Operation>) {
        let (household, proposed) = (changed.household, changed.proposed);
        let mut correction = HouseholdCorrected {
            listed: true,
            ..HouseholdCorrected::of(household.id.clone())
        };
        for change in &changed.fields {
            match change.field {
                Field::Head => correction.head = name(&proposed.head),
                Field::Address => correction.address = proposed.address.as_deref().and_then(name),
                Field::Phones => correction.phones = Some(phones(proposed)),
                Field::Business => correction.business = business(proposed).map(BusinessChange::Is),
                Field::Children => correction.children = Some(proposed.children),
                Field::Alley => {
                    correction.alley = proposed
                        .alley
                        .as_ref()
                        .and_then(|it| self.alley(&household.village, it));
                }
                _ => {}
            }
        }
        if !changed.fields.is_empty() {
            operations.push(Operation::HouseholdCorrected(Box::new(correction)));
        }
        for person in &changed.added {
            let (Some(resident), Some(name)) = (ResidentId::new(self.fresh()), name(&person.name))
            else {
                continue;
            };
            operations.push(Operation::ResidentAdded(ResidentAdded {
                household: household.id.clone(),
                resident,
                name,
                born: person.born,
                listed: true,
            }));
        }
    }
}

fn name(text: &str) -> Option<Personal<Name>> {
    Name::new(text).ok().map(Personal::new)
}

fn label(text: &str) -> Option<Label> {
    Label::new(text).ok()
}

fn phones(proposed: &ProposedHousehold) -> Vec<Personal<Phone>> {
    proposed
        .phones
        .iter()
        .filter_map(|phone| Phone::new(phone).ok())
        .map(Personal::new)
        .collect()
}

fn business(proposed: &ProposedHousehold) -> Option<Business> {
    proposed
        .business
        .as_deref()
        .and_then(label)
        .map(|trade| Business { trade })
}

/// Makes an id from a name: `Ngõ Giếng (cũ)` becomes `ngo-gieng-cu`.
fn slug(key: &str) -> String {
    let plain: String = search_key(key)
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { ' ' })
        .collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    slug.chars().take(SLUG_LIMIT).collect()
}

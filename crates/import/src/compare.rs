//! Compares a plan with the register: what is new, what would change, what is missing.
use crate::{Plan, ProposedHousehold, ProposedResident};
use domain::household::{Children, Gone};
use domain::{Household, Name, Personal, Phone, Village};
use std::collections::{HashMap, HashSet};
use vietnamese::search_key;

/// The register as it is now.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub villages: Vec<Village>,
    pub households: Vec<Household>,
}

#[derive(Clone, Debug, Default)]
pub struct Changes<'a> {
    pub new: Vec<New<'a>>,
    pub changed: Vec<Changed<'a>>,
    pub unchanged: usize,
    /// Codes of households that the list lacks although it has their village.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct New<'a> {
    pub proposed: &'a ProposedHousehold,
}

#[derive(Clone, Debug)]
pub struct Changed<'a> {
    pub household: &'a Household,
    pub proposed: &'a ProposedHousehold,
    pub fields: Vec<FieldChange>,
    /// Residents who are not in the register.
    pub added: Vec<&'a ProposedResident>,
}

/// One field with its old and new value, for people to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldChange {
    pub field: domain::household::Field,
    pub before: String,
    pub after: String,
}

/// Compares a plan with the register. A blank in the list changes nothing, and what the list does
/// not mention is kept.
pub fn compare<'a>(plan: &'a Plan, register: &'a Register) -> Changes<'a> {
    let index = Index::new(register);
    let mut changes = Changes::default();
    let mut seen = HashSet::new();
    let mut villages = HashSet::new();
    for proposed in &plan.households {
        villages.insert(plain_village(&proposed.village));
        let Some(household) = index.find(proposed) else {
            changes.new.push(New { proposed });
            continue;
        };
        seen.insert(&household.id);
        let changed = Changed {
            household,
            proposed,
            fields: fields(household, proposed, register),
            added: added(household, proposed),
        };
        if changed.fields.is_empty() && changed.added.is_empty() {
            changes.unchanged += 1;
        } else {
            changes.changed.push(changed);
        }
    }
    let names: HashMap<_, _> = register
        .villages
        .iter()
        .map(|it| (&it.id, plain_village(it.name.as_str())))
        .collect();
    let missing = register
        .households
        .iter()
        .filter(|it| it.is_here() && !seen.contains(&it.id));
    let missing = missing.filter(|it| {
        names
            .get(&it.village)
            .is_some_and(|name| villages.contains(name))
    });
    changes.missing = missing.map(|it| it.code.as_str().to_owned()).collect();
    changes
}

/// The name of a village without marks and without the word for village, to compare by.
pub(crate) fn plain_village(name: &str) -> String {
    let key = search_key(name);
    for word in [
        "thon ",
        "ban ",
        "lang ",
        "ap ",
        "khom ",
        "khu pho ",
        "to dan pho ",
        "buon ",
        "phum ",
    ] {
        if let Some(rest) = key.strip_prefix(word) {
            return rest.to_owned();
        }
    }
    key
}

struct Index<'a> {
    by_code: HashMap<(String, String), &'a Household>,
    by_head: HashMap<(String, String), Vec<&'a Household>>,
}

impl<'a> Index<'a> {
    fn new(register: &'a Register) -> Self {
        let mut index = Self {
            by_code: HashMap::new(),
            by_head: HashMap::new(),
        };
        for household in &register.households {
            let village = register
                .villages
                .iter()
                .find(|it| it.id == household.village);
            let names = village
                .into_iter()
                .flat_map(|it| it.aliases.iter().chain([&it.name]));
            for name in names.map(|name| plain_village(name.as_str())) {
                let target = pointed_to(household, register);
                index
                    .by_code
                    .insert((name.clone(), search_key(household.code.as_str())), target);
                if household.is_here() {
                    let head = household
                        .head
                        .reveal()
                        .map(|head| search_key(head.as_str()))
                        .unwrap_or_default();
                    index
                        .by_head
                        .entry((name, head))
                        .or_default()
                        .push(household);
                }
            }
        }
        index
    }

    /// Finds a household by its code, or by the name of its head if the list has no code. If
    /// several heads share the name, the one whose household has all the listed residents is meant.
    fn find(&self, proposed: &ProposedHousehold) -> Option<&'a Household> {
        let village = plain_village(&proposed.village);
        if let Some(code) = &proposed.code {
            return self.by_code.get(&(village, search_key(code))).copied();
        }
        let same = self.by_head.get(&(village, search_key(&proposed.head)))?;
        let knows = |it: &&&Household| proposed.residents.iter().all(|person| knows(it, person));
        match same.as_slice() {
            [one] => Some(one),
            several => several.iter().find(knows).copied(),
        }
    }
}

/// The household that a merged one is part of now; any other is returned as it is.
fn pointed_to<'a>(household: &'a Household, register: &'a Register) -> &'a Household {
    match &household.status {
        domain::household::Status::MergedInto(id) => register
            .households
            .iter()
            .find(|it| it.id == *id)
            .unwrap_or(household),
        _ => household,
    }
}

fn name_of(name: &Personal<Name>) -> &str {
    name.reveal().map_or("", Name::as_str)
}

fn knows(household: &Household, person: &ProposedResident) -> bool {
    let key = search_key(&person.name);
    let fits = |born: Option<u16>| born.is_none() || person.born.is_none() || born == person.born;
    household
        .residents
        .iter()
        .any(|it| search_key(name_of(&it.name)) == key && fits(it.born))
}

/// Listed people whom the register does not know. Nobody is added if at least as many have left the
/// household: the list is then out of date, and only a person decides to bring someone back.
fn added<'a>(household: &Household, proposed: &'a ProposedHousehold) -> Vec<&'a ProposedResident> {
    let parted = household
        .gone
        .values()
        .filter(|why| **why != Gone::Erased)
        .count();
    let unknown: Vec<_> = proposed
        .residents
        .iter()
        .filter(|person| !knows(household, person))
        .collect();
    if parted > 0 && unknown.len() <= parted {
        Vec::new()
    } else {
        unknown
    }
}

fn fields(
    household: &Household,
    proposed: &ProposedHousehold,
    register: &Register,
) -> Vec<FieldChange> {
    use domain::household::Field;
    let mut changes = Vec::new();
    let mut put = |field, before: &str, after: &str| {
        if !after.is_empty() && vietnamese::nfc(before) != vietnamese::nfc(after) {
            changes.push(FieldChange {
                field,
                before: before.to_owned(),
                after: after.to_owned(),
            });
        }
    };
    put(Field::Head, name_of(&household.head), &proposed.head);
    let address = household.address.as_ref().map_or("", name_of);
    put(
        Field::Address,
        address,
        proposed.address.as_deref().unwrap_or(""),
    );
    let phones: Vec<&str> = household
        .phones
        .iter()
        .filter_map(Personal::reveal)
        .map(Phone::as_str)
        .collect();
    put(
        Field::Phones,
        &phones.join(", "),
        &proposed.phones.join(", "),
    );
    let trade = household
        .business
        .as_ref()
        .map_or("", |it| it.trade.as_str());
    put(
        Field::Business,
        trade,
        proposed.business.as_deref().unwrap_or(""),
    );
    if proposed.children != Children::default() {
        put(
            Field::Children,
            &told(household.children),
            &told(proposed.children),
        );
    }
    let village = register
        .villages
        .iter()
        .find(|it| it.id == household.village);
    let alley = household
        .alley
        .as_ref()
        .and_then(|id| village?.alley(id))
        .map_or("", |it| it.name.as_str());
    let after = proposed.alley.as_deref().unwrap_or("");
    if search_key(alley) != search_key(after) {
        put(Field::Alley, alley, after);
    }
    changes
}

fn told(children: Children) -> String {
    format!(
        "{} + {} + {}",
        children.under_6, children.from_6_to_15, children.from_16_to_17
    )
}

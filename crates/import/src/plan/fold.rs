//! Settles over the whole list what no row can know: how places are spelled, and which codes are
//! none.
use super::Plan;
use crate::village::{VillageIndex, VillageKeys, VillageName, village_identity};
use crate::{Problem, ProblemCode, ProposedHousehold};
use std::collections::{BTreeMap, HashMap, HashSet};
use vietnamese::search_key;

/// Gives each village and alley one spelling in the list. A name without its word is the village of
/// that name, if there is one only.
pub(super) fn spell_places_alike(plan: &mut Plan) {
    let names = plan.households.iter().map(|it| it.village.as_str());
    let villages = Spelling::of(names, village_identity);
    // A name without word counts as its own village; look among those with one.
    let mut worded = VillageIndex::default();
    for name in villages
        .names()
        .filter(|it| VillageName::of(it).word.is_some())
    {
        worded.insert(name, village_identity(name));
    }
    let mut settled: HashMap<String, String> = HashMap::new();
    for name in villages.names() {
        let key = worded.find(name).cloned();
        let key = key.unwrap_or_else(|| village_identity(name));
        if let Some(best) = villages.best.get(&key) {
            settled.insert(name.to_owned(), best.clone());
        }
    }
    for household in &mut plan.households {
        if let Some(name) = settled.get(&household.village) {
            household.village.clone_from(name);
        }
    }
    spell_alleys_alike(plan);
}

fn spell_alleys_alike(plan: &mut Plan) {
    let mut of_village: HashMap<&str, Vec<&str>> = HashMap::new();
    for household in &plan.households {
        let alleys = of_village.entry(&household.village).or_default();
        alleys.extend(household.alley.as_deref());
    }
    let mut settled: HashMap<String, HashMap<String, String>> = HashMap::new();
    for (village, alleys) in of_village {
        let alleys = Spelling::of(alleys.into_iter(), alley_key);
        settled.insert(village.to_owned(), alleys.all());
    }
    for household in &mut plan.households {
        let names = settled.get(&household.village);
        if let (Some(names), Some(alley)) = (names, household.alley.as_mut())
            && let Some(name) = names.get(alley.as_str())
        {
            alley.clone_from(name);
        }
    }
}

fn alley_key(alley: &str) -> String {
    let name = VillageName::of(alley);
    name.name_key() + name.word.unwrap_or("")
}

/// The ways in which a list writes names, each with its key.
struct Spelling {
    keys: HashMap<String, String>,
    best: HashMap<String, String>,
}

impl Spelling {
    fn of<'a>(names: impl Iterator<Item = &'a str>, key: impl Fn(&str) -> String) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
        let keys: HashMap<String, String> = counts
            .keys()
            .map(|name| ((*name).to_owned(), key(name)))
            .collect();
        // The spelling with the most capitals that begin words, then the most frequent one.
        let capitals = |name: &str| {
            let words = name.split(' ');
            words
                .filter(|it| it.starts_with(char::is_uppercase))
                .count()
        };
        let mut best: HashMap<String, (usize, usize, &str)> = HashMap::new();
        for (name, count) in &counts {
            let Some(key) = keys.get(*name) else { continue };
            let weight = (capitals(name), *count, *name);
            let known = best.entry(key.clone()).or_insert(weight);
            if (weight.0, weight.1) > (known.0, known.1) {
                *known = weight;
            }
        }
        let best = best.into_iter();
        Self {
            best: best
                .map(|(key, (_, _, name))| (key, name.to_owned()))
                .collect(),
            keys,
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// The best spelling for each.
    fn all(self) -> HashMap<String, String> {
        let best = self.best;
        let keys = self.keys.into_iter();
        keys.filter_map(|(name, key)| Some((name, best.get(&key)?.clone())))
            .collect()
    }
}

/// Takes away codes that several households of a village have. Those of different alleys or sheets
/// are numbers that start again there; otherwise the first household keeps it.
pub(super) fn free_codes(plan: &mut Plan) {
    let mut keys = VillageKeys::default();
    let mut holders: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, household) in plan.households.iter().enumerate() {
        if let Some(code) = &household.code {
            let key = (keys.of(&household.village).to_owned(), search_key(code));
            holders.entry(key).or_default().push(index);
        }
    }
    let mut shared: Vec<Vec<usize>> = holders.into_values().filter(|it| it.len() > 1).collect();
    shared.sort();
    let mut told = HashSet::new();
    for holders in shared {
        let part = |index: &usize| {
            let household: &ProposedHousehold = &plan.households[*index];
            (household.place.sheet.clone(), household.alley.clone())
        };
        let parts: HashSet<_> = holders.iter().map(part).collect();
        let starts_again = parts.len() == holders.len();
        for index in holders.into_iter().skip(usize::from(!starts_again)) {
            let household = &mut plan.households[index];
            household.code = None;
            let place = household.place.clone();
            let code = match starts_again {
                true => ProblemCode::CodeStartsAgain,
                false => ProblemCode::CodeTwice,
            };
            // Once a sheet is enough for numbers that are none.
            if !starts_again || told.insert(place.sheet.clone()) {
                plan.problems.push(Problem::new(code, place));
            }
        }
    }
}

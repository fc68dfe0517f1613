//! Counts the figures of visits again from the log alone, without any rule or measure of the
//! domain.
use crate::Broken;
use crate::world::{World, commune};
use domain::household::VisitOutcome;
use domain::{
    AccountId, Day, Dimension, EntryId, HouseholdId, Measure, Millis, Month, Operation, Period,
    VillageId,
};
use std::collections::{BTreeMap, BTreeSet};
use store::{EntryRow, TallyRow};

/// Longer than any run, in days.
const LONG_AFTER_DAYS: i32 = 20 * 365;
/// The place under which the commune's own figures are kept.
const WHOLE: &str = "-";

/// What several entries say about one thing. The last in the order of time, then id, is valid.
type Latest<T> = BTreeMap<(Millis, EntryId), T>;

#[derive(Default)]
struct Counted {
    visits: BTreeMap<Month, i64>,
    met: BTreeMap<Month, i64>,
    minutes: BTreeMap<(Month, AccountId), i64>,
    /// Households at which someone was met, each under the household it was merged into.
    visited: BTreeMap<Month, BTreeSet<HouseholdId>>,
    /// Visits by village; `None` if any households were merged.
    at_village: Option<BTreeMap<(Month, VillageId), i64>>,
}

#[derive(Default)]
struct LogFacts<'a> {
    merged: BTreeMap<&'a HouseholdId, &'a HouseholdId>,
    homes: BTreeMap<&'a HouseholdId, Latest<&'a VillageId>>,
    days: BTreeMap<EntryId, Latest<Day>>,
}

impl<'a> LogFacts<'a> {
    fn of(entries: &'a [EntryRow]) -> Self {
        let mut told = Self::default();
        for EntryRow { entry, .. } in entries {
            let when = (entry.at, entry.id);
            if let Operation::HouseholdRegistered(it) = &entry.operation {
                let homes = told.homes.entry(&it.household).or_default();
                homes.insert((Millis(i64::MIN), entry.id), &it.village);
            } else if let Operation::HouseholdRelocated(it) = &entry.operation {
                let homes = told.homes.entry(&it.household).or_default();
                homes.insert(when, &it.village);
            } else if let Operation::HouseholdsMerged(it) = &entry.operation {
                let (keep, gone) = (told.stays(&it.keep), told.stays(&it.gone));
                told.merged.insert(gone, keep);
            } else if let Operation::VisitRedated(it) = &entry.operation {
                let days = told.days.entry(it.visit).or_default();
                days.insert(when, it.day);
            }
        }
        told
    }

    /// Follows mergers to the household that this one is part of now.
    fn stays(&self, household: &'a HouseholdId) -> &'a HouseholdId {
        let mut stays = household;
        while let Some(next) = self.merged.get(stays) {
            stays = next;
        }
        stays
    }

    /// The village where the household lives on a day. If it moves that day, this is the new one.
    fn village_on(&self, household: &HouseholdId, day: Day) -> Option<VillageId> {
        let homes = self.homes.get(household)?.iter();
        let until = homes.take_while(|((at, _), _)| at.day() <= day);
        until.last().map(|(_, village)| (*village).clone())
    }
}

impl Counted {
    /// Counts the visits. A broken rule is broken in this count, which must then differ from the
    /// server's.
    fn of(entries: &[EntryRow], broken: Option<Broken>) -> Self {
        let told = LogFacts::of(entries);
        let mut counted = Self::default();
        let mut at_village = BTreeMap::new();
        for EntryRow { entry, .. } in entries {
            let Operation::VisitRecorded(visit) = &entry.operation else {
                continue;
            };
            let said = told
                .days
                .get(&entry.id)
                .and_then(|days| days.values().last());
            let said = said.filter(|_| broken != Some(Broken::Days));
            let day = said.copied().unwrap_or(entry.at.day());
            let month = day.month();
            *counted.visits.entry(month).or_default() += 1;
            let by = (month, entry.author.clone());
            *counted.minutes.entry(by).or_default() += i64::from(visit.minutes);
            if visit.outcome == VisitOutcome::Met {
                *counted.met.entry(month).or_default() += 1;
                let stays = told.stays(&visit.household).clone();
                counted.visited.entry(month).or_default().insert(stays);
            }
            let lived = match broken {
                Some(Broken::Moves) => day.plus(LONG_AFTER_DAYS),
                _ => day,
            };
            if let Some(village) = told.village_on(&visit.household, lived) {
                *at_village.entry((month, village)).or_default() += 1;
            }
        }
        counted.at_village = told.merged.is_empty().then_some(at_village);
        counted.minutes.retain(|_, minutes| *minutes > 0);
        counted
    }
}

pub(crate) fn hold(world: &World, entries: &[EntryRow]) -> Result<(), String> {
    let read = world.store.read(|rows| {
        let generation = rows.commune(&commune())?.map_or(0, |row| row.generation);
        rows.tallies(&commune(), generation, None)
    });
    let tallies = read.map_err(|error| error.to_string())?;
    if let Some(it) = tallies.iter().find(|it| it.value < 0) {
        let measure = it.measure.as_str();
        return Err(format!("{measure} {} is {}", it.period, it.value));
    }
    let counted = Counted::of(entries, world.broken);
    let whole = |measure| by_month(&tallies, measure, |it| it.place.as_str() != WHOLE);
    same("visits", &whole(Measure::Visits), &counted.visits)?;
    same("visits met", &whole(Measure::VisitsMet), &counted.met)?;
    let visited = counted.visited.into_iter();
    let visited = visited.map(|(month, homes)| (month, i64::try_from(homes.len()).unwrap_or(0)));
    let own = match world.broken {
        // With `--break distinct`: the villages' figures are added up.
        Some(Broken::Distinct) => whole(Measure::Visited),
        _ => by_month(&tallies, Measure::Visited, |it| it.place.as_str() == WHOLE),
    };
    same("households visited", &own, &visited.collect())?;
    same("minutes", &minutes(&tallies), &counted.minutes)?;
    match &counted.at_village {
        Some(visits) => same("visits at a village", &at_village(&tallies), visits),
        None => Ok(()),
    }
}

fn of_months(tallies: &[TallyRow], measure: Measure) -> impl Iterator<Item = (Month, &TallyRow)> {
    let of_measure = tallies
        .iter()
        .filter(move |it| it.measure == measure && it.value != 0);
    of_measure.filter_map(|it| match it.period {
        Period::Month(month) => Some((month, it)),
        _ => None,
    })
}

fn by_month(
    tallies: &[TallyRow],
    measure: Measure,
    is_asked: impl Fn(&TallyRow) -> bool,
) -> BTreeMap<Month, i64> {
    let mut sums = BTreeMap::new();
    for (month, it) in of_months(tallies, measure) {
        if it.dimension == Dimension::None && is_asked(it) {
            *sums.entry(month).or_default() += it.value;
        }
    }
    sums
}

fn minutes(tallies: &[TallyRow]) -> BTreeMap<(Month, AccountId), i64> {
    let mut sums = BTreeMap::new();
    for (month, it) in of_months(tallies, Measure::Minutes) {
        if let Dimension::Member(member) = &it.dimension {
            *sums.entry((month, member.clone())).or_default() += it.value;
        }
    }
    sums
}

fn at_village(tallies: &[TallyRow]) -> BTreeMap<(Month, VillageId), i64> {
    let visits = of_months(tallies, Measure::Visits);
    let whole = visits.filter(|(_, it)| it.dimension == Dimension::None);
    whole
        .map(|(month, it)| ((month, it.place.clone()), it.value))
        .collect()
}

fn same<K: Ord + std::fmt::Debug>(
    what: &str,
    told: &BTreeMap<K, i64>,
    counted: &BTreeMap<K, i64>,
) -> Result<(), String> {
    let keys: BTreeSet<&K> = told.keys().chain(counted.keys()).collect();
    let differs = keys
        .into_iter()
        .find(|key| told.get(key) != counted.get(key));
    match differs {
        Some(key) => {
            let [told, counted] = [told, counted].map(|it| it.get(key).copied().unwrap_or(0));
            Err(format!(
                "{what} {key:?}: told {told}, the log has {counted}"
            ))
        }
        None => Ok(()),
    }
}

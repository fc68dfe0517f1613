//! Households that a list has twice: whole sheets that repeat others, and single rows.
use super::sheet::Waiting;
use super::{LeftOut, PHONES_KEPT, Plan, ProposedHousehold, RESIDENTS_LIMIT, RowUse};
use crate::family::are_strangers;
use crate::village::VillageKeys;
use crate::{Mapping, Place, Problem, ProblemCode};
use std::collections::{HashMap, HashSet};
use vietnamese::{identity_key, search_key};

/// How two households of one name and village stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Likeness {
    /// Something besides the name agrees, and nothing speaks against it.
    Same,
    /// Nothing agrees besides the name, or one thing agrees and another does not.
    Doubtful,
    /// They differ in the year of birth.
    Other,
}

fn likeness(left: &ProposedHousehold, right: &ProposedHousehold) -> Likeness {
    let born = both(head_born(left), head_born(right));
    let code = both(
        left.code.as_deref().map(search_key),
        right.code.as_deref().map(search_key),
    );
    let alley = both(
        left.alley.as_deref().map(identity_key),
        right.alley.as_deref().map(identity_key),
    );
    let phones = (!left.phones.is_empty() && !right.phones.is_empty())
        .then(|| left.phones.iter().any(|it| right.phones.contains(it)));
    let birthday = both(left.head_signs.birthday, right.head_signs.birthday);
    let identity = both(left.head_signs.identity, right.head_signs.identity);
    let signs = [born, code, alley, phones, birthday, identity];
    let against = signs.contains(&Some(false)) || are_strangers(others(left), others(right));
    let for_it = [born, code, phones, identity].contains(&Some(true));
    match (born, against, for_it) {
        (Some(false), ..) => Likeness::Other,
        (_, false, true) => Likeness::Same,
        // Another phone or another code: another household until someone says otherwise.
        (None, true, false) => Likeness::Other,
        _ => Likeness::Doubtful,
    }
}

/// Whether two values are known and equal; `None` if one is not known.
fn both<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? == right?)
}

fn others(household: &ProposedHousehold) -> impl Iterator<Item = &str> {
    let others = household.residents.iter().filter(|it| !it.is_head);
    others.map(|it| it.name.as_str())
}

fn head_born(household: &ProposedHousehold) -> Option<u16> {
    household.residents.iter().find(|it| it.is_head)?.born
}

/// Village and head of a household.
type Key = (String, String);

fn keys(households: &[ProposedHousehold]) -> Vec<Key> {
    let mut villages = VillageKeys::default();
    let keys = households.iter();
    keys.map(|it| (villages.of(&it.village).to_owned(), identity_key(&it.head)))
        .collect()
}

/// Of ten households so many must stand in other sheets too for a sheet to repeat them.
const REPEATED_OF_TEN: usize = 9;

/// Leaves out sheets nearly all of whose households stand in others too.
pub(super) fn leave_out_repetitions(plan: &mut Plan, mapping: &Mapping, waiting: &[Waiting]) {
    let mut order: Vec<usize> = (0..plan.sheets.len())
        .filter(|it| plan.sheets[*it].left_out.is_none())
        .collect();
    // A summary is the repetition, whichever stands first; else the later sheet is.
    order.sort_by_key(|it| (!is_summary(&plan.sheets[*it].name), std::cmp::Reverse(*it)));
    if order.len() < 2 {
        return;
    }
    let numbers: HashMap<String, usize> = plan
        .sheets
        .iter()
        .enumerate()
        .map(|(at, it)| (it.name.clone(), at))
        .collect();
    let of: Vec<usize> = plan
        .households
        .iter()
        .map(|it| numbers.get(&it.place.sheet).copied().unwrap_or(usize::MAX))
        .collect();
    let keys = keys(&plan.households);
    let mut by_key: HashMap<&Key, Vec<usize>> = HashMap::new();
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, key) in keys.iter().enumerate() {
        by_key.entry(key).or_default().push(index);
        by_name.entry(&key.1).or_default().push(index);
    }
    let mut out: HashSet<usize> = HashSet::new();
    for sheet in order {
        if mapping
            .sheets
            .get(&plan.sheets[sheet].name)
            .and_then(|it| it.taken)
            == Some(true)
        {
            continue;
        }
        let elsewhere = |index: &usize| of[*index] != sheet && !out.contains(&of[*index]);
        let mine: Vec<usize> = (0..of.len()).filter(|it| of[*it] == sheet).collect();
        let known = mine.iter().filter(|index| {
            let household = &plan.households[**index];
            let others = by_key.get(&keys[**index]).into_iter().flatten();
            others
                .take(ALIKE_LIMIT)
                .filter(|it| elsewhere(it))
                .any(|it| likeness(&plan.households[*it], household) != Likeness::Other)
        });
        let heads = waiting
            .get(sheet)
            .map(|it| it.heads.as_slice())
            .unwrap_or_default();
        let named = heads.iter().filter(|(name, born)| {
            let others = by_name.get(name.as_str()).into_iter().flatten();
            others
                .take(ALIKE_LIMIT)
                .filter(|it| elsewhere(it))
                .any(|it| both(head_born(&plan.households[*it]), *born) != Some(false))
        });
        let (all, found) = (mine.len() + heads.len(), known.count() + named.count());
        if all > 0
            && found * 10 >= all * REPEATED_OF_TEN
            && found > 0
            && (all > 1 || is_summary(&plan.sheets[sheet].name))
        {
            out.insert(sheet);
        }
    }
    drop_sheets(plan, &out, &of);
}

fn drop_sheets(plan: &mut Plan, out: &HashSet<usize>, of: &[usize]) {
    for sheet in out {
        plan.sheets[*sheet].left_out = Some(LeftOut::Repeats);
    }
    let mut index = 0;
    plan.households.retain(|_| {
        index += 1;
        !out.contains(&of[index - 1])
    });
    for account in plan
        .accounts
        .iter_mut()
        .filter(|it| out.contains(&it.sheet))
    {
        if matches!(
            account.used,
            RowUse::Household | RowUse::Resident | RowUse::Child | RowUse::Waiting
        ) {
            account.used = RowUse::Repeated;
        }
    }
}

fn is_summary(name: &str) -> bool {
    let key = search_key(name);
    [
        "tong hop", "tong", "toan xa", "chung", "tat ca", "copy", "ban sao", "cu", "th", "toan bo",
        "gop",
    ]
    .iter()
    .any(|it| format!(" {key} ").contains(&format!(" {it} ")))
}

/// Folds households that are certainly the same into the first; tells of those that may be.
pub(super) fn fold_same(plan: &mut Plan) {
    let mut kept: Vec<ProposedHousehold> = Vec::with_capacity(plan.households.len());
    let keys = keys(&plan.households);
    let mut known: HashMap<Key, Vec<usize>> = HashMap::new();
    let mut repeated = HashSet::new();
    let households = std::mem::take(&mut plan.households).into_iter();
    for (mut household, key) in households.zip(keys) {
        let alike = known.entry(key).or_default();
        let like = |wanted: Likeness, household: &ProposedHousehold| {
            alike
                .iter()
                .rev()
                .copied()
                .find(|it| likeness(&kept[*it], household) == wanted)
        };
        if let Some(same) = like(Likeness::Same, &household) {
            let place = household.place.clone();
            repeated.insert(place.clone());
            plan.problems
                .push(Problem::new(ProblemCode::DuplicateHousehold, place));
            fold(&mut kept[same], household);
            continue;
        }
        if let Some(doubtful) = like(Likeness::Doubtful, &household) {
            household.resembles = Some(kept[doubtful].place.clone());
            let problem = Problem::new(ProblemCode::SameName, household.place.clone());
            plan.problems.push(problem);
        }
        if alike.len() < ALIKE_LIMIT {
            alike.push(kept.len());
        }
        kept.push(household);
    }
    plan.households = kept;
    repeat_rows(plan, &repeated);
}

/// The rows at these places began no household: they repeat what others say.
pub(super) fn repeat_rows(plan: &mut Plan, places: &HashSet<Place>) {
    let sheets: HashMap<&str, usize> = plan
        .sheets
        .iter()
        .enumerate()
        .map(|(number, it)| (it.name.as_str(), number))
        .collect();
    let rows: HashSet<(usize, Option<usize>)> = places
        .iter()
        .filter_map(|it| Some((*sheets.get(it.sheet.as_str())?, it.row)))
        .collect();
    for account in &mut plan.accounts {
        let row = (account.sheet, Some(account.row));
        if account.used == RowUse::Household && rows.contains(&row) {
            account.used = RowUse::Repeated;
        }
    }
}

/// Most households of one name and village that another is held against.
const ALIKE_LIMIT: usize = 200;

pub(super) fn fold(kept: &mut ProposedHousehold, other: ProposedHousehold) {
    kept.code = kept.code.take().or(other.code);
    kept.alley = kept.alley.take().or(other.alley);
    kept.address = kept.address.take().or(other.address);
    kept.business = kept.business.take().or(other.business);
    for phone in other.phones {
        if kept.phones.len() < PHONES_KEPT && !kept.phones.contains(&phone) {
            kept.phones.push(phone);
        }
    }
    for mut person in other.residents {
        let same = kept.residents.iter().position(|it| {
            identity_key(&it.name) == identity_key(&person.name)
                && (it.born == person.born || it.born.is_none() || person.born.is_none())
        });
        if let Some(known) = same.and_then(|it| kept.residents.get_mut(it)) {
            known.born = known.born.or(person.born);
        } else if kept.residents.len() < RESIDENTS_LIMIT {
            person.is_head = false;
            kept.residents.push(person);
        }
    }
    if kept.children == domain::household::Children::default() {
        kept.children = other.children;
    }
}

//! Merging two households that are one.
use super::{Gone, Household, RESIDENTS_LIMIT, Resident, Status};
use crate::apply::{Context, Records};
use crate::book::Move;
use crate::rule::{Books, Called, LEADERS, Makers, Rule, keys};
use crate::{Book, HouseholdId, Map, Personal, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Two households on the list are one: `gone` becomes a pointer to `keep`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdsMerged {
    pub keep: HouseholdId,
    pub gone: HouseholdId,
}

impl Rule for HouseholdsMerged {
    const CALLED: Called = say::households_merged;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        keys([&self.keep, &self.gone])
    }

    /// The villages to which either moved last: an alley that was told later stays, where it is
    /// one of the village in which they live from now on.
    fn reads(&self, known: &Records) -> Vec<RecordKey> {
        let books = [&self.keep, &self.gone].map(|id| known.loaded_book(id));
        let last = books.into_iter().flatten().filter_map(Book::last_move);
        keys(last.map(|it| &it.village))
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.keep, &self.gone])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        merge(context, self)
    }
}

/// The one that goes stays as a pointer, so that entries made on it offline find their way.
pub(crate) fn merge(context: &Context<'_>, it: &HouseholdsMerged) -> Result<Vec<Record>, Refusal> {
    let keep = context.records.household(&it.keep)?;
    let gone = context.records.household(&it.gone)?;
    if keep.id == gone.id {
        return Err(RefusalCode::MergeWithItself.into());
    }
    if keep.residents.len() + gone.residents.len() > RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let mut kept = keep.clone();
    let books = context.book(keep).zip(context.book(gone));
    kept.take_in(gone);
    let mut changed = vec![pointer(gone, keep).into()];
    if let Some((mut book, other)) = books {
        let before = book.last_move().map(Move::when);
        book.take_in(&other, context.when());
        kept.live_where(context, &book, before);
        book.settle(&mut kept.follow_ups);
        changed.push(Record::Book(Box::new(book)));
        changed.push(Record::Book(Box::new(Book::handed_on(gone))));
    } else {
        kept.follow_book(None);
    }
    changed.insert(0, kept.into());
    Ok(changed)
}

impl Household {
    fn take_in(&mut self, other: &Household) {
        for resident in &other.residents {
            self.take_in_resident(resident.clone());
        }
        for (id, why) in &other.gone {
            let back = *why == Gone::MovedTo(self.id.clone());
            if !back && self.resident(id).is_none() {
                self.gone.entry(id.clone()).or_insert_with(|| why.clone());
            }
        }
        for visit in &other.visits {
            self.take_in_visit(visit.clone());
        }
        self.knocked.join(other.knocked);
        for attended in &other.classes {
            self.remember_class(attended.clone());
        }
        for (class, said) in &other.mistaken {
            self.remember_mistake(class, *said);
        }
        self.follow_ups.extend(other.follow_ups.iter().cloned());
        crate::put_in_order(&mut self.follow_ups, |it| (it.due, it.visit));
        for (purpose, consent) in &other.consents {
            self.take_in_consent(*purpose, consent.clone());
        }
        if self.phones.is_empty() {
            self.phones.clone_from(&other.phones);
        }
        self.address = self.address.take().or_else(|| other.address.clone());
        self.business = self.business.take().or_else(|| other.business.clone());
        match (&mut self.trading, &other.trading) {
            (Some(ours), Some(theirs)) => ours.take_in(theirs),
            (ours @ None, theirs) => ours.clone_from(theirs),
            (Some(_), None) => {}
        }
        self.take_in_all_heard(&other.heard);
        if self.assigned.is_none() && other.assigned.is_some() {
            self.assigned.clone_from(&other.assigned);
            self.assignment.clone_from(&other.assignment);
        }
        self.merged.push(other.id.clone());
        self.merged.extend(other.merged.iter().cloned());
    }

    pub(super) fn take_in_resident(&mut self, new: Resident) {
        self.gone.remove(&new.id);
        match self.resident_mut(&new.id) {
            None => self.residents.push(new),
            Some(known) => {
                known.unconfirmed &= new.unconfirmed;
                known.trained = match (known.trained, new.trained) {
                    (Some(ours), Some(theirs)) => Some(ours.min(theirs)),
                    (ours, theirs) => ours.or(theirs),
                };
                for (skill, theirs) in new.skills {
                    known
                        .skills
                        .entry(skill)
                        .and_modify(|ours| ours.merge(&theirs))
                        .or_insert(theirs);
                }
            }
        }
    }
}

/// What stays of a merged household: where it stood, its code, and where it went.
fn pointer(gone: &Household, keep: &Household) -> Household {
    Household {
        id: gone.id.clone(),
        code: gone.code.clone(),
        village: gone.village.clone(),
        alley: gone.alley.clone(),
        order: gone.order,
        head: Personal::erased(),
        head_resident: None,
        address: None,
        phones: Vec::new(),
        place: None,
        children: super::Children::default(),
        business: None,
        trading: None,
        residents: Vec::new(),
        gone: Map::new(),
        assigned: None,
        assignment: None,
        consents: Map::new(),
        visits: Vec::new(),
        knocked: super::Knocked::default(),
        classes: Vec::new(),
        mistaken: Map::new(),
        follow_ups: Vec::new(),
        status: Status::MergedInto(keep.id.clone()),
        status_said: None,
        lived: Vec::new(),
        moved: None,
        merged: Vec::new(),
        heard: Map::new(),
        marks: Map::new(),
        differences: Vec::new(),
    }
}

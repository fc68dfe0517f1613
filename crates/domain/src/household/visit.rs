//! Visits: recording one, and giving one its right day.
use super::month::Count;
use super::{FollowUp, Household, Purpose};
use crate::apply::Context;
use crate::{
    Catalogue, Certainty, Day, EntryId, MemberId, Millis, Month, Note, Personal, Record, Refusal,
    RefusalCode, ResidentId, TopicId, VisitRecorded, VisitRedated,
};
use serde::{Deserialize, Serialize};

/// Visits kept in full; older ones are read from the log.
pub const VISITS_KEPT: usize = 3;
/// Longest visit.
const MINUTES_LIMIT: u16 = 600;
/// A follow-up is promised within a year.
const FOLLOW_UP_LIMIT_DAYS: i32 = 366;
/// A visit may be given another day up to this long before it was recorded.
const REDATE_LIMIT_DAYS: i32 = 366;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Met,
    Absent,
    Refused,
    /// The house stands empty: they moved.
    Moved,
}

/// A place on the map, in millionths of a degree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    pub latitude_e6: i32,
    pub longitude_e6: i32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Visit {
    /// The entry that recorded it.
    pub id: EntryId,
    pub at: Millis,
    pub author: MemberId,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<ResidentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicId>,
    #[serde(default)]
    pub minutes: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<Note>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
    /// Its time cannot be trusted; the leader may give it its day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub doubtful: bool,
}

pub(crate) fn record_visit(
    context: &Context<'_>,
    it: &VisitRecorded,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    check(context, it, &household)?;
    let visit = Visit {
        id: context.id,
        at: context.at,
        author: context.author.clone(),
        outcome: it.outcome,
        met: it.met.clone(),
        topics: it.topics.clone(),
        minutes: it.minutes,
        note: it.note.clone(),
        place: it.place.clone(),
        doubtful: context.entry.certainty == Certainty::Doubtful,
    };
    household.count(&visit, Count::In);
    household.keep(visit);
    household
        .follow_ups
        .retain(|follow_up| !it.finishes.contains(&follow_up.visit));
    if let Some(promise) = &it.follow_up {
        household.follow_ups.push(FollowUp {
            visit: context.id,
            due: promise.due,
            reason: promise.reason.clone(),
            to: context.author.clone(),
        });
        crate::put_in_order(&mut household.follow_ups, |it| (it.due, it.visit));
    }
    Ok(vec![household.into()])
}

fn check(context: &Context<'_>, it: &VisitRecorded, household: &Household) -> Result<(), Refusal> {
    if it.minutes > MINUTES_LIMIT {
        return Err(RefusalCode::MinutesOutOfRange.into());
    }
    if !it.topics.iter().all(Catalogue::has_topic) {
        return Err(RefusalCode::TopicUnknown.into());
    }
    let known =
        |id: &ResidentId| household.resident(id).is_some() || household.gone.contains_key(id);
    if !it.met.iter().all(known) {
        return Err(RefusalCode::ResidentUnknown.into());
    }
    if (it.note.is_some() || it.place.is_some()) && !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    if let Some(promise) = &it.follow_up {
        let ahead = promise.due.0 - context.day().0;
        if !(0..=FOLLOW_UP_LIMIT_DAYS).contains(&ahead) {
            return Err(RefusalCode::FollowUpDateImpossible.into());
        }
    }
    Ok(())
}

pub(crate) fn redate_visit(
    context: &Context<'_>,
    it: &VisitRedated,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let Some(place) = household
        .visits
        .iter()
        .position(|visit| visit.id == it.visit)
    else {
        return Err(RefusalCode::VisitUnknown.into());
    };
    let earliest = context.day().plus(-REDATE_LIMIT_DAYS);
    if it.day > context.day() || it.day < earliest {
        return Err(RefusalCode::FollowUpDateImpossible.into());
    }
    let mut visit = household.visits.remove(place);
    household.count(&visit, Count::Out);
    let into_day = visit.at.0 - visit.at.day().start().0;
    visit.at = Millis(it.day.start().0 + into_day);
    visit.doubtful = false;
    household.count(&visit, Count::In);
    household.keep(visit);
    Ok(vec![household.into()])
}

impl Household {
    /// Keeps the last three visits by time, then by id, never by arrival.
    pub(super) fn keep(&mut self, visit: Visit) {
        self.visits.push(visit);
        crate::put_in_order(&mut self.visits, |visit| (visit.at, visit.id));
        if self.visits.len() > VISITS_KEPT {
            self.visits.remove(0);
        }
    }

    /// Counts a visit in the month of its own date, at the village of its own day.
    pub(super) fn count(&mut self, visit: &Visit, count: Count) {
        let day = visit.at.day();
        let village = self.village_on(day).clone();
        let month = self.months.entry(day.month()).or_default();
        let place = month.entry(village.clone()).or_default();
        place.count(visit, count);
        if place.visits() == 0 {
            month.remove(&village);
        }
        if month.is_empty() {
            self.months.remove(&day.month());
        }
    }

    pub fn last_visit(&self) -> Option<&Visit> {
        self.visits.last()
    }

    pub fn ever_visited(&self) -> bool {
        !self.months.is_empty()
    }

    /// Anyone knocked before a month began.
    pub(crate) fn visited_before(&self, month: Month) -> bool {
        self.months
            .keys()
            .next()
            .is_some_and(|first| *first < month)
    }

    /// Someone was met in a month or later.
    pub(crate) fn met_since(&self, month: Month) -> bool {
        let months = self.months.iter().rev();
        let mut since = months.take_while(|(it, _)| **it >= month);
        since.any(|(_, places)| places.values().any(|place| place.met > 0))
    }

    /// Someone was met, in the month of a day.
    pub fn met_in_month_of(&self, day: Day) -> bool {
        self.months
            .get(&day.month())
            .is_some_and(|places| places.values().any(|place| place.met > 0))
    }
}

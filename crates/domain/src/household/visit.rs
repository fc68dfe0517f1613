//! Visits: recording one, and giving one its right day.
use super::{FollowUp, Household, Purpose};
use crate::apply::{Context, Records};
use crate::rule::{Books, Called, FIELD, LEADERS, Makers, Rule};
use crate::{
    About, Book, Catalogue, Certainty, Day, Detail, EntryId, HouseholdId, MemberId, Millis, Month,
    Note, Personal, Record, RecordKey, Refusal, RefusalCode, ResidentId, Tell, TopicId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VisitRecorded {
    pub household: HouseholdId,
    pub outcome: VisitOutcome,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Promise>,
    /// Follow-ups that this visit finishes, by the entry that made them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finishes: Vec<EntryId>,
}

impl Rule for VisitRecorded {
    const CALLED: Called = say::visit_recorded;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        let Self {
            household: _,
            outcome: _,
            met,
            topics: _,
            minutes: _,
            note,
            place,
            follow_up,
            finishes: _,
        } = self;
        tell(About::Met(met), note);
        tell(About::Household, place);
        if let Some(Promise { due: _, reason }) = follow_up {
            tell(About::Met(met), reason);
        }
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        record_visit(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Said(self.outcome.called())]
    }

    /// Why someone is to come again, where the household has not agreed to be in the register.
    fn leave_out(&mut self, records: &Records) {
        let household = records.household(&self.household);
        if let Some(promise) = &mut self.follow_up
            && household.is_ok_and(|household| !household.consented(Purpose::Register))
        {
            promise.reason = None;
        }
    }
}

/// A follow-up promised at the door.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Promise {
    pub due: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<Note>>,
}

/// Gives a visit, still among the last three, the day on which it happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VisitRedated {
    pub household: HouseholdId,
    pub visit: EntryId,
    pub day: Day,
}

impl Rule for VisitRedated {
    const CALLED: Called = say::visit_redated;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        redate_visit(context, self)
    }
}

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
pub enum VisitOutcome {
    Met,
    Absent,
    Refused,
    /// The house stands empty: they moved.
    Moved,
}

impl VisitOutcome {
    pub fn called(self) -> Called {
        match self {
            VisitOutcome::Met => words::board::outcome_met,
            VisitOutcome::Absent => words::board::outcome_absent,
            VisitOutcome::Refused => words::board::outcome_refused,
            VisitOutcome::Moved => words::board::outcome_moved,
        }
    }
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
    pub outcome: VisitOutcome,
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
    let mut book = context.book(&household).map(|mut book| {
        book.add(&visit, &it.household);
        book
    });
    household.take_in_visit(visit);
    household.follow_book(book.as_ref());
    for finished in &it.finishes {
        let open = household.follow_ups.len();
        household.follow_ups.retain(|open| open.visit != *finished);
        if let Some(book) = book.as_mut().filter(|_| household.follow_ups.len() == open) {
            book.finish_early(*finished);
        }
    }
    if let Some(promise) = &it.follow_up {
        household.follow_ups.push(FollowUp {
            visit: context.id,
            due: promise.due,
            reason: promise.reason.clone(),
            to: context.author.clone(),
            handed: None,
        });
        crate::put_in_order(&mut household.follow_ups, |it| (it.due, it.visit));
    }
    if let Some(book) = &mut book {
        book.settle(&mut household.follow_ups);
    }
    Ok(with_book(household, book))
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
    let reason = it.follow_up.as_ref().and_then(|it| it.reason.as_ref());
    let told = it.note.is_some() || it.place.is_some() || reason.is_some();
    if told && !household.consented(Purpose::Register) {
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
    let mut book = context.book(&household);
    let place = household
        .visits
        .iter()
        .position(|visit| visit.id == it.visit);
    if place.is_none() && !book.as_ref().is_some_and(|book| book.knows(it.visit)) {
        return Err(RefusalCode::VisitUnknown.into());
    }
    let earliest = context.day().plus(-REDATE_LIMIT_DAYS);
    if it.day > context.day() || it.day < earliest {
        return Err(RefusalCode::FollowUpDateImpossible.into());
    }
    match (&mut book, place) {
        (Some(book), _) => book.redate(it.visit, it.day, context.when()),
        (None, Some(place)) => {
            let mut visit = household.visits.remove(place);
            visit.at = it.day.at_the_time_of(visit.at);
            visit.doubtful = false;
            household.take_in_visit(visit);
        }
        (None, None) => {}
    }
    household.follow_book(book.as_ref());
    Ok(with_book(household, book))
}

/// What changed, with the book where there is one.
pub(super) fn with_book(household: Household, book: Option<Book>) -> Vec<Record> {
    let book = book.map(|book| Record::Book(Box::new(book)));
    [household.into()].into_iter().chain(book).collect()
}

impl Household {
    /// By time, then by id, never by arrival.
    pub(super) fn take_in_visit(&mut self, visit: Visit) {
        self.knocked
            .note(visit.at.day().month(), visit.outcome == VisitOutcome::Met);
        self.visits.push(visit);
        crate::put_in_order(&mut self.visits, |visit| (visit.at, visit.id));
    }

    /// Says of visits and villages what the book says, where it is at hand: on the server. Notes
    /// are in no book, they stay with the visits that are still among the last.
    pub(super) fn follow_book(&mut self, book: Option<&Book>) {
        let Some(book) = book else {
            let more = self.visits.len().saturating_sub(VISITS_KEPT);
            self.visits.drain(..more);
            return;
        };
        let known = std::mem::take(&mut self.visits);
        let as_known = |mut visit: Visit| {
            if let Some(known) = known.iter().find(|known| known.id == visit.id) {
                visit.met.clone_from(&known.met);
                visit.topics.clone_from(&known.topics);
                visit.note.clone_from(&known.note);
                visit.place.clone_from(&known.place);
            }
            visit
        };
        self.visits = book.last(VISITS_KEPT).map(as_known).collect();
        self.knocked = book.knocked();
        self.lived = book.lived();
    }

    pub fn last_visit(&self) -> Option<&Visit> {
        self.visits.last()
    }

    pub fn ever_visited(&self) -> bool {
        !self.knocked.is_never()
    }

    /// Anyone knocked before a month began.
    pub(crate) fn visited_before(&self, month: Month) -> bool {
        self.knocked.first.is_some_and(|first| first < month)
    }

    /// Someone was met in a month or later.
    pub(crate) fn met_since(&self, month: Month) -> bool {
        self.knocked.met.is_some_and(|met| met >= month)
    }

    /// Someone was met, in the month of a day that nothing is later than.
    pub fn met_in_month_of(&self, day: Day) -> bool {
        self.knocked.met == Some(day.month())
    }
}

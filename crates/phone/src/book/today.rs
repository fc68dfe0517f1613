//! What to do today: promised visits first, then the doors along the way.

use super::{Book, Card, Still};
use domain::{
    HouseholdId,
    household::{Place, VisitOutcome},
};

/// The most stalled shops shown; those that stand still the longest come first.
pub const STILL_LIMIT: usize = 5;
/// The most doors shown as next, about what one day allows.
pub const NEXT_LIMIT: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    pub households: usize,
    /// Households met at least once this month.
    pub met: usize,
    pub five: usize,
}

#[derive(Debug)]
pub struct Today<'a> {
    pub due: Vec<&'a Card>,
    pub next: Vec<&'a Card>,
    /// Households with a stalled shop, the longest first.
    pub still: Vec<(&'a Card, &'a Still)>,
    pub mine: Progress,
    pub team: Progress,
}

impl Progress {
    fn of<'a>(cards: impl Iterator<Item = &'a Card>) -> Self {
        let mut progress = Self::default();
        for card in cards.filter(|card| card.is_here()) {
            progress.households += 1;
            progress.met += usize::from(card.met_this_month);
            progress.five += usize::from(card.five);
        }
        progress
    }
}

impl Book {
    pub fn today(&self) -> Today<'_> {
        let is_due = |card: &&Card| card.is_here() && card.is_due(self.today);
        let mut due: Vec<&Card> = self.mine().filter(is_due).collect();
        domain::put_in_order(&mut due, |card| card.due.as_ref().map(|due| due.day));
        Today {
            due,
            next: self.next_doors(),
            still: self.still_shops(),
            mine: Progress::of(self.mine()),
            team: Progress::of(self.cards()),
        }
    }

    fn still_shops(&self) -> Vec<(&Card, &Still)> {
        let here = self.mine().filter(|card| card.is_here());
        let mut still: Vec<_> = here
            .filter_map(|card| Some((card, card.still.as_ref()?)))
            .collect();
        domain::put_in_order(&mut still, |(_, still)| -still.days);
        still.truncate(STILL_LIMIT);
        still
    }

    /// Doors not yet met this month, in walking order, starting after the last door knocked at
    /// today and going round.
    fn next_doors(&self) -> Vec<&Card> {
        let mine: Vec<&Card> = self.mine().collect();
        let here = mine.iter().rposition(|card| card.visited_on(self.today));
        let next = round(&mine, here).filter(|card| self.is_open(card));
        next.take(NEXT_LIMIT).collect()
    }

    /// The door to go to from this one: the next on the way that is promised or not yet met this
    /// month.
    pub fn next_after(&self, id: &HouseholdId) -> Option<&Card> {
        let mine: Vec<&Card> = self.mine().collect();
        let here = mine.iter().position(|card| card.id == *id);
        round(&mine, here).find(|card| card.id != *id && self.waits(card))
    }

    /// The doors that wait, the nearest first, with how many metres away each is. Doors of which no
    /// place was recorded are not among them.
    pub fn nearest(&self, from: Place) -> Vec<(&Card, u32)> {
        let waiting = self.mine().filter(|card| self.waits(card));
        let placed = waiting.filter_map(|card| Some((card, metres(from, card.place?))));
        let mut nearest: Vec<(&Card, u32)> = placed.collect();
        domain::put_in_order(&mut nearest, |(_, metres)| *metres);
        nearest.truncate(NEXT_LIMIT);
        nearest
    }

    /// Whether someone is to go there: it was promised by today, or it is to be met this month.
    fn waits(&self, card: &Card) -> bool {
        let promised = card.is_here() && card.is_due(self.today);
        !card.visited_on(self.today) && (promised || self.is_open(card))
    }

    /// Whether it is to be met this month and nobody has been there today. One that refused is left
    /// alone until the month is over.
    fn is_open(&self, card: &Card) -> bool {
        let refused = card.last_visit.is_some_and(|(day, outcome)| {
            outcome == VisitOutcome::Refused && day.month() == self.today.month()
        });
        card.is_here()
            && !card.met_this_month
            && !card.visited_on(self.today)
            && !refused
            && !card.is_due(self.today)
    }
}

/// How far apart two places of a commune are. The earth is flat between them.
fn metres(from: Place, to: Place) -> u32 {
    /// A millionth of a degree of latitude.
    const STEP_M: f64 = 0.111_32;
    let north = f64::from(to.latitude_e6 - from.latitude_e6) * STEP_M;
    let narrowed = (f64::from(from.latitude_e6) / 1e6).to_radians().cos();
    let east = f64::from(to.longitude_e6 - from.longitude_e6) * STEP_M * narrowed;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "less than the way round the earth"
    )]
    let metres = north.hypot(east).round() as u32;
    metres
}

/// All doors in walking order, beginning after `here` and going round.
fn round<'a>(doors: &[&'a Card], here: Option<usize>) -> impl Iterator<Item = &'a Card> {
    let begin = here.map_or(0, |place| place + 1);
    let (before, after) = doors.split_at(begin);
    after.iter().chain(before).copied()
}

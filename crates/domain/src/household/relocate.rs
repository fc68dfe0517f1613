//! Moving house within the commune, and leaving it.
use super::register::alley_is_there;
use super::visit::with_book;
use super::{Field, Household, Status};
use crate::apply::{Context, Records};
use crate::book::Move;
use crate::latest::{Latest, is_later};
use crate::rule::{Books, Called, FIELD, Makers, Rule};
use crate::{AlleyId, Book, HouseholdId, Record, RecordKey, Refusal, Stamp, Tell, VillageId};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Moved house within the commune.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdRelocated {
    pub household: HouseholdId,
    pub village: VillageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default)]
    pub order: u32,
}

impl Rule for HouseholdRelocated {
    const CALLED: Called = say::household_relocated;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.village)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        relocate(context, self)
    }
}

/// Moved away from the commune, or `back` again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdLeft {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}

impl Rule for HouseholdLeft {
    const CALLED: Called = say::household_left;
    const MAKERS: Makers = FIELD;

    fn called(&self) -> Called {
        match self.back {
            true => say::household_came_back,
            false => Self::CALLED,
        }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn books(&self) -> Books<'_> {
        Books::Written(vec![&self.household])
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        leave_commune(context, self)
    }
}

/// Most earlier villages kept where the book is not at hand.
const LIVED_LIMIT: usize = 8;

/// Of two moves the later one says where the household lives, whichever arrives first.
pub(crate) fn relocate(
    context: &Context<'_>,
    it: &HouseholdRelocated,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    alley_is_there(context, &it.village, it.alley.as_ref())?;
    let moved = Move {
        at: context.at,
        entry: context.id,
        village: it.village.clone(),
        alley: it.alley.clone(),
        order: it.order,
    };
    let mut book = context.book(&household);
    match &mut book {
        Some(book) => {
            let before = book.last_move().map(Move::when);
            book.relocate(&it.household, moved);
            household.live_where(context, book, before);
        }
        None => {
            if household.village != it.village {
                household.remember_village(context);
            }
            household.go_to(context, &moved);
            household.placed =
                Some(context.when().into()).filter(|it| Some(*it) != household.moved);
            household.void_assignment(household.moved);
        }
    }
    Ok(with_book(household, book))
}

pub(crate) fn leave_commune(
    context: &Context<'_>,
    it: &HouseholdLeft,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let said = Stamp::from(context.when());
    let told_later = is_later(household.status_said.as_ref(), Some(&said));
    let mut book = context.book(&household).filter(|_| !it.back);
    let apart = context.was_apart(&it.household, &household);
    if let Some(book) = &mut book {
        // Of visits that are closed the book cannot tell when they were.
        if !(told_later || apart) {
            household.follow_ups.retain(|open| book.knows(open.visit));
        }
        book.leave(&it.household, context.when());
        book.settle(&mut household.follow_ups);
    }
    if told_later || apart {
        return Ok(with_book(household, book));
    }
    let status = match it.back {
        true => Status::Here,
        false => Status::MovedAway(context.day()),
    };
    Latest::new(&mut household.status, &mut household.status_said).tell(status, said);
    if !it.back && book.is_none() {
        household.follow_ups.clear();
    }
    Ok(with_book(household, book))
}

impl Household {
    /// Where the book's last move says, if that is another than `before`, and since when.
    pub(super) fn live_where(
        &mut self,
        context: &Context<'_>,
        book: &Book,
        before: Option<crate::book::When>,
    ) {
        if let Some(last) = book.last_move().filter(|it| Some(it.when()) != before) {
            self.go_to(context, last);
        }
        self.moved = book.came_from_elsewhere().map(Stamp::from);
        let placed = book.last_move().map(|it| Stamp::from(it.when()));
        self.placed = placed.filter(|it| Some(*it) != self.moved);
        self.follow_book(Some(book));
        self.void_assignment(self.moved);
    }

    /// A place within the village that someone told later stays, where it is one of this village.
    fn go_to(&mut self, context: &Context<'_>, moved: &Move) {
        let later = |field| {
            let mark = self.marks.get(&field);
            mark.is_some_and(|mark| (mark.at, mark.entry) > moved.when())
        };
        let village = context.records.village(&moved.village).ok();
        let there = |alley: &_| village.is_some_and(|it| it.alley(alley).is_some());
        if !(later(Field::Alley) && self.alley.as_ref().is_none_or(there)) {
            self.alley.clone_from(&moved.alley);
        }
        if !later(Field::Order) {
            self.order = moved.order;
        }
        if self.village != moved.village && self.assignment.is_none() {
            self.assigned = None;
        }
        self.village.clone_from(&moved.village);
    }

    fn remember_village(&mut self, context: &Context<'_>) {
        let last_day = context.day().plus(-1);
        self.lived.push((last_day, self.village.clone()));
        crate::put_in_order(&mut self.lived, |(day, _)| *day);
        if self.lived.len() > LIVED_LIMIT {
            self.lived.remove(0);
        }
        self.moved = Some(context.when().into());
    }
}

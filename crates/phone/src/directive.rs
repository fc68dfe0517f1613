//! The commune's directives seen from the doors: which doors are still to be done.

use crate::book::{Book, Card};
use domain::{
    Household, Record, RecordKey,
    directive::{Directive, DirectiveTask},
};
use sync::Replica;

/// A directive in force with the doors that it concerns, in walking order.
#[derive(Debug)]
pub struct Work<'a> {
    pub directive: &'a Directive,
    pub left: Vec<&'a Card>,
    pub done: usize,
}

impl Work<'_> {
    pub fn doors(&self) -> usize {
        self.left.len() + self.done
    }
}

/// The directives in force, ordered by due day, the earliest first.
pub fn in_force(replica: &Replica) -> Vec<&Directive> {
    let all = replica.records().filter_map(|record| match record {
        Record::Directive(directive) if directive.in_force() => Some(&**directive),
        _ => None,
    });
    let mut all: Vec<&Directive> = all.collect();
    domain::put_in_order(&mut all, |it| (it.to, it.issued));
    all
}

/// The progress of one directive at these doors.
pub fn work<'a>(
    directive: &'a Directive,
    replica: &Replica,
    book: &Book,
    cards: impl Iterator<Item = &'a Card>,
) -> Work<'a> {
    let mut work = Work {
        directive,
        left: Vec::new(),
        done: 0,
    };
    for card in cards {
        match at_door(&directive.asked, replica, book, card) {
            Some(false) => work.left.push(card),
            Some(true) => work.done += 1,
            None => {}
        }
    }
    work
}

/// Whether the household behind a door has done what the directive asks; `None` if it asks nothing
/// of it.
pub fn at_door(asked: &DirectiveTask, replica: &Replica, book: &Book, card: &Card) -> Option<bool> {
    let household = replica
        .get(&RecordKey::Household(card.id.clone()))?
        .household()?;
    done(asked, household, book)
}

/// Like [`at_door`], for a household that is already loaded.
pub fn done(asked: &DirectiveTask, household: &Household, book: &Book) -> Option<bool> {
    asked
        .concerns(household)
        .then(|| asked.done_by(household, &book.settings, &book.catalogue))
}

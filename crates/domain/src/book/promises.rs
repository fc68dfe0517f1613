//! Promises to come again, as far as the book must know of them: those finished or handed on before
//! their visit arrived, and those that ended when the household left.
//!
//! After a restore what finishes a promise may arrive before the visit that made it.
use super::Book;
use crate::household::FollowUp;
use crate::latest::{SaidAt, tell_one};
use crate::{Day, EntryId, HouseholdId, MemberId, Stamp};
use serde::{Deserialize, Serialize};

/// Most promises kept whose visit has not come.
const EARLY_LIMIT: usize = 60;

/// What was said of a promise whose visit has not come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Early {
    visit: EntryId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    finished: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handed: Option<HandedOn>,
}

/// To whom a promise was handed on, and when that was said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct HandedOn {
    pub said: Stamp,
    pub to: MemberId,
    pub due: Day,
}

impl SaidAt for HandedOn {
    type When<'a> = Stamp;

    fn when(&self) -> Stamp {
        self.said
    }
}

impl Book {
    /// Takes in that a promise was finished; whether its visit has not come yet.
    pub(crate) fn finish_early(&mut self, visit: EntryId) -> bool {
        let is_early = !self.knows(visit);
        if is_early {
            self.early(visit).finished = true;
        }
        is_early
    }

    /// Takes in that a promise was handed on; whether its visit has not come yet.
    pub(crate) fn hand_on_early(&mut self, visit: EntryId, handed: &HandedOn) -> bool {
        let is_early = !self.knows(visit);
        if is_early {
            tell_one(&mut self.early(visit).handed, handed.clone());
        }
        is_early
    }

    /// The household left the commune; told of `home`, this household or one merged into it.
    pub(crate) fn leave(&mut self, home: &HouseholdId, when: super::When) {
        let mut place = usize::from(self.home(home));
        while let Some(merged) = &self.homes[place].merged
            && when > merged.when
        {
            place = merged.into;
        }
        let left = &mut self.homes[place].left;
        *left = (*left).max(Some(when.into()));
    }

    /// Takes from open promises what was finished early or ended by leaving, and hands on what was
    /// handed on early.
    pub(crate) fn settle(&mut self, open: &mut Vec<FollowUp>) {
        let early = std::mem::take(&mut self.early);
        for early in early {
            let Some(place) = open.iter().position(|it| it.visit == early.visit) else {
                if !self.knows(early.visit) {
                    self.early.push(early);
                }
                continue;
            };
            match &early.handed {
                _ if early.finished => {
                    open.remove(place);
                }
                Some(handed) => open[place].hand_on(handed),
                None => {}
            }
        }
        open.retain(|it| !self.ended(it.visit));
        crate::put_in_order(open, |it| (it.due, it.visit));
    }

    /// Whether the household has left since a visit, at its home or at one that it became part of.
    fn ended(&self, visit: EntryId) -> bool {
        let Some(row) = self.rows.iter().find(|row| row.id == visit) else {
            return false;
        };
        let mut since = (row.at, row.id);
        let mut home = &self.homes[usize::from(row.home)];
        loop {
            if home.left > Some(since.into()) {
                return true;
            }
            let Some(merged) = &home.merged else {
                return false;
            };
            since = since.max(merged.when);
            home = &self.homes[merged.into];
        }
    }

    fn early(&mut self, visit: EntryId) -> &mut Early {
        let place = self.early.iter().position(|it| it.visit == visit);
        let place = place.unwrap_or_else(|| {
            if self.early.len() >= EARLY_LIMIT {
                self.early.remove(0);
            }
            let (finished, handed) = (false, None);
            self.early.push(Early {
                visit,
                finished,
                handed,
            });
            crate::put_in_order(&mut self.early, |it| it.visit);
            self.early
                .iter()
                .position(|it| it.visit == visit)
                .unwrap_or(0)
        });
        &mut self.early[place]
    }
}

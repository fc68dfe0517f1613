//! Records what was done, then lets fingers rest before the next screen takes taps.

use super::App;
use crate::{
    platform::clock,
    route::Route,
    session::{RecordProblem, Recording, sync_now},
};
use domain::Operation;
use leptos::{prelude::*, task::spawn_local};
use words::phone as w;

/// After something was recorded, taps are taken away until there was none for this long.
const REST_MS: i32 = 600;
/// Someone who never stops tapping is waited for this many times.
const RESTS_LIMIT: usize = 4;

/// Where the app goes when something is on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum After {
    Stay,
    Back,
    /// Another screen, from which "back" returns here.
    On(Route),
    /// Another screen in place of this one, so that "back" does not return here.
    Instead(Route),
}

impl App {
    /// Records operations and shows the message `done` when they are on disk. Then goes on, unless
    /// the member has left the screen meanwhile.
    pub fn record(self, operations: Vec<Operation>, done: &str, after: After) {
        let done = done.to_owned();
        spawn_local(async move {
            self.record_and_go(operations.into(), &done, after).await;
        });
    }

    /// Like [`App::record`]. Returns whether all is on disk.
    pub async fn record_and_go(self, what: Recording, done: &str, after: After) -> bool {
        let here = self.route.get_untracked();
        let recorded = self.record_now(what, done).await;
        if recorded && self.route.get_untracked() == here {
            self.go_on(after).await;
        }
        recorded
    }

    /// Records and shows `done`, or why it failed. Returns whether all is on disk.
    pub async fn record_now(self, what: Recording, done: &str) -> bool {
        let Some(session) = self.session().filter(|_| !self.recording.get_untracked()) else {
            return false;
        };
        self.recording.set(true);
        let recorded = session.record(what).await;
        self.recording.set(false);
        match recorded {
            Ok(()) => {
                self.refresh();
                self.say(done);
                sync_now(self);
                true
            }
            Err(problem) => {
                self.say(&self.sentence(&problem));
                false
            }
        }
    }

    /// Goes where it should after recording. The next screen has other buttons in the same places,
    /// which a second tap on the last one must not reach.
    pub async fn go_on(self, after: After) {
        if after == After::Stay {
            return;
        }
        let left = self.route.get_untracked();
        self.resting.set(true);
        match after {
            After::Stay => {}
            After::Back => self.back(),
            After::On(route) => self.go(&route),
            After::Instead(route) => self.go_instead(&route),
        }
        for _ in 0..RESTS_LIMIT {
            self.touched.set_value(false);
            clock::wait_ms(REST_MS).await;
            if !self.touched.get_value() && self.route.get_untracked() != left {
                break;
            }
        }
        self.resting.set(false);
    }

    /// Why something was not recorded or not kept.
    pub fn sentence(self, problem: &RecordProblem) -> String {
        match problem {
            RecordProblem::Refused(refusal) => refusal.code.sentence(self.lang()).to_owned(),
            RecordProblem::Store(problem) => w::store_problem(self.lang(), &problem.name),
            RecordProblem::Locked => w::locked_meanwhile(self.lang()).to_owned(),
            RecordProblem::DraftGone => w::draft_gone(self.lang()).to_owned(),
        }
    }
}

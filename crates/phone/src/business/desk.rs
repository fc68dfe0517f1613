//! What the screens of a household's business work on: no more of the household than they need, and a hand that records.

use super::{Lent, held::Held, screen};
use crate::{app::App, platform::clock, route::Route};
use domain::{HouseholdId, Operation, household::Trading};
use leptos::{prelude::*, task::spawn_local};
use words::Language;

#[derive(Clone, Copy, Debug)]
pub struct Desk {
    pub lang: Language,
    /// `None` when the household is no longer on this phone.
    pub lent: RwSignal<Option<Lent>>,
    app: App,
    household: StoredValue<HouseholdId>,
}

/// Draws the screen that the rest of the address names.
pub fn open(app: App, id: &HouseholdId, part: &str) -> AnyView {
    let desk = Desk {
        lang: app.lang(),
        lent: RwSignal::new(lend(app, id)),
        app,
        household: StoredValue::new(id.clone()),
    };
    Effect::new(move |_| {
        app.book.track();
        desk.read();
    });
    screen::open(desk, part)
}

/// What is lent of the household as it looks now.
fn lend(app: App, id: &HouseholdId) -> Option<Lent> {
    let household = app.household(id)?;
    let settings = app.read(sync::Replica::settings)?;
    let unsent = app.read(sync::Replica::unsent_count)?;
    Some(Lent::of(&household, &settings, clock::now().day(), unsent))
}

impl Desk {
    fn read(self) {
        let lent = self.household.with_value(|id| lend(self.app, id));
        if self.lent.with_untracked(|before| *before != lent) {
            self.lent.set(lent);
        }
    }

    /// Records operations, lets the app say `done`, and then does `then`, unless the member has
    /// gone elsewhere meanwhile.
    pub fn record(self, operations: &[Operation], done: &str, then: impl FnOnce() + 'static) {
        let (operations, done) = (operations.to_vec(), done.to_owned());
        let then: Box<dyn FnOnce()> = Box::new(then);
        spawn_local(async move {
            let recorded = self.app.record_now(operations, &done).await;
            if recorded && !self.lent.is_disposed() {
                self.read();
                then();
            }
        });
    }

    pub fn back(self) {
        self.app.back();
    }

    /// Reads what was lent as it is now.
    pub fn now<T>(self, read: impl FnOnce(&Lent) -> T) -> Option<T> {
        self.lent.with_untracked(|lent| lent.as_ref().map(read))
    }

    /// The same, drawn anew when it changes.
    pub fn watch<T>(self, read: impl FnOnce(&Lent) -> T) -> Option<T> {
        self.lent.with(|lent| lent.as_ref().map(read))
    }

    /// What is known of the business; drawn anew when it changes.
    pub fn trading(self) -> Trading {
        self.watch(|lent| lent.trading.clone()).unwrap_or_default()
    }

    pub fn account(self) -> Option<Held> {
        self.watch(|lent| Held::of(&lent.trading)).flatten()
    }

    /// The address of another screen of this business.
    pub fn link(self, part: &str) -> String {
        let id = self.now(|lent| lent.household.clone());
        id.map_or_else(String::new, |id| {
            Route::Business(id, part.to_owned()).hash()
        })
    }

    /// Records what `make` makes of the household, unless it is no longer here.
    pub fn act(
        self,
        make: impl FnOnce(HouseholdId) -> Operation,
        done: &str,
        then: impl FnOnce() + 'static,
    ) {
        if let Some(id) = self.now(|lent| lent.household.clone()) {
            self.record(&[make(id)], done, then);
        }
    }
}

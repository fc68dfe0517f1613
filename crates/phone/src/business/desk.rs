//! Gives the screens of a household's business the part of its data that they need, and records for
//! them.

use super::{Lent, held::HeldAccount, screen};
use crate::{
    app::{After, App},
    component::{Fields, Keeper, ask, kept_form, live, touched},
    platform::clock,
    route::Route,
    session::{PhotoStanding, Session},
};
use domain::{HouseholdId, Operation, household::Trading};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use words::Language;

#[derive(Clone, Copy, Debug)]
pub struct Desk {
    pub lang: Language,
    /// `None` when the household is no longer on this phone.
    pub lent: RwSignal<Option<Lent>>,
    app: App,
    household: StoredValue<HouseholdId>,
    /// Keeps the form on this screen, until it is recorded.
    keeper: StoredValue<Option<Keeper>>,
}

/// Draws the business screen that the rest of the address names.
pub fn open(app: App, id: &HouseholdId, part: &str) -> AnyView {
    let desk = Desk {
        lang: app.lang(),
        lent: RwSignal::new(lend(app, id)),
        app,
        household: StoredValue::new(id.clone()),
        keeper: StoredValue::new(None),
    };
    Effect::new(move |_| {
        app.book.track();
        app.photos.track();
        desk.read();
    });
    screen::open(desk, part)
}

/// The household's data for these screens, as it is now.
fn lend(app: App, id: &HouseholdId) -> Option<Lent> {
    let household = app.household(id)?;
    let settings = app.read(sync::Replica::settings)?;
    let photos = app.photos.with_untracked(|standing| standing.waiting);
    let unsent = app.read(sync::Replica::unsent_count)? + photos;
    let member = app.device()?.name;
    let today = clock::now().day();
    Some(Lent::of(&household, &settings, member, today, unsent))
}

impl Desk {
    fn read(self) {
        let lent = self.household.with_value(|id| lend(self.app, id));
        if self.lent.with_untracked(|before| *before != lent) {
            self.lent.set(lent);
        }
    }

    /// Records operations and shows the message `done`. Then goes on, unless the member has left the
    /// screen meanwhile.
    pub fn record(self, operations: &[Operation], done: &str, after: After) {
        let operations = operations.to_vec();
        match self.keeper.get_value() {
            Some(keeper) => keeper.record(operations, done, after),
            None => self.app.record(operations, done, after),
        }
    }

    pub fn back(self) {
        self.app.back();
    }

    /// Reads the data as they are now.
    pub fn now<T>(self, read: impl FnOnce(&Lent) -> T) -> Option<T> {
        self.lent.with_untracked(|lent| lent.as_ref().map(read))
    }

    /// Reads the data; the view is drawn again when they change.
    pub fn watch<T>(self, read: impl FnOnce(&Lent) -> T) -> Option<T> {
        self.lent.with(|lent| lent.as_ref().map(read))
    }

    /// What is known of the business; the view is drawn again when it changes.
    pub fn trading(self) -> Trading {
        self.watch(|lent| lent.trading.clone()).unwrap_or_default()
    }

    pub fn account(self) -> Option<HeldAccount> {
        self.watch(|lent| HeldAccount::of(&lent.trading)).flatten()
    }

    /// The address of another screen of this business.
    pub fn link(self, part: &str) -> String {
        let id = self.now(|lent| lent.household.clone());
        id.map_or_else(String::new, |id| {
            Route::Business(id, part.to_owned()).hash()
        })
    }

    /// Records the operation that `make` builds for the household, unless the household is no
    /// longer on this phone.
    pub fn act(self, make: impl FnOnce(HouseholdId) -> Operation, done: &str, after: After) {
        if let Some(id) = self.now(|lent| lent.household.clone()) {
            self.record(&[make(id)], done, after);
        }
    }

    /// Asks before `act`.
    pub fn ask(self, title: &str, told: &str, yes: &str, act: impl Fn() + 'static) {
        ask(self.app, title, told, yes, act);
    }

    pub fn session(self) -> Option<Session> {
        self.app.session()
    }

    /// The state of the photos; the view is drawn again when it changes.
    pub fn photos(self) -> PhotoStanding {
        self.app.photos.get()
    }

    pub fn say(self, text: &str) {
        self.app.say(text);
    }

    /// Draws a form, filled with the draft of this name if there is one.
    pub fn with_draft<T: DeserializeOwned + Clone + Send + Sync + 'static>(
        self,
        name: String,
        draw: impl Fn(Option<T>) -> AnyView + Send + 'static,
    ) -> AnyView {
        let kept = RwSignal::new(None::<Option<T>>);
        let keeper = Keeper::new(self.app, name);
        self.keeper.set_value(Some(keeper));
        spawn_local(async move {
            let found = keeper.load().await;
            kept.try_set(Some(found));
        });
        live(move || kept.get().map(&draw))
    }

    /// Draws a form whose text fields are kept, filled with what was typed before.
    pub fn kept_form(
        self,
        name: &str,
        fields: Fields,
        draw: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let name = self.household.with_value(|id| format!("{name}/{id}"));
        kept_form(self.app, name, fields, move |keeper| {
            self.keeper.set_value(Some(keeper));
            draw()
        })
    }

    /// Keeps what is typed on this screen.
    pub fn keep_draft<T: Serialize + 'static>(self, draft: T) {
        if let Some(keeper) = self.keeper.get_value() {
            keeper.keep(draft);
        }
    }

    /// What keeps the form on this screen.
    pub fn keeper(self) -> Option<Keeper> {
        self.keeper.get_value()
    }

    /// The main button of the form on this screen.
    pub fn foot(self, name: &'static str, act: impl FnMut() + 'static) -> AnyView {
        match self.keeper.get_value() {
            Some(keeper) => keeper.foot(move || name.to_owned(), act),
            None => {
                view! { <button type="button" class="button" on:click=touched(act)>{name}</button> }
                    .into_any()
            }
        }
    }

    /// The button that drops what was typed on this screen.
    pub fn drop_button(self) -> AnyView {
        let button = self.keeper.get_value().map(Keeper::drop_button);
        button.into_any()
    }
}

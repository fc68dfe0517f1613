//! Gives the screens of a household's business the part of its data that they need, and records for
//! them.

use super::{Lent, held::HeldAccount, screen};
use crate::{
    app::App,
    component::live,
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
    /// Name of the draft of the form on this screen. The draft is deleted when the form is
    /// recorded.
    draft: StoredValue<Option<String>>,
}

/// Draws the business screen that the rest of the address names.
pub fn open(app: App, id: &HouseholdId, part: &str) -> AnyView {
    let desk = Desk {
        lang: app.lang(),
        lent: RwSignal::new(lend(app, id)),
        app,
        household: StoredValue::new(id.clone()),
        draft: StoredValue::new(None),
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
    Some(Lent::of(&household, &settings, clock::now().day(), unsent))
}

impl Desk {
    fn read(self) {
        let lent = self.household.with_value(|id| lend(self.app, id));
        if self.lent.with_untracked(|before| *before != lent) {
            self.lent.set(lent);
        }
    }

    /// Records operations and shows the message `done`. Then calls `then`, unless the member has
    /// left the screen meanwhile.
    pub fn record(self, operations: &[Operation], done: &str, then: impl FnOnce() + 'static) {
        let (operations, done) = (operations.to_vec(), done.to_owned());
        let then: Box<dyn FnOnce()> = Box::new(then);
        let draft = self.draft.get_value();
        spawn_local(async move {
            let recorded = self.app.record_now(operations, &done).await;
            if recorded && let (Some(session), Some(draft)) = (self.app.session(), draft) {
                // A draft that is not deleted appears again and can be discarded then.
                drop(session.keep_draft::<()>(&draft, None).await);
            }
            if recorded && !self.lent.is_disposed() {
                self.read();
                then();
            }
        });
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
        self.draft.set_value(Some(name.clone()));
        spawn_local(async move {
            let Some(session) = self.session() else {
                return;
            };
            let found = session.draft(&name).await;
            kept.try_set(Some(found));
        });
        live(move || kept.get().map(&draw))
    }

    /// Stores what is typed as the draft of this screen.
    pub fn keep_draft<T: Serialize + 'static>(self, draft: T) {
        let (Some(session), Some(name)) = (self.session(), self.draft.get_value()) else {
            return;
        };
        spawn_local(async move {
            if let Err(problem) = session.keep_draft(&name, Some(&draft)).await {
                leptos::logging::warn!("a draft was not kept: {problem:?}");
            }
        });
    }

    /// The name of the draft on this screen.
    pub fn draft_name(self) -> String {
        self.draft.get_value().unwrap_or_default()
    }

    /// Deletes the draft and leaves the form.
    pub fn discard(self) {
        let (Some(session), Some(name)) = (self.session(), self.draft.get_value()) else {
            return;
        };
        spawn_local(async move {
            if session.keep_draft::<()>(&name, None).await.is_ok() && !self.lent.is_disposed() {
                self.back();
            }
        });
    }
}

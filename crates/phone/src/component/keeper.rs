//! Keeps what is typed, so that it outlives a reload, the lock and a new version of the app.

use super::{ask, flag, live, touched};
use crate::{
    app::{After, App},
    session::{EndedDraft, RecordProblem, Recording},
};
use domain::Operation;
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use words::phone as w;

/// What is on disk of a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum OnDisk {
    Nothing,
    Everything,
    /// What was typed last is only on the screen.
    NoRoom,
}

/// The draft of a form: what was typed, until it is recorded or dropped.
#[derive(Clone, Copy, Debug)]
pub struct Keeper {
    app: App,
    name: StoredValue<String>,
    kept: RwSignal<OnDisk>,
    /// True once this form is being recorded or dropped here.
    ended: StoredValue<bool>,
}

impl Keeper {
    pub fn new(app: App, name: String) -> Self {
        let keeper = Self {
            app,
            name: StoredValue::new(name),
            kept: RwSignal::new(OnDisk::Nothing),
            ended: StoredValue::new(false),
        };
        // The book changes when another tab records.
        Effect::new(move |_| {
            app.book.track();
            keeper.look();
        });
        keeper
    }

    /// What was kept when the form was left.
    pub async fn load<T: DeserializeOwned>(self) -> Option<T> {
        let found = self.app.session()?.draft(&self.name.try_get_value()?).await;
        if found.is_some() {
            self.note_kept();
        }
        found
    }

    pub fn keep<T: Serialize + 'static>(self, draft: T) {
        let (Some(session), Some(name)) = (self.app.session(), self.name.try_get_value()) else {
            return;
        };
        let was_kept = self.kept.get_untracked() == OnDisk::Everything;
        spawn_local(async move {
            match session.keep_draft(&name, &draft, was_kept).await {
                Ok(()) => self.note_kept(),
                Err(RecordProblem::DraftGone) => self.leave(),
                Err(_) => {
                    self.kept.try_set(OnDisk::NoRoom);
                }
            }
        });
    }

    /// Keeps what differs from the form as it was opened; nothing, where nothing does any more.
    fn keep_or_drop(self, typed: Typed) {
        if !typed.is_empty() {
            return self.keep(typed);
        }
        let (Some(session), Some(name)) = (self.app.session(), self.name.try_get_value()) else {
            return;
        };
        self.kept.set(OnDisk::Nothing);
        spawn_local(async move {
            // A draft that is not dropped appears again and can be dropped then.
            drop(session.drop_draft(&name).await);
        });
    }

    /// Says that the draft is on disk.
    pub fn note_kept(self) {
        self.kept.try_set(OnDisk::Everything);
    }

    pub fn name(self) -> String {
        self.name.get_value()
    }

    /// Leaves the form when another tab has recorded or dropped what was typed.
    fn look(self) {
        if self.kept.get_untracked() != OnDisk::Everything {
            return;
        }
        let (Some(session), name) = (self.app.session(), self.name()) else {
            return;
        };
        spawn_local(async move {
            if session.has_draft(&name).await == Ok(false) {
                self.leave();
            }
        });
    }

    fn leave(self) {
        if self.ended.try_get_value() == Some(false) {
            self.ended.set_value(true);
            self.app.say(w::draft_gone(self.app.lang()));
            self.app.back();
        }
    }

    /// Records the form. The draft ends with it.
    pub fn record(self, operations: Vec<Operation>, done: &str, after: After) {
        let draft = EndedDraft {
            name: self.name(),
            is_kept: self.kept.get_untracked() == OnDisk::Everything,
        };
        let what = Recording {
            draft: Some(draft),
            ..operations.into()
        };
        let (done, stays) = (done.to_owned(), after == After::Stay);
        self.ended.set_value(true);
        spawn_local(async move {
            let recorded = self.app.record_and_go(what, &done, after).await;
            if recorded && stays {
                self.kept.try_set(OnDisk::Nothing);
            }
            if !recorded || stays {
                self.ended.try_set_value(false);
            }
        });
    }

    /// The main button of a form, below a line that says that it was not pressed yet.
    pub fn foot(
        self,
        name: impl Fn() -> String + Copy + Send + 'static,
        act: impl FnMut() + 'static,
    ) -> AnyView {
        let lang = self.app.lang();
        let said = move || match self.kept.get() {
            OnDisk::Nothing => String::new(),
            OnDisk::Everything => w::draft_kept(lang, name()),
            OnDisk::NoRoom => w::draft_not_kept(lang).to_owned(),
        };
        let lost = flag(move || self.kept.get() == OnDisk::NoRoom);
        view! {
            <p class="kept" class:due-text=lost role="status">{live(said)}</p>
            <button type="button" class="button" on:click=touched(act)>{live(name)}</button>
        }
        .into_any()
    }

    /// The button that drops what was typed. It stands at the end of a form, once there is something
    /// to drop.
    pub fn drop_button(self) -> AnyView {
        let lang = self.app.lang();
        let discard = move || {
            let told = w::discard_told(lang);
            ask(
                self.app,
                w::discard_ask(lang),
                told,
                w::discard(lang),
                move || self.discard(),
            );
        };
        let shown = move || {
            (self.kept.get() != OnDisk::Nothing).then(|| {
                view! { <button type="button" class="button text" on:click=touched(discard)>{w::discard(lang)}</button> }
            })
        };
        live(shown)
    }

    fn discard(self) {
        let (Some(session), name) = (self.app.session(), self.name()) else {
            return;
        };
        self.ended.set_value(true);
        spawn_local(async move {
            match session.drop_draft(&name).await {
                Ok(()) => self.app.go_on(After::Back).await,
                Err(problem) => {
                    self.ended.try_set_value(false);
                    self.app.say(&self.app.sentence(&problem));
                }
            }
        });
    }
}

/// The text fields of a form, by names that a later app knows them by.
pub type Fields = Vec<(String, RwSignal<String>)>;

pub fn fields<const COUNT: usize>(fields: [(&str, RwSignal<String>); COUNT]) -> Fields {
    fields.map(|(name, it)| (name.to_owned(), it)).to_vec()
}

/// Draws a form of which each text field that was changed is kept under this name, filled with what
/// was kept.
pub fn kept_form(
    app: App,
    name: String,
    fields: Fields,
    draw: impl Fn(Keeper) -> AnyView + Send + 'static,
) -> AnyView {
    let keeper = Keeper::new(app, name);
    let ready = RwSignal::new(false);
    let begun: Vec<String> = fields.iter().map(|(_, it)| it.get_untracked()).collect();
    let filled = fields.clone();
    spawn_local(async move {
        let kept: Option<Typed> = keeper.load().await;
        let kept = kept.unwrap_or_default();
        for (name, value) in filled {
            if let Some(text) = kept.get(&name) {
                value.try_set(text.clone());
            }
        }
        ready.try_set(true);
    });
    Effect::new(move |before: Option<Option<Typed>>| {
        if !ready.get() {
            return None;
        }
        let now = fields.iter().map(|(name, it)| (name.clone(), it.get()));
        let changed = now.zip(&begun).filter(|((_, now), begun)| now != *begun);
        let now: Typed = changed.map(|(now, _)| now).collect();
        if let Some(Some(before)) = before
            && before != now
        {
            keeper.keep_or_drop(now.clone());
        }
        Some(now)
    });
    live(move || ready.get().then(|| draw(keeper)))
}

/// What was typed into each field that was changed.
type Typed = BTreeMap<String, String>;

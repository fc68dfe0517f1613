//! The place where a business's screens are drawn, and the hand that the app lends them.

use super::{Lent, held::Held, screen};
use crate::route::Route;
use domain::{HouseholdId, Operation, household::Trading};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use std::{
    any::Any,
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;
use words::Language;

#[derive(Clone, Copy, Debug)]
pub struct Desk {
    pub lang: Language,
    /// `None` when the household is no longer on this phone.
    pub lent: RwSignal<Option<Lent>>,
    /// Something is being recorded: a second touch does nothing.
    pub recording: RwSignal<bool>,
    host: StoredValue<JsValue, LocalStorage>,
}

/// A desk, and what unmounts its screen when it is dropped.
type Shown = (Desk, Box<dyn Any>);

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// Draws the screen `part` in place of the one before.
pub fn open(place: HtmlElement, host: JsValue, language: String, part: String) {
    close();
    let opened = Rc::new(Cell::new(None));
    let desk = Rc::clone(&opened);
    let heading = place.clone();
    let mounted = mount_to(place, move || {
        let opened = Desk::new(host, &language);
        desk.set(Some(opened));
        screen::open(opened, &part)
    });
    let mounted: Box<dyn Any> = Box::new(mounted);
    let shown = opened.take().map(|desk| (desk, mounted));
    SHOWN.with(|place| drop(place.replace(shown)));
    // A reader begins with the heading of the new screen.
    let heading = heading.query_selector("h1").ok().flatten();
    if let Some(heading) = heading.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        drop(heading.focus());
    }
}

pub fn refresh() {
    let desk = SHOWN.with(|shown| shown.borrow().as_ref().map(|(desk, _)| *desk));
    if let Some(desk) = desk {
        desk.read();
    }
}

pub fn close() {
    let shown = SHOWN.with(RefCell::take);
    drop(shown);
}

impl Desk {
    fn new(host: JsValue, language: &str) -> Self {
        let desk = Self {
            lang: Language::parse(language).unwrap_or_default(),
            lent: RwSignal::new(None),
            recording: RwSignal::new(false),
            host: StoredValue::new_local(host),
        };
        desk.read();
        desk
    }

    fn read(self) {
        let json = self.call("read", &[]).ok().and_then(|it| it.as_string());
        let lent = json.and_then(|json| serde_json::from_str(&json).ok());
        if self.lent.with_untracked(|before| *before != lent) {
            self.lent.set(lent);
        }
    }

    /// Records operations, lets the app say `done`, and then does `then`.
    pub fn record(self, operations: &[Operation], done: &str, then: impl FnOnce() + 'static) {
        let Ok(json) = serde_json::to_string(operations) else {
            return;
        };
        if self.recording.get_untracked() {
            return;
        }
        self.recording.set(true);
        let recording = self.call("record", &[json.into(), done.into()]);
        spawn_local(async move {
            let recorded = match recording.and_then(JsValue::dyn_into::<Promise>) {
                Ok(promise) => JsFuture::from(promise).await.ok(),
                Err(_) => None,
            };
            // Another screen may have been opened meanwhile.
            if self.recording.try_set(false).is_none() && recorded == Some(JsValue::TRUE) {
                self.read();
                then();
            }
        });
    }

    pub fn back(self) {
        drop(self.call("back", &[]));
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

    fn call(self, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
        let host = self.host.try_get_value().ok_or(JsValue::NULL)?;
        let function: Function = Reflect::get(&host, &name.into())?.dyn_into()?;
        let arguments: Array = arguments.iter().collect();
        function.apply(&JsValue::UNDEFINED, &arguments)
    }
}

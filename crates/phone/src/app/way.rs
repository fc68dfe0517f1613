//! The way from screen to screen: the address, "back", and where each screen was scrolled to.

use super::App;
use crate::{
    platform::{clock, window},
    route::Route,
};
use domain::DirectiveId;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement};

/// The screens opened since the page was loaded. Each is known by a number that the browser's
/// history keeps with it: the time at which it was opened, so that none comes twice after a reload.
#[derive(Debug, Default)]
pub struct Way {
    /// How many screens were opened. "Back" has somewhere to go when it is above 0.
    opened: usize,
    /// The screen on show.
    here: i64,
    /// How far each screen was scrolled when it was left.
    scrolled: BTreeMap<i64, i32>,
    /// True when the screen on show was opened before and "back" led to it.
    is_back: bool,
    /// The screen before the one on show, in time.
    before: Option<Route>,
}

/// What was chosen on the lists, so that they look the same when "back" leads to them.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    pub searched: RwSignal<String>,
    pub whole_team: RwSignal<bool>,
    /// The directive whose doors are shown.
    pub only: RwSignal<Option<DirectiveId>>,
    /// The names of the alleys that are unfolded.
    pub unfolded: RwSignal<BTreeSet<String>>,
}

impl Choices {
    pub fn none() -> Self {
        Self {
            searched: RwSignal::new(String::new()),
            whole_team: RwSignal::new(false),
            only: RwSignal::new(None),
            unfolded: RwSignal::new(BTreeSet::new()),
        }
    }
}

impl Way {
    /// The way begins at the screen on which the page was loaded.
    pub fn begin() -> Self {
        Self {
            here: number_here().unwrap_or_else(number_it),
            ..Self::default()
        }
    }
}

impl App {
    pub fn go(self, route: &Route) {
        drop(window().location().set_hash(&route.hash()));
    }

    /// Opens a screen in place of this one, so that "back" does not return here.
    pub fn go_instead(self, route: &Route) {
        drop(window().location().replace(&route.hash()));
    }

    pub fn back(self) {
        let has_before = self.way.with_value(|way| way.opened > 0);
        let back = has_before.then(|| window().history().ok()).flatten();
        match back {
            Some(history) => drop(history.back()),
            None => self.go_instead(&self.route.get_untracked().parent()),
        }
    }

    /// Whether "back" led to the screen on show.
    pub fn came_back(self) -> bool {
        self.way.with_value(|way| way.is_back)
    }

    /// The screen from which the one on show was opened.
    pub fn came_from(self) -> Option<Route> {
        self.way.with_value(|way| way.before.clone())
    }

    /// Shows the screen that the address names now.
    pub(super) fn arrive_at(self, route: Route) {
        let scrolled = scroller().map(|main| main.scroll_top());
        self.question.set(None);
        self.way.update_value(|way| {
            way.scrolled.insert(way.here, scrolled.unwrap_or(0));
            way.before = Some(self.route.get_untracked());
            way.opened += 1;
            let known = number_here();
            way.is_back = known.is_some();
            way.here = known.unwrap_or_else(number_it);
        });
        self.route.set(route);
    }

    /// Moves the focus of a new screen to its heading, for screen readers. A screen that "back" led
    /// to is scrolled to where it was left.
    pub fn arrived(self) {
        let (opened, top) = self.way.with_value(|way| {
            let left_at = way.scrolled.get(&way.here).copied();
            (way.opened, left_at.filter(|_| way.is_back))
        });
        if opened == 0 {
            return;
        }
        request_animation_frame(move || {
            let heading = found("h1").and_then(|it| it.dyn_into::<HtmlElement>().ok());
            if let Some(heading) = heading {
                drop(heading.focus());
            }
            if let (Some(main), Some(top)) = (scroller(), top) {
                main.set_scroll_top(top);
            }
        });
    }
}

/// The part of a screen that scrolls.
fn scroller() -> Option<Element> {
    found("main")
}

fn found(selector: &str) -> Option<Element> {
    let app = window().document()?.get_element_by_id("app")?;
    app.query_selector(selector).ok().flatten()
}

/// The number that this screen was given when it was first opened.
fn number_here() -> Option<i64> {
    let state = window().history().ok()?.state().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time that was written here, far below 2^53"
    )]
    state.as_f64().map(|number| number as i64)
}

fn number_it() -> i64 {
    let number = clock::now().0;
    if let Ok(history) = window().history() {
        #[expect(clippy::cast_precision_loss, reason = "a time, far below 2^53")]
        let state = JsValue::from_f64(number as f64);
        drop(history.replace_state(&state, ""));
    }
    number
}

//! Boxed closures for views: parts that change, and handlers of events.
//!
//! The view library compiles its machinery again for every closure type. Boxed closures share one
//! type, which halves what a screen adds to the download.

use leptos::{ev::SubmitEvent, prelude::*};
use web_sys::{Event, MouseEvent};

/// A part of a screen that is drawn again when anything it has read changes.
pub fn live<V: IntoAny + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || draw().into_any()))
}

fn boxed(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// An attribute that is present or not.
pub fn flag(is: impl Fn() -> bool + Send + Sync + 'static) -> Box<dyn Fn() -> bool + Send + Sync> {
    Box::new(is)
}

/// A text that changes.
pub fn text(
    text: impl Fn() -> String + Send + Sync + 'static,
) -> Box<dyn Fn() -> String + Send + Sync> {
    Box::new(text)
}

/// The text that a field shows.
pub fn shows(value: RwSignal<String>) -> Box<dyn Fn() -> String + Send + Sync> {
    text(move || value.get())
}

pub fn touched(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| act())
}

/// Handles each change of a text field or a choice. Hidden characters that were pasted along are
/// removed, because the server would refuse them.
pub fn typed(mut take: impl FnMut(String) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| take(domain::without_hidden(event_target_value(&event))))
}

/// Handles a checkbox or choice that was ticked or unticked.
pub fn ticked(mut take: impl FnMut(bool) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| take(event_target_checked(&event)))
}

/// Handles a form that was submitted; the page is not left.
pub fn submitted(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(SubmitEvent)> {
    Box::new(move |event| {
        event.prevent_default();
        act();
    })
}

/// Handles a part that was folded or unfolded.
pub fn toggled(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |_| act())
}

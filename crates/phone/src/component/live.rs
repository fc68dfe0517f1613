//! What changes and what is touched, each in one type.
//!
//! The view compiles its machinery anew for every closure it is given; boxed, a hundred closures
//! share it, which halves what a screen adds to the download.

use leptos::{ev::SubmitEvent, prelude::*};
use web_sys::{Event, MouseEvent};

/// A part of a screen that is drawn anew when what it read changes.
pub fn live<V: IntoAny + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || draw().into_any()))
}

fn boxed(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// An attribute that is there or not.
pub fn flag(is: impl Fn() -> bool + Send + Sync + 'static) -> Box<dyn Fn() -> bool + Send + Sync> {
    Box::new(is)
}

/// What a text field shows.
pub fn shows(value: RwSignal<String>) -> Box<dyn Fn() -> String + Send + Sync> {
    Box::new(move || value.get())
}

pub fn touched(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    Box::new(move |_| act())
}

/// The text of a field or a choice, on each change; without what was pasted with it and nobody
/// sees, which the server would refuse.
pub fn typed(mut take: impl FnMut(String) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| take(domain::without_hidden(event_target_value(&event))))
}

/// A box or a choice was ticked or not.
pub fn ticked(mut take: impl FnMut(bool) + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |event| take(event_target_checked(&event)))
}

/// A form was sent off; the page stays.
pub fn submitted(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(SubmitEvent)> {
    Box::new(move |event| {
        event.prevent_default();
        act();
    })
}

/// Something was folded or unfolded.
pub fn toggled(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(Event)> {
    Box::new(move |_| act())
}

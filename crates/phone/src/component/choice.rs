//! Buttons to choose with one tap: one of a few, or several of many.

use super::{flag, ticked};
use leptos::prelude::*;
use web_sys::Event;

type Is = Box<dyn Fn() -> bool + Send + Sync>;
type Take = Box<dyn FnMut(Event)>;

/// One of a few options, side by side.
pub fn pick<T: Copy + PartialEq + Send + Sync + 'static>(
    name: impl Into<String>,
    options: Vec<(T, &'static str)>,
    chosen: impl Fn() -> Option<T> + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let name: String = name.into();
    let options = options.into_iter().map(move |(value, label)| {
        let is = flag(move || chosen() == Some(value));
        radio(name.clone(), label, is, ticked(move |_on| choose(value)))
    });
    view! { <div class="pick">{options.collect::<Vec<_>>()}</div> }.into_any()
}

fn radio(name: String, label: &'static str, is: Is, take: Take) -> AnyView {
    view! {
        <label>
            <input type="radio" name=name prop:checked=is on:change=take />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// One of many options, each on or off.
pub fn chip(
    label: String,
    on: impl Fn() -> bool + Send + Sync + 'static,
    change: impl FnMut(bool) + 'static,
) -> AnyView {
    boxed_chip(label, flag(on), ticked(change))
}

fn boxed_chip(label: String, is: Is, take: Take) -> AnyView {
    view! {
        <label>
            <input type="checkbox" prop:checked=is on:change=take />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

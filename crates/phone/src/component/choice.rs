//! Choosing with one touch: one of a few, or some of many.

use leptos::prelude::*;

/// One of a few, side by side.
pub fn pick<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    options: Vec<(T, &'static str)>,
    chosen: impl Fn() -> Option<T> + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> AnyView {
    let options = options.into_iter().map(move |(value, label)| {
        view! {
            <label>
                <input type="radio" name=name prop:checked=move || chosen() == Some(value) on:change=move |_| choose(value) />
                <span>{label}</span>
            </label>
        }
    });
    view! { <div class="pick">{options.collect_view()}</div> }.into_any()
}

/// One of many that are on or off.
pub fn chip(
    label: String,
    on: impl Fn() -> bool + Send + Sync + 'static,
    change: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label>
            <input type="checkbox" prop:checked=on on:change:target=move |event| change(event.target().checked()) />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

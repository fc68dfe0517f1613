//! A labelled text field.

use super::{shows, typed};
use leptos::prelude::*;

pub struct Field {
    pub label: String,
    pub hint: Option<String>,
    /// `text`, `tel`, `date` …
    pub kind: &'static str,
    /// Which keyboard a phone shows: `text`, `numeric`, `tel`.
    pub keyboard: &'static str,
    pub longest: usize,
}

impl Field {
    pub fn text(label: impl Into<String>, longest: usize) -> Self {
        Self {
            label: label.into(),
            hint: None,
            kind: "text",
            keyboard: "text",
            longest,
        }
    }

    pub fn number(label: impl Into<String>, longest: usize) -> Self {
        Self {
            keyboard: "numeric",
            ..Self::text(label, longest)
        }
    }

    pub fn phone(label: impl Into<String>) -> Self {
        Self {
            kind: "tel",
            keyboard: "tel",
            ..Self::text(label, 20)
        }
    }

    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

pub fn field(field: Field, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="field">
            <span>{field.label}</span>
            <input
                type=field.kind
                inputmode=field.keyboard
                maxlength=field.longest.to_string()
                autocomplete="off"
                prop:value=shows(value)
                on:input=typed(move |text| value.set(text))
            />
            {field.hint.map(|hint| view! { <small>{hint}</small> })}
        </label>
    }
    .into_any()
}

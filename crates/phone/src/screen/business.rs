//! The screens of a household's business: a program apart, fetched from the offline pack.

use crate::{
    app::App,
    business::Lent,
    component::{Page, live, page},
    platform::{clock, pack::Program},
};
use domain::{HouseholdId, Operation};
use js_sys::{Object, Reflect};
use leptos::{html::Div, prelude::*, task::spawn_local};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::future_to_promise;
use words::phone as w;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fetching,
    Open,
    /// Not in the pack yet, and no network.
    Missing,
}

/// Lends the program a place on the page, the household, and a hand that records.
pub fn business(app: App, id: HouseholdId, part: String) -> AnyView {
    let place = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Fetching);
    let program = StoredValue::new_local(None::<Program>);
    let asked = StoredValue::new((id, part));
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        spawn_local(async move {
            let fetched = Program::fetch("tungnhaBusiness").await;
            // Left again before it came.
            let Some((id, part)) = asked.try_get_value() else {
                return;
            };
            let opened = fetched.and_then(|fetched| {
                let lang = app.lang().code().into();
                fetched.call("open", &[&place, &host(app, id)?, &lang, &part.into()])?;
                Ok(fetched)
            });
            match opened {
                Ok(opened) => {
                    program.set_value(Some(opened));
                    stage.set(Stage::Open);
                }
                Err(_) => stage.set(Stage::Missing),
            }
        });
    });
    Effect::new(move |_| {
        app.book.track();
        tell(program, "refresh");
    });
    on_cleanup(move || tell(program, "close"));
    view! {
        <div node_ref=place></div>
        {live(move || (stage.get() != Stage::Open).then(|| waiting(app, stage.get())))}
    }
    .into_any()
}

fn tell(program: StoredValue<Option<Program>, LocalStorage>, what: &str) {
    if let Some(program) = program.try_get_value().flatten() {
        drop(program.call(what, &[]));
    }
}

fn waiting(app: App, stage: Stage) -> AnyView {
    let lang = app.lang();
    let text = match stage {
        Stage::Missing => w::business_not_here(lang),
        _ => w::opening(lang),
    };
    let content = view! { <p class="empty" role="status">{text}</p> }.into_any();
    page(app, Page::new(w::business(lang)).back(), content)
}

/// What the program may do: read the household, record, go back.
fn host(app: App, id: HouseholdId) -> Result<JsValue, JsValue> {
    let host = Object::new();
    let give = |name: &str, function: JsValue| Reflect::set(&host, &name.into(), &function);
    let read = move || lend(app, &id);
    let record = move |operations: String, said: String| {
        future_to_promise(async move {
            let operations = serde_json::from_str::<Vec<Operation>>(&operations)
                .map_err(|problem| JsValue::from(problem.to_string()))?;
            Ok(app.record_now(operations, &said).await.into())
        })
    };
    give(
        "read",
        Closure::<dyn Fn() -> Option<String>>::new(read).into_js_value(),
    )?;
    give(
        "record",
        Closure::<dyn Fn(String, String) -> js_sys::Promise>::new(record).into_js_value(),
    )?;
    give(
        "back",
        Closure::<dyn Fn()>::new(move || app.back()).into_js_value(),
    )?;
    Ok(host.into())
}

/// What is lent of the household as it looks now, as JSON.
fn lend(app: App, id: &HouseholdId) -> Option<String> {
    let household = app.household(id)?;
    let settings = app.read(sync::Replica::settings)?;
    let unsent = app.read(sync::Replica::unsent_count)?;
    let lent = Lent::of(&household, &settings, clock::now().day(), unsent);
    serde_json::to_string(&lent).ok()
}

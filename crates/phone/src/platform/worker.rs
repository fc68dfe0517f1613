//! The service worker: keeps the app for use without signal, and announces new versions.

use super::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
};

const SCRIPT: &str = "service-worker.js";

/// Registers the worker. `offered` is called when a new version has been downloaded and waits.
///
/// Without a worker the app still works while the page is open.
pub async fn start(offered: impl Fn() + Clone + 'static) -> Option<ServiceWorkerRegistration> {
    let registration = JsFuture::from(container()?.register(SCRIPT)).await.ok()?;
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    if registration.waiting().is_some() {
        offered();
    }
    let found = registration.clone();
    let on_found = Closure::<dyn Fn()>::new(move || {
        if let Some(coming) = found.installing() {
            watch(&coming, offered.clone());
        }
    });
    registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
    on_found.forget();
    Some(registration)
}

/// Fetches what the first sync does not need: the later screens and the QR reader.
pub async fn keep_pack() {
    // On the first start the worker may still be storing the shell.
    let Some(ready) = container().and_then(|container| container.ready().ok()) else {
        return;
    };
    let Ok(registration) = JsFuture::from(ready).await else {
        return;
    };
    let registration: ServiceWorkerRegistration = registration.unchecked_into();
    if let Some(worker) = registration.active() {
        drop(worker.post_message(&"keep-pack".into()));
    }
}

/// Lets the waiting version take over, after the person accepted it. The page is then loaded again.
pub fn take_over(registration: &ServiceWorkerRegistration) {
    let Some(waiting) = registration.waiting() else {
        return;
    };
    if let Some(container) = container() {
        let reload = Closure::<dyn Fn()>::new(|| drop(window().location().reload()));
        container.set_oncontrollerchange(Some(reload.as_ref().unchecked_ref()));
        reload.forget();
    }
    drop(waiting.post_message(&"take-over".into()));
}

/// Calls `offered` when a new worker is installed while an older one is active.
fn watch(coming: &ServiceWorker, offered: impl Fn() + 'static) {
    let worker = coming.clone();
    let on_change = Closure::<dyn Fn()>::new(move || {
        let replaces = container().is_some_and(|container| container.controller().is_some());
        if worker.state() == ServiceWorkerState::Installed && replaces {
            offered();
        }
    });
    coming.set_onstatechange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator: JsValue = window().navigator().into();
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

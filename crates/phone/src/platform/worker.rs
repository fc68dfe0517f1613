//! The service worker: keeps the app for when there is no signal, and offers new versions.

use super::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
};

const SCRIPT: &str = "service-worker.js";

/// Registers the worker; `offered` is called when a new version has arrived and waits.
///
/// A phone without a worker still works while the page is open.
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

/// Asks for what the first sync can do without: the later screens, the QR reader.
pub async fn keep_pack() {
    // On a first start the worker may still be keeping the shell.
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

/// The person took the offer: the waiting version takes over and the page opens again with it.
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

/// Calls `offered` when a worker is installed while another one is at work.
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

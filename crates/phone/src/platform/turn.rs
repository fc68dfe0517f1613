//! Makes tabs take turns: a Web Lock is held while something runs.

use super::window;
use js_sys::{Function, Object, Promise, Reflect};
use std::{cell::RefCell, pin::Pin, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Runs `work` while holding the lock `name`, after other tabs are done. `None` if the browser
/// gives no lock.
pub async fn in_turn<T: 'static>(name: &str, work: impl Future<Output = T> + 'static) -> Option<T> {
    request(name, false, work).await
}

/// Runs `work` if no other tab holds the lock `name`; otherwise returns `None`.
pub async fn if_free<T: 'static>(name: &str, work: impl Future<Output = T> + 'static) -> Option<T> {
    request(name, true, work).await
}

async fn request<T: 'static>(
    name: &str,
    only_if_free: bool,
    work: impl Future<Output = T> + 'static,
) -> Option<T> {
    let done = Rc::new(RefCell::new(None));
    let result = Rc::clone(&done);
    let work = async move { drop(result.replace(Some(work.await))) };
    hold(name, only_if_free, Box::pin(work)).await;
    done.take()
}

/// Boxed, so that the browser's side is compiled once and not for each kind of work.
async fn hold(name: &str, only_if_free: bool, work: Pin<Box<dyn Future<Output = ()>>>) {
    let callback = Closure::once_into_js(move |lock: JsValue| -> Promise {
        future_to_promise(async move {
            if !lock.is_null() {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    if let Ok(waiting) = ask(name, only_if_free, &callback) {
        drop(JsFuture::from(waiting).await);
    }
}

fn ask(name: &str, only_if_free: bool, callback: &JsValue) -> Result<Promise, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into())?;
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    request
        .call3(&locks, &name.into(), &options, callback)?
        .dyn_into()
}

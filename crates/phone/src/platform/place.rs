//! The phone's position, asked for once and only when a person asks.

use super::window;
use domain::household::Place;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const TIMEOUT_MS: f64 = 20_000.0;

/// `None` without permission, without a satellite fix, or after twenty seconds.
pub async fn here() -> Option<Place> {
    let asking = Promise::new(&mut |resolve, reject| {
        if let Err(problem) = ask(&resolve, &reject) {
            drop(reject.call1(&JsValue::UNDEFINED, &problem));
        }
    });
    let position = JsFuture::from(asking).await.ok()?;
    let coordinates = Reflect::get(&position, &"coords".into()).ok()?;
    let millionths = |name: &str| {
        let degrees = Reflect::get(&coordinates, &name.into()).ok()?.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "degrees are within 180")]
        Some((degrees * 1e6).round() as i32)
    };
    Some(Place {
        latitude_e6: millionths("latitude")?,
        longitude_e6: millionths("longitude")?,
    })
}

fn ask(resolve: &Function, reject: &Function) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"enableHighAccuracy".into(), &true.into())?;
    Reflect::set(&options, &"timeout".into(), &TIMEOUT_MS.into())?;
    let geolocation = Reflect::get(&window().navigator(), &"geolocation".into())?;
    let get: Function = Reflect::get(&geolocation, &"getCurrentPosition".into())?.dyn_into()?;
    get.call3(&geolocation, resolve, reject, &options).map(drop)
}

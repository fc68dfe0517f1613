//! The camera, and the browser's own reader of QR codes.

use super::{clock, window};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

/// Pause between two looks at the picture.
const LOOK_MS: i32 = 200;

#[derive(Clone, Debug)]
pub struct Camera {
    video: HtmlVideoElement,
    stream: MediaStream,
    detector: JsValue,
    closed: Rc<Cell<bool>>,
}

impl Camera {
    /// Opens the camera at the back; `None` without one, without leave, or without a reader.
    pub async fn open(video: &HtmlVideoElement) -> Option<Self> {
        let detector = detector().ok()?;
        let wish = Object::new();
        Reflect::set(&wish, &"facingMode".into(), &"environment".into()).ok()?;
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wish);
        let asking = window()
            .navigator()
            .media_devices()
            .ok()?
            .get_user_media_with_constraints(&constraints)
            .ok()?;
        let stream: MediaStream = JsFuture::from(asking).await.ok()?.dyn_into().ok()?;
        video.set_src_object(Some(&stream));
        JsFuture::from(video.play().ok()?).await.ok()?;
        Some(Self {
            video: video.clone(),
            stream,
            detector,
            closed: Rc::new(Cell::new(false)),
        })
    }

    /// The text of the first code that comes into sight; `None` when closed before.
    pub async fn read(&self) -> Option<String> {
        while !self.closed.get() {
            if let Ok(Some(text)) = self.look().await {
                self.close();
                return Some(text);
            }
            clock::wait_ms(LOOK_MS).await;
        }
        None
    }

    pub fn close(&self) {
        self.closed.set(true);
        for track in self.stream.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }

    async fn look(&self) -> Result<Option<String>, JsValue> {
        let detect: Function = Reflect::get(&self.detector, &"detect".into())?.dyn_into()?;
        let looking: Promise = detect.call1(&self.detector, &self.video)?.dyn_into()?;
        let codes: Array = JsFuture::from(looking).await?.dyn_into()?;
        Ok(Reflect::get(&codes.get(0), &"rawValue".into())?.as_string())
    }
}

/// The browser's `BarcodeDetector`, as far as it has one.
fn detector() -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&window(), &"BarcodeDetector".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    Reflect::construct(&class, &Array::of1(&options))
}

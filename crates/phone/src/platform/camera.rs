//! The camera, and the reader of QR codes: the browser's own, or ours where it has none.

use super::{clock, window};
use crate::part::{self, Decode};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

/// Pause between two looks at the picture, in milliseconds.
const LOOK_MS: i32 = 200;
/// Side of the square that our own reader looks at, in pixels. A code on paper fills about half of
/// it.
const LOOK_POINTS: u32 = 480;

#[derive(Clone, Debug)]
pub struct Camera {
    video: HtmlVideoElement,
    stream: MediaStream,
    reader: Reader,
    closed: Rc<Cell<bool>>,
}

#[derive(Clone, Debug)]
enum Reader {
    /// The browser's `BarcodeDetector`.
    Browser(JsValue),
    /// Our reader from the offline pack, and the canvas that it reads from.
    Own(Decode, CanvasRenderingContext2d),
}

impl Camera {
    /// Opens the back camera; `None` without a camera, without permission, or without a reader.
    pub async fn open(video: &HtmlVideoElement) -> Option<Self> {
        let reader = Reader::find().await.ok()?;
        let wish = Object::new();
        Reflect::set(&wish, &"facingMode".into(), &"environment".into()).ok()?;
        let constraints = MediaStreamConstraints::new();
        constraints.set_video(&wish);
        let devices = window().navigator().media_devices().ok()?;
        let asking = devices.get_user_media_with_constraints(&constraints).ok()?;
        let stream: MediaStream = JsFuture::from(asking).await.ok()?.dyn_into().ok()?;
        video.set_src_object(Some(&stream));
        JsFuture::from(video.play().ok()?).await.ok()?;
        Some(Self {
            video: video.clone(),
            stream,
            reader,
            closed: Rc::new(Cell::new(false)),
        })
    }

    /// The text of the first code seen; `None` if the camera is closed before.
    pub async fn read(&self) -> Option<String> {
        while !self.closed.get() {
            if let Ok(Some(text)) = self.reader.look(&self.video).await {
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
}

impl Reader {
    async fn find() -> Result<Self, JsValue> {
        if let Ok(detector) = browsers_own() {
            return Ok(Self::Browser(detector));
        }
        let decode = part::reader().await.map_err(|_| JsValue::NULL)?;
        Ok(Self::Own(decode, canvas()?))
    }

    async fn look(&self, video: &HtmlVideoElement) -> Result<Option<String>, JsValue> {
        match self {
            Self::Browser(detector) => {
                let detect: Function = Reflect::get(detector, &"detect".into())?.dyn_into()?;
                let looking: Promise = detect.call1(detector, video)?.dyn_into()?;
                let codes: Array = JsFuture::from(looking).await?.dyn_into()?;
                Ok(Reflect::get(&codes.get(0), &"rawValue".into())?.as_string())
            }
            Self::Own(decode, canvas) => {
                let picture = middle_of(video, canvas)?;
                Ok(decode(&picture.to_vec(), LOOK_POINTS as usize))
            }
        }
    }
}

fn browsers_own() -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&window(), &"BarcodeDetector".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    Reflect::construct(&class, &Array::of1(&options))
}

fn canvas() -> Result<CanvasRenderingContext2d, JsValue> {
    let document = window().document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(LOOK_POINTS);
    canvas.set_height(LOOK_POINTS);
    canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .dyn_into()
        .map_err(JsValue::from)
}

/// The pixels of the largest square in the middle of the picture.
fn middle_of(
    video: &HtmlVideoElement,
    canvas: &CanvasRenderingContext2d,
) -> Result<Uint8Array, JsValue> {
    let (width, height) = (
        f64::from(video.video_width()),
        f64::from(video.video_height()),
    );
    let (side, points) = (width.min(height), f64::from(LOOK_POINTS));
    let (left, top) = ((width - side) / 2.0, (height - side) / 2.0);
    canvas.draw_image_with_html_video_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        video, left, top, side, side, 0.0, 0.0, points, points,
    )?;
    let picture = canvas.get_image_data(0.0, 0.0, points, points)?;
    let data = Reflect::get(&picture, &"data".into())?;
    Ok(Uint8Array::new(&Reflect::get(&data, &"buffer".into())?))
}

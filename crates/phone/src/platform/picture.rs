//! Turns a picked file into a square JPEG. It is drawn again, so that it holds nothing but the
//! picture.

use super::window;
use crate::photo::look::{FILE_LIMIT_BYTES, Wrong, look};
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlInputElement,
    ImageBitmap, Url,
};

/// Side of the largest picture that the server takes, in pixels.
const SIDE_LIMIT_PX: u32 = 1600;
const SMALL_SIDE_PX: u32 = 320;
/// The largest photo. A picture with much fine detail is encoded again at a lower quality.
const WHOLE_LIMIT_BYTES: usize = 1024 * 1024;
const QUALITIES: [f64; 3] = [0.82, 0.65, 0.45];
const SMALL_QUALITY: f64 = 0.7;
const KIND: &str = "image/jpeg";

#[derive(Debug)]
pub struct Drawn {
    pub whole: Vec<u8>,
    pub small: Vec<u8>,
}

/// The files picked in a field. The field is emptied, so that the same file may be picked again.
pub fn picked(field: &HtmlInputElement) -> Vec<File> {
    let files = field.files();
    let list = files.iter().flat_map(|files| {
        let all = (0..files.length()).filter_map(|at| files.get(at));
        all.collect::<Vec<_>>()
    });
    let list = list.collect();
    field.set_value("");
    list
}

/// Cuts a square out of the middle, shrinks it and draws it again.
///
/// # Errors
/// Why the file cannot be a photo.
pub async fn draw(file: &File) -> Result<Drawn, Wrong> {
    // Checked before reading, so that a film of several gigabytes is never loaded into memory.
    if file.size() > f64::from(u32::try_from(FILE_LIMIT_BYTES).unwrap_or(u32::MAX)) {
        return Err(Wrong::TooLarge);
    }
    let reading = JsFuture::from(file.array_buffer()).await;
    let bytes = Uint8Array::new(&reading.map_err(|_| Wrong::NotAPicture)?).to_vec();
    look(&bytes)?;
    drop(bytes);
    let bitmap = decode(file).await.map_err(|_| Wrong::NotAPicture)?;
    let drawn = both(&bitmap).await;
    bitmap.close();
    drawn.map_err(|_| Wrong::NotAPicture)
}

async fn decode(file: &File) -> Result<ImageBitmap, JsValue> {
    let decoding = window().create_image_bitmap_with_blob(file)?;
    JsFuture::from(decoding).await?.dyn_into()
}

async fn both(bitmap: &ImageBitmap) -> Result<Drawn, JsValue> {
    let side = bitmap.width().min(bitmap.height());
    let canvas = square(bitmap, side.min(SIDE_LIMIT_PX))?;
    let mut whole = Vec::new();
    for quality in QUALITIES {
        whole = jpeg(&canvas, quality).await?;
        if whole.len() <= WHOLE_LIMIT_BYTES {
            break;
        }
    }
    let small = square(bitmap, side.min(SMALL_SIDE_PX))?;
    let small = jpeg(&small, SMALL_QUALITY).await?;
    Ok(Drawn { whole, small })
}

fn square(bitmap: &ImageBitmap, points: u32) -> Result<HtmlCanvasElement, JsValue> {
    let document = window().document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(points);
    canvas.set_height(points);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let (side, points) = (width.min(height), f64::from(points));
    // Transparent parts become white, as on paper.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, points, points);
    js_sys::Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        bitmap,
        (width - side) / 2.0,
        (height - side) / 2.0,
        side,
        side,
        0.0,
        0.0,
        points,
        points,
    )?;
    Ok(canvas)
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> Result<Vec<u8>, JsValue> {
    // The promise calls the closure at most once. The closure must live until then.
    let kept = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&kept);
    let making = js_sys::Promise::new(&mut |done, failed| {
        let told = done.clone();
        let made = Closure::<dyn Fn(JsValue)>::new(move |blob: JsValue| {
            drop(told.call1(&JsValue::UNDEFINED, &blob));
        });
        let function = made.as_ref().unchecked_ref();
        let asked = canvas.to_blob_with_type_and_encoder_options(function, KIND, &quality.into());
        if let Err(why) = asked {
            drop(failed.call1(&JsValue::UNDEFINED, &why));
        }
        keep.replace(Some(made));
    });
    let blob: Blob = JsFuture::from(making).await?.dyn_into()?;
    drop(kept);
    Ok(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec())
}

/// An address under which this page alone can show the picture. Release it with [`forget`].
pub fn address(jpeg: &[u8]) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(KIND);
    let parts = Array::of1(&Uint8Array::from(jpeg));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

pub fn forget(address: &str) {
    drop(Url::revoke_object_url(address));
}

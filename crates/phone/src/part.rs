//! The parts of the program that enrolling, unlocking, recording and syncing can do without.
//!
//! They are compiled with the rest and cut off by `xtask`: each is a file of the offline pack,
//! fetched when it is first asked for.

use crate::{app::App, platform::qr, route::Route, screen};
use leptos::{
    prelude::AnyView,
    wasm_split::{SplitLoaderError, wasm_split},
};

/// The part is not in the pack yet, and there is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Draws the screens that are shown later.
pub type Draw = fn(App, Route) -> AnyView;

/// Reads a QR code in a picture.
pub type Decode = fn(&[u8], usize) -> Option<String>;

#[wasm_split(screens, fallible, wasm_split_path = leptos::wasm_split)]
pub fn screens() -> Result<Draw, NotHere> {
    Ok(screen::draw_later)
}

#[wasm_split(reader, fallible, wasm_split_path = leptos::wasm_split)]
pub fn reader() -> Result<Decode, NotHere> {
    Ok(qr::decode)
}

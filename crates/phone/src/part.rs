//! The parts of the program that enrolling, unlocking, recording and syncing do not need.
//!
//! They are compiled together with the rest and split off by `xtask`. Each is one file of the
//! offline pack and is fetched when it is first needed.

use crate::{app::App, platform::qr, route::Route, screen, screen::Piece, session};
use leptos::{
    prelude::AnyView,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::pin::Pin;

/// The part is not in the offline pack yet, and there is no network to fetch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The screens that this part draws, and the care of the photos taken on them.
#[derive(Clone, Copy, Debug)]
pub struct Screens {
    pub draw: Draw,
    pub piece: DrawPiece,
    pub tend: Tend,
}

pub type Draw = fn(App, Route) -> AnyView;

/// Draws what the part adds to a screen of the shell.
pub type DrawPiece = fn(App, Piece) -> AnyView;

/// Tidies the photos on the phone and, if the flag is true, sends those that wait.
pub type Tend = fn(App, bool) -> Pin<Box<dyn Future<Output = ()>>>;

/// Reads a QR code in a picture.
pub type Decode = fn(&[u8], usize) -> Option<String>;

#[wasm_split(screens, fallible, wasm_split_path = leptos::wasm_split)]
pub fn screens() -> Result<Screens, NotHere> {
    Ok(Screens {
        draw: screen::draw_later,
        piece: screen::draw_piece,
        tend: |app, may_send| Box::pin(session::tend(app, may_send)),
    })
}

#[wasm_split(reader, fallible, wasm_split_path = leptos::wasm_split)]
pub fn reader() -> Result<Decode, NotHere> {
    Ok(qr::decode)
}

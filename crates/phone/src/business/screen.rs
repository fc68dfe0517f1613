//! The screens of a household's business, one a file.

mod account;
mod code;
mod frame;
mod overview;
mod photos;
mod print;
mod product;
mod products;
mod sales;
mod shop;
mod shops;
mod steps;
mod sticker;

use super::desk::Desk;
use leptos::prelude::*;

/// Draws the screen that the rest of the address names. Anything not understood leads to the
/// overview.
pub fn open(desk: Desk, part: &str) -> AnyView {
    match part.split_once('/').unwrap_or((part, "")) {
        ("payment", _) => steps::steps(desk),
        ("account", _) => account::account(desk),
        ("code", _) => code::code(desk),
        ("print", _) => print::print(desk),
        ("sticker", _) => sticker::sticker(desk),
        ("shops", "") => shops::shops(desk),
        ("shops", id) => shop::shop(desk, id),
        ("products", "") => products::products(desk),
        ("products", "add") => product::product(desk, None),
        ("products", id) => product::product(desk, Some(id)),
        ("sales", _) => sales::sales(desk),
        _ => overview::overview(desk),
    }
}

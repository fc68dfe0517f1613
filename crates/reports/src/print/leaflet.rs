//! A leaflet about one topic, to be left at the door.
use serde::Serialize;

/// On A5: the cards of a topic in short, with a code that leads to the full ones.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Leaflet {
    /// The language as in HTML: `vi` or `en`.
    pub lang: &'static str,
    pub heading: String,
    pub number: u8,
    pub title: String,
    /// Address of the topic's page, which is also printed as a code.
    pub address: String,
    pub qr_svg: String,
    pub scan: String,
    /// What the team never asks for; printed at the foot of each page.
    pub safety: String,
    pub cards: Vec<LeafletCard>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LeafletCard {
    pub name: String,
    /// A drawing that refers to no other file.
    pub picture_svg: Option<String>,
    pub steps: Vec<Vec<Piece>>,
    pub safety: Vec<Piece>,
}

/// A part of a line in one style.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Piece {
    pub text: String,
    pub bold: bool,
}

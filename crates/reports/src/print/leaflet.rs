//! A leaflet of one topic, to leave at the door.
use serde::Serialize;

/// A5: the cards of a topic in short, with a code to the full ones.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Leaflet {
    /// As in HTML: `vi` or `en`.
    pub lang: &'static str,
    pub heading: String,
    pub number: u8,
    pub title: String,
    /// The topic's page, also as a code.
    pub address: String,
    pub qr_svg: String,
    pub scan: String,
    /// What the team never asks for, at the foot of each page.
    pub safety: String,
    pub cards: Vec<LeafletCard>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LeafletCard {
    pub name: String,
    /// A drawing without references.
    pub picture_svg: Option<String>,
    pub steps: Vec<Vec<Piece>>,
    pub safety: Vec<Piece>,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Piece {
    pub text: String,
    pub bold: bool,
}

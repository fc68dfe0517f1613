//! What tests of official texts share.
use reports::{FootColumn, Words};

pub fn signature(place_and_date: &str, role: &[&str], name: &str) -> FootColumn {
    FootColumn::Signature {
        place_and_date: place_and_date.to_owned(),
        role: role.iter().map(|it| (*it).to_owned()).collect(),
        name: name.to_owned(),
    }
}

pub fn words(text: &str, bold: bool) -> Words {
    let text = text.to_owned();
    Words { text, bold }
}

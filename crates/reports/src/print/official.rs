//! Texts of the commune in the layout of Decree 30/2020, and with the two-column foot that the
//! founding text has.
use serde::Serialize;

/// A4: letterhead where there is one, title, text, and a foot of two columns.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OfficialText {
    pub lang: &'static str,
    /// None on an article, which has only its title block.
    pub letterhead: Option<Letterhead>,
    /// In capitals, such as the kind of the text.
    pub title: String,
    pub subject: String,
    pub body: Vec<Block>,
    pub left: FootColumn,
    pub right: FootColumn,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Letterhead {
    /// The office above, which a commune's committee does not write; empty then.
    pub above: String,
    /// One or two lines, in capitals.
    pub office: Vec<String>,
    /// Left open after the word for the clerk who numbers it.
    pub number: String,
    pub country: String,
    pub motto: String,
    pub place_and_date: String,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "kebab-case")]
pub enum Block {
    Heading(String),
    Paragraph(String),
    /// With a dash before it.
    Item(String),
    /// A paragraph in which some words stand out.
    Words(Vec<Words>),
}

/// Words that look the same.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Words {
    pub text: String,
    pub bold: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FootColumn {
    Signature {
        /// Above it in italics; may be empty.
        place_and_date: String,
        /// On whose behalf, which office: a line each.
        role: Vec<String>,
        /// Below the space for the signature.
        name: String,
    },
    /// Who gets it.
    Receivers { title: String, lines: Vec<String> },
}

//! Texts of the commune in the layout of Decree 30/2020, with the two-column foot of the founding
//! text.
use serde::Serialize;

/// On A4: letterhead if there is one, title, text, and a foot of two columns.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OfficialText {
    pub lang: &'static str,
    /// `None` for an article, which has only its title block.
    pub letterhead: Option<Letterhead>,
    /// The kind of the text or another title, in capitals.
    pub title: String,
    pub subject: String,
    pub body: Vec<Block>,
    pub left: FootColumn,
    pub right: FootColumn,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Letterhead {
    /// The office above this one. Empty for a commune's committee, which does not write it.
    pub above: String,
    /// One or two lines, in capitals.
    pub office: Vec<String>,
    /// Has a gap after its first word, where a clerk writes the number.
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
    /// Printed with a dash before it.
    Item(String),
    /// A paragraph in which some words are bold.
    Words(Vec<Words>),
}

/// Words in one style.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Words {
    pub text: String,
    pub bold: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FootColumn {
    Signature {
        /// Printed in italics above the rest; may be empty.
        place_and_date: String,
        /// On whose behalf and for which office, one line each.
        role: Vec<String>,
        /// Printed below the space for the signature.
        name: String,
    },
    /// Who receives the text.
    Receivers { title: String, lines: Vec<String> },
}

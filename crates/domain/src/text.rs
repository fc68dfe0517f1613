//! Short texts that people type, each with a limit that holds wherever it is read.
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextProblem {
    Empty,
    TooLong,
    NotAPhone,
}

impl std::fmt::Display for TextProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "text is empty",
            Self::TooLong => "text is too long",
            Self::NotAPhone => "not a Vietnamese phone number",
        })
    }
}

macro_rules! text {
    ($($(#[$doc:meta])* $name:ident: $limit:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const LIMIT_CHARS: usize = $limit;

            /// Normalises to NFC and trims.
            pub fn new(text: &str) -> Result<Self, TextProblem> {
                let text = vietnamese::nfc(text);
                let text = text.trim();
                match text.chars().count() {
                    0 => Err(TextProblem::Empty),
                    count if count > Self::LIMIT_CHARS => Err(TextProblem::TooLong),
                    _ => Ok(Self(text.to_owned())),
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextProblem;
            fn try_from(text: String) -> Result<Self, TextProblem> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
    )+};
}

text! {
    /// A person's name or an address.
    Name: 120,
    /// What a member writes about a visit.
    Note: 500,
    /// A name of a place, a trade, a source: nothing personal.
    Label: 160,
}

/// A Vietnamese phone number in its national form, such as `0912345678`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    pub fn new(text: &str) -> Result<Self, TextProblem> {
        vietnamese::phone(text)
            .map(|phone| Self(phone.number))
            .ok_or(TextProblem::NotAPhone)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = TextProblem;
    fn try_from(text: String) -> Result<Self, TextProblem> {
        Self::new(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

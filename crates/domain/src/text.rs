//! Short texts that people type, each with a limit that holds wherever it is read.
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextProblem {
    Empty,
    TooLong,
    /// There is a sign in it that nobody sees: [`vietnamese::is_hidden`].
    NotPlain,
    NotAPhone,
    NotAnAccount,
    NotALink,
}

impl std::fmt::Display for TextProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "text is empty",
            Self::TooLong => "text is too long",
            Self::NotPlain => "a control character or a direction mark in the text",
            Self::NotAPhone => "not a Vietnamese phone number",
            Self::NotAnAccount => "not an account or card number",
            Self::NotALink => "not a web address",
        })
    }
}

macro_rules! text {
    (@lines $text:ident lines) => {};
    (@lines $text:ident) => {
        let line = one_line($text);
        let $text = line.as_ref();
    };
    ($($(#[$doc:meta])* $name:ident: $limit:literal $($lines:ident)?),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const LIMIT_CHARS: usize = $limit;

            /// What someone writes now: as [`Self::kept`], and nothing in it that nobody sees.
            pub fn new(text: &str) -> Result<Self, TextProblem> {
                match text.contains(vietnamese::is_hidden) {
                    true => Err(TextProblem::NotPlain),
                    false if vietnamese::is_blank(text) => Err(TextProblem::Empty),
                    false => Self::kept(text),
                }
            }

            /// What was written once, and is read for ever: normalised to NFC and trimmed, and what
            /// has one line put into one.
            pub fn kept(text: &str) -> Result<Self, TextProblem> {
                let text = vietnamese::nfc(text);
                let text = text.trim();
                text!(@lines text $($lines)?);
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
                Self::kept(&text)
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
    Note: 500 lines,
    /// A name of a place, a trade, a source: nothing personal.
    Label: 160,
    /// What a directive asks for, or what became of it.
    DirectiveText: 4000 lines,
    /// A bulletin in Markdown's plainest part: eight minutes over the loudspeaker.
    BulletinText: 8000 lines,
    /// One field of a product's sheet; each column has narrower limits of its own.
    SheetText: 3000 lines,
}

/// Lines and tabs become blanks, each run one of them.
fn one_line(text: &str) -> Cow<'_, str> {
    let is_break = |it: char| matches!(it, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}');
    if !text.contains(is_break) {
        return Cow::Borrowed(text);
    }
    let parts = text
        .split(is_break)
        .map(str::trim)
        .filter(|it| !it.is_empty());
    Cow::Owned(parts.collect::<Vec<_>>().join(" "))
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

/// A web address that may stand in a page: `http` or `https`, nothing that could end an attribute.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Link(String);

impl Link {
    pub const LIMIT_BYTES: usize = 300;

    pub fn new(text: &str) -> Result<Self, TextProblem> {
        let text = text.trim();
        let rest = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| text.strip_prefix(scheme));
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"'<>`\\".contains(&b));
        match rest {
            _ if text.len() > Self::LIMIT_BYTES => Err(TextProblem::TooLong),
            Some(rest) if plain && rest.contains('.') && !rest.starts_with('.') => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(TextProblem::NotALink),
        }
    }

    /// The host in small letters, without `www.`; none where a name or a password stands before it,
    /// which is made to be misread.
    pub fn host(&self) -> Option<String> {
        let (_, rest) = self.0.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        if authority.contains('@') {
            return None;
        }
        let host = authority.split(':').next()?.trim_end_matches('.');
        let host = host.to_ascii_lowercase();
        Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Link {
    type Error = TextProblem;
    fn try_from(text: String) -> Result<Self, TextProblem> {
        Self::new(&text)
    }
}

impl From<Link> for String {
    fn from(link: Link) -> String {
        link.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_refused_when_typed_and_read_where_it_was_kept() {
        for hidden in ["\0", "\u{7}", "\u{85}", "\u{202e}", "\u{2066}"] {
            let text = format!("Bùi{hidden} Ba");
            assert_eq!(Name::new(&text), Err(TextProblem::NotPlain), "{text:?}");
            assert_eq!(Note::new(&text), Err(TextProblem::NotPlain), "{text:?}");
            let kept: Name = serde_json::from_value(text.clone().into()).unwrap();
            assert_eq!(kept.as_str(), text);
        }
        assert!(Note::new("Dòng một\r\n\tdòng hai").is_ok());
    }

    #[test]
    fn a_name_is_one_line_of_which_something_is_seen() {
        for broken in ["Bùi\nBa", "Bùi \r\n Ba", "Bùi\tBa", "Bùi\u{2028}Ba"] {
            assert_eq!(Name::new(broken).unwrap().as_str(), "Bùi Ba", "{broken:?}");
            let kept: Label = serde_json::from_value(broken.into()).unwrap();
            assert_eq!(kept.as_str(), "Bùi Ba");
        }
        for blank in ["\u{ad}", "\u{fe0f}", " \u{301}"] {
            assert_eq!(Name::new(blank), Err(TextProblem::Empty), "{blank:?}");
            assert_eq!(Note::new(blank), Err(TextProblem::Empty), "{blank:?}");
        }
        assert_eq!(Note::new("một\nhai").unwrap().as_str(), "một\nhai");
    }

    #[test]
    fn links_are_web_addresses_that_fit_into_a_page() {
        for good in ["https://voso.vn/gian-hang/ba-duong", " http://a.vn "] {
            assert!(Link::new(good).is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "voso.vn",
            "https://",
            "https://.vn",
            "https://a.vn/\"onclick",
            "https://a.vn/ b",
            "https://a.vn/ộ",
        ] {
            assert_eq!(Link::new(bad), Err(TextProblem::NotALink), "{bad}");
        }
        let long = format!("https://a.vn/{}", "x".repeat(Link::LIMIT_BYTES));
        assert_eq!(Link::new(&long), Err(TextProblem::TooLong));
    }
}

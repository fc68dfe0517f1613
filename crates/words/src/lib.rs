//! Every word on a screen, in Vietnamese and English, as typed functions made from Fluent files.
//!
//! The message `not-sent` of `ftl/vi/phone.ftl` is `words::phone::not_sent(lang)`; its arguments
//! follow in the order in which the Vietnamese message names them.

/// A language of the screens; Vietnamese is the default.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    #[default]
    Vietnamese,
    English,
}

impl Language {
    /// The code as in `lang="vi"`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Language::Vietnamese, Language::English]
            .into_iter()
            .find(|language| language.code() == code)
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

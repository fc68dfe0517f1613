//! The teaching cards of `content/lessons`, one for each skill: their form, reading and checking
//! their files, all cards of this build, and the ten questions asked from them.
//!
//! A card's file has TOML front matter between `+++` lines and fixed headings in a fixed order;
//! `docs/decisions/0016.md` tells the form and the reasons. Pure: days come as arguments.

mod card;
mod quiz;
mod told;

pub use card::{Card, Lesson, Question, Span, spans};
pub use quiz::{Answer, AskedQuestion, Pool, QUESTIONS_LIMIT, Quiz, Standing, TopicResult};
pub use told::told_levels;

#[cfg(feature = "content")]
mod check;
#[cfg(feature = "content")]
mod library;
#[cfg(feature = "content")]
mod parse;
#[cfg(feature = "content")]
mod picture;
#[cfg(feature = "content")]
mod sentence;

#[cfg(feature = "content")]
pub use check::{PICTURE_LIMIT_BYTES, SENTENCE_LIMIT_SYLLABLES, check};
#[cfg(feature = "content")]
pub use library::{all, content_problems, lesson, lesson_of, stale};
#[cfg(feature = "content")]
pub use parse::{Problem, parse};

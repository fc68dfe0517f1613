//! Vietnamese text: search keys, order, legacy encodings, phones, dates, numbers in words, reading
//! out.
//!
//! Pure and small: no clock, no IO, no tables but those of the language itself.

mod aloud;
mod collate;
#[cfg(any(test, target_arch = "wasm32"))]
mod compose;
mod date;
mod exact;
mod find;
mod hidden;
mod identity;
mod legacy;
mod letter;
mod money;
mod name;
mod normal;
mod number;
mod phone;
mod search;
mod spoken;
mod syllable;

pub use aloud::{Aloud, aloud, sentences, syllables};
pub use collate::{SortKey, person_sort_key, word_sort_key};
pub use date::{Date, date_from_excel, parse_date};
pub use exact::{identity_key, same_name, without_name};
pub use find::{Asked, Fit, Fits, Lexicon, Listed, Query, Searched, matches, one_letter_off};
pub use hidden::{is_blank, is_hidden, without_hidden};
pub use identity::{Identity, identity_number, without_identity_numbers};
pub use legacy::{
    Encoding, Gain, Weigher, detect_column, from_unicode, is_unicode, may_be_legacy, to_unicode,
};
pub use money::{format_money, format_money_short, parse_money};
pub use name::{NameParts, name_parts};
pub use normal::nfc;
pub use number::{Decimal, NumberProblem, format_integer, parse_number, percent};
pub use phone::{FoundPhone, PhoneKind, PhoneWarning, phone, phones};
pub use search::{search_key, without_marks};
pub use spoken::{Region, number_words};
pub use syllable::is_syllable;

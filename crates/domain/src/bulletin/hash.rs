//! The hash that says which text was read.
#[cfg(feature = "office")]
use crate::{BulletinText, Label, VillageId};
use serde::{Deserialize, Serialize};
use std::fmt;

const DIGITS: usize = 64;
/// Digits shown where people compare by eye.
const SHORT: usize = 12;

/// SHA-256 of title, text and villages, 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextHash(String);

impl TextHash {
    pub fn new(text: &str) -> Option<Self> {
        let fits = text.len() == DIGITS
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// Parts are told apart by what none of them can hold.
    #[cfg(feature = "office")]
    pub fn of(title: &Label, text: &BulletinText, villages: &[VillageId]) -> Self {
        use sha2::{Digest, Sha256};
        let mut hasher = Sha256::new();
        hasher.update(title.as_str());
        for village in villages {
            hasher.update(b"\0");
            hasher.update(village.as_str());
        }
        hasher.update(b"\0\0");
        hasher.update(text.as_str());
        let digits = hasher
            .finalize()
            .iter()
            .fold(String::new(), |digits, byte| {
                let [high, low] = [byte >> 4, byte & 15].map(|it| char::from_digit(it.into(), 16));
                digits + &String::from_iter([high, low].into_iter().flatten())
            });
        Self(digits)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first digits, in groups of four.
    pub fn short(&self) -> String {
        let groups = self.0.as_bytes()[..SHORT].chunks(4);
        let groups = groups.map(|group| group.iter().copied().map(char::from).collect());
        groups.collect::<Vec<String>>().join(" ")
    }
}

impl TryFrom<String> for TextHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).ok_or_else(|| "TextHash: 64 hexadecimal digits".to_owned())
    }
}

impl From<TextHash> for String {
    fn from(hash: TextHash) -> String {
        hash.0
    }
}

impl fmt::Debug for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[cfg(feature = "office")]
mod tests {
    use super::*;

    fn of(title: &str, text: &str, villages: &[&str]) -> TextHash {
        let villages: Vec<_> = villages
            .iter()
            .map(|id| VillageId::new(*id).unwrap())
            .collect();
        let (title, text) = (Label::new(title).unwrap(), BulletinText::new(text).unwrap());
        TextHash::of(&title, &text, &villages)
    }

    #[test]
    fn every_part_of_what_was_read_counts() {
        let hash = of("Bài", "Chữ", &["dong"]);
        for other in [
            of("Bai", "Chữ", &["dong"]),
            of("Bài", "Chữ.", &["dong"]),
            of("Bài", "Chữ", &[]),
            of("Bài", "Chữ", &["dong", "doai"]),
        ] {
            assert_ne!(hash, other);
        }
        assert_eq!(hash, of("Bài", "Chữ", &["dong"]));
        assert_eq!(TextHash::new(hash.as_str()), Some(hash.clone()));
        assert_eq!(hash.short().len(), SHORT + 2);
    }

    #[test]
    fn a_hash_that_other_programs_find_too() {
        // printf 'a\0\0b' | sha256sum
        let known = "2d8dbcddf40617a662bcf1f1c70eb5232f26fa6055e7aa69a90432d2dd8a12b0";
        assert_eq!(of("a", "b", &[]).as_str(), known);
        assert_eq!(TextHash::new("2D8DBC"), None);
    }
}

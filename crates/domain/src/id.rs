//! Identifiers: short texts that name communes, villages, households and people, and entry ids.
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Longest identifier in bytes; keeps keys and tally rows small.
pub const ID_LIMIT_BYTES: usize = 48;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 48 bytes of `a-z`, `0-9` and `-`.
            pub fn new(text: impl Into<String>) -> Option<Self> {
                let text = text.into();
                let fits = !text.is_empty() && text.len() <= ID_LIMIT_BYTES
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                fits.then_some(Self(text))
            }

            /// Makes an id of 8 letters from 40 random bits.
            pub fn random(bits: u64) -> Self {
                Self(letters(bits))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::new(text).ok_or_else(|| concat!(stringify!($name), ": 1 to 48 of a-z, 0-9 and -").to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

text_id! {
    /// The unit of order, access, backup and distribution.
    CommuneId,
    VillageId,
    AlleyId,
    HouseholdId,
    /// 8 letters, unique in the commune; survives merging and moving house.
    ResidentId,
    TeamId,
    /// Who signs in: members, officers and editors alike.
    AccountId,
    DeviceId,
    SkillId,
    TopicId,
    /// One of the ministry's five basic digital skills (`mic5` in `content/skills.toml`).
    GroupId,
    /// Where shops are opened: Voso, Postmart and others.
    MarketplaceId,
    ProductId,
    /// A paper to have ready for a shop.
    PaperId,
    /// A column of a product's sheet (`content/marketplaces.toml`).
    ColumnId,
    /// A photo of a product or a class, named by the phone that took it.
    PhotoId,
    /// A class that is planned and held.
    ClassId,
    /// A help request; its letters are the reference that the asker is given.
    HelpId,
    /// A question answered for everyone.
    QuestionId,
    DirectiveId,
    BulletinId,
}

/// A team member is named by the account that signs in.
pub type MemberId = AccountId;

/// Writes the low 40 bits as 8 letters of Crockford's base 32, lower case: no i, l, o, u.
pub fn letters(bits: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    (0..8)
        .rev()
        .map(|place| ALPHABET[(bits >> (place * 5)) as usize & 31] as char)
        .collect()
}

/// A UUIDv7, made where the entry was made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(Uuid);

impl EntryId {
    /// `random` gives the 74 random bits of RFC 9562 section 5.7; only the low ten bytes count.
    pub fn made(at: crate::Millis, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.0).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    pub fn as_uuid(&self) -> Uuid {
        self.0
    }

    pub(crate) fn of_bits(bits: u128) -> Self {
        Self(Uuid::from_u128(bits))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_bits_become_eight_letters() {
        assert_eq!(letters(0), "00000000");
        assert_eq!(letters((1 << 40) - 1), "zzzzzzzz");
        assert_eq!(letters(33), "00000011");
    }

    #[test]
    fn hostile_ids_are_refused_when_read() {
        for text in ["", "A", "a b", "../etc", "thôn", &"x".repeat(49)] {
            assert!(
                serde_json::from_value::<HouseholdId>(text.into()).is_err(),
                "{text}"
            );
        }
        assert!(serde_json::from_value::<HouseholdId>("ab-12".into()).is_ok());
    }
}

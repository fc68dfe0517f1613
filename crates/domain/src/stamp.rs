//! When something was said, shortly: enough to tell which of two words is the later one.
use crate::book::When;
use crate::short::{Reader, Writer};
use crate::{Day, EntryId, Millis};
use serde::{Deserialize, Serialize};

const TIE_DIGITS: u32 = 4;

/// By time; of two words of the same millisecond, by some letters of their entries' ids, which are
/// as much the same everywhere as the ids are. Written in about thirteen letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stamp {
    at: Millis,
    tie: u32,
}

impl Stamp {
    pub fn new(at: Millis, entry: EntryId) -> Self {
        let low = (1 << (6 * TIE_DIGITS)) - 1;
        let tie = (entry.as_uuid().as_u128() & low) as u32;
        Self { at, tie }
    }

    pub fn at(self) -> Millis {
        self.at
    }

    pub(crate) fn write(self, out: &mut Writer) {
        out.signed(self.at.0);
        out.fixed(self.tie.into(), TIE_DIGITS);
    }

    /// Nearer to a day than to the beginning of time: shorter.
    pub(crate) fn write_beside(self, day: Day, out: &mut Writer) {
        out.signed(self.at.0.wrapping_sub(day.start().0));
        out.fixed(self.tie.into(), TIE_DIGITS);
    }

    pub(crate) fn read_beside(day: Day, from: &mut Reader<'_>) -> Option<Self> {
        let at = Millis(from.signed()?.wrapping_add(day.start().0));
        let tie = u32::try_from(from.fixed(TIE_DIGITS)?).ok()?;
        Some(Self { at, tie })
    }

    /// An id that makes the same stamp, for those who know records in their first form only.
    pub(crate) fn as_entry(self) -> EntryId {
        EntryId::of_bits(self.tie.into())
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Option<Self> {
        let at = Millis(from.signed()?);
        let tie = u32::try_from(from.fixed(TIE_DIGITS)?).ok()?;
        Some(Self { at, tie })
    }
}

impl From<When> for Stamp {
    fn from((at, entry): When) -> Self {
        Self::new(at, entry)
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> String {
        let mut out = Writer::default();
        stamp.write(&mut out);
        out.0
    }
}

impl TryFrom<String> for Stamp {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut from = Reader::new(&text);
        let stamp = Self::read(&mut from).filter(|_| from.is_at_end());
        stamp.ok_or("not a time with four letters")
    }
}

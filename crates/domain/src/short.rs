//! Numbers in as few letters as JSON takes unescaped: digits of base 64, six bits each.
use crate::{EntryId, Millis};

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Digits of a 128-bit id.
const ID_DIGITS: u32 = 22;
/// Set where another digit of the same number follows; five bits are left for the number.
const MORE: u8 = 32;

/// Writes one after the other what [`Reader`] reads in the same order.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub String);

impl Writer {
    fn digit(&mut self, digit: u8) {
        self.0.push(DIGITS[usize::from(digit & 63)] as char);
    }

    /// Any number, small ones in one digit: five bits a digit, the lowest first.
    pub fn number(&mut self, number: impl Into<u128>) {
        let mut rest = number.into();
        loop {
            let five = (rest & 31) as u8;
            rest >>= 5;
            self.digit(if rest > 0 { five | MORE } else { five });
            if rest == 0 {
                return;
            }
        }
    }

    /// A number with its sign, near zero in one digit.
    pub fn signed(&mut self, number: i64) {
        let zigzag = (number << 1) ^ (number >> 63);
        self.number(zigzag.cast_unsigned());
    }

    /// The low bits of a number in exactly so many digits, the highest first.
    pub fn fixed(&mut self, number: u128, digits: u32) {
        for place in (0..digits).rev() {
            self.digit((number >> (6 * place)) as u8 & 63);
        }
    }

    pub fn entry(&mut self, id: EntryId) {
        self.fixed(id.as_uuid().as_u128(), ID_DIGITS);
    }

    /// A time near the one that the entry's id tells.
    pub fn time_beside(&mut self, at: Millis, id: EntryId) {
        self.signed(at.0.wrapping_sub(made_about(id)));
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// What stands behind the numbers, a text of its own.
    pub fn rest(self) -> &'a str {
        self.0
    }

    pub fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn digit(&mut self) -> Option<u8> {
        let first = *self.0.as_bytes().first()?;
        let digit = match first {
            b'A'..=b'Z' => first - b'A',
            b'a'..=b'z' => first - b'a' + 26,
            b'0'..=b'9' => first - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        self.0 = &self.0[1..];
        Some(digit)
    }

    pub fn number<T: TryFrom<u128>>(&mut self) -> Option<T> {
        let mut number: u128 = 0;
        let mut shift = 0;
        loop {
            let digit = self.digit()?;
            let five = u128::from(digit & 31);
            if shift > 123 && five >> (128 - shift) != 0 {
                return None;
            }
            number |= five << shift;
            if digit & MORE == 0 {
                return T::try_from(number).ok();
            }
            shift += 5;
            if shift >= 128 {
                return None;
            }
        }
    }

    pub fn signed(&mut self) -> Option<i64> {
        let zigzag: u64 = self.number()?;
        Some((zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed())
    }

    pub fn fixed(&mut self, digits: u32) -> Option<u128> {
        let mut number: u128 = 0;
        for _ in 0..digits {
            number = (number << 6) | u128::from(self.digit()?);
        }
        Some(number)
    }

    pub fn entry(&mut self) -> Option<EntryId> {
        self.fixed(ID_DIGITS).map(EntryId::of_bits)
    }

    pub fn time_beside(&mut self, id: EntryId) -> Option<Millis> {
        Some(Millis(self.signed()?.wrapping_add(made_about(id))))
    }
}

/// The time in a UUIDv7; of an id made otherwise, some number that is always the same.
fn made_about(id: EntryId) -> i64 {
    (id.as_uuid().as_u128() >> 80) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(
            number in any::<u128>(), signed in any::<i64>(), bits in any::<u128>(), at in any::<i64>(),
            digits in 1u32..8,
        ) {
            let (id, at) = (EntryId::of_bits(bits), Millis(at));
            let low = bits & ((1 << (6 * digits)) - 1);
            let mut writer = Writer::default();
            writer.number(number);
            writer.signed(signed);
            writer.entry(id);
            writer.time_beside(at, id);
            writer.fixed(bits, digits);
            let mut reader = Reader::new(&writer.0);
            prop_assert_eq!(reader.number::<u128>(), Some(number));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.entry(), Some(id));
            prop_assert_eq!(reader.time_beside(id), Some(at));
            prop_assert_eq!(reader.fixed(digits), Some(low));
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn whatever_stands_there_is_read_or_not(text in "[A-Za-z0-9_ -]{0,60}") {
            let mut reader = Reader::new(&text);
            while reader.number::<u16>().is_some() || reader.signed().is_some() {}
        }
    }

    #[test]
    fn small_numbers_are_one_letter() {
        let mut writer = Writer::default();
        writer.number(31u32);
        writer.signed(-16);
        assert_eq!(writer.0.len(), 2);
    }
}

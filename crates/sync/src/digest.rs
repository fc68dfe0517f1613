//! The digest of a scope: a count and a wrapping sum, so that it can be kept by difference.
use domain::Seq;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Digest {
    pub count: u64,
    /// Wrapping sum of 64-bit hashes of (kind, id, seq).
    pub sum: u64,
}

impl Digest {
    /// `key` as a record's key is written, also where only a newer server knows it.
    pub fn add(&mut self, key: &impl fmt::Display, seq: Seq) {
        self.count = self.count.wrapping_add(1);
        self.sum = self.sum.wrapping_add(of(key, seq));
    }

    pub fn remove(&mut self, key: &impl fmt::Display, seq: Seq) {
        self.count = self.count.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(of(key, seq));
    }

    /// The digest of two scopes together.
    pub fn join(&mut self, other: Digest) {
        self.count = self.count.wrapping_add(other.count);
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

fn of(key: &impl fmt::Display, seq: Seq) -> u64 {
    hash(format!("{key}@{}", seq.0).as_bytes())
}

/// FNV-1a, 64 bits, with a final mix so that sums of near keys do not cancel.
/// Guards against loss, not against attack: the server is trusted.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RecordKey;

    #[test]
    fn what_is_added_and_removed_leaves_nothing_and_order_does_not_matter() {
        let keys =
            ["household:a", "household:b", "village:a"].map(|key| RecordKey::parse(key).unwrap());
        let mut one = Digest::default();
        let mut two = Digest::default();
        for (n, key) in keys.iter().enumerate() {
            one.add(key, Seq(n as u64));
        }
        for (n, key) in keys.iter().enumerate().rev() {
            two.add(key, Seq(n as u64));
        }
        assert_eq!(one, two);
        two.remove(&keys[0], Seq(0));
        assert_ne!(one, two);
        one.remove(&keys[0], Seq(0));
        assert_eq!(one, two);
    }
}

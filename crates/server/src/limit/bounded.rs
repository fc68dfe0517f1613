//! A table with a limited number of keys, stored as hashes. Keys used lately stay.
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};

/// Keys in one generation. A table holds at most two generations, about 50 bytes for each key.
const GENERATION_LIMIT: usize = 10_000;

/// When the young generation is full, it becomes the old one and the former old one is dropped. So
/// invented keys cost only their own places. The hashes use a secret of this process, so that
/// nobody can choose keys that collide.
pub struct Bounded<V> {
    hasher: RandomState,
    young: HashMap<u64, V>,
    old: HashMap<u64, V>,
}

impl<V> Default for Bounded<V> {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }
}

impl<V: Default> Bounded<V> {
    /// The value of a key, which now counts as used lately.
    pub fn touch(&mut self, key: impl Hash) -> &mut V {
        let key = self.hasher.hash_one(key);
        if !self.young.contains_key(&key) {
            let value = self.old.remove(&key).unwrap_or_default();
            if self.young.len() >= GENERATION_LIMIT {
                self.old = std::mem::take(&mut self.young);
            }
            self.young.insert(key, value);
        }
        self.young.entry(key).or_default()
    }

    /// The value of a key if it is there. This does not keep it longer.
    pub fn get(&self, key: impl Hash) -> Option<&V> {
        let key = self.hasher.hash_one(key);
        self.young.get(&key).or_else(|| self.old.get(&key))
    }

    pub fn keys(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

impl<V: Default> fmt::Debug for Bounded<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bounded({} keys)", self.keys())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_keys_is_dropped_and_keys_in_use_stay() {
        let mut table: Bounded<u32> = Bounded::default();
        *table.touch("an office") = 7;
        for number in 0..10 * GENERATION_LIMIT {
            *table.touch(("made up", number)) = 1;
            assert_eq!(table.get("an office"), Some(&7), "{number}");
            if number % 1_000 == 0 {
                table.touch("an office");
            }
            assert!(table.keys() <= 2 * GENERATION_LIMIT);
        }
        assert_eq!(table.get(("made up", 0)), None);
    }
}

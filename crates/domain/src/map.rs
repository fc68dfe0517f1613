//! The ordered map of records: the library's, and on the phone a sorted list that reads the same.
//!
//! The library's tree is compiled anew for each pair of types; its thirty kinds in records and
//! operations were a tenth of what the phone downloads. Maps of a record are short, and the phone's
//! book of some thousand records is filled once. `litemap` would do but for its form: it writes an
//! empty map as `[]`.

#[cfg(not(target_arch = "wasm32"))]
pub use std::collections::BTreeMap as Map;

#[cfg(target_arch = "wasm32")]
pub use sorted::Map;

#[cfg(any(test, target_arch = "wasm32"))]
mod sorted {
    use serde::de::{MapAccess, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::borrow::Borrow;
    use std::{fmt, marker::PhantomData, mem, ops::Index};

    /// Pairs in the order of their keys, each key once.
    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Map<K, V>(Vec<(K, V)>);

    impl<K, V> Map<K, V> {
        pub const fn new() -> Self {
            Self(Vec::new())
        }

        pub fn len(&self) -> usize {
            self.0.len()
        }

        pub fn is_empty(&self) -> bool {
            self.0.is_empty()
        }

        pub fn clear(&mut self) {
            self.0.clear();
        }

        pub fn iter(&self) -> Iter<'_, K, V> {
            self.0.iter().map(pair)
        }

        pub fn iter_mut(&mut self) -> IterMut<'_, K, V> {
            self.0.iter_mut().map(pair_mut)
        }

        pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
            self.0.iter().map(|(key, _)| key)
        }

        pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
            self.0.iter().map(|(_, value)| value)
        }

        pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
            self.0.iter_mut().map(|(_, value)| value)
        }

        pub fn into_values(self) -> impl DoubleEndedIterator<Item = V> {
            self.0.into_iter().map(|(_, value)| value)
        }

        pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
            self.0.retain_mut(|(key, value)| keep(key, value));
        }
    }

    impl<K: Ord, V> Map<K, V> {
        fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
        where
            K: Borrow<Q>,
        {
            self.0
                .binary_search_by(|(known, _)| known.borrow().cmp(key))
        }

        pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
        where
            K: Borrow<Q>,
        {
            self.place(key).ok().map(|place| &self.0[place].1)
        }

        pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
        where
            K: Borrow<Q>,
        {
            self.place(key).ok().map(|place| &mut self.0[place].1)
        }

        pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
        where
            K: Borrow<Q>,
        {
            self.place(key).is_ok()
        }

        pub fn insert(&mut self, key: K, value: V) -> Option<V> {
            // What comes in order, as from the shelf, needs no search.
            if self.0.last().is_none_or(|(last, _)| *last < key) {
                self.0.push((key, value));
                return None;
            }
            match self.place(&key) {
                Ok(place) => Some(mem::replace(&mut self.0[place].1, value)),
                Err(place) => {
                    self.0.insert(place, (key, value));
                    None
                }
            }
        }

        pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
        where
            K: Borrow<Q>,
        {
            self.place(key).ok().map(|place| self.0.remove(place).1)
        }

        pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
            Entry {
                place: self.place(&key),
                key,
                map: self,
            }
        }
    }

    /// A place for a key, there already or not.
    #[derive(Debug)]
    pub struct Entry<'a, K, V> {
        map: &'a mut Map<K, V>,
        key: K,
        place: Result<usize, usize>,
    }

    impl<'a, K: Ord, V> Entry<'a, K, V> {
        pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'a mut V {
            let place = match self.place {
                Ok(place) => place,
                Err(place) => {
                    self.map.0.insert(place, (self.key, make()));
                    place
                }
            };
            &mut self.map.0[place].1
        }

        pub fn or_insert(self, value: V) -> &'a mut V {
            self.or_insert_with(|| value)
        }

        pub fn or_default(self) -> &'a mut V
        where
            V: Default,
        {
            self.or_insert_with(V::default)
        }

        #[must_use]
        pub fn and_modify(self, change: impl FnOnce(&mut V)) -> Self {
            if let Ok(place) = self.place {
                change(&mut self.map.0[place].1);
            }
            self
        }
    }

    impl<K, V> Default for Map<K, V> {
        fn default() -> Self {
            Self::new()
        }
    }

    impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_map().entries(self.iter()).finish()
        }
    }

    impl<K: Borrow<Q> + Ord, Q: Ord + ?Sized, V> Index<&Q> for Map<K, V> {
        type Output = V;
        fn index(&self, key: &Q) -> &V {
            self.get(key)
                .expect("as of the library's map: whoever indexes knows the key")
        }
    }

    impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
        fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
            for (key, value) in pairs {
                self.insert(key, value);
            }
        }
    }

    impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
        fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
            let mut map = Self::new();
            map.extend(pairs);
            map
        }
    }

    type Pair<'a, K, V> = fn(&'a (K, V)) -> (&'a K, &'a V);
    type PairMut<'a, K, V> = fn(&'a mut (K, V)) -> (&'a K, &'a mut V);
    type Iter<'a, K, V> = std::iter::Map<std::slice::Iter<'a, (K, V)>, Pair<'a, K, V>>;
    type IterMut<'a, K, V> = std::iter::Map<std::slice::IterMut<'a, (K, V)>, PairMut<'a, K, V>>;

    fn pair<K, V>(pair: &(K, V)) -> (&K, &V) {
        (&pair.0, &pair.1)
    }

    fn pair_mut<K, V>(pair: &mut (K, V)) -> (&K, &mut V) {
        (&pair.0, &mut pair.1)
    }

    impl<K, V> IntoIterator for Map<K, V> {
        type Item = (K, V);
        type IntoIter = std::vec::IntoIter<(K, V)>;
        fn into_iter(self) -> Self::IntoIter {
            self.0.into_iter()
        }
    }

    impl<'a, K, V> IntoIterator for &'a Map<K, V> {
        type Item = (&'a K, &'a V);
        type IntoIter = Iter<'a, K, V>;
        fn into_iter(self) -> Self::IntoIter {
            self.0.iter().map(pair)
        }
    }

    impl<'a, K, V> IntoIterator for &'a mut Map<K, V> {
        type Item = (&'a K, &'a mut V);
        type IntoIter = IterMut<'a, K, V>;
        fn into_iter(self) -> Self::IntoIter {
            self.0.iter_mut().map(pair_mut)
        }
    }

    impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.iter())
        }
    }

    impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Reader(PhantomData))
        }
    }

    struct Reader<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Reader<K, V> {
        type Value = Map<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
            let mut map = Map::new();
            while let Some((key, value)) = access.next_entry()? {
                map.insert(key, value);
            }
            Ok(map)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sorted::Map;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[derive(Clone, Debug)]
    enum Step {
        Insert(u8, u8),
        Remove(u8),
        Add(u8, u8),
        Keep(u8),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0u8..12, any::<u8>()).prop_map(|(key, value)| Step::Insert(key, value)),
            (0u8..12).prop_map(Step::Remove),
            (0u8..12, any::<u8>()).prop_map(|(key, value)| Step::Add(key, value)),
            (1u8..4).prop_map(Step::Keep),
        ]
    }

    proptest! {
        #[test]
        fn the_sorted_list_is_the_librarys_map(steps in prop::collection::vec(step(), 0..60)) {
            let (mut list, mut tree) = (Map::new(), BTreeMap::new());
            for step in steps {
                match step {
                    Step::Insert(key, value) => prop_assert_eq!(list.insert(key, value), tree.insert(key, value)),
                    Step::Remove(key) => prop_assert_eq!(list.remove(&key), tree.remove(&key)),
                    Step::Add(key, value) => {
                        let (ours, theirs) = (list.entry(key).or_default(), tree.entry(key).or_default());
                        (*ours, *theirs) = (ours.wrapping_add(value), theirs.wrapping_add(value));
                    }
                    Step::Keep(by) => {
                        list.retain(|key, _| !key.is_multiple_of(by) || by == 1);
                        tree.retain(|key, _| !key.is_multiple_of(by) || by == 1);
                    }
                }
                prop_assert!(list.iter().eq(tree.iter()));
            }
            let json = serde_json::to_string(&list).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&tree).unwrap());
            prop_assert_eq!(serde_json::from_str::<Map<u8, u8>>(&json).unwrap(), list);
        }
    }
}

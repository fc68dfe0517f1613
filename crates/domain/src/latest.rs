//! The later word stands: whichever arrives first, and whichever households are merged.
use crate::{EntryId, Map, Millis, Stamp};

/// When something was said, for whoever asks which of two words is the later one: its fixed time,
/// then what tells entries of the same time apart.
pub(crate) trait SaidAt {
    type When<'a>: Ord
    where
        Self: 'a;

    fn when(&self) -> Self::When<'_>;
}

impl SaidAt for Stamp {
    type When<'a> = Stamp;

    fn when(&self) -> Stamp {
        *self
    }
}

impl SaidAt for (Millis, EntryId) {
    type When<'a> = Self;

    fn when(&self) -> Self {
        *self
    }
}

/// The last word on something, and when it was said: kept also where the word was to take it away.
///
/// Records keep both in places of their own, as they always did; this is how they are told and
/// joined. Of no word said, any word is the later one.
pub(crate) struct Latest<'a, T, W> {
    word: &'a mut T,
    said: &'a mut Option<W>,
}

impl<'a, T: Clone, W: SaidAt + Clone> Latest<'a, T, W> {
    pub fn new(word: &'a mut T, said: &'a mut Option<W>) -> Self {
        Self { word, said }
    }

    /// Takes a word in, unless a later one is known; says whether it stands.
    pub fn tell(self, word: T, said: W) -> bool {
        let stands = !is_later(self.said.as_ref(), Some(&said));
        if stands {
            (*self.word, *self.said) = (word, Some(said));
        }
        stands
    }

    /// Takes in the last word of another record on the same; says whether it stands.
    pub fn join(self, word: &T, said: Option<&W>) -> bool {
        let stands = is_later(said, self.said.as_ref());
        if stands {
            self.word.clone_from(word);
            *self.said = said.cloned();
        }
        stands
    }
}

/// Words that say themselves when they were said, each on something of its own.
pub(crate) struct LatestEach<'a, K, V>(pub &'a mut Map<K, V>);

impl<K: Ord + Clone, V: SaidAt + Clone> LatestEach<'_, K, V> {
    pub fn tell(&mut self, of: &K, word: V) -> bool {
        let stands = !is_later(self.0.get(of), Some(&word));
        if stands {
            self.0.insert(of.clone(), word);
        }
        stands
    }

    pub fn join(&mut self, others: &Map<K, V>) {
        for (of, word) in others {
            if is_later(Some(word), self.0.get(of)) {
                self.0.insert(of.clone(), word.clone());
            }
        }
    }
}

/// One such word.
pub(crate) fn tell_one<V: SaidAt>(known: &mut Option<V>, word: V) {
    if !is_later(known.as_ref(), Some(&word)) {
        *known = Some(word);
    }
}

/// Whether one word was said after another; what nobody said is the earliest.
pub(crate) fn is_later<V: SaidAt>(one: Option<&V>, other: Option<&V>) -> bool {
    one.map(V::when) > other.map(V::when)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stamp(at: i64, of: u8) -> Stamp {
        Stamp::new(Millis(at), EntryId::made(Millis(at), [of; 10]))
    }

    type Word = (Option<u8>, Option<Stamp>);

    fn told(words: &[(Option<u8>, Stamp)]) -> Word {
        let mut known: Word = (None, None);
        for (word, said) in words {
            Latest::new(&mut known.0, &mut known.1).tell(*word, *said);
        }
        known
    }

    proptest! {
        #[test]
        fn neither_arrival_nor_joining_has_an_order(
            raw in prop::collection::vec((prop::option::of(any::<u8>()), 0i64..4), 1..8),
            turn in 0usize..8, cut in 0usize..8,
        ) {
            let words: Vec<_> = (0u8..).zip(raw).map(|(of, (word, at))| (word, stamp(at, of))).collect();
            let mut turned = words.clone();
            turned.rotate_left(turn % words.len());
            turned.reverse();
            prop_assert_eq!(told(&words), told(&turned));
            let last = words.iter().max_by_key(|it| it.1).copied();
            prop_assert_eq!(told(&words), last.map_or((None, None), |(word, said)| (word, Some(said))));
            let (some, others) = words.split_at(cut % words.len());
            let joined = |one: &[_], other: &[_]| {
                let (mut known, other) = (told(one), told(other));
                Latest::new(&mut known.0, &mut known.1).join(&other.0, other.1.as_ref());
                known
            };
            prop_assert_eq!(joined(some, others), told(&words));
            prop_assert_eq!(joined(others, some), told(&words));
        }
    }
}

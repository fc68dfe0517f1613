//! Putting a few things in order.

/// Sorts by a key, keeping the order of equals: an insertion sort.
///
/// For the short lists of a record, which are nearly in order already. The library's sort would
/// be compiled anew for each kind of thing, together a twentieth of what the phone downloads.
pub fn put_in_order<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..items.len() {
        let mut place = end;
        while place > 0 && key(&items[place - 1]) > key(&items[place]) {
            items.swap(place - 1, place);
            place -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn orders_as_the_library_does(mut items in prop::collection::vec((0u8..9, any::<u8>()), 0..40)) {
            let mut sorted = items.clone();
            sorted.sort_by_key(|(key, _)| *key);
            put_in_order(&mut items, |(key, _)| *key);
            prop_assert_eq!(items, sorted);
        }
    }
}

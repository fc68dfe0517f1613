//! What the people of two households say about their being one.
use std::collections::HashSet;
use vietnamese::identity_key;

/// Whether both name people, and none in both.
pub(crate) fn are_strangers<'a>(
    left: impl Iterator<Item = &'a str>,
    right: impl Iterator<Item = &'a str>,
) -> bool {
    let left: HashSet<String> = left.map(identity_key).collect();
    let right: HashSet<String> = right.map(identity_key).collect();
    !left.is_empty() && !right.is_empty() && left.is_disjoint(&right)
}

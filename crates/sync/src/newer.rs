//! Reading values from a newer version, so that an unreadable one does not spoil the rest.
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// Reads a list and leaves out the elements that cannot be read.
pub(crate) fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let all = Vec::<Box<RawValue>>::deserialize(deserializer)?;
    Ok(all.iter().filter_map(|one| read(one)).collect())
}

/// Returns `None` when the value has another shape.
pub(crate) fn read<T: DeserializeOwned>(raw: &RawValue) -> Option<T> {
    domain::json::from_str(raw.get()).ok()
}

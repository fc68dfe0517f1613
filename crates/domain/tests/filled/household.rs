//! A household of which every field says something, for tests that a later field must not pass by.
use domain::Household;
use serde::de::{Deserialize, Deserializer, Error, Visitor, value};
use serde::forward_to_deserialize_any;

/// The record as JSON, in the form that is easiest to write.
pub const FILLED: &str = include_str!("household.json");

/// The names of all fields that a household has, as they are written.
pub fn fields() -> &'static [&'static str] {
    let mut asked = Asked(&[]);
    let _ = Household::deserialize(&mut asked);
    asked.0
}

/// Is asked for a struct, remembers its fields and has nothing to give.
struct Asked(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut Asked {
    type Error = value::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0 = fields;
        Err(Error::custom("only its fields were asked for"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("not a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

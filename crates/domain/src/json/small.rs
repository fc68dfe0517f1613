//! A small reader of JSON into any type, for the phone.
use super::scan::{Number, Reader};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::{borrow::Cow, fmt};

/// How `serde_json`'s raw values ask for the text as it stands.
const RAW: &str = "$serde_json::private::RawValue";

/// The text is not JSON, or not of the shape asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JsonProblem;

impl fmt::Display for JsonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

impl std::error::Error for JsonProblem {}

impl de::Error for JsonProblem {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        JsonProblem
    }

    fn invalid_type(_found: de::Unexpected<'_>, _wanted: &dyn de::Expected) -> Self {
        JsonProblem
    }

    fn invalid_value(_found: de::Unexpected<'_>, _wanted: &dyn de::Expected) -> Self {
        JsonProblem
    }

    fn invalid_length(_found: usize, _wanted: &dyn de::Expected) -> Self {
        JsonProblem
    }

    fn unknown_variant(_found: &str, _wanted: &'static [&'static str]) -> Self {
        JsonProblem
    }

    fn unknown_field(_found: &str, _wanted: &'static [&'static str]) -> Self {
        JsonProblem
    }

    fn missing_field(_field: &'static str) -> Self {
        JsonProblem
    }

    fn duplicate_field(_field: &'static str) -> Self {
        JsonProblem
    }
}

/// Reads one value and nothing after it.
///
/// # Errors
/// When the text is not JSON or not of the type's shape.
pub fn from_str<'de, T: de::Deserialize<'de>>(text: &'de str) -> Result<T, JsonProblem> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(JsonProblem),
    }
}

fn visit_text<'de, V: Visitor<'de>>(
    text: Cow<'de, str>,
    visitor: V,
) -> Result<V::Value, JsonProblem> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

macro_rules! numbers {
        ($($method:ident)+) => {$(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
                match self.number()? {
                    Number::Positive(number) => visitor.visit_u64(number),
                    Number::Negative(number) => visitor.visit_i64(number),
                }
            }
        )+};
    }

macro_rules! texts {
        ($($method:ident)+) => {$(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
                visit_text(self.string()?, visitor)
            }
        )+};
    }

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonProblem;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }
    texts! { deserialize_str deserialize_string deserialize_identifier deserialize_char }
    forward_to_deserialize_any! { bytes byte_buf f32 f64 i128 u128 }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        match self.peek().ok_or(JsonProblem)? {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        visitor.visit_bool(self.bool()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        if self.peek() == Some(b'n') {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        if name == RAW {
            return visitor.visit_map(Raw(Some(self.skip()?)));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        self.open(b'[')?;
        let mut items = Items {
            reader: self,
            first: true,
            done: false,
        };
        let value = visitor.visit_seq(&mut items)?;
        items.finish()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        self.open(b'{')?;
        let mut fields = Fields {
            reader: self,
            first: true,
            done: false,
        };
        let value = visitor.visit_map(&mut fields)?;
        fields.finish()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        if self.peek() == Some(b'"') {
            let name = self.string()?;
            return visitor.visit_enum(StrDeserializer::<JsonProblem>::new(&name));
        }
        self.open(b'{')?;
        let value = visitor.visit_enum(&mut *self)?;
        self.depth -= 1;
        self.expect(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonProblem> {
        self.skip()?;
        visitor.visit_unit()
    }
}

struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
    done: bool,
}

impl Items<'_, '_> {
    /// A list must have been read to its end.
    fn finish(&mut self) -> Result<(), JsonProblem> {
        self.reader.depth -= 1;
        if self.done {
            Ok(())
        } else {
            self.reader.expect(b']')
        }
    }

    fn next(&mut self) -> Result<bool, JsonProblem> {
        self.done = self.done || !self.reader.next(&mut self.first, b']')?;
        Ok(!self.done)
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = JsonProblem;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, JsonProblem> {
        if self.next()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

struct Fields<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
    done: bool,
}

impl Fields<'_, '_> {
    fn finish(&mut self) -> Result<(), JsonProblem> {
        self.reader.depth -= 1;
        if self.done {
            Ok(())
        } else {
            self.reader.expect(b'}')
        }
    }

    fn next(&mut self) -> Result<bool, JsonProblem> {
        self.done = self.done || !self.reader.next(&mut self.first, b'}')?;
        if !self.done && self.reader.peek() != Some(b'"') {
            return Err(JsonProblem);
        }
        Ok(!self.done)
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = JsonProblem;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, JsonProblem> {
        if self.next()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, JsonProblem> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant with content: `{"Variant": content}`, the bracket already taken.
impl<'de> EnumAccess<'de> for &mut Reader<'de> {
    type Error = JsonProblem;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), JsonProblem> {
        let variant = seed.deserialize(&mut *self)?;
        self.expect(b':')?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Reader<'de> {
    type Error = JsonProblem;

    fn unit_variant(self) -> Result<(), JsonProblem> {
        self.peek();
        self.word("null")
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, JsonProblem> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonProblem> {
        self.deserialize_map(visitor)
    }
}

/// The text of a value as it stands, in the one shape that raw values ask for.
struct Raw<'de>(Option<&'de str>);

impl<'de> MapAccess<'de> for Raw<'de> {
    type Error = JsonProblem;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, JsonProblem> {
        match self.0 {
            Some(_) => seed
                .deserialize(BorrowedStrDeserializer::new(RAW))
                .map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, JsonProblem> {
        let text = self.0.take().ok_or(JsonProblem)?;
        seed.deserialize(BorrowedStrDeserializer::new(text))
    }
}

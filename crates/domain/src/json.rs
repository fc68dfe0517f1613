//! Reading JSON: `serde_json`, and on the phone a reader a quarter of its size.
//!
//! The phone reads what its own server and its own shelf wrote: no fractions, no positions in
//! errors. What it is told is checked just as strictly.

#[cfg(not(target_arch = "wasm32"))]
pub use serde_json::{Error as JsonProblem, from_str};

#[cfg(target_arch = "wasm32")]
pub use small::{JsonProblem, from_str};

#[cfg(any(test, target_arch = "wasm32"))]
mod small {
    use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
    use serde::de::{
        self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess,
        Visitor,
    };
    use serde::forward_to_deserialize_any;
    use std::{borrow::Cow, fmt};

    /// Deepest nesting that is read.
    const DEPTH_LIMIT: u8 = 64;
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
        let mut reader = Reader {
            text,
            at: 0,
            depth: 0,
        };
        let value = T::deserialize(&mut reader)?;
        match reader.peek() {
            None => Ok(value),
            Some(_) => Err(JsonProblem),
        }
    }

    struct Reader<'de> {
        text: &'de str,
        at: usize,
        depth: u8,
    }

    enum Number {
        Positive(u64),
        Negative(i64),
    }

    impl<'de> Reader<'de> {
        fn byte(&self) -> Option<u8> {
            self.text.as_bytes().get(self.at).copied()
        }

        /// The next byte that is no blank, not taken yet.
        #[inline(never)]
        fn peek(&mut self) -> Option<u8> {
            while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += 1;
            }
            self.byte()
        }

        /// Takes the byte if it comes next.
        fn take(&mut self, wanted: u8) -> bool {
            let there = self.peek() == Some(wanted);
            self.at += usize::from(there);
            there
        }

        fn expect(&mut self, wanted: u8) -> Result<(), JsonProblem> {
            if self.take(wanted) {
                Ok(())
            } else {
                Err(JsonProblem)
            }
        }

        fn word(&mut self, word: &str) -> Result<(), JsonProblem> {
            if !self.text[self.at..].starts_with(word) {
                return Err(JsonProblem);
            }
            self.at += word.len();
            Ok(())
        }

        #[inline(never)]
        fn bool(&mut self) -> Result<bool, JsonProblem> {
            match self.peek() {
                Some(b't') => self.word("true").map(|()| true),
                _ => self.word("false").map(|()| false),
            }
        }

        #[inline(never)]
        fn number(&mut self) -> Result<Number, JsonProblem> {
            let quoted = self.take(b'"');
            self.peek();
            let start = self.at;
            while matches!(
                self.byte(),
                Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
            ) {
                self.at += 1;
            }
            let digits = &self.text[start..self.at];
            if quoted {
                self.expect(b'"')?;
            }
            let bare = digits.strip_prefix('-').unwrap_or(digits);
            if !bare.starts_with(|c: char| c.is_ascii_digit())
                || (bare.len() > 1 && bare.starts_with('0'))
            {
                return Err(JsonProblem);
            }
            match digits.parse() {
                Ok(number) => Ok(Number::Positive(number)),
                Err(_) => digits
                    .parse()
                    .map(Number::Negative)
                    .map_err(|_| JsonProblem),
            }
        }

        #[inline(never)]
        fn string(&mut self) -> Result<Cow<'de, str>, JsonProblem> {
            self.expect(b'"')?;
            let start = self.at;
            loop {
                match self.byte().ok_or(JsonProblem)? {
                    b'"' => {
                        let text = &self.text[start..self.at];
                        self.at += 1;
                        return Ok(Cow::Borrowed(text));
                    }
                    b'\\' => return self.escaped(start).map(Cow::Owned),
                    0..0x20 => return Err(JsonProblem),
                    _ => self.at += 1,
                }
            }
        }

        /// The rest of a string that has escapes, from the first of them on.
        #[inline(never)]
        fn escaped(&mut self, mut start: usize) -> Result<String, JsonProblem> {
            let mut text = String::new();
            loop {
                match self.byte().ok_or(JsonProblem)? {
                    b'"' => {
                        text.push_str(&self.text[start..self.at]);
                        self.at += 1;
                        return Ok(text);
                    }
                    b'\\' => {
                        text.push_str(&self.text[start..self.at]);
                        self.at += 1;
                        text.push(self.escape()?);
                        start = self.at;
                    }
                    0..0x20 => return Err(JsonProblem),
                    _ => self.at += 1,
                }
            }
        }

        fn escape(&mut self) -> Result<char, JsonProblem> {
            let byte = self.byte().ok_or(JsonProblem)?;
            self.at += 1;
            Ok(match byte {
                b'"' | b'\\' | b'/' => char::from(byte),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => return self.unicode(),
                _ => return Err(JsonProblem),
            })
        }

        fn unicode(&mut self) -> Result<char, JsonProblem> {
            let first = self.hexadecimal()?;
            if !(0xd800..0xdc00).contains(&first) {
                return char::from_u32(first).ok_or(JsonProblem);
            }
            self.word("\\u")?;
            let second = self.hexadecimal()?.checked_sub(0xdc00).ok_or(JsonProblem)?;
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second).ok_or(JsonProblem)
        }

        fn hexadecimal(&mut self) -> Result<u32, JsonProblem> {
            let digits = self.text.get(self.at..self.at + 4).ok_or(JsonProblem)?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(JsonProblem);
            }
            self.at += 4;
            u32::from_str_radix(digits, 16).map_err(|_| JsonProblem)
        }

        /// Passes over one value; its text as it stands.
        #[inline(never)]
        fn skip(&mut self) -> Result<&'de str, JsonProblem> {
            self.peek();
            let start = self.at;
            match self.byte().ok_or(JsonProblem)? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => self.skip_nested()?,
                b't' | b'f' => drop(self.bool()?),
                b'n' => self.word("null")?,
                _ => self.skip_number()?,
            }
            Ok(&self.text[start..self.at])
        }

        /// Of any size, with a fraction or an exponent: this version writes none, a later one may.
        fn skip_number(&mut self) -> Result<(), JsonProblem> {
            self.at += usize::from(self.byte() == Some(b'-'));
            let leading = self.byte();
            if self.digits()? > 1 && leading == Some(b'0') {
                return Err(JsonProblem);
            }
            if self.byte() == Some(b'.') {
                self.at += 1;
                self.digits()?;
            }
            if matches!(self.byte(), Some(b'e' | b'E')) {
                self.at += 1;
                self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
                self.digits()?;
            }
            Ok(())
        }

        /// How many there are, at least one.
        fn digits(&mut self) -> Result<usize, JsonProblem> {
            let start = self.at;
            while matches!(self.byte(), Some(b'0'..=b'9')) {
                self.at += 1;
            }
            match self.at - start {
                0 => Err(JsonProblem),
                count => Ok(count),
            }
        }

        fn skip_nested(&mut self) -> Result<(), JsonProblem> {
            let is_map = self.byte() == Some(b'{');
            let end = if is_map { b'}' } else { b']' };
            self.open(if is_map { b'{' } else { b'[' })?;
            let mut first = true;
            while self.next(&mut first, end)? {
                if is_map {
                    self.string()?;
                    self.expect(b':')?;
                }
                self.skip()?;
            }
            self.depth -= 1;
            Ok(())
        }

        #[inline(never)]
        fn open(&mut self, bracket: u8) -> Result<(), JsonProblem> {
            self.expect(bracket)?;
            self.depth += 1;
            if self.depth > DEPTH_LIMIT {
                Err(JsonProblem)
            } else {
                Ok(())
            }
        }

        /// Whether another element follows; takes the comma before it, or the bracket at the end.
        #[inline(never)]
        fn next(&mut self, first: &mut bool, end: u8) -> Result<bool, JsonProblem> {
            if self.take(end) {
                return Ok(false);
            }
            if !std::mem::take(first) {
                self.expect(b',')?;
            }
            Ok(true)
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

        fn deserialize_ignored_any<V: Visitor<'de>>(
            self,
            visitor: V,
        ) -> Result<V::Value, JsonProblem> {
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
}

#[cfg(test)]
mod tests {
    use super::small::from_str;
    use crate::{Entry, Household};
    use proptest::prelude::*;
    use serde::de::IgnoredAny;
    use serde_json::{Value, json, value::RawValue};

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-z\"\\\\\n]{0,5}", inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn reads_what_the_library_writes(value in value()) {
            prop_assert_eq!(from_str::<Value>(&value.to_string()).unwrap(), value.clone());
            prop_assert_eq!(from_str::<Value>(&serde_json::to_string_pretty(&value).unwrap()).unwrap(), value);
        }

        #[test]
        fn takes_nothing_that_the_library_refuses(text in "[\\[\\]{}\",:0-9a-z \\\\.-]{0,24}") {
            let ours = from_str::<Value>(&text).is_ok();
            prop_assert!(!ours || serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
            let passed_over = from_str::<Box<RawValue>>(&text).is_ok();
            prop_assert!(!passed_over || serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn passes_over_numbers_that_this_version_never_writes() {
        for number in [
            "1.5",
            "-0.25",
            "6e9",
            "1E-3",
            "12e+4",
            "99999999999999999999999",
            "-0",
        ] {
            let text = format!("{{\"a\":{number},\"b\":[{number}]}}");
            let raw: Box<RawValue> = from_str(&text).expect(number);
            assert_eq!(raw.get(), text);
        }
        for text in ["01", "1.", ".5", "-", "1e", "1e+", "1.5.2", "--1", "0x1"] {
            assert!(from_str::<Box<RawValue>>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn passes_over_all_that_a_later_server_says() {
        #[derive(serde::Deserialize)]
        struct Answer {
            cursor: u64,
            records: Vec<Box<RawValue>>,
        }
        let text = include_str!("../../sync/tests/golden/later-sync-response-1.json");
        let answer: Answer = from_str(text).unwrap();
        assert_eq!((answer.cursor, answer.records.len()), (13, 5));
    }

    #[test]
    fn reads_entries_and_records() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let entry = json!({
            "id": id, "commune": "nghi-son", "author": "quy", "device": "may-1", "at": 1_700_000_000_000_i64,
            "format": 1, "rules": 1, "seen": {"household:h1": 7},
            "operation": {"SkillObserved": {"household": "h1", "resident": "r1", "skill": "tt-quet-vietqr", "level": 2, "seen": true}},
        });
        let text = entry.to_string();
        assert_eq!(
            from_str::<Entry>(&text).unwrap(),
            serde_json::from_str(&text).unwrap()
        );
        let household = json!({
            "id": "h1", "code": "12", "village": "dong", "order": 3, "head": "Bùi Thị Dưỡng", "address": false,
            "place": {"latitude_e6": 19_300_000, "longitude_e6": 105_700_000},
            "status": {"merged-into": "h2"}, "gone": {"r9": "erased", "r8": {"moved-to": "h3"}},
            "months": {"2026-11": {"dong": {"met": 1, "members": {"quy": {"visits": 1}}}}},
            "residents": [{"id": "r1", "name": "Trần \"Hữu\" Đạt\n", "skills": {"tt-quet-vietqr":
                {"last": [2, true, -5, id], "days": [[2, "2026-11-14", "2026-11-14"]]}}}],
        });
        let text = household.to_string();
        assert_eq!(
            from_str::<Household>(&text).unwrap(),
            serde_json::from_str(&text).unwrap()
        );
    }

    #[test]
    fn keeps_a_raw_value_as_it_stands() {
        let raw: Box<RawValue> = from_str(" {\"a\" : [1, \"]\"]} ").unwrap();
        assert_eq!(raw.get(), "{\"a\" : [1, \"]\"]}");
    }

    #[test]
    fn refuses_what_is_cut_too_deep_or_followed_by_more() {
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        for text in [
            "",
            "{",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "\"\\u12\"",
            "\"\\ud800x\"",
            "01",
            "-",
            "1.5",
            "tru",
            "[] []",
            &deep,
        ] {
            assert!(from_str::<Value>(text).is_err(), "{text}");
        }
    }
}

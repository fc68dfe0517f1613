//! Personal data that rules move and never read.
use crate::AccountNumber;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{any::Any, fmt, marker::PhantomData};

/// A value about a person: a name, a phone, a note, a place.
///
/// `None` inside means that it was erased. Nothing in the rules calls [`Personal::reveal`]
/// (`xtask` checks it), so blanking a value changes no record elsewhere and no figure.
///
/// Written as the value itself, or `false` once erased, so that "erased" is never taken for
/// "was never there".
#[derive(Clone, PartialEq, Eq)]
pub struct Personal<T>(Option<T>);

impl<T> Personal<T> {
    pub fn new(value: T) -> Self {
        Self(Some(value))
    }

    pub fn erased() -> Self {
        Self(None)
    }

    /// For screens, exports and search keys only; never for rules.
    pub fn reveal(&self) -> Option<&T> {
        self.0.as_ref()
    }

    pub fn erase(&mut self) {
        self.0 = None;
    }

    pub fn is_erased(&self) -> bool {
        self.0.is_none()
    }

    /// Carries the value into another form; `None` stands for what has no such form.
    pub fn map<U>(self, form: impl FnOnce(T) -> Option<U>) -> Option<Personal<U>> {
        match self.0 {
            Some(value) => form(value).map(Personal::new),
            None => Some(Personal::erased()),
        }
    }
}

/// What can be blanked where it stands: a personal value, or whatever of it there is.
pub trait Erase {
    fn erase(&mut self);

    /// How many values there are, erased ones too.
    fn count(&self) -> usize;

    /// Lends each account number among them. Known by its type, so that none is kept in the open,
    /// whichever operation tells it.
    fn account_numbers(&mut self, lend: &mut dyn FnMut(&mut Personal<AccountNumber>));
}

impl<T: 'static> Erase for Personal<T> {
    fn erase(&mut self) {
        Personal::erase(self);
    }

    fn count(&self) -> usize {
        1
    }

    fn account_numbers(&mut self, lend: &mut dyn FnMut(&mut Personal<AccountNumber>)) {
        if let Some(number) = (self as &mut dyn Any).downcast_mut() {
            lend(number);
        }
    }
}

impl<T: Erase> Erase for Option<T> {
    fn erase(&mut self) {
        self.iter_mut().for_each(Erase::erase);
    }

    fn count(&self) -> usize {
        self.iter().map(Erase::count).sum()
    }

    fn account_numbers(&mut self, lend: &mut dyn FnMut(&mut Personal<AccountNumber>)) {
        self.iter_mut().for_each(|it| it.account_numbers(lend));
    }
}

impl<T: Erase> Erase for Vec<T> {
    fn erase(&mut self) {
        self.iter_mut().for_each(Erase::erase);
    }

    fn count(&self) -> usize {
        self.iter().map(Erase::count).sum()
    }

    fn account_numbers(&mut self, lend: &mut dyn FnMut(&mut Personal<AccountNumber>)) {
        self.iter_mut().for_each(|it| it.account_numbers(lend));
    }
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_bool(false),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

/// Reads a value where it stands; serde's own "untagged" would copy it first and doubles the
/// code that the phone downloads.
struct Reader<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
    type Value = Personal<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a personal value, or false once erased")
    }

    fn visit_bool<E: Error>(self, there: bool) -> Result<Self::Value, E> {
        if there {
            return Err(E::custom("true is no personal value"));
        }
        Ok(Personal::erased())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        T::deserialize(StrDeserializer::new(text)).map(Personal::new)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Personal::new)
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "(personal)"
        } else {
            "(erased)"
        })
    }
}

//! Data objects: two digits of id, two digits of length, then the value, which may hold further
//! objects.
use crate::{Path, Problem};

/// Bytes before the value: two digits of id and two of length.
const HEADER: usize = 4;

/// The objects of one level, at most one of each id.
#[derive(Clone, Copy, Debug)]
pub struct Objects<'a> {
    text: &'a str,
    path: Path,
}

/// One object of a level.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    pub id: u8,
    pub value: &'a str,
    /// The byte in the level at which its id begins.
    pub at: usize,
}

impl<'a> Objects<'a> {
    /// Checks that the ids and lengths of this level add up exactly and that no id occurs twice.
    pub fn read(text: &'a str, path: Path) -> Result<Self, Problem> {
        let objects = Self { text, path };
        let mut seen = [false; 100];
        let mut at = 0;
        let mut last = None;
        while at < text.len() {
            let object = objects.at(at, last)?;
            if std::mem::replace(&mut seen[usize::from(object.id)], true) {
                let path = path.within(object.id);
                return Err(Problem::Twice { path });
            }
            at += HEADER + object.value.len();
            last = Some(object);
        }
        Ok(objects)
    }

    /// The objects in the order of the payload.
    pub fn iter(self) -> impl Iterator<Item = Object<'a>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let object = self.at(at, None).ok().filter(|_| at < self.text.len())?;
            at += HEADER + object.value.len();
            Some(object)
        })
    }

    pub fn get(self, id: u8) -> Option<&'a str> {
        self.iter().find(|it| it.id == id).map(|it| it.value)
    }

    /// The value of a required object.
    pub fn need(self, id: u8) -> Result<&'a str, Problem> {
        let path = self.path.within(id);
        self.get(id).ok_or(Problem::Missing { path })
    }

    /// The value of an optional object, of at most `limit` characters.
    pub fn at_most(self, id: u8, limit: usize) -> Result<Option<&'a str>, Problem> {
        let path = self.path.within(id);
        match self.get(id) {
            Some(value) if value.len() > limit => Err(Problem::ValueTooLong { path, limit }),
            value => Ok(value),
        }
    }

    /// The objects inside the object with this id; `None` if there is no such object.
    pub fn open(self, id: u8) -> Result<Option<Objects<'a>>, Problem> {
        let value = self.get(id);
        value
            .map(|value| Objects::read(value, self.path.within(id)))
            .transpose()
    }

    /// The object that begins at a byte. If none can begin there, the length of the object before
    /// is wrong.
    fn at(self, at: usize, before: Option<Object<'a>>) -> Result<Object<'a>, Problem> {
        let rest = &self.text[at..];
        let header = rest.as_bytes().get(..HEADER);
        let digits = header.filter(|it| it.iter().all(u8::is_ascii_digit));
        let Some([a, b, c, d]) = digits else {
            return Err(match before {
                Some(before) => Problem::WrongLength {
                    path: self.path.within(before.id),
                    declared: before.value.len(),
                    found: self.text.len() - before.at - HEADER,
                },
                None => Problem::NotDigits {
                    path: self.path,
                    at,
                },
            });
        };
        let number = |tens: &u8, ones: &u8| (tens - b'0') * 10 + (ones - b'0');
        let (id, declared) = (number(a, b), usize::from(number(c, d)));
        let path = self.path.within(id);
        let found = rest.len() - HEADER;
        // Every object has a value, so a length of 0 is as wrong as one beyond the end.
        if declared == 0 || declared > found {
            return Err(Problem::WrongLength {
                path,
                declared,
                found,
            });
        }
        let value = &rest[HEADER..HEADER + declared];
        Ok(Object { id, value, at })
    }
}

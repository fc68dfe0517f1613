//! What is wrong with a payload, and where.
use std::error::Error;
use std::fmt;

/// Ids from the outermost object inwards, such as `38.01.01`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Path {
    ids: [u8; Self::DEPTH],
    depth: u8,
}

/// Why a payload is refused, or a payment cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Problem {
    /// The payload is longer than any may be.
    TooLong {
        length: usize,
    },
    /// A byte outside printable ASCII.
    NotAscii {
        at: usize,
    },
    /// At this byte there is something other than the digits of an id and a length.
    NotDigits {
        path: Path,
        at: usize,
    },
    /// The declared length goes beyond the end, or leaves a rest that is not an object.
    WrongLength {
        path: Path,
        declared: usize,
        found: usize,
    },
    /// The same id occurs twice.
    Twice {
        path: Path,
    },
    Missing {
        path: Path,
    },
    /// The format has no object with this id here.
    Unknown {
        path: Path,
    },
    /// Field 00 is not first or field 63 not last.
    Misplaced {
        path: Path,
    },
    /// The checksum does not fit the rest of the payload.
    WrongChecksum {
        computed: u16,
    },
    /// It is a code of another network, not VietQR.
    OtherNetwork,
    /// The field may not have this value.
    WrongValue {
        path: Path,
    },
    /// The value is longer than the field may be.
    ValueTooLong {
        path: Path,
        limit: usize,
    },
}

impl Path {
    /// How deep objects may be nested.
    pub const DEPTH: usize = 3;

    pub(crate) const fn of(ids: &[u8]) -> Self {
        let mut path = Path {
            ids: [0; Self::DEPTH],
            depth: 0,
        };
        while (path.depth as usize) < ids.len() && (path.depth as usize) < Self::DEPTH {
            path.ids[path.depth as usize] = ids[path.depth as usize];
            path.depth += 1;
        }
        path
    }

    /// The path of an object within this one.
    pub(crate) fn within(self, id: u8) -> Self {
        let mut path = self;
        if let Some(place) = path.ids.get_mut(usize::from(self.depth)) {
            *place = id;
            path.depth += 1;
        }
        path
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.ids.iter().take(usize::from(self.depth));
        for (place, id) in ids.enumerate() {
            if place > 0 {
                f.write_str(".")?;
            }
            write!(f, "{id:02}")?;
        }
        Ok(())
    }
}

impl PartialEq<&str> for Path {
    fn eq(&self, other: &&str) -> bool {
        let mut ids = other.split('.');
        let mine = self.ids.iter().take(usize::from(self.depth));
        mine.into_iter()
            .all(|id| ids.next().and_then(|it| it.parse().ok()) == Some(*id))
            && ids.next().is_none()
    }
}

impl Problem {
    /// A stable code, for programs and for support.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::TooLong { .. } => "too-long",
            Problem::NotAscii { .. } => "not-ascii",
            Problem::NotDigits { .. } => "not-digits",
            Problem::WrongLength { .. } => "wrong-length",
            Problem::Twice { .. } => "twice",
            Problem::Missing { .. } => "missing",
            Problem::Unknown { .. } => "unknown",
            Problem::Misplaced { .. } => "misplaced",
            Problem::WrongChecksum { .. } => "wrong-checksum",
            Problem::OtherNetwork => "other-network",
            Problem::WrongValue { .. } => "wrong-value",
            Problem::ValueTooLong { .. } => "value-too-long",
        }
    }

    /// The place of the problem, if it has one.
    pub fn path(&self) -> Option<Path> {
        match self {
            Problem::NotDigits { path, .. }
            | Problem::WrongLength { path, .. }
            | Problem::Twice { path }
            | Problem::Missing { path }
            | Problem::Unknown { path }
            | Problem::Misplaced { path }
            | Problem::WrongValue { path }
            | Problem::ValueTooLong { path, .. } => Some(*path),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::TooLong { length } => write!(f, "{length} characters are too many"),
            Problem::NotAscii { at } => write!(f, "byte {at} is not printable ASCII"),
            Problem::NotDigits { path, at } => {
                write!(f, "no id and length at byte {at} of {path}")
            }
            Problem::WrongLength {
                path,
                declared,
                found,
            } => write!(
                f,
                "{path} declares a length of {declared}, {found} are there"
            ),
            Problem::Twice { path } => write!(f, "{path} comes twice"),
            Problem::Missing { path } => write!(f, "{path} is missing"),
            Problem::Unknown { path } => write!(f, "{path} is not a field of this format"),
            Problem::Misplaced { path } => write!(f, "{path} is not at its place"),
            Problem::WrongChecksum { computed } => {
                write!(f, "the checksum of the rest is {computed:04X}")
            }
            Problem::OtherNetwork => f.write_str("a code of another network, not VietQR"),
            Problem::WrongValue { path } => write!(f, "{path} has a value that it may not have"),
            Problem::ValueTooLong { path, limit } => {
                write!(f, "{path} is longer than {limit} characters")
            }
        }
    }
}

impl Error for Problem {}

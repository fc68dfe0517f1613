//! How a book is written: a visit in some forty letters, a closed month in as many.
use super::home::Home;
use super::months::{Closed, MemberMonth, Sum};
use super::promises::Early;
use super::{Book, Row};
use crate::household::VisitOutcome;
use crate::short::{Reader, Writer};
use crate::{HouseholdId, MemberId, Month, ResidentId, TopicId, VillageId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const OUTCOMES: [VisitOutcome; 4] = [
    VisitOutcome::Met,
    VisitOutcome::Absent,
    VisitOutcome::Refused,
    VisitOutcome::Moved,
];
const DOUBTFUL: u8 = 4;
const REDATED: u8 = 8;

/// The lists stand once, visits and closed months name their places in them:
///
/// - a visit: id, flags (outcome, 4 doubtful, 8 redated), author, home, minutes, time beside the
///   id's, met as bits, topics as bits; where it was redated, by which entry and when;
/// - a closed month: month, village, met, absent, refused, moved, minutes, taught as bits, then how
///   many members with visits, minutes and persons taught, then topics with persons.
#[derive(Serialize, Deserialize)]
struct Written {
    id: HouseholdId,
    homes: Vec<Home>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    authors: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    residents: Vec<ResidentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    topics: Vec<TopicId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    villages: Vec<VillageId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    visits: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    early: Vec<Early>,
}

impl Serialize for Book {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = Written {
            id: self.id.clone(),
            homes: self.homes.clone(),
            authors: self.authors.clone(),
            residents: self.residents.clone(),
            topics: self.topics.clone(),
            villages: self.villages.clone(),
            visits: self.rows.iter().map(write_row).collect(),
            closed: self.closed.iter().map(write_closed).collect(),
            early: self.early.clone(),
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Book {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let rows: Option<Vec<Row>> = written.visits.iter().map(|it| read_row(it)).collect();
        let closed: Option<Vec<Closed>> = written.closed.iter().map(|it| read_closed(it)).collect();
        let (Some(rows), Some(closed)) = (rows, closed) else {
            return Err(de::Error::custom("a visit in a book cannot be read"));
        };
        let book = Book {
            id: written.id,
            homes: written.homes,
            authors: written.authors,
            residents: written.residents,
            topics: written.topics,
            villages: written.villages,
            rows,
            closed,
            early: written.early,
        };
        if book.names_what_is_not_there() {
            return Err(de::Error::custom("a book names what is not in its lists"));
        }
        Ok(book)
    }
}

impl Book {
    /// Of a text that nobody wrote like this: a place beyond the end of its list, homes in a ring.
    fn names_what_is_not_there(&self) -> bool {
        let beyond = |place: u16, length: usize| usize::from(place) >= length;
        let homes = self.homes.iter().enumerate();
        let mut merged = homes.filter_map(|(place, home)| Some((place, home.merged?)));
        let mut rows = self.rows.iter();
        let mut closed = self.closed.iter();
        let authors = self.authors.len();
        self.homes.is_empty()
            || merged.any(|(place, merged)| merged.into >= place)
            || rows.any(|it| beyond(it.author, authors) || beyond(it.home, self.homes.len()))
            || closed.any(|it| {
                beyond(it.village, self.villages.len())
                    || it.sum.members.iter().any(|it| beyond(it.0, authors))
            })
    }
}

fn write_row(row: &Row) -> String {
    let mut out = Writer::default();
    let outcome = OUTCOMES.iter().position(|it| *it == row.outcome);
    let mut flags = u8::try_from(outcome.unwrap_or(0)).unwrap_or(0);
    flags |= if row.doubtful { DOUBTFUL } else { 0 };
    flags |= if row.redated.is_some() { REDATED } else { 0 };
    out.entry(row.id);
    out.number(flags);
    out.number(row.author);
    out.number(row.home);
    out.number(row.minutes);
    out.time_beside(row.at, row.id);
    out.number(row.met);
    out.number(row.topics);
    if let Some((at, entry)) = row.redated {
        out.entry(entry);
        out.time_beside(at, entry);
    }
    out.0
}

fn read_row(text: &str) -> Option<Row> {
    let mut from = Reader::new(text);
    let id = from.entry()?;
    let flags: u8 = from.number()?;
    let mut row = Row {
        id,
        outcome: OUTCOMES[usize::from(flags & 3)],
        doubtful: flags & DOUBTFUL != 0,
        author: from.number()?,
        home: from.number()?,
        minutes: from.number()?,
        at: from.time_beside(id)?,
        met: from.number()?,
        topics: from.number()?,
        redated: None,
    };
    if flags & REDATED != 0 {
        let entry = from.entry()?;
        row.redated = Some((from.time_beside(entry)?, entry));
    }
    from.is_at_end().then_some(row)
}

fn write_closed(closed: &Closed) -> String {
    let mut out = Writer::default();
    let sum = &closed.sum;
    out.signed(closed.month.0.into());
    out.number(closed.village);
    for number in [sum.met, sum.absent, sum.refused, sum.moved, sum.minutes] {
        out.number(number);
    }
    out.number(sum.taught);
    out.number(u32::try_from(sum.members.len()).unwrap_or(u32::MAX));
    for (author, work) in &sum.members {
        out.number(*author);
        for number in [work.visits, work.minutes, work.taught] {
            out.number(number);
        }
    }
    for (topic, people) in &sum.topics {
        out.number(*topic);
        out.number(*people);
    }
    out.0
}

fn read_closed(text: &str) -> Option<Closed> {
    let mut from = Reader::new(text);
    let month = Month(i32::try_from(from.signed()?).ok()?);
    let village = from.number()?;
    let mut sum = Sum {
        met: from.number()?,
        absent: from.number()?,
        refused: from.number()?,
        moved: from.number()?,
        minutes: from.number()?,
        taught: from.number()?,
        ..Sum::default()
    };
    for _ in 0..from.number::<u32>()? {
        let author = from.number()?;
        let work = MemberMonth {
            visits: from.number()?,
            minutes: from.number()?,
            taught: from.number()?,
        };
        sum.members.push((author, work));
    }
    while !from.is_at_end() {
        sum.topics.push((from.number()?, from.number()?));
    }
    Some(Closed {
        month,
        village,
        sum,
    })
}

//! Applying an entry: the only way a record changes.
use crate::book::When;
use crate::household::{Gone, Status};
use crate::rule::Books;
use crate::{
    Book, Catalogue, Day, Entry, EntryId, FORMAT, Household, HouseholdId, Map, MemberId, Millis,
    Operation, RULES, Record, RecordKey, Refusal, RefusalCode, ResidentId, Seq, Settings, SkillId,
    Village, VillageId, Who,
};
use crate::{Class, ClassId, Timetable};
use std::sync::Arc;

/// The records an entry is applied to: loaded, or known to be absent.
#[derive(Clone, Debug, Default)]
pub struct Records {
    known: Map<RecordKey, Option<Arc<Record>>>,
}

impl Records {
    pub fn insert(&mut self, record: impl Into<Arc<Record>>) {
        let record = record.into();
        self.known.insert(record.key(), Some(record));
    }

    pub fn insert_absent(&mut self, key: RecordKey) {
        self.known.insert(key, None);
    }

    /// Adds the records that an operation touches or reads, pointers followed; `find` gives each as it
    /// is now, where there is one.
    ///
    /// # Errors
    /// What `find` fails with.
    pub fn gather<R: Into<Arc<Record>>, E>(
        &mut self,
        operation: &Operation,
        mut find: impl FnMut(&RecordKey) -> Result<Option<R>, E>,
    ) -> Result<(), E> {
        loop {
            let keys = wanted(self, operation);
            if keys.is_empty() {
                return Ok(());
            }
            for key in keys {
                match find(&key)? {
                    Some(record) => self.insert(record),
                    None => self.insert_absent(key),
                }
            }
        }
    }

    /// A record that was asked for by [`wanted`]. A rule that looks at another would find nothing
    /// where there is something: its operation must say so, and every test stops until it does.
    pub fn get(&self, key: &RecordKey) -> Option<&Record> {
        debug_assert!(
            self.knows(key),
            "{key} is looked at, and the operation neither touches nor reads it"
        );
        self.loaded(key)
    }

    /// The record, where it is loaded already.
    fn loaded(&self, key: &RecordKey) -> Option<&Record> {
        self.known.get(key)?.as_deref()
    }

    pub fn knows(&self, key: &RecordKey) -> bool {
        self.known.contains_key(key)
    }

    pub fn settings(&self) -> Settings {
        match self.get(&RecordKey::Settings) {
            Some(Record::Settings(settings)) => (**settings).clone(),
            _ => Settings::default(),
        }
    }

    pub(crate) fn village(&self, id: &VillageId) -> Result<&Village, Refusal> {
        match self.get(&RecordKey::Village(id.clone())) {
            Some(Record::Village(village)) => Ok(village),
            _ => Err(RefusalCode::VillageUnknown.into()),
        }
    }

    pub(crate) fn class(&self, id: &ClassId) -> Result<&Class, Refusal> {
        match self.get(&RecordKey::Class(id.clone())) {
            Some(Record::Class(class)) => Ok(class),
            _ => Err(RefusalCode::ClassUnknown.into()),
        }
    }

    pub(crate) fn timetable(&self) -> Timetable {
        match self.get(&RecordKey::Timetable) {
            Some(Record::Timetable(timetable)) => (**timetable).clone(),
            _ => Timetable::default(),
        }
    }

    /// The household as it stands, without following pointers.
    pub(crate) fn household_itself(&self, id: &HouseholdId) -> Option<&Household> {
        self.get(&RecordKey::Household(id.clone()))?.household()
    }

    /// The household that entries on `id` belong to, merged ones followed.
    pub fn household(&self, id: &HouseholdId) -> Result<&Household, Refusal> {
        led(self.household_itself(id), |next| {
            self.household_itself(next)
        })
        .ok_or_else(|| RefusalCode::HouseholdUnknown.into())
    }

    /// The same while records are still being loaded: none where the way to it is not known yet.
    pub(crate) fn led_to(&self, id: &HouseholdId) -> Option<&Household> {
        let loaded = |id: &HouseholdId| self.loaded(&RecordKey::from(id))?.household();
        led(loaded(id), loaded)
    }

    /// The book of the household that one is led to, where it is loaded already.
    pub(crate) fn loaded_book(&self, id: &HouseholdId) -> Option<&Book> {
        match self.loaded(&RecordKey::Book(self.led_to(id)?.id.clone()))? {
            Record::Book(book) => Some(book),
            _ => None,
        }
    }

    /// The households to which a resident has moved from one, as far as they are loaded, and the next.
    pub(crate) fn way_home(&self, from: &Household, resident: &ResidentId) -> Vec<RecordKey> {
        let way = self.trail(RecordKey::from(&from.id), Some(resident));
        way.skip(1).collect()
    }

    /// A key and those that pointers lead to from there, as far as they are loaded, and the next.
    fn trail(
        &self,
        key: RecordKey,
        resident: Option<&ResidentId>,
    ) -> impl Iterator<Item = RecordKey> {
        let next = move |key: &RecordKey| pointer(self, key, resident);
        std::iter::successors(Some(key), next).take(1 + POINTERS_LIMIT)
    }

    /// The household where a resident lives now, starting from where the entry was made.
    pub fn home(&self, id: &HouseholdId, resident: &ResidentId) -> Result<&Household, Refusal> {
        let mut household = self.household(id)?;
        for _ in 0..POINTERS_LIMIT {
            match household.gone.get(resident) {
                Some(Gone::MovedTo(next)) if household.resident(resident).is_none() => {
                    household = self.household(next)?;
                }
                _ => return Ok(household),
            }
        }
        Err(RefusalCode::ResidentUnknown.into())
    }
}

/// Longest chain of merges or moves that is followed.
const POINTERS_LIMIT: usize = 16;

/// Follows a chain of merges to its end.
fn led<'a>(
    mut household: Option<&'a Household>,
    next: impl Fn(&HouseholdId) -> Option<&'a Household>,
) -> Option<&'a Household> {
    for _ in 0..POINTERS_LIMIT {
        match &household?.status {
            Status::MergedInto(id) => household = next(id),
            Status::Here | Status::MovedAway(_) => return household,
        }
    }
    None
}

/// An entry with its place in the log; on the phone, where it has none yet, `Seq(0)`.
#[derive(Clone, Copy, Debug)]
pub struct Stamped<'a> {
    pub entry: &'a Entry,
    pub seq: Seq,
}

/// What a rule may know of the entry besides its operation.
pub(crate) struct Context<'a> {
    pub id: EntryId,
    pub author: &'a MemberId,
    pub at: Millis,
    pub seq: Seq,
    pub entry: &'a Entry,
    pub records: &'a Records,
}

impl Context<'_> {
    pub fn settings(&self) -> Settings {
        self.records.settings()
    }

    pub fn day(&self) -> Day {
        self.at.day()
    }

    /// Whom a skill is for; `None` when the commune knows no such skill.
    pub fn skill_is_for(&self, id: &SkillId) -> Option<Who> {
        Catalogue::shipped_is_for(id).or_else(|| match self.records.get(&RecordKey::Settings) {
            Some(Record::Settings(settings)) => settings.skill_is_for(id),
            _ => None,
        })
    }

    /// Order among words on the same thing.
    pub fn when(&self) -> When {
        (self.at, self.id)
    }

    /// The household's book; none on a phone, which has no books: its entries have no place in
    /// the log yet.
    pub fn book(&self, household: &Household) -> Option<Book> {
        if !cfg!(feature = "office") || self.seq == Seq(0) {
            return None;
        }
        match self.records.get(&RecordKey::Book(household.id.clone())) {
            Some(Record::Book(book)) => Some((**book).clone()),
            _ => Some(Book::begun(household)),
        }
    }

    /// Whether this was said of a household that was merged into another only later.
    pub fn was_apart(&self, named: &HouseholdId, found: &Household) -> bool {
        *named != found.id
            && self
                .book(found)
                .is_some_and(|book| book.was_apart(named, self.when()))
    }

    /// The sequence of a record that the entry was made on.
    pub fn saw(&self, key: &RecordKey) -> Seq {
        self.entry.seen.get(key).copied().unwrap_or_default()
    }
}

/// Keys that must still be loaded before [`apply`] may be called; call until empty.
pub fn wanted(records: &Records, operation: &Operation) -> Vec<RecordKey> {
    let mut keys = vec![RecordKey::Settings];
    let named = operation.reads(records).into_iter();
    for key in named.chain(operation.touches()) {
        keys.extend(records.trail(key, operation.resident()));
    }
    // No phone has books.
    if cfg!(feature = "office") {
        keys.extend(books(records, operation.books()));
    }
    keys.retain(|key| !records.knows(key));
    crate::put_in_order(&mut keys, RecordKey::clone);
    keys.dedup();
    keys
}

/// The books of the households named, so that they can be fetched at once, and of those that are
/// found in their place.
fn books(records: &Records, books: Books<'_>) -> Vec<RecordKey> {
    let (named, writes) = match books {
        Books::None => return Vec::new(),
        Books::Written(named) => (named, true),
        Books::Asked(named) => (named, false),
    };
    let mut keys = Vec::new();
    for id in named {
        let found = records.led_to(id).map(|it| &it.id);
        let asked = found.filter(|found| *found != id);
        keys.extend(asked.into_iter().chain(writes.then_some(id)).cloned());
    }
    keys.into_iter().map(RecordKey::Book).collect()
}

fn pointer(records: &Records, key: &RecordKey, resident: Option<&ResidentId>) -> Option<RecordKey> {
    let household = records.loaded(key)?.household()?;
    let next = match (&household.status, resident) {
        (Status::MergedInto(next), _) => next,
        (_, Some(resident)) => match household.gone.get(resident)? {
            Gone::MovedTo(next) if household.resident(resident).is_none() => next,
            _ => return None,
        },
        _ => return None,
    };
    Some(RecordKey::Household(next.clone()))
}

/// Applies one entry to the records it touches and returns those that changed.
///
/// An entry already applied is the store's business: it skips known ids.
///
/// # Errors
/// A [`Refusal`] when the rules do not let the operation pass; nothing has changed then.
pub fn apply(records: &Records, stamped: Stamped<'_>) -> Result<Vec<Record>, Refusal> {
    let entry = stamped.entry;
    if entry.format == 0 || entry.format > FORMAT {
        return Err(RefusalCode::FormatUnknown.into());
    }
    if entry.rules == 0 || entry.rules > RULES {
        return Err(RefusalCode::RulesUnknown.into());
    }
    let context = Context {
        id: entry.id,
        author: &entry.author,
        at: entry.at,
        seq: stamped.seq,
        entry,
        records,
    };
    let changed = entry.operation.apply(&context)?;
    #[cfg(feature = "office")]
    let changed = brought_back(&entry.operation, changed);
    Ok(changed)
}

/// Of whom someone records something, a list is no longer taken back.
#[cfg(feature = "office")]
fn brought_back(operation: &Operation, mut changed: Vec<Record>) -> Vec<Record> {
    if !operation.takes_list_back() {
        for record in &mut changed {
            if let Record::Household(household) = record {
                household.withdrawn = None;
            }
        }
    }
    changed
}

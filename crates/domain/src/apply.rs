//! Applying an entry: the only way a record changes.
use crate::book::When;
#[cfg(feature = "office")]
use crate::bulletin;
use crate::household::{self, Gone, Status};
use crate::{
    Book, Catalogue, Day, Entry, EntryId, FORMAT, Household, HouseholdId, Map, MemberId, Millis,
    Operation, RULES, Record, RecordKey, Refusal, RefusalCode, ResidentId, Seq, Settings, SkillId,
    Village, VillageId, Who,
};
use crate::{Class, ClassId, Timetable, class};
use crate::{commune, directive, help, question};
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

    pub fn get(&self, key: &RecordKey) -> Option<&Record> {
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
        let mut household = self.household_itself(id);
        for _ in 0..POINTERS_LIMIT {
            match household {
                Some(Household {
                    status: Status::MergedInto(next),
                    ..
                }) => {
                    household = self.household_itself(next);
                }
                other => return other.ok_or_else(|| RefusalCode::HouseholdUnknown.into()),
            }
        }
        Err(RefusalCode::HouseholdUnknown.into())
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
    for key in operation.reads().into_iter().chain(operation.touches()) {
        let mut next = Some(key);
        for _ in 0..POINTERS_LIMIT {
            let Some(key) = next else { break };
            next = pointer(records, &key, resident_named(operation));
            keys.push(key);
        }
    }
    if let Operation::HouseholdCorrected(it) = operation
        && it.alley.is_some()
        && let Ok(household) = records.household(&it.household)
    {
        keys.push(RecordKey::Village(household.village.clone()));
    }
    #[cfg(feature = "office")]
    keys.extend(books(records, operation));
    keys.retain(|key| !records.knows(key));
    crate::put_in_order(&mut keys, RecordKey::clone);
    keys.dedup();
    keys
}

/// The books that an operation writes in or asks: of the household named, so that it can be fetched
/// at once, and of the one that is found in its place.
#[cfg(feature = "office")]
fn books(records: &Records, operation: &Operation) -> Vec<RecordKey> {
    let (named, writes) = match operation {
        Operation::VisitRecorded(it) => (vec![&it.household], true),
        Operation::VisitRedated(it) => (vec![&it.household], true),
        Operation::HouseholdRelocated(it) => (vec![&it.household], true),
        Operation::HouseholdsMerged(it) => (vec![&it.keep, &it.gone], true),
        Operation::HouseholdLeft(it) => (vec![&it.household], true),
        Operation::FollowUpFinished(it) => (vec![&it.household], true),
        Operation::FollowUpHandedOn(it) => (vec![&it.household], true),
        Operation::HouseholdAssigned(it) => (it.households.iter().collect(), false),
        _ => return Vec::new(),
    };
    let mut keys = Vec::new();
    for id in named {
        let found = records.household(id).ok().map(|it| &it.id);
        let asked = found.filter(|found| *found != id);
        keys.extend(asked.into_iter().chain(writes.then_some(id)).cloned());
    }
    keys.into_iter().map(RecordKey::Book).collect()
}

fn pointer(records: &Records, key: &RecordKey, resident: Option<&ResidentId>) -> Option<RecordKey> {
    let household = records.get(key)?.household()?;
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

fn resident_named(operation: &Operation) -> Option<&ResidentId> {
    match operation {
        Operation::SkillObserved(it) => Some(&it.resident),
        Operation::ResidentCorrected(it) => Some(&it.resident),
        #[cfg(feature = "office")]
        Operation::ResidentMoved(it) => Some(&it.resident),
        Operation::ResidentParted(it) => Some(&it.resident),
        Operation::ResidentErased(it) => Some(&it.resident),
        _ => None,
    }
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
    apply_operation(&context, &entry.operation)
}

fn apply_operation(context: &Context<'_>, operation: &Operation) -> Result<Vec<Record>, Refusal> {
    match operation {
        #[cfg(feature = "office")]
        Operation::SettingsChanged(it) => commune::change_settings(context, it),
        #[cfg(feature = "office")]
        Operation::DenominatorSet(it) => commune::set_denominator(context, it),
        #[cfg(feature = "office")]
        Operation::VillageDefined(it) => Ok(commune::define_village(context, it)),
        #[cfg(feature = "office")]
        Operation::AlleyDefined(it) => commune::define_alley(context, it),
        #[cfg(feature = "office")]
        Operation::TeamDefined(it) => commune::define_team(context, it),
        #[cfg(feature = "office")]
        Operation::MemberJoined(it) => commune::join(context, it),
        #[cfg(feature = "office")]
        Operation::MemberLeft(it) => commune::leave(context, it),
        Operation::HouseholdRegistered(it) => household::register(context, it),
        Operation::HouseholdCorrected(it) => household::correct(context, it),
        #[cfg(feature = "office")]
        Operation::HouseholdsMerged(it) => household::merge(context, it),
        Operation::HouseholdRelocated(it) => household::relocate(context, it),
        Operation::HouseholdLeft(it) => household::leave_commune(context, it),
        #[cfg(feature = "office")]
        Operation::HouseholdAssigned(it) => household::assign(context, it),
        Operation::DifferencesSettled(it) => household::settle_differences(context, it),
        Operation::ResidentAdded(it) => household::add_resident(context, it),
        Operation::ResidentCorrected(it) => household::correct_resident(context, it),
        #[cfg(feature = "office")]
        Operation::ResidentMoved(it) => household::move_resident(context, it),
        Operation::ResidentParted(it) => household::part_with_resident(context, it),
        Operation::ResidentErased(it) => household::erase_resident(context, it),
        Operation::ConsentGiven(it) => household::give_consent(context, it),
        Operation::ConsentWithdrawn(it) => household::withdraw_consent(context, it),
        Operation::VisitRecorded(it) => household::record_visit(context, it),
        Operation::VisitRedated(it) => household::redate_visit(context, it),
        Operation::SkillObserved(it) => household::observe(context, it),
        Operation::FollowUpFinished(it) => household::finish_follow_up(context, it),
        Operation::FollowUpHandedOn(it) => household::hand_on_follow_up(context, it),
        Operation::BusinessRegistered(it) => household::register_business(context, it),
        Operation::BusinessCorrected(it) => household::correct_business(context, it),
        Operation::PaymentStepDone(it) => household::tick_step(context, it),
        Operation::PaymentAccountRecorded(it) => household::record_account(context, it),
        Operation::PaymentAccountRemoved(it) => household::remove_account(context, it),
        Operation::ShopAdvanced(it) => household::advance_shop(context, it),
        Operation::PapersTicked(it) => household::tick_paper(context, it),
        Operation::ProductSet(it) => household::set_product(context, it),
        Operation::ProductRemoved(it) => household::remove_product(context, it),
        Operation::SalesTold(it) => household::tell_sales(context, it),
        Operation::IncomeBeforeTold(it) => household::tell_income_before(context, it),
        #[cfg(feature = "office")]
        Operation::ClassPlanned(it) => class::plan(context, it),
        #[cfg(feature = "office")]
        Operation::ClassChanged(it) => class::change(context, it),
        #[cfg(feature = "office")]
        Operation::ClassCancelled(it) => class::cancel(context, it),
        #[cfg(feature = "office")]
        Operation::ClassContactsDropped(it) => class::drop_contacts(context, it),
        Operation::ClassJoined(it) => class::join(context, it),
        Operation::ClassLeft(it) => class::leave(context, it),
        Operation::ClassAttended(it) => household::attend(context, it),
        Operation::ClassHeld(it) => class::hold(context, it),
        Operation::ClassPhotographed(it) => class::photograph(context, it),
        Operation::HelpAsked(it) => help::ask(context, it),
        Operation::HelpAssigned(it) => help::assign(context, it),
        Operation::HelpAnswered(it) => help::answer(context, it),
        Operation::HelpClosed(it) => help::close(context, it),
        #[cfg(feature = "office")]
        Operation::HelpDismissed(it) => help::dismiss(context, it),
        #[cfg(feature = "office")]
        Operation::HelpErased(it) => help::erase(context, it),
        #[cfg(feature = "office")]
        Operation::QuestionPublished(it) => question::publish(context, it),
        #[cfg(feature = "office")]
        Operation::QuestionWithdrawn(it) => question::withdraw(context, it),
        #[cfg(feature = "office")]
        Operation::DirectiveIssued(it) => directive::issue(context, it),
        #[cfg(feature = "office")]
        Operation::DirectiveCorrected(it) => directive::correct(context, it),
        #[cfg(feature = "office")]
        Operation::DirectiveClosed(it) => directive::close(context, it),
        Operation::BulletinHeard(it) => household::hear(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinDrafted(it) => bulletin::draft(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinSubmitted(it) => bulletin::submit(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinReturned(it) => bulletin::give_back(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinApproved(it) => bulletin::approve(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinPublished(it) => bulletin::publish(context, it),
        #[cfg(feature = "office")]
        Operation::BulletinWithdrawn(it) => bulletin::withdraw(context, it),
    }
}

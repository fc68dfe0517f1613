//! Applying an entry: the only way a record changes.
use crate::household::{self, Gone, Status};
use crate::{Alley, EntryId, Map, Millis};
use crate::{
    AlleyDefined, Catalogue, Day, Denominator, DenominatorSet, Entry, FORMAT, Household,
    HouseholdId, Member, MemberId, MemberJoined, MemberLeft, Operation, RULES, Record, RecordKey,
    Refusal, RefusalCode, ResidentId, Seq, Settings, SettingsChanged, SkillId, Team, TeamDefined,
    TeamId, Village, VillageDefined, VillageId, Who, team, village,
};
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

    fn team(&self, id: &TeamId) -> Result<&Team, Refusal> {
        match self.get(&RecordKey::Team(id.clone())) {
            Some(Record::Team(team)) => Ok(team),
            _ => Err(RefusalCode::TeamUnknown.into()),
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

    /// The sequence of a record that the entry was made on.
    pub fn saw(&self, key: &RecordKey) -> Seq {
        self.entry.seen.get(key).copied().unwrap_or_default()
    }
}

/// Keys that must still be loaded before [`apply`] may be called; call until empty.
pub fn wanted(records: &Records, operation: &Operation) -> Vec<RecordKey> {
    let mut keys = vec![RecordKey::Settings];
    keys.extend(operation.reads());
    for key in operation.touches() {
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
    keys.retain(|key| !records.knows(key));
    crate::put_in_order(&mut keys, RecordKey::clone);
    keys.dedup();
    keys
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
        Operation::SettingsChanged(it) => change_settings(context, it),
        Operation::DenominatorSet(it) => set_denominator(context, it),
        Operation::VillageDefined(it) => Ok(define_village(context, it)),
        Operation::AlleyDefined(it) => define_alley(context, it),
        Operation::TeamDefined(it) => define_team(context, it),
        Operation::MemberJoined(it) => join(context, it),
        Operation::MemberLeft(it) => leave(context, it),
        Operation::HouseholdRegistered(it) => household::register(context, it),
        Operation::HouseholdCorrected(it) => household::correct(context, it),
        Operation::HouseholdsMerged(it) => household::merge(context, it),
        Operation::HouseholdRelocated(it) => household::relocate(context, it),
        Operation::HouseholdLeft(it) => household::leave_commune(context, it),
        Operation::HouseholdAssigned(it) => household::assign(context, it),
        Operation::DifferencesSettled(it) => household::settle_differences(context, it),
        Operation::ResidentAdded(it) => household::add_resident(context, it),
        Operation::ResidentCorrected(it) => household::correct_resident(context, it),
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
    }
}

fn change_settings(context: &Context<'_>, it: &SettingsChanged) -> Result<Vec<Record>, Refusal> {
    let mut settings = context.settings();
    settings.change(it, context.at)?;
    Ok(vec![Record::Settings(Box::new(settings))])
}

fn set_denominator(context: &Context<'_>, it: &DenominatorSet) -> Result<Vec<Record>, Refusal> {
    let Some(id) = &it.village else {
        let mut settings = context.settings();
        Denominator::put(&mut settings.denominators, it.denominator());
        return Ok(vec![Record::Settings(Box::new(settings))]);
    };
    let mut village = context.records.village(id)?.clone();
    Denominator::put(&mut village.denominators, it.denominator());
    Ok(vec![Record::Village(Box::new(village))])
}

fn define_village(context: &Context<'_>, it: &VillageDefined) -> Vec<Record> {
    let village = match context.records.village(&it.village) {
        Ok(known) => {
            let mut village = known.clone();
            if village.name != it.name && !village.aliases.contains(&known.name) {
                village.aliases.push(known.name.clone());
            }
            village.name = it.name.clone();
            village.order = it.order;
            village
        }
        Err(_) => Village {
            id: it.village.clone(),
            name: it.name.clone(),
            aliases: Vec::new(),
            order: it.order,
            alleys: Vec::new(),
            denominators: Vec::new(),
        },
    };
    vec![Record::Village(Box::new(village))]
}

fn define_alley(context: &Context<'_>, it: &AlleyDefined) -> Result<Vec<Record>, Refusal> {
    let mut village = context.records.village(&it.village)?.clone();
    let alley = Alley {
        id: it.alley.clone(),
        name: it.name.clone(),
        order: it.order,
    };
    match village.alleys.iter().position(|known| known.id == it.alley) {
        Some(place) => village.alleys[place] = alley,
        None if village.alleys.len() >= village::ALLEYS_LIMIT => {
            return Err(RefusalCode::TooManyAlleys.into());
        }
        None => village.alleys.push(alley),
    }
    crate::put_in_order(&mut village.alleys, |alley| alley.order);
    Ok(vec![Record::Village(Box::new(village))])
}

fn define_team(context: &Context<'_>, it: &TeamDefined) -> Result<Vec<Record>, Refusal> {
    for village in &it.villages {
        context.records.village(village)?;
    }
    let members = context
        .records
        .team(&it.team)
        .map(|team| team.members.clone())
        .unwrap_or_default();
    let team = Team {
        id: it.team.clone(),
        name: it.name.clone(),
        villages: it.villages.clone(),
        members,
    };
    Ok(vec![Record::Team(Box::new(team))])
}

fn join(context: &Context<'_>, it: &MemberJoined) -> Result<Vec<Record>, Refusal> {
    let mut team = context.records.team(&it.team)?.clone();
    end_term(&mut team, &it.member, it.from.plus(-1));
    if team.members.len() >= team::MEMBERS_LIMIT {
        return Err(RefusalCode::TooManyMembers.into());
    }
    team.members.push(Member {
        id: it.member.clone(),
        name: it.name.clone(),
        role: it.role,
        from: it.from,
        to: None,
        decision: it.decision.clone(),
        decided: it.decided,
    });
    Ok(vec![Record::Team(Box::new(team))])
}

fn leave(context: &Context<'_>, it: &MemberLeft) -> Result<Vec<Record>, Refusal> {
    let mut team = context.records.team(&it.team)?.clone();
    if !end_term(&mut team, &it.member, it.to) {
        return Err(RefusalCode::MemberUnknown.into());
    }
    Ok(vec![Record::Team(Box::new(team))])
}

/// Ends the open term of a member; one that had not begun by then is dropped.
fn end_term(team: &mut Team, member: &MemberId, to: Day) -> bool {
    let Some(place) = team
        .members
        .iter()
        .position(|it| it.id == *member && it.to.is_none())
    else {
        return false;
    };
    if team.members[place].from > to {
        team.members.remove(place);
    } else {
        team.members[place].to = Some(to);
    }
    true
}

//! Operations: the typed things that can happen, each naming the 1 to 8 records it touches.
mod bulletin;
mod business;
mod class;
mod commune;
mod directive;
mod help;
mod household;
mod question;

pub use bulletin::*;
pub use business::*;
pub use class::*;
pub use commune::*;
pub use directive::*;
pub use help::*;
pub use household::*;
pub use question::*;

#[cfg(feature = "office")]
use directive::counted;

use crate::household::{ConsentWay, Gone, Outcome, Place, Purpose};
use crate::{
    ClassId, Day, EntryId, HouseholdId, Level, MemberId, Name, Note, Personal, RecordKey,
    ResidentId, SkillId, TopicId, VillageId,
};
use serde::{Deserialize, Serialize};

/// Most records that one operation may touch.
pub const TOUCHED_LIMIT: usize = 8;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Operation {
    #[cfg(feature = "office")]
    SettingsChanged(SettingsChanged),
    #[cfg(feature = "office")]
    DenominatorSet(DenominatorSet),
    #[cfg(feature = "office")]
    VillageDefined(VillageDefined),
    #[cfg(feature = "office")]
    AlleyDefined(AlleyDefined),
    #[cfg(feature = "office")]
    TeamDefined(TeamDefined),
    #[cfg(feature = "office")]
    MemberJoined(MemberJoined),
    #[cfg(feature = "office")]
    MemberLeft(MemberLeft),
    HouseholdRegistered(Box<HouseholdRegistered>),
    HouseholdCorrected(Box<HouseholdCorrected>),
    #[cfg(feature = "office")]
    HouseholdsMerged(HouseholdsMerged),
    HouseholdRelocated(HouseholdRelocated),
    HouseholdLeft(HouseholdLeft),
    #[cfg(feature = "office")]
    HouseholdAssigned(HouseholdAssigned),
    DifferencesSettled(DifferencesSettled),
    ResidentAdded(ResidentAdded),
    ResidentCorrected(ResidentCorrected),
    #[cfg(feature = "office")]
    ResidentMoved(ResidentMoved),
    ResidentParted(ResidentParted),
    ResidentErased(ResidentErased),
    ConsentGiven(ConsentGiven),
    ConsentWithdrawn(ConsentWithdrawn),
    VisitRecorded(Box<VisitRecorded>),
    VisitRedated(VisitRedated),
    SkillObserved(SkillObserved),
    FollowUpFinished(FollowUpFinished),
    FollowUpHandedOn(FollowUpHandedOn),
    BusinessRegistered(BusinessRegistered),
    BusinessCorrected(BusinessCorrected),
    PaymentStepDone(PaymentStepDone),
    PaymentAccountRecorded(Box<PaymentAccountRecorded>),
    PaymentAccountRemoved(PaymentAccountRemoved),
    ShopAdvanced(Box<ShopAdvanced>),
    PapersTicked(PapersTicked),
    ProductSet(Box<ProductSet>),
    ProductRemoved(ProductRemoved),
    SalesTold(SalesTold),
    IncomeBeforeTold(IncomeBeforeTold),
    #[cfg(feature = "office")]
    ClassPlanned(Box<ClassPlanned>),
    #[cfg(feature = "office")]
    ClassChanged(Box<ClassChanged>),
    #[cfg(feature = "office")]
    ClassCancelled(ClassCancelled),
    #[cfg(feature = "office")]
    ClassContactsDropped(ClassContactsDropped),
    ClassJoined(ClassJoined),
    ClassLeft(ClassLeft),
    ClassAttended(ClassAttended),
    ClassHeld(ClassHeld),
    ClassPhotographed(ClassPhotographed),
    HelpAsked(Box<HelpAsked>),
    HelpAssigned(HelpAssigned),
    HelpAnswered(HelpAnswered),
    HelpClosed(HelpClosed),
    #[cfg(feature = "office")]
    HelpDismissed(HelpDismissed),
    #[cfg(feature = "office")]
    HelpErased(HelpErased),
    #[cfg(feature = "office")]
    QuestionPublished(Box<QuestionPublished>),
    #[cfg(feature = "office")]
    QuestionWithdrawn(QuestionWithdrawn),
    #[cfg(feature = "office")]
    DirectiveIssued(Box<DirectiveIssued>),
    #[cfg(feature = "office")]
    DirectiveCorrected(Box<DirectiveCorrected>),
    #[cfg(feature = "office")]
    DirectiveClosed(Box<DirectiveClosed>),
    BulletinHeard(BulletinHeard),
    #[cfg(feature = "office")]
    BulletinDrafted(Box<BulletinDrafted>),
    #[cfg(feature = "office")]
    BulletinSubmitted(BulletinSubmitted),
    #[cfg(feature = "office")]
    BulletinReturned(BulletinReturned),
    #[cfg(feature = "office")]
    BulletinApproved(BulletinApproved),
    #[cfg(feature = "office")]
    BulletinPublished(BulletinPublished),
    #[cfg(feature = "office")]
    BulletinWithdrawn(BulletinWithdrawn),
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentAdded {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub name: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
    /// Came from the commune's list: unconfirmed until the first consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentCorrected {
    pub household: HouseholdId,
    pub resident: ResidentId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

/// Moved to another household of the commune, with all that is known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentMoved {
    pub from: HouseholdId,
    pub to: HouseholdId,
    pub resident: ResidentId,
}

/// Left the commune or died.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentParted {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub why: Parting,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parting {
    Left,
    Died,
}

impl From<Parting> for Gone {
    fn from(why: Parting) -> Gone {
        match why {
            Parting::Left => Gone::Left,
            Parting::Died => Gone::Died,
        }
    }
}

/// The one operation for which the log is rewritten: personal values are blanked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ResidentErased {
    pub household: HouseholdId,
    pub resident: ResidentId,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentGiven {
    pub household: HouseholdId,
    pub purpose: Purpose,
    pub way: ConsentWay,
    pub text_version: u16,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    pub household: HouseholdId,
    pub purpose: Purpose,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VisitRecorded {
    pub household: HouseholdId,
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<ResidentId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicId>,
    #[serde(default)]
    pub minutes: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<Note>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Promise>,
    /// Follow-ups that this visit finishes, by the entry that made them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finishes: Vec<EntryId>,
}

/// A follow-up promised at the door.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Promise {
    pub due: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<Note>>,
}

/// Gives a visit, still among the last three, the day on which it happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VisitRedated {
    pub household: HouseholdId,
    pub visit: EntryId,
    pub day: Day,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SkillObserved {
    pub household: HouseholdId,
    pub resident: ResidentId,
    pub skill: SkillId,
    pub level: Level,
    /// Seen by the member; otherwise only told.
    pub seen: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUpFinished {
    pub household: HouseholdId,
    pub follow_up: EntryId,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FollowUpHandedOn {
    pub household: HouseholdId,
    pub follow_up: EntryId,
    pub to: MemberId,
    pub due: Day,
}

impl Operation {
    /// The records that the operation names, without those it is led to by pointers.
    pub fn touches(&self) -> Vec<RecordKey> {
        let household = |id: &HouseholdId| vec![RecordKey::Household(id.clone())];
        let class = |id: &ClassId| vec![RecordKey::Class(id.clone())];
        match self {
            #[cfg(feature = "office")]
            Operation::SettingsChanged(_) => vec![RecordKey::Settings],
            #[cfg(feature = "office")]
            Operation::DenominatorSet(it) => match &it.village {
                Some(village) => vec![RecordKey::Village(village.clone())],
                None => vec![RecordKey::Settings],
            },
            #[cfg(feature = "office")]
            Operation::VillageDefined(it) => vec![RecordKey::Village(it.village.clone())],
            #[cfg(feature = "office")]
            Operation::AlleyDefined(it) => vec![RecordKey::Village(it.village.clone())],
            #[cfg(feature = "office")]
            Operation::TeamDefined(it) => vec![RecordKey::Team(it.team.clone())],
            #[cfg(feature = "office")]
            Operation::MemberJoined(it) => vec![RecordKey::Team(it.team.clone())],
            #[cfg(feature = "office")]
            Operation::MemberLeft(it) => vec![RecordKey::Team(it.team.clone())],
            Operation::HouseholdRegistered(it) => household(&it.household),
            Operation::HouseholdCorrected(it) => household(&it.household),
            #[cfg(feature = "office")]
            Operation::HouseholdsMerged(it) => [household(&it.keep), household(&it.gone)].concat(),
            Operation::HouseholdRelocated(it) => household(&it.household),
            Operation::HouseholdLeft(it) => household(&it.household),
            #[cfg(feature = "office")]
            Operation::HouseholdAssigned(it) => it.households.iter().flat_map(household).collect(),
            Operation::DifferencesSettled(it) => household(&it.household),
            Operation::ResidentAdded(it) => household(&it.household),
            Operation::ResidentCorrected(it) => household(&it.household),
            #[cfg(feature = "office")]
            Operation::ResidentMoved(it) => [household(&it.from), household(&it.to)].concat(),
            Operation::ResidentParted(it) => household(&it.household),
            Operation::ResidentErased(it) => household(&it.household),
            Operation::ConsentGiven(it) => household(&it.household),
            Operation::ConsentWithdrawn(it) => household(&it.household),
            Operation::VisitRecorded(it) => household(&it.household),
            Operation::VisitRedated(it) => household(&it.household),
            Operation::SkillObserved(it) => household(&it.household),
            Operation::FollowUpFinished(it) => household(&it.household),
            Operation::FollowUpHandedOn(it) => household(&it.household),
            Operation::BusinessRegistered(it) => household(&it.household),
            Operation::BusinessCorrected(it) => household(&it.household),
            Operation::PaymentStepDone(it) => household(&it.household),
            Operation::PaymentAccountRecorded(it) => household(&it.household),
            Operation::PaymentAccountRemoved(it) => household(&it.household),
            Operation::ShopAdvanced(it) => household(&it.household),
            Operation::PapersTicked(it) => household(&it.household),
            Operation::ProductSet(it) => household(&it.household),
            Operation::ProductRemoved(it) => household(&it.household),
            Operation::SalesTold(it) => household(&it.household),
            Operation::IncomeBeforeTold(it) => household(&it.household),
            #[cfg(feature = "office")]
            Operation::ClassPlanned(it) => [class(&it.class), vec![RecordKey::Timetable]].concat(),
            #[cfg(feature = "office")]
            Operation::ClassChanged(it) => [class(&it.class), vec![RecordKey::Timetable]].concat(),
            #[cfg(feature = "office")]
            Operation::ClassCancelled(it) => {
                [class(&it.class), vec![RecordKey::Timetable]].concat()
            }
            #[cfg(feature = "office")]
            Operation::ClassContactsDropped(it) => class(&it.class),
            Operation::ClassJoined(it) => {
                let home = it.household.iter().flat_map(household);
                class(&it.class).into_iter().chain(home).collect()
            }
            Operation::ClassLeft(it) => {
                let home = it.household.iter().flat_map(household);
                class(&it.class).into_iter().chain(home).collect()
            }
            // The class does not change; it is named, so that its history tells who came.
            Operation::ClassAttended(it) => [household(&it.household), class(&it.class)].concat(),
            Operation::ClassHeld(it) => class(&it.class),
            Operation::ClassPhotographed(it) => class(&it.class),
            Operation::HelpAsked(it) => vec![RecordKey::Help(it.help.clone())],
            Operation::HelpAssigned(it) => vec![RecordKey::Help(it.help.clone())],
            Operation::HelpAnswered(it) => vec![RecordKey::Help(it.help.clone())],
            Operation::HelpClosed(it) => vec![RecordKey::Help(it.help.clone())],
            #[cfg(feature = "office")]
            Operation::HelpDismissed(it) => vec![RecordKey::Help(it.help.clone())],
            #[cfg(feature = "office")]
            Operation::HelpErased(it) => vec![RecordKey::Help(it.help.clone())],
            #[cfg(feature = "office")]
            Operation::QuestionPublished(it) => vec![RecordKey::Question(it.question.clone())],
            #[cfg(feature = "office")]
            Operation::QuestionWithdrawn(it) => vec![RecordKey::Question(it.question.clone())],
            #[cfg(feature = "office")]
            Operation::DirectiveIssued(it) => counted(&it.directive),
            #[cfg(feature = "office")]
            Operation::DirectiveCorrected(it) => vec![RecordKey::Directive(it.directive.clone())],
            #[cfg(feature = "office")]
            Operation::DirectiveClosed(it) => counted(&it.directive),
            Operation::BulletinHeard(it) => household(&it.household),
            #[cfg(feature = "office")]
            Operation::BulletinDrafted(it) => vec![RecordKey::Draft(it.bulletin.clone())],
            #[cfg(feature = "office")]
            Operation::BulletinSubmitted(it) => vec![RecordKey::Draft(it.bulletin.clone())],
            #[cfg(feature = "office")]
            Operation::BulletinReturned(it) => vec![RecordKey::Draft(it.bulletin.clone())],
            #[cfg(feature = "office")]
            Operation::BulletinApproved(it) => vec![RecordKey::Draft(it.bulletin.clone())],
            #[cfg(feature = "office")]
            Operation::BulletinPublished(it) => both(&it.bulletin),
            #[cfg(feature = "office")]
            Operation::BulletinWithdrawn(it) => both(&it.bulletin),
        }
    }

    /// Records that a rule only reads: the village that an address names, the household of a request.
    pub fn reads(&self) -> Vec<RecordKey> {
        match self {
            Operation::HouseholdRegistered(it) => vec![RecordKey::Village(it.village.clone())],
            Operation::HouseholdRelocated(it) => vec![RecordKey::Village(it.village.clone())],
            Operation::HelpAsked(it) => place(it.household.as_ref(), it.village.as_ref()),
            Operation::HelpAssigned(it) => place(it.household.as_ref(), it.village.as_ref()),
            Operation::BulletinHeard(it) => vec![RecordKey::Bulletin(it.bulletin.clone())],
            #[cfg(feature = "office")]
            Operation::BulletinDrafted(it) => it
                .villages
                .iter()
                .map(|village| RecordKey::Village(village.clone()))
                .collect(),
            #[cfg(feature = "office")]
            Operation::TeamDefined(it) => it
                .villages
                .iter()
                .map(|village| RecordKey::Village(village.clone()))
                .collect(),
            #[cfg(feature = "office")]
            Operation::ClassPlanned(it) => place_of(&it.plan),
            #[cfg(feature = "office")]
            Operation::ClassChanged(it) => place_of(&it.plan),
            #[cfg(feature = "office")]
            Operation::DirectiveIssued(it) => {
                let villages = it.whom.villages.iter().chain(it.targets.keys());
                villages.cloned().map(RecordKey::Village).collect()
            }
            #[cfg(feature = "office")]
            Operation::DirectiveCorrected(it) => {
                it.targets.keys().cloned().map(RecordKey::Village).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn place_of(plan: &crate::class::ClassPlan) -> Vec<RecordKey> {
    let village = plan.village.iter();
    village.map(|id| RecordKey::Village(id.clone())).collect()
}

fn place(household: Option<&HouseholdId>, village: Option<&VillageId>) -> Vec<RecordKey> {
    let household = household.cloned().map(RecordKey::Household);
    let village = village.cloned().map(RecordKey::Village);
    household.into_iter().chain(village).collect()
}

/// At the desk and on show.
#[cfg(feature = "office")]
fn both(id: &crate::BulletinId) -> Vec<RecordKey> {
    vec![
        RecordKey::Draft(id.clone()),
        RecordKey::Bulletin(id.clone()),
    ]
}

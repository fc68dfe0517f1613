//! Who may do what, and where: every access passes one [`Scope`].
use crate::{AccountId, Area, Operation, Record, VillageId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Member,
    Leader,
    Officer,
    /// Of the editorial board: reads the board, drafts and approves what is published.
    Editor,
    /// Sums over communes, never a person's data.
    Province,
    /// Anyone at the public pages, without an account: asks, and sees only what is published.
    Public,
}

impl Role {
    /// The roles that an account can have.
    pub const ALL: [Role; 5] = [
        Role::Member,
        Role::Leader,
        Role::Officer,
        Role::Editor,
        Role::Province,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Leader => "leader",
            Role::Officer => "officer",
            Role::Editor => "editor",
            Role::Province => "province",
            Role::Public => "public",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether a phone is given to an account of this role: to those who go from door to door and
    /// to the office, which holds what phones hold.
    pub fn has_a_phone(self) -> bool {
        matches!(self, Role::Member | Role::Leader | Role::Officer)
    }

    /// Whether the role may make this operation at all; where, the scope says.
    pub fn may_make(self, operation: &Operation) -> bool {
        makers(operation).contains(&self)
    }
}

/// Whether only the editorial board may make it: it is said at the desk, by whoever has the text
/// before them, and is never taken from work that was held.
pub fn is_the_boards(operation: &Operation) -> bool {
    makers(operation) == BOARD
}

/// What one person may see and change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scope {
    pub role: Role,
    /// The villages of the team, or the whole commune for an officer.
    pub areas: BTreeSet<Area>,
    /// Of these villages a leader is a plain member: another team has them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub as_member: BTreeSet<VillageId>,
}

impl Scope {
    pub fn member(role: Role, villages: impl IntoIterator<Item = VillageId>) -> Self {
        let areas = villages
            .into_iter()
            .map(Area::Village)
            .chain([Area::Commune])
            .collect();
        Self {
            areas,
            ..Self::without_areas(role)
        }
    }

    /// Sees and may change everything in the commune.
    pub fn officer() -> Self {
        Self::without_areas(Role::Officer)
    }

    /// Whoever asks for something at the public pages.
    pub fn public() -> Self {
        Self::without_areas(Role::Public)
    }

    /// Of a role alone.
    pub fn without_areas(role: Role) -> Self {
        Self {
            role,
            areas: BTreeSet::new(),
            as_member: BTreeSet::new(),
        }
    }

    pub fn sees_all(&self) -> bool {
        self.role == Role::Officer
    }

    pub fn sees(&self, area: &Area) -> bool {
        match self.role {
            Role::Officer => true,
            Role::Member | Role::Leader => self.areas.contains(area),
            Role::Editor => matches!(area, Area::Commune | Area::Office),
            Role::Public => *area == Area::Commune,
            Role::Province => false,
        }
    }

    fn role_in(&self, area: &Area) -> Role {
        match area {
            Area::Village(village) if self.as_member.contains(village) => Role::Member,
            _ => self.role,
        }
    }

    /// Whether this author may make the operation on these records, as they were before it: of a
    /// class only who holds it strikes what the public signed up and tells how it went.
    pub fn lets<'a>(
        &self,
        author: &AccountId,
        operation: &Operation,
        touched: impl IntoIterator<Item = &'a Record> + Clone,
    ) -> bool {
        let for_holders = match operation {
            Operation::ClassHeld(_) => true,
            Operation::ClassLeft(it) => it.household.is_none() || it.sign_up.is_some(),
            _ => false,
        };
        let holds = |record: &'a Record| match record {
            Record::Class(class) => class.is_held_by(author, self),
            _ => true,
        };
        self.may_write(operation, touched.clone())
            && (!for_holders || touched.into_iter().all(holds))
    }

    /// Whether the operation may be made on these records, as they were before it, as far as
    /// their places tell.
    pub fn may_write<'a>(
        &self,
        operation: &Operation,
        touched: impl IntoIterator<Item = &'a Record>,
    ) -> bool {
        let may = |area: &Area| self.sees(area) && self.role_in(area).may_make(operation);
        self.role.may_make(operation)
            && touched.into_iter().all(|record| may(&record.area()))
            && destination(operation).is_none_or(|village| {
                self.role == Role::Public || self.sees(&Area::Village(village.clone()))
            })
    }
}

/// The village that a new household or request comes into; moving house may lead anywhere.
fn destination(operation: &Operation) -> Option<&VillageId> {
    match operation {
        Operation::HouseholdRegistered(it) => Some(&it.village),
        Operation::HelpAsked(it) => it.village.as_ref(),
        _ => None,
    }
}

/// Those who go from door to door, and the office.
const FIELD: &[Role] = &[Role::Member, Role::Leader, Role::Officer];
const LEADERS: &[Role] = &[Role::Leader, Role::Officer];
const OFFICE: &[Role] = &[Role::Officer];
/// Those who go from door to door, the office, and whoever asks at the public pages.
const ANYONE: &[Role] = &[Role::Member, Role::Leader, Role::Officer, Role::Public];
/// Those who answer for what is published.
const PUBLISHERS: &[Role] = &[Role::Officer, Role::Editor];
/// What bulletins say is decided by the editorial board alone.
const BOARD: &[Role] = &[Role::Editor];

/// The roles that may make an operation.
fn makers(operation: &Operation) -> &'static [Role] {
    match operation {
        #[cfg(feature = "office")]
        Operation::SettingsChanged(_)
        | Operation::DenominatorSet(_)
        | Operation::VillageDefined(_)
        | Operation::AlleyDefined(_)
        | Operation::TeamDefined(_)
        | Operation::MemberJoined(_)
        | Operation::MemberLeft(_)
        | Operation::DirectiveIssued(_)
        | Operation::DirectiveCorrected(_)
        | Operation::DirectiveClosed(_) => OFFICE,
        #[cfg(feature = "office")]
        Operation::ClassPlanned(_)
        | Operation::ClassChanged(_)
        | Operation::ClassCancelled(_)
        | Operation::ClassContactsDropped(_) => OFFICE,
        Operation::ClassJoined(it) if it.confirms.is_some() => OFFICE,
        Operation::ClassJoined(it) if it.household.is_none() => ANYONE,
        Operation::ResidentErased(_) => OFFICE,
        Operation::HouseholdRegistered(it) if it.listed => OFFICE,
        Operation::HouseholdCorrected(it) if it.listed => OFFICE,
        Operation::ResidentAdded(it) if it.listed => OFFICE,
        Operation::ResidentCorrected(it) if it.listed => OFFICE,
        #[cfg(feature = "office")]
        Operation::HouseholdsMerged(_) | Operation::HouseholdAssigned(_) => LEADERS,
        #[cfg(feature = "office")]
        Operation::ResidentMoved(_) => FIELD,
        Operation::DifferencesSettled(_) | Operation::VisitRedated(_) => LEADERS,
        Operation::HouseholdRegistered(_)
        | Operation::HouseholdCorrected(_)
        | Operation::HouseholdRelocated(_)
        | Operation::HouseholdLeft(_)
        | Operation::ResidentAdded(_)
        | Operation::ResidentCorrected(_)
        | Operation::ResidentParted(_)
        | Operation::ConsentGiven(_)
        | Operation::ConsentWithdrawn(_)
        | Operation::VisitRecorded(_)
        | Operation::SkillObserved(_)
        | Operation::FollowUpFinished(_)
        | Operation::FollowUpHandedOn(_)
        | Operation::BusinessRegistered(_)
        | Operation::BusinessCorrected(_)
        | Operation::PaymentStepDone(_)
        | Operation::PaymentAccountRecorded(_)
        | Operation::PaymentAccountRemoved(_)
        | Operation::ShopAdvanced(_)
        | Operation::PapersTicked(_)
        | Operation::ProductSet(_)
        | Operation::ProductRemoved(_)
        | Operation::SalesTold(_)
        | Operation::IncomeBeforeTold(_)
        | Operation::ClassJoined(_)
        | Operation::ClassLeft(_)
        | Operation::ClassAttended(_)
        | Operation::ClassHeld(_)
        | Operation::ClassPhotographed(_)
        | Operation::HelpAnswered(_)
        | Operation::HelpClosed(_)
        | Operation::BulletinHeard(_) => FIELD,
        Operation::HelpAsked(_) => ANYONE,
        Operation::HelpAssigned(_) => LEADERS,
        #[cfg(feature = "office")]
        Operation::HelpDismissed(_) | Operation::HelpErased(_) => OFFICE,
        #[cfg(feature = "office")]
        Operation::QuestionPublished(_) | Operation::QuestionWithdrawn(_) => PUBLISHERS,
        #[cfg(feature = "office")]
        Operation::BulletinDrafted(_)
        | Operation::BulletinSubmitted(_)
        | Operation::BulletinPublished(_)
        | Operation::BulletinWithdrawn(_) => PUBLISHERS,
        #[cfg(feature = "office")]
        Operation::BulletinReturned(_) | Operation::BulletinApproved(_) => BOARD,
    }
}

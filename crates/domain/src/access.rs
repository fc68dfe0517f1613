//! Who may do what, and where: every access passes one [`Scope`].
use crate::{Area, Operation, Record, VillageId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Member,
    Leader,
    Officer,
    /// Of the editorial board: reads the board, approves bulletins.
    Editor,
    /// Sums over communes, never a person's data.
    Province,
}

impl Role {
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
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role may make this operation at all; where, the scope says.
    pub fn may_make(self, operation: &Operation) -> bool {
        self >= needed(operation) && self <= Role::Officer
    }
}

/// What one person may see and change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Scope {
    pub role: Role,
    /// The villages of the team, or the whole commune for an officer.
    pub areas: BTreeSet<Area>,
}

impl Scope {
    pub fn member(role: Role, villages: impl IntoIterator<Item = VillageId>) -> Self {
        let areas = villages
            .into_iter()
            .map(Area::Village)
            .chain([Area::Commune])
            .collect();
        Self { role, areas }
    }

    /// Sees and may change everything in the commune.
    pub fn officer() -> Self {
        Self {
            role: Role::Officer,
            areas: BTreeSet::new(),
        }
    }

    pub fn sees_all(&self) -> bool {
        self.role == Role::Officer
    }

    pub fn sees(&self, area: &Area) -> bool {
        match self.role {
            Role::Officer => true,
            Role::Member | Role::Leader => self.areas.contains(area),
            Role::Editor => *area == Area::Commune,
            Role::Province => false,
        }
    }

    /// Whether the operation may be made on these records, as they were before it.
    pub fn may_write<'a>(
        &self,
        operation: &Operation,
        touched: impl IntoIterator<Item = &'a Record>,
    ) -> bool {
        self.role.may_make(operation)
            && touched.into_iter().all(|record| self.sees(&record.area()))
            && destination(operation)
                .is_none_or(|village| self.sees(&Area::Village(village.clone())))
    }
}

/// The village that a new household comes into; moving house may lead anywhere.
fn destination(operation: &Operation) -> Option<&VillageId> {
    match operation {
        Operation::HouseholdRegistered(it) => Some(&it.village),
        _ => None,
    }
}

/// The least role that may make an operation.
fn needed(operation: &Operation) -> Role {
    match operation {
        Operation::SettingsChanged(_)
        | Operation::DenominatorSet(_)
        | Operation::VillageDefined(_)
        | Operation::AlleyDefined(_)
        | Operation::TeamDefined(_)
        | Operation::MemberJoined(_)
        | Operation::MemberLeft(_)
        | Operation::ResidentErased(_) => Role::Officer,
        Operation::HouseholdRegistered(it) if it.listed => Role::Officer,
        Operation::HouseholdCorrected(it) if it.listed => Role::Officer,
        Operation::ResidentAdded(it) if it.listed => Role::Officer,
        Operation::ResidentCorrected(it) if it.listed => Role::Officer,
        Operation::HouseholdsMerged(_)
        | Operation::HouseholdAssigned(_)
        | Operation::DifferencesSettled(_)
        | Operation::VisitRedated(_) => Role::Leader,
        Operation::HouseholdRegistered(_)
        | Operation::HouseholdCorrected(_)
        | Operation::HouseholdRelocated(_)
        | Operation::HouseholdLeft(_)
        | Operation::ResidentAdded(_)
        | Operation::ResidentCorrected(_)
        | Operation::ResidentMoved(_)
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
        | Operation::IncomeBeforeTold(_) => Role::Member,
    }
}

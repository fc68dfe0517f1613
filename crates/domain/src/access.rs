//! Who may do what, and where: every access passes one [`Scope`].
use crate::rule::BOARD;
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
        operation.makers().contains(&self)
    }
}

/// Whether only the editorial board may make it: it is said at the desk, by whoever has the text
/// before them, and is never taken from work that was held.
pub fn is_the_boards(operation: &Operation) -> bool {
    operation.makers() == BOARD
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
        let holds = |record: &'a Record| match record {
            Record::Class(class) => class.is_held_by(author, self),
            _ => true,
        };
        self.may_write(operation, touched.clone())
            && (!operation.is_for_holders() || touched.into_iter().all(holds))
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
            && operation.destination().is_none_or(|village| {
                self.role == Role::Public || self.sees(&Area::Village(village.clone()))
            })
    }
}

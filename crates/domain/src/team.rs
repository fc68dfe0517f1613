//! Teams and their roster.
use crate::{Day, Label, MemberId, TeamId, VillageId};
use serde::{Deserialize, Serialize};

/// Most members a team keeps, those who left included.
pub const MEMBERS_LIMIT: usize = 60;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: Label,
    pub villages: Vec<VillageId>,
    /// When it visits, as residents read it on the public list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visiting: Option<Label>,
    #[serde(default)]
    pub members: Vec<Member>,
}

/// One term of one member.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Member {
    pub id: MemberId,
    /// The roster is public: residents check it at the door.
    pub name: Label,
    pub role: MemberRole,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// Number of the commune's decision, such as `12/QĐ-UBND`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberRole {
    Member,
    Leader,
}

impl Member {
    pub fn serves_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Team {
    /// The term in force of a member.
    pub fn member(&self, id: &MemberId, day: Day) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.id == *id && member.serves_on(day))
    }

    pub fn serving(&self, day: Day) -> impl Iterator<Item = &Member> {
        self.members
            .iter()
            .filter(move |member| member.serves_on(day))
    }
}

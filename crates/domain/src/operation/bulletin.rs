//! What happens to a bulletin between the desk and the doors.
use crate::household::Hearing;
use crate::{BoardPost, BulletinId, BulletinText, HouseholdId, Label, Note, TextHash, VillageId};
use serde::{Deserialize, Serialize};

/// A new bulletin, or a newer text of one that is there; an approval of an older text ends.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinDrafted {
    pub bulletin: BulletinId,
    pub title: Label,
    pub text: BulletinText,
    /// Whom it is for; none means the whole commune.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageId>,
    /// As it stands below the printed text.
    pub author_name: Label,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinSubmitted {
    pub bulletin: BulletinId,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinReturned {
    pub bulletin: BulletinId,
    pub reason: Note,
}

/// By the editorial board, never by who wrote the text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinApproved {
    pub bulletin: BulletinId,
    /// Of what was read: nothing else is approved.
    pub hash: TextHash,
    pub name: Label,
    pub post: BoardPost,
    /// Office held, such as `Phó Chủ tịch UBND xã`.
    pub title: Label,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinPublished {
    pub bulletin: BulletinId,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinWithdrawn {
    pub bulletin: BulletinId,
    pub reason: Note,
}

/// Told at the door; without `how` an earlier tick is taken back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinHeard {
    pub household: HouseholdId,
    pub bulletin: BulletinId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Hearing>,
}

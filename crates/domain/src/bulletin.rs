//! Bulletins (bài tuyên truyền): what is on show, and the desk where each edition is written and approved.
//!
//! Two records carry one bulletin, so that no phone holds a draft: [`Bulletin`] is the approved
//! text that phones and the public see, [`Draft`] the newest edition with its history.
#[cfg(feature = "office")]
pub(crate) mod approve;
#[cfg(feature = "office")]
pub(crate) mod draft;
mod hash;
#[cfg(feature = "office")]
pub(crate) mod show;

pub use hash::TextHash;

use crate::{BulletinId, BulletinText, Label, MemberId, Millis, Month, Note, VillageId};
use serde::{Deserialize, Serialize};

/// Most villages that a bulletin names; one for more is for the whole commune.
pub const BULLETIN_VILLAGES_LIMIT: usize = 60;
/// Most people who may have written one edition.
pub const AUTHORS_LIMIT: usize = 8;
/// Steps kept of a bulletin's history; older ones stay in the log.
pub const STEPS_LIMIT: usize = 24;
/// Months kept in which an edition was approved.
pub const APPROVED_MONTHS_LIMIT: usize = 60;

/// The approved text, as phones and the public see it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bulletin {
    pub id: BulletinId,
    pub title: Label,
    pub text: BulletinText,
    /// Whom it is for; none means the whole commune.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageId>,
    pub hash: TextHash,
    pub author_name: Label,
    pub drafted: Millis,
    pub approval: Approval,
    pub published: Millis,
    /// Since then it is gone from every channel; the desk alone still has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Millis>,
}

/// Who of the editorial board approved, as it is printed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Approval {
    pub by: MemberId,
    pub name: Label,
    pub post: BoardPost,
    /// Office held, such as `Phó Chủ tịch UBND xã`.
    pub title: Label,
    pub at: Millis,
}

/// A post of the editorial board.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoardPost {
    Head,
    #[default]
    Deputy,
    Member,
}

impl BoardPost {
    pub const ALL: [BoardPost; 3] = [BoardPost::Head, BoardPost::Deputy, BoardPost::Member];

    pub fn as_str(self) -> &'static str {
        match self {
            BoardPost::Head => "head",
            BoardPost::Deputy => "deputy",
            BoardPost::Member => "member",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|post| post.as_str() == text)
    }
}

/// The newest edition at the desk, seen by officers and the editorial board only.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub id: BulletinId,
    pub title: Label,
    pub text: BulletinText,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageId>,
    pub hash: TextHash,
    /// Who wrote it last, as it is printed.
    pub author: MemberId,
    pub author_name: Label,
    pub drafted: Millis,
    /// Everyone who wrote at this edition since the last approval: none of them may approve it.
    pub authors: Vec<MemberId>,
    pub standing: Standing,
    /// The edition on show, which an edition in work does not touch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<TextHash>,
    /// Each month counts once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved_in: Vec<Month>,
    /// Oldest first.
    pub steps: Vec<Step>,
}

/// How far an edition has come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Draft,
    Submitted,
    Returned { reason: Note },
    Approved(Approval),
    Withdrawn { reason: Note },
}

/// One line of the history: what was done to which text, by whom and when.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Step {
    pub at: Millis,
    pub by: MemberId,
    pub act: Act,
    pub hash: TextHash,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Drafted,
    Submitted,
    Returned,
    Approved,
    Published,
    Withdrawn,
}

impl Act {
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Drafted => "drafted",
            Act::Submitted => "submitted",
            Act::Returned => "returned",
            Act::Approved => "approved",
            Act::Published => "published",
            Act::Withdrawn => "withdrawn",
        }
    }
}

/// Where a bulletin is on its way, for lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    Submitted,
    Returned,
    Draft,
    Approved,
    Published,
    Withdrawn,
}

impl Stage {
    /// In the order in which someone has to act.
    pub const ALL: [Stage; 6] = [
        Stage::Submitted,
        Stage::Returned,
        Stage::Draft,
        Stage::Approved,
        Stage::Published,
        Stage::Withdrawn,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Submitted => "submitted",
            Stage::Returned => "returned",
            Stage::Draft => "draft",
            Stage::Approved => "approved",
            Stage::Published => "published",
            Stage::Withdrawn => "withdrawn",
        }
    }
}

impl Bulletin {
    pub fn is_on_show(&self) -> bool {
        self.withdrawn.is_none()
    }

    pub fn is_for(&self, village: &VillageId) -> bool {
        self.villages.is_empty() || self.villages.contains(village)
    }
}

impl Draft {
    pub fn stage(&self) -> Stage {
        match &self.standing {
            Standing::Draft => Stage::Draft,
            Standing::Submitted => Stage::Submitted,
            Standing::Returned { .. } => Stage::Returned,
            Standing::Approved(_) if self.shown.as_ref() == Some(&self.hash) => Stage::Published,
            Standing::Approved(_) => Stage::Approved,
            Standing::Withdrawn { .. } => Stage::Withdrawn,
        }
    }

    /// Whether someone wrote at this edition, who then may not approve it.
    pub fn is_by(&self, member: &MemberId) -> bool {
        self.authors.contains(member)
    }
}

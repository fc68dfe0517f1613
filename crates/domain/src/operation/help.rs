//! What people ask the team for, and what comes of it.
use crate::help::{HelpWay, ResidentWord};
use crate::{Day, HelpId, HouseholdId, MemberId, Name, Note, Personal, Phone, TopicId, VillageId};
use serde::{Deserialize, Serialize};

/// Someone asks for help: on the public site, at the door, or over the commune's telephone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAsked {
    pub help: HelpId,
    pub way: HelpWay,
    /// `None` for what belongs to no topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// Where the asker lives; a household's own village comes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal<Phone>>,
    pub words: Personal<Note>,
}

/// Someone is to see to it. Without a member it is the one who answers for the household.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAssigned {
    pub help: HelpId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// The household that it turned out to be of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

/// The asker was told something; it stays open until they say how it went.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAnswered {
    pub help: HelpId,
    pub answer: Personal<Note>,
}

/// Over, with what the asker says of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpClosed {
    pub help: HelpId,
    pub word: ResidentWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<Note>>,
}

/// No request at all: rubbish, or someone's joke.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpDismissed {
    pub help: HelpId,
}

/// What was asked and by whom is blanked, in the log too; that it was asked stays.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpErased {
    pub help: HelpId,
}

//! What is told of classes.
use crate::class::{Contact, SelfCheck};
use crate::{ClassId, EntryId, HouseholdId, Label, Personal, PhotoId, ResidentId};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassPlanned {
    pub class: ClassId,
    pub plan: crate::class::ClassPlan,
}

/// The whole plan anew.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassChanged {
    pub class: ClassId,
    pub plan: crate::class::ClassPlan,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassCancelled {
    pub class: ClassId,
    /// Told to those who signed up and on the public page.
    pub reason: Label,
}

/// Those who left a phone number were told, or the class is long over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassContactsDropped {
    pub class: ClassId,
    /// It is so long over that phones need not keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filed: bool,
}

/// A household at the door, or a phone number from the public page; or one that waits is confirmed:
/// one of the three.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassJoined {
    pub class: ClassId,
    pub people: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Personal<Contact>>,
    /// Of a phone number: too many came from one place, so it takes no seat yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    /// The entry whose phone number takes its seat from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirms: Option<EntryId>,
}

/// A household does not come after all, or a phone number is to be forgotten.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassLeft {
    pub class: ClassId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// The entry that signed up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_up: Option<EntryId>,
}

/// Someone of a household came: some by name, or only how many.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassAttended {
    pub class: ClassId,
    pub household: HouseholdId,
    /// Needs the household's consent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ResidentId>,
    /// All who came of this household, named or not.
    pub people: u8,
    /// It was told by mistake: nobody came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mistaken: bool,
}

/// How it went; told again, the last one counts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassHeld {
    pub class: ClassId,
    /// Heads counted in the room.
    pub heads: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A photo of the class was taken, in place of the one before, or is to be shown no more.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassPhotographed {
    pub class: ClassId,
    pub photo: PhotoId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

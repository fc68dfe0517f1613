//! What is told of a household as a whole.
use crate::household::{Business, Children, Place};
use crate::{AlleyId, HouseholdId, Label, MemberId, Name, Personal, Phone, ResidentId, VillageId};
use serde::{Deserialize, Serialize};

/// From a list or at the door; phones and residents only from the commune's list (`listed`).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdRegistered {
    pub household: HouseholdId,
    pub code: Label,
    pub village: VillageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default)]
    pub order: u32,
    pub head: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_resident: Option<ResidentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal<Name>>,
    #[serde(default)]
    pub children: Children,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Business>,
    #[serde(default)]
    pub listed: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Personal<Phone>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ListedResident>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListedResident {
    pub resident: ResidentId,
    pub name: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
}

/// Only what is `Some` changes; `Some(None)` clears.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdCorrected {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_resident: Option<ResidentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<Personal<Phone>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<Children>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<BusinessChange>,
    /// Came from the commune's list: phones need no consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

impl HouseholdCorrected {
    /// A correction that changes nothing yet.
    pub fn of(household: HouseholdId) -> Self {
        Self {
            household,
            code: None,
            head: None,
            head_resident: None,
            address: None,
            phones: None,
            place: None,
            alley: None,
            order: None,
            children: None,
            business: None,
            listed: false,
        }
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BusinessChange {
    Is(Business),
    IsNot,
}

/// Two households on the list are one: `gone` becomes a pointer to `keep`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdsMerged {
    pub keep: HouseholdId,
    pub gone: HouseholdId,
}

/// Moved house within the commune.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdRelocated {
    pub household: HouseholdId,
    pub village: VillageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    #[serde(default)]
    pub order: u32,
}

/// Moved away from the commune, or `back` again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdLeft {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
}

/// One member answers for up to 8 households; `None` frees them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HouseholdAssigned {
    pub households: Vec<HouseholdId>,
    pub member: Option<MemberId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DifferencesSettled {
    pub household: HouseholdId,
}

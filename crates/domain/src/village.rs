//! Villages and their alleys.
use crate::{AlleyId, Denominator, Label, VillageId};
use serde::{Deserialize, Serialize};

/// Most alleys in a village.
pub const ALLEYS_LIMIT: usize = 150;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Village {
    pub id: VillageId,
    pub name: Label,
    /// Other names, such as those before a merger, for imported lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Label>,
    pub order: u32,
    #[serde(default)]
    pub alleys: Vec<Alley>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denominators: Vec<Denominator>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Alley {
    pub id: AlleyId,
    pub name: Label,
    /// Walking order within the village.
    pub order: u32,
}

impl Village {
    pub fn alley(&self, id: &AlleyId) -> Option<&Alley> {
        self.alleys.iter().find(|alley| alley.id == *id)
    }
}

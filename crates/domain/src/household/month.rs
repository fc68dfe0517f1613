//! What a household's own record says of months: when someone knocked first and met someone last.
//!
//! What was done in each month is counted from its [`Book`](crate::Book).
use crate::{Map, Month, VillageId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Written as the months of the record's first form, so that an app that is older reads it: the
/// month of the first visit, and that of the last at which someone was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Knocked {
    pub first: Option<Month>,
    /// The last month in which someone was met.
    pub met: Option<Month>,
}

impl Knocked {
    pub(crate) fn is_never(&self) -> bool {
        self.first.is_none()
    }

    /// A visit in this month, at which someone was met or not.
    pub(crate) fn note(&mut self, month: Month, met: bool) {
        self.first = Some(self.first.map_or(month, |first| first.min(month)));
        if met {
            self.met = self.met.max(Some(month));
        }
    }

    pub(crate) fn join(&mut self, other: Knocked) {
        if let Some(first) = other.first {
            self.note(first, false);
        }
        self.met = self.met.max(other.met);
    }
}

/// Of a month at a village all that is read: older records tell much more.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Counted {
    #[serde(skip_serializing_if = "is_zero")]
    met: u32,
    #[serde(skip_serializing_if = "is_zero")]
    absent: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Serialize for Knocked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut months: Map<Month, Map<VillageId, Counted>> = Map::new();
        let mut tell = |month: Option<Month>, met: u32| {
            if let Some(month) = month {
                let counted = Counted {
                    met,
                    absent: 1 - met,
                };
                months
                    .entry(month)
                    .or_default()
                    .insert(crate::measure::whole_commune(), counted);
            }
        };
        tell(self.first, 0);
        tell(self.met, 1);
        months.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Knocked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let months = Map::<Month, Map<VillageId, Counted>>::deserialize(deserializer)?;
        let mut knocked = Self::default();
        for (month, places) in &months {
            knocked.note(*month, places.values().any(|it| it.met > 0));
        }
        Ok(knocked)
    }
}

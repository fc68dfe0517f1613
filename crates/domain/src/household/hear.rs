//! Bulletins that a house has heard: ticked at the door, counted as reach.
use super::Household;
use crate::apply::{Context, Records};
use crate::latest::{LatestEach, SaidAt};
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    BulletinId, HouseholdId, Map, MemberId, Millis, Record, RecordKey, Refusal, RefusalCode, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Told at the door; without `how` an earlier tick is taken back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinHeard {
    pub household: HouseholdId,
    pub bulletin: BulletinId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Hearing>,
}

impl Rule for BulletinHeard {
    const CALLED: Called = say::bulletin_heard;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        vec![RecordKey::Bulletin(self.bulletin.clone())]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        hear(context, self)
    }
}

/// Bulletins kept for one house, the latest ticks; older ones no longer count as reach.
pub const HEARD_LIMIT: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hearing {
    /// They had heard or read it already.
    Heard,
    /// The member read it out to them.
    ReadOut,
}

/// The latest word of a house on a bulletin.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Heard {
    pub at: Millis,
    pub by: MemberId,
    /// None where a tick was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Hearing>,
}

/// The later word stands, whichever arrives first.
pub(crate) fn hear(context: &Context<'_>, it: &BulletinHeard) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    if !matches!(
        context
            .records
            .get(&RecordKey::Bulletin(it.bulletin.clone())),
        Some(Record::Bulletin(_))
    ) {
        return Err(RefusalCode::BulletinUnknown.into());
    }
    let heard = Heard {
        at: context.at,
        by: context.author.clone(),
        how: it.how,
    };
    household.take_in_heard(&it.bulletin, &heard);
    Ok(vec![household.into()])
}

impl Household {
    pub fn has_heard(&self, bulletin: &BulletinId) -> Option<Hearing> {
        self.heard.get(bulletin)?.how
    }

    pub(super) fn take_in_all_heard(&mut self, others: &Map<BulletinId, Heard>) {
        for (bulletin, heard) in others {
            self.take_in_heard(bulletin, heard);
        }
    }

    fn take_in_heard(&mut self, bulletin: &BulletinId, heard: &Heard) {
        LatestEach(&mut self.heard).tell(bulletin, heard.clone());
        if self.heard.len() > HEARD_LIMIT {
            let oldest = self.heard.iter().min_by(|(_, a), (_, b)| a.cmp(b));
            if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
                self.heard.remove(&oldest);
            }
        }
    }
}

impl SaidAt for Heard {
    type When<'a> = &'a Self;

    fn when(&self) -> &Self {
        self
    }
}

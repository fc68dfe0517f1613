//! Making or renaming a village, and an alley in it.
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::{
    Alley, AlleyId, Detail, Label, Record, RecordKey, Refusal, RefusalCode, Tell, Village,
    VillageId, village,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Adds a village or renames it; the old name becomes an alias.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct VillageDefined {
    pub village: VillageId,
    pub name: Label,
    pub order: u32,
}

impl Rule for VillageDefined {
    const CALLED: Called = say::village_defined;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.village)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        Ok(define_village(context, self))
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.name.as_str())]
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AlleyDefined {
    pub village: VillageId,
    pub alley: AlleyId,
    pub name: Label,
    pub order: u32,
}

impl Rule for AlleyDefined {
    const CALLED: Called = say::alley_defined;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.village)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        define_alley(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.name.as_str())]
    }
}

pub(crate) fn define_village(context: &Context<'_>, it: &VillageDefined) -> Vec<Record> {
    let village = match context.records.village(&it.village) {
        Ok(known) => {
            let mut village = known.clone();
            if village.name != it.name && !village.aliases.contains(&known.name) {
                village.aliases.push(known.name.clone());
            }
            village.name = it.name.clone();
            village.order = it.order;
            village
        }
        Err(_) => Village {
            id: it.village.clone(),
            name: it.name.clone(),
            aliases: Vec::new(),
            order: it.order,
            alleys: Vec::new(),
            denominators: Vec::new(),
        },
    };
    vec![Record::Village(Box::new(village))]
}

pub(crate) fn define_alley(
    context: &Context<'_>,
    it: &AlleyDefined,
) -> Result<Vec<Record>, Refusal> {
    let mut village = context.records.village(&it.village)?.clone();
    let alley = Alley {
        id: it.alley.clone(),
        name: it.name.clone(),
        order: it.order,
    };
    match village.alleys.iter().position(|known| known.id == it.alley) {
        Some(place) => village.alleys[place] = alley,
        None if village.alleys.len() >= village::ALLEYS_LIMIT => {
            return Err(RefusalCode::TooManyAlleys.into());
        }
        None => village.alleys.push(alley),
    }
    crate::put_in_order(&mut village.alleys, |alley| alley.order);
    Ok(vec![Record::Village(Box::new(village))])
}

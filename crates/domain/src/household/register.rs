//! Registering a household, from the commune's list or at the door.
use super::{Household, RESIDENTS_LIMIT, Resident, Status};
use crate::apply::Context;
use crate::{
    AlleyId, HouseholdRegistered, ListedResident, Map, Record, Refusal, RefusalCode, Settings,
    VillageId,
};

pub(crate) fn register(
    context: &Context<'_>,
    it: &HouseholdRegistered,
) -> Result<Vec<Record>, Refusal> {
    if context.records.household_itself(&it.household).is_some() {
        return Err(RefusalCode::HouseholdExists.into());
    }
    alley_is_there(context, &it.village, it.alley.as_ref())?;
    let names_people = !it.phones.is_empty() || !it.residents.is_empty();
    if names_people && !it.listed {
        return Err(RefusalCode::ConsentMissing.into());
    }
    if it.residents.len() > RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let household = Household {
        id: it.household.clone(),
        code: it.code.clone(),
        village: it.village.clone(),
        alley: it.alley.clone(),
        order: it.order,
        head: it.head.clone(),
        head_resident: it.head_resident.clone(),
        address: it.address.clone(),
        phones: it.phones.clone(),
        place: None,
        children: it.children,
        business: it.business.clone(),
        trading: None,
        residents: it.residents.iter().map(unconfirmed).collect(),
        gone: Map::new(),
        assigned: None,
        assignment: None,
        consents: Map::new(),
        visits: Vec::new(),
        knocked: super::Knocked::default(),
        classes: Vec::new(),
        mistaken: Map::new(),
        follow_ups: Vec::new(),
        status: Status::Here,
        status_said: None,
        lived: Vec::new(),
        moved: None,
        merged: Vec::new(),
        heard: Map::new(),
        marks: Map::new(),
        differences: Vec::new(),
    };
    Ok(vec![household.into()])
}

/// Refuses a village or an alley that is not in the register.
pub(super) fn alley_is_there(
    context: &Context<'_>,
    village: &VillageId,
    alley: Option<&AlleyId>,
) -> Result<(), Refusal> {
    let village = context.records.village(village)?;
    match alley {
        Some(alley) if village.alley(alley).is_none() => Err(RefusalCode::AlleyUnknown.into()),
        _ => Ok(()),
    }
}

/// Adults are named, children only counted.
pub(super) fn old_enough(born: Option<u16>, settings: &Settings, year: i32) -> Result<(), Refusal> {
    match born {
        Some(born) if i32::from(born) + i32::from(settings.adult_age) > year => {
            Err(RefusalCode::ChildByName.into())
        }
        _ => Ok(()),
    }
}

fn unconfirmed(listed: &ListedResident) -> Resident {
    Resident {
        id: listed.resident.clone(),
        name: listed.name.clone(),
        born: listed.born,
        unconfirmed: true,
        skills: Map::new(),
        trained: None,
        marks: Map::new(),
    }
}

impl From<Household> for Record {
    fn from(household: Household) -> Record {
        Record::Household(Box::new(household))
    }
}

//! Registering a household, from the commune's list or at the door.
use super::{Household, RESIDENTS_LIMIT, Resident};
use crate::apply::{Context, Records};
use crate::household::{Business, Children};
use crate::rule::{Called, FIELD, Makers, OFFICE, Rule};
use crate::{
    About, AlleyId, Detail, HouseholdId, Label, Map, Name, Personal, Phone, Record, RecordKey,
    Refusal, RefusalCode, ResidentId, Settings, Tell, VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

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

impl Rule for HouseholdRegistered {
    const CALLED: Called = say::household_registered;
    const MAKERS: Makers = FIELD;

    fn makers(&self) -> Makers {
        if self.listed { OFFICE } else { FIELD }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.village)]
    }

    fn destination(&self) -> Option<&VillageId> {
        Some(&self.village)
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        let Self {
            household: _,
            code: _,
            village: _,
            alley: _,
            order: _,
            head,
            head_resident,
            address,
            children: _,
            business: _,
            listed: _,
            phones,
            residents,
        } = self;
        tell(About::Head(head_resident.as_ref()), head);
        tell(About::Household, address);
        tell(About::Household, phones);
        for ListedResident {
            resident,
            name,
            born: _,
        } in residents
        {
            tell(About::Resident(resident), name);
        }
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        register(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Household(&self.code, &self.head)]
    }

    fn nameless(&self) -> Vec<&ResidentId> {
        let nameless = self.residents.iter().filter(|it| it.name.is_erased());
        nameless.map(|it| &it.resident).collect()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ListedResident {
    pub resident: ResidentId,
    pub name: Personal<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
}

pub(crate) fn register(
    context: &Context<'_>,
    it: &HouseholdRegistered,
) -> Result<Vec<Record>, Refusal> {
    let known = context.records.household_itself(&it.household);
    if known.is_some() && it.listed {
        return Err(RefusalCode::HouseholdExists.into());
    }
    alley_is_there(context, &it.village, it.alley.as_ref())?;
    if let Some(known) = known {
        return Ok(vec![told_again(known, it).into()]);
    }
    let names_people = !it.phones.is_empty() || !it.residents.is_empty();
    if names_people && !it.listed {
        return Err(RefusalCode::ConsentMissing.into());
    }
    if it.residents.len() > RESIDENTS_LIMIT {
        return Err(RefusalCode::TooManyResidents.into());
    }
    let (id, code) = (it.household.clone(), it.code.clone());
    let household = Household {
        alley: it.alley.clone(),
        order: it.order,
        head_resident: it.head_resident.clone(),
        address: it.address.clone(),
        phones: it.phones.clone(),
        children: it.children,
        business: it.business.clone(),
        residents: it.residents.iter().map(unconfirmed).collect(),
        ..Household::bare(id, code, it.village.clone(), it.head.clone())
    };
    Ok(vec![household.into()])
}

/// After a restore the office may have registered a household from the work that waited for it,
/// before the phone that had found it brought its own entry. It is the same household: what the
/// office wrote stands, and what it could not know is taken from the door.
fn told_again(known: &Household, it: &HouseholdRegistered) -> Household {
    let mut household = known.clone();
    if !household.status.is_here() {
        return household;
    }
    if household.village == it.village {
        household.alley = household.alley.or_else(|| it.alley.clone());
    }
    household.address = household.address.or_else(|| it.address.clone());
    household.business = household.business.or_else(|| it.business.clone());
    household
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

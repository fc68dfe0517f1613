//! A household: its place, its people, what they can do, who came and when.
#[cfg(feature = "office")]
pub(crate) mod ask;
pub(crate) mod assign;
pub(crate) mod attend;
pub(crate) mod consent;
pub(crate) mod correct;
pub(crate) mod difference;
pub(crate) mod follow_up;
pub(crate) mod hear;
mod mark;
#[cfg(feature = "office")]
pub(crate) mod merge;
mod month;
pub(crate) mod observe;
mod people;
mod progress;
pub(crate) mod register;
#[cfg(feature = "office")]
pub(crate) mod rehome;
pub(crate) mod relocate;
pub(crate) mod resident;
#[cfg(feature = "office")]
pub(crate) mod take_back;
pub(crate) mod trading;
pub(crate) mod visit;

pub use assign::Assignment;
pub use attend::{ATTENDING_LIMIT, Attended, CLASSES_KEPT, Telling};
pub use correct::{BusinessChange, Field};
pub use difference::Difference;
pub use follow_up::FollowUp;
pub use hear::{HEARD_LIMIT, Heard, Hearing};
pub use mark::Mark;
pub use month::Knocked;
pub use progress::GroupProgress;
pub use register::ListedResident;
pub use resident::Parting;
pub use trading::{
    IncomeBefore, Obstacle, PHOTOS_LIMIT, PRODUCTS_LIMIT, PRODUCTS_LIMIT_BYTES, PaymentAccount,
    PaymentStep, Product, SALES_MONTHS, STILL_DAYS, Sales, Shop, Stage, Tick, Trading, median,
};
pub use visit::{Place, Promise, VISITS_KEPT, Visit, VisitOutcome};

use crate::{
    AlleyId, BulletinId, ClassId, Day, HouseholdId, Label, Map, MemberId, Millis, Name, Personal,
    Phone, ResidentId, SkillId, SkillState, Stamp, VillageId,
};
use serde::{Deserialize, Serialize};

/// Most residents named in one household.
pub const RESIDENTS_LIMIT: usize = 20;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Household {
    pub id: HouseholdId,
    /// The number on the commune's list, or the id's letters until there is one.
    pub code: Label,
    pub village: VillageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alley: Option<AlleyId>,
    /// Walking order within the alley.
    #[serde(default)]
    pub order: u32,
    pub head: Personal<Name>,
    /// The head among the residents, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_resident: Option<ResidentId>,
    /// When that was said last, since it was registered; also where nobody is any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_said: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Personal<Phone>>,
    /// Place for the map, told with consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Personal<Place>>,
    #[serde(default, skip_serializing_if = "Children::is_none")]
    pub children: Children,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business: Option<Business>,
    /// What the business does with the team's help; only while `business` says there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trading: Option<Box<Trading>>,
    #[serde(default, with = "people")]
    pub residents: Vec<Resident>,
    /// Residents who are no longer here, so that late entries find their way.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub gone: Map<ResidentId, Gone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<MemberId>,
    /// The last word on who answers for it, also where a move has made it void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub consents: Map<Purpose, Consent>,
    /// The last three by time, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visits: Vec<Visit>,
    /// When someone came first and met someone last; what was done in each month is in its book.
    #[serde(default, rename = "months", skip_serializing_if = "Knocked::is_never")]
    pub knocked: Knocked,
    /// Classes that someone came to, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<Attended>,
    /// When it was last said of a class that they had not come; what was told before does not count.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub mistaken: Map<ClassId, Stamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
    #[serde(default, skip_serializing_if = "Status::is_here")]
    pub status: Status,
    /// When that was said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_said: Option<Stamp>,
    /// Villages lived in before, with the last day there; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lived: Vec<(Day, VillageId)>,
    /// When it last moved house within its village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<Stamp>,
    /// When it came from the last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Stamp>,
    /// Households that were merged into this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<HouseholdId>,
    /// Bulletins that the house has heard, the latest [`HEARD_LIMIT`].
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub heard: Map<BulletinId, Heard>,
    /// Who last changed each field, since it was registered.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub marks: Map<Field, Mark>,
    /// Values that two authors told differently; the leader settles them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<Difference>,
    /// When the leader last settled them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Stamp>,
    /// When the list that had brought it was taken back; over once anyone records something of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Stamp>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Children {
    pub under_6: u8,
    pub from_6_to_15: u8,
    pub from_16_to_17: u8,
}

impl Children {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Business {
    /// What it makes or sells.
    pub trade: Label,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Resident {
    pub id: ResidentId,
    pub name: Personal<Name>,
    /// Year of birth; adults are named, children only counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<u16>,
    /// Came by import and no consent was given yet: not exported, no skills.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub skills: Map<SkillId, SkillState>,
    /// The day of the first class that they came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained: Option<Day>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub marks: Map<Field, Mark>,
}

/// Why a resident is no longer in this household.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gone {
    Left,
    Died,
    Erased,
    MovedTo(HouseholdId),
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    Here,
    MovedAway(Day),
    /// Entries made on this one go to that one.
    MergedInto(HouseholdId),
}

impl Status {
    fn is_here(&self) -> bool {
        *self == Status::Here
    }
}

/// What a consent is for; each is given apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Phone, residents' names and years, skills, notes.
    Register,
    AccountNumber,
    Photograph,
    PublicPhone,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Consent {
    pub given: Millis,
    pub way: ConsentWay,
    pub text_version: u16,
    pub to: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Millis>,
}

/// How it can be shown later that consent was given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentWay {
    Signed,
    SaidBeforeWitness,
    Tapped,
}

impl Household {
    /// A door of which nothing is known but its number, its village and who is its head.
    fn bare(id: HouseholdId, code: Label, village: VillageId, head: Personal<Name>) -> Self {
        Self {
            id,
            code,
            village,
            alley: None,
            order: 0,
            head,
            head_resident: None,
            head_said: None,
            address: None,
            phones: Vec::new(),
            place: None,
            children: Children::default(),
            business: None,
            trading: None,
            residents: Vec::new(),
            gone: Map::new(),
            assigned: None,
            assignment: None,
            consents: Map::new(),
            visits: Vec::new(),
            knocked: Knocked::default(),
            classes: Vec::new(),
            mistaken: Map::new(),
            follow_ups: Vec::new(),
            status: Status::Here,
            status_said: None,
            lived: Vec::new(),
            placed: None,
            moved: None,
            merged: Vec::new(),
            heard: Map::new(),
            marks: Map::new(),
            differences: Vec::new(),
            settled: None,
            withdrawn: None,
        }
    }

    pub fn is_here(&self) -> bool {
        self.status.is_here() && self.withdrawn.is_none()
    }

    pub fn resident(&self, id: &ResidentId) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.id == *id)
    }

    pub fn consented(&self, purpose: Purpose) -> bool {
        self.consents
            .get(&purpose)
            .is_some_and(|consent| consent.withdrawn.is_none())
    }

    /// What it is found by, besides where it is: code, names and phone numbers.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let phones = self.phones.iter().filter_map(Personal::reveal);
        [self.code.as_str()]
            .into_iter()
            .chain(self.names())
            .chain(phones.map(Phone::as_str))
    }

    /// The residents' names, and the head's as it stands above them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let residents = self.residents.iter().map(|resident| &resident.name);
        let names = residents.chain([&self.head]).filter_map(Personal::reveal);
        names.map(Name::as_str)
    }

    /// The search key of [`Household::texts`]. One that is withdrawn is not found.
    pub fn find(&self) -> String {
        if self.withdrawn.is_some() {
            return String::new();
        }
        let words: Vec<String> = self.texts().map(vietnamese::search_key).collect();
        words.join("\n")
    }

    /// The name to be taken out of every text of a household with an erased resident; none where
    /// someone who stays has the same one.
    #[cfg(feature = "office")]
    pub fn name_that_goes(&self, resident: &ResidentId) -> Option<&Name> {
        let name = self.resident(resident)?.name.reveal()?;
        let mut others = self.residents.iter().filter(|it| it.id != *resident);
        let is_same = |other: &Name| vietnamese::same_name(other.as_str(), name.as_str());
        let stays = others.any(|it| it.name.reveal().is_some_and(is_same));
        (!stays).then_some(name)
    }

    /// The village the household lived in on a day.
    pub(crate) fn village_on(&self, day: Day) -> &VillageId {
        self.lived
            .iter()
            .find(|(last, _)| day <= *last)
            .map_or(&self.village, |(_, village)| village)
    }

    pub(crate) fn resident_mut(&mut self, id: &ResidentId) -> Option<&mut Resident> {
        self.residents
            .iter_mut()
            .find(|resident| resident.id == *id)
    }
}

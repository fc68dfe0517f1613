//! Classes: when, where, who teaches, who signed up, how it went.
pub(crate) mod hold;
pub(crate) mod join;
pub(crate) mod photograph;
#[cfg(feature = "office")]
pub(crate) mod plan;
mod time_of_day;
mod timetable;

pub use time_of_day::TimeOfDay;
pub use timetable::{SLOTS_LIMIT, Slot, Timetable};

use crate::{
    Area, ClassId, Day, EntryId, HouseholdId, Label, Link, Map, MemberId, Millis, Name, Personal,
    Phone, PhotoId, Record, Role, Scope, Stamp, TopicId, VillageId,
};
use serde::{Deserialize, Serialize};

/// Most seats of one class.
pub const SEATS_LIMIT: u16 = 200;
/// Most sign-ups kept on one class, each for one household or one phone number.
pub const SIGN_UPS_LIMIT: usize = 120;
/// Most of them that wait to be confirmed.
pub const UNCONFIRMED_LIMIT: usize = 30;
/// Most people of one household that sign up together.
pub const SIGN_UP_PEOPLE_LIMIT: u8 = 6;
/// Most papers and links that are handed out.
pub const MATERIALS_LIMIT: usize = 10;
/// Largest head-count told of one class.
pub const HEADS_LIMIT: u16 = 1_000;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Class {
    pub id: ClassId,
    pub plan: ClassPlan,
    #[serde(default, skip_serializing_if = "ClassState::is_planned")]
    pub state: ClassState,
    /// When it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_off: Option<Stamp>,
    /// In the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<SignUp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ClassResult>,
    /// So long over that phones do not keep it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filed: bool,
    /// For the phones and the office, never for the public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<ClassPhoto>,
    /// Households that took their sign-up back, and when: an earlier one may arrive later.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub left: Map<HouseholdId, Stamp>,
    /// Sign-ups that were taken back before they arrived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_early: Vec<EntryId>,
    /// Photos that were taken away, the last few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos_gone: Vec<PhotoId>,
    /// When the latest of them was taken: an older one does not come in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo_gone: Option<(Millis, PhotoId)>,
}

/// What is announced of a class.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassPlan {
    pub topic: TopicId,
    pub title: Label,
    /// The house, hall or yard.
    pub place: Label,
    /// Where the place is; without one the whole commune is invited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    pub day: Day,
    pub from: TimeOfDay,
    pub to: TimeOfDay,
    pub teacher: Teacher,
    pub seats: u16,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
}

/// Told to the public, as the roster is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Teacher {
    Member(MemberId),
    Guest(Label),
}

/// A paper that is handed out, or where to read on.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Material {
    pub name: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassState {
    #[default]
    Planned,
    Held,
    /// With the reason that people are told.
    Cancelled(Label),
}

/// A household, or a phone number left on the public page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SignUp {
    /// The entry that brought it.
    pub id: EntryId,
    pub people: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    /// Kept only until the class is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Personal<Contact>>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Stamp>,
    /// Takes no seat before someone of the class confirmed it: too many came from one place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    pub phone: Phone,
}

/// How it went, as it was last told.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassResult {
    /// Heads counted in the room, known by name or not.
    pub heads: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    pub at: Millis,
    pub by: MemberId,
}

/// The one photo of a class, as it was last taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClassPhoto {
    pub id: PhotoId,
    pub at: Millis,
    pub by: MemberId,
}

/// How many of those asked said or showed that they can do it alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SelfCheck {
    pub asked: u16,
    pub able: u16,
}

impl ClassState {
    pub fn is_planned(&self) -> bool {
        *self == ClassState::Planned
    }

    pub fn is_cancelled(&self) -> bool {
        matches!(self, ClassState::Cancelled(_))
    }
}

impl Class {
    pub fn seats_taken(&self) -> u16 {
        let seated = self.signed.iter().filter(|it| !it.unconfirmed);
        let people = seated.map(|it| u16::from(it.people));
        people.fold(0, u16::saturating_add)
    }

    pub fn seats_left(&self) -> u16 {
        self.plan.seats.saturating_sub(self.seats_taken())
    }

    /// Who holds it: its teacher, the team of its village, the office. They alone see who left a
    /// phone number, strike what the public signed up, tell how it went and show its photo.
    pub fn is_held_by(&self, member: &MemberId, scope: &Scope) -> bool {
        let teaches = matches!(&self.plan.teacher, Teacher::Member(it) if it == member);
        let is_theirs = |it: &VillageId| scope.areas.contains(&Area::Village(it.clone()));
        match scope.role {
            Role::Officer => true,
            Role::Member | Role::Leader => {
                teaches || self.plan.village.as_ref().is_some_and(is_theirs)
            }
            Role::Editor | Role::Province | Role::Public => false,
        }
    }

    /// What goes to those who do not hold it: seats, and nobody who left a phone number.
    #[must_use]
    pub fn for_others(mut self) -> Self {
        self.forget_contacts();
        self
    }

    /// Whether anyone can still sign up on a day: that of the class included.
    pub fn is_open_on(&self, today: Day) -> bool {
        self.state.is_planned() && today <= self.plan.day
    }

    pub fn begins(&self) -> Millis {
        self.plan.from.on(self.plan.day)
    }

    pub fn ends(&self) -> Millis {
        self.plan.to.on(self.plan.day)
    }

    pub fn has_contacts(&self) -> bool {
        self.signed.iter().any(|it| it.contact.is_some())
    }

    /// Phone numbers go when they are no longer needed; the seats stay counted.
    pub(crate) fn forget_contacts(&mut self) {
        for sign_up in &mut self.signed {
            sign_up.contact = None;
        }
    }
}

impl From<Class> for Record {
    fn from(class: Class) -> Record {
        Record::Class(Box::new(class))
    }
}

//! The commune's timetable: which place and which teacher is taken when.
//!
//! Rules see only the records that an operation touches. So that no class is planned over another,
//! all of a commune's classes that are ahead, or were lately, stand in this one record, and each
//! planning touches it: two officers who plan at the same moment meet here.
use super::{ClassPlan, Teacher, TimeOfDay};
use crate::{ClassId, Day, Label, Refusal, RefusalCode, VillageId};
use serde::{Deserialize, Serialize};

/// Most classes ahead, or of the last [`KEPT_DAYS`], together.
pub const SLOTS_LIMIT: usize = 100;
/// A class is planned at most so long after it was held.
pub const KEPT_DAYS: i32 = 31;

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Timetable {
    pub slots: Vec<Slot>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Slot {
    pub class: ClassId,
    pub day: Day,
    pub from: TimeOfDay,
    pub to: TimeOfDay,
    pub place: Label,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    pub teacher: Teacher,
}

impl Timetable {
    /// Takes place and teacher for a class, in place of what it had before.
    pub(crate) fn take(
        &mut self,
        class: &ClassId,
        plan: &ClassPlan,
        today: Day,
    ) -> Result<(), Refusal> {
        self.give_back(class);
        let oldest = today.plus(-KEPT_DAYS);
        self.slots.retain(|slot| slot.day >= oldest);
        let slot = Slot::of(class, plan);
        for other in self.slots.iter().filter(|other| other.overlaps(&slot)) {
            if other.has_teacher_of(&slot) {
                return Err(RefusalCode::ClassTeacherTaken.into());
            }
            if other.is_where(&slot) {
                return Err(RefusalCode::ClassPlaceTaken.into());
            }
        }
        if self.slots.len() >= SLOTS_LIMIT {
            return Err(RefusalCode::TooManyClasses.into());
        }
        self.slots.push(slot);
        Ok(())
    }

    pub(crate) fn give_back(&mut self, class: &ClassId) {
        self.slots.retain(|slot| slot.class != *class);
    }
}

impl Slot {
    fn of(class: &ClassId, plan: &ClassPlan) -> Self {
        Self {
            class: class.clone(),
            day: plan.day,
            from: plan.from,
            to: plan.to,
            place: plan.place.clone(),
            village: plan.village.clone(),
            teacher: plan.teacher.clone(),
        }
    }

    /// One that ends when the other begins does not.
    fn overlaps(&self, other: &Slot) -> bool {
        self.day == other.day && self.from < other.to && other.from < self.to
    }

    fn has_teacher_of(&self, other: &Slot) -> bool {
        match (&self.teacher, &other.teacher) {
            (Teacher::Member(one), Teacher::Member(other)) => one == other,
            (Teacher::Guest(one), Teacher::Guest(other)) => same(one, other),
            _ => false,
        }
    }

    /// Each village has its "Nhà văn hóa thôn"; without a village the name alone decides.
    fn is_where(&self, other: &Slot) -> bool {
        let apart =
            matches!((&self.village, &other.village), (Some(one), Some(other)) if one != other);
        !apart && same(&self.place, &other.place)
    }
}

fn same(one: &Label, other: &Label) -> bool {
    vietnamese::search_key(one.as_str()) == vietnamese::search_key(other.as_str())
}

//! Planning a class, changing the plan, calling it off.
use super::{Class, ClassPlan, ClassState, MATERIALS_LIMIT, SEATS_LIMIT, Timetable, timetable};
use crate::apply::{Context, Records};
use crate::rule::{Called, Makers, OFFICE, Rule, keys};
use crate::{
    Catalogue, ClassId, Detail, Follows, Label, Map, Record, RecordKey, Refusal, RefusalCode,
    Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassPlanned {
    pub class: ClassId,
    pub plan: ClassPlan,
}

impl Rule for ClassPlanned {
    const CALLED: Called = say::class_planned;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class), RecordKey::Timetable]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(&self.plan.village)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        plan(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![
            Detail::Text(self.plan.title.as_str()),
            Detail::Day(self.plan.day),
        ]
    }
}

/// The whole plan anew.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassChanged {
    pub class: ClassId,
    pub plan: ClassPlan,
}

impl Rule for ClassChanged {
    const CALLED: Called = say::class_changed;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class), RecordKey::Timetable]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(&self.plan.village)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        change(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassCancelled {
    pub class: ClassId,
    /// Told to those who signed up and on the public page.
    pub reason: Label,
}

impl Rule for ClassCancelled {
    const CALLED: Called = say::class_cancelled;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class), RecordKey::Timetable]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        cancel(context, self)
    }
}

/// Those who left a phone number were told, or the class is long over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassContactsDropped {
    pub class: ClassId,
    /// It is so long over that phones need not keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filed: bool,
}

impl Rule for ClassContactsDropped {
    const CALLED: Called = say::class_contacts_dropped;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        drop_contacts(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::ForgetContacts(&self.class, None)
    }
}

/// A class is announced within a year.
const AHEAD_LIMIT_DAYS: i32 = 366;
/// Longest class.
const MINUTES_LIMIT: u16 = 10 * 60;

pub(crate) fn plan(context: &Context<'_>, it: &ClassPlanned) -> Result<Vec<Record>, Refusal> {
    if context.records.class(&it.class).is_ok() {
        return Err(RefusalCode::ClassExists.into());
    }
    check(context, &it.plan)?;
    let mut timetable = context.records.timetable();
    timetable.take(&it.class, &it.plan, context.day())?;
    let class = Class {
        id: it.class.clone(),
        plan: it.plan.clone(),
        state: ClassState::Planned,
        called_off: None,
        signed: Vec::new(),
        result: None,
        filed: false,
        photo: None,
        left: Map::new(),
        left_early: Vec::new(),
        photos_gone: Vec::new(),
        photo_gone: None,
    };
    Ok(vec![class.into(), of(timetable)])
}

/// Once its day has come a class keeps it: attendance already counts there.
pub(crate) fn change(context: &Context<'_>, it: &ClassChanged) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    let moves = class.plan.day != it.plan.day;
    if !class.state.is_planned() || (moves && class.plan.day <= context.day()) {
        return Err(RefusalCode::ClassOver.into());
    }
    check(context, &it.plan)?;
    if it.plan.seats < class.seats_taken() {
        return Err(RefusalCode::ClassSeatsTaken.into());
    }
    let mut timetable = context.records.timetable();
    timetable.take(&it.class, &it.plan, context.day())?;
    class.plan = it.plan.clone();
    Ok(vec![class.into(), of(timetable)])
}

/// Phone numbers stay, so that those who signed up can be told.
pub(crate) fn cancel(context: &Context<'_>, it: &ClassCancelled) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    if !class.state.is_planned() {
        return Err(RefusalCode::ClassOver.into());
    }
    class.state = ClassState::Cancelled(it.reason.clone());
    let said = Stamp::from(context.when());
    class.called_off = Some(said);
    // Nobody signs up for a class that they know is called off; what was said before stays. A phone
    // number stays until it is dropped, which makes the log forget it: the office calls it.
    class
        .signed
        .retain(|known| known.said <= Some(said) || known.contact.is_some());
    let mut timetable = context.records.timetable();
    timetable.give_back(&it.class);
    Ok(vec![class.into(), of(timetable)])
}

pub(crate) fn drop_contacts(
    context: &Context<'_>,
    it: &ClassContactsDropped,
) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    class.forget_contacts();
    class.filed |= it.filed;
    Ok(vec![class.into()])
}

fn check(context: &Context<'_>, plan: &ClassPlan) -> Result<(), Refusal> {
    let minutes = plan.to.minutes().checked_sub(plan.from.minutes());
    if !minutes.is_some_and(|it| (1..=MINUTES_LIMIT).contains(&it)) {
        return Err(RefusalCode::ClassHoursWrong.into());
    }
    let ahead = plan.day.0 - context.day().0;
    if !(-timetable::KEPT_DAYS..=AHEAD_LIMIT_DAYS).contains(&ahead) {
        return Err(RefusalCode::ClassDateImpossible.into());
    }
    if !(1..=SEATS_LIMIT).contains(&plan.seats) {
        return Err(RefusalCode::ClassSeatsOutOfRange.into());
    }
    if !Catalogue::has_topic(&plan.topic) {
        return Err(RefusalCode::TopicUnknown.into());
    }
    if plan.materials.len() > MATERIALS_LIMIT {
        return Err(RefusalCode::TooManyMaterials.into());
    }
    if let Some(village) = &plan.village {
        context.records.village(village)?;
    }
    Ok(())
}

fn of(timetable: Timetable) -> Record {
    Record::Timetable(Box::new(timetable))
}

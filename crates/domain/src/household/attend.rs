//! Who of a household came to a class.
use super::{Household, Purpose};
use crate::apply::{Context, Records};
use crate::latest::LatestEach;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    ClassId, Day, HouseholdId, Map, Record, RecordKey, Refusal, RefusalCode, ResidentId, Stamp,
    Tell, TopicId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Someone of a household came: some by name, or only how many.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassAttended {
    pub class: ClassId,
    pub household: HouseholdId,
    /// Needs the household's consent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ResidentId>,
    /// All who came of this household, named or not.
    pub people: u8,
    /// It was told by mistake: nobody came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mistaken: bool,
}

impl Rule for ClassAttended {
    const CALLED: Called = say::class_attended;
    const MAKERS: Makers = FIELD;

    /// The class does not change; it is named, so that its history tells who came.
    fn touches(&self) -> Vec<RecordKey> {
        vec![(&self.household).into(), (&self.class).into()]
    }

    /// The homes of those who have moved to another household since.
    fn reads(&self, known: &Records) -> Vec<RecordKey> {
        let Some(household) = known.led_to(&self.household) else {
            return Vec::new();
        };
        let all = attending(self, household.attended(&self.class));
        all.flat_map(|resident| known.way_home(household, resident))
            .collect()
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        attend(context, self)
    }
}

/// Classes kept of one household, those of the latest days; older ones stay in the log.
pub const CLASSES_KEPT: usize = 60;
/// Most people of one household at one class.
pub const ATTENDING_LIMIT: u8 = 20;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attended {
    pub class: ClassId,
    pub topic: TopicId,
    pub day: Day,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ResidentId>,
    /// Most that anyone counted.
    pub people: u8,
    /// When that was told, by whoever told it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Stamp>,
    /// What each told, where more than one did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Telling>,
}

/// What one phone told of a household at a class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Telling {
    /// None of those told before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residents: Vec<ResidentId>,
    pub people: u8,
}

impl Attended {
    /// Those counted or those named, whichever are more.
    pub fn people(&self) -> u32 {
        let named = u32::try_from(self.residents.len()).unwrap_or(u32::MAX);
        named.max(u32::from(self.people))
    }

    /// What two phones told of the same class: everyone named once, never a sum of two counts.
    fn take_in(&mut self, other: &Attended) {
        let mut told = self.tellings();
        for telling in other.tellings() {
            if !told.contains(&telling) {
                told.push(telling);
            }
        }
        crate::put_in_order(&mut told, |it| it.said);
        self.say(told);
    }

    fn tellings(&self) -> Vec<Telling> {
        let alone = Telling {
            said: self.said,
            residents: self.residents.clone(),
            people: self.people,
        };
        match self.told.is_empty() {
            true => vec![alone],
            false => self.told.clone(),
        }
    }

    fn say(&mut self, told: Vec<Telling>) {
        let mut residents: Vec<ResidentId> = Vec::new();
        for resident in told.iter().flat_map(|it| &it.residents) {
            if !residents.contains(resident) {
                residents.push(resident.clone());
            }
        }
        crate::put_in_order(&mut residents, ResidentId::clone);
        self.residents = residents;
        self.people = told.iter().map(|it| it.people).max().unwrap_or(0);
        (self.said, self.told) = match &told[..] {
            [only] => (only.said, Vec::new()),
            _ => (None, told),
        };
    }
}

pub(crate) fn attend(context: &Context<'_>, it: &ClassAttended) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let class = context.records.class(&it.class)?;
    if class.state.is_cancelled() {
        return Err(RefusalCode::ClassCancelled.into());
    }
    let said = context.when().into();
    let before = household.attended(&it.class).cloned();
    if it.mistaken {
        household.remember_mistake(&it.class, said);
        household.forget_class(&it.class, said);
        let homes = homes_of_moved(context, it, before.as_ref(), &household);
        return Ok(records_of(household, homes));
    }
    let known = household.mistaken.get(&it.class);
    if known.is_some_and(|mistaken| *mistaken > said) {
        return Ok(vec![household.into()]);
    }
    if context.day() < class.plan.day {
        return Err(RefusalCode::ClassNotBegun.into());
    }
    check(it, &household)?;
    let mut attended = Attended {
        class: it.class.clone(),
        topic: class.plan.topic.clone(),
        day: class.plan.day,
        residents: Vec::new(),
        people: it.people,
        said: Some(said),
        told: Vec::new(),
    };
    for resident in &it.residents {
        if !attended.residents.contains(resident) {
            attended.residents.push(resident.clone());
        }
    }
    household.remember_class(attended);
    let homes = homes_of_moved(context, it, before.as_ref(), &household);
    Ok(records_of(household, homes))
}

/// The homes of those who attended from this household and have moved to another since, as far as
/// they are known, with the day of the first class that each attended.
fn homes_of_moved(
    context: &Context<'_>,
    it: &ClassAttended,
    before: Option<&Attended>,
    household: &Household,
) -> Vec<Household> {
    let mut homes: Vec<Household> = Vec::new();
    for id in attending(it, before) {
        let Ok(home) = context.records.home(&it.household, id) else {
            continue;
        };
        if home.id == household.id || home.resident(id).is_none() {
            continue;
        }
        if !homes.iter().any(|known| known.id == home.id) {
            homes.push(home.clone());
        }
        for home in &mut homes {
            home.train(id, before, household);
        }
    }
    homes
}

/// Whom an entry on attendance is about: those it names, and those named of the class before.
fn attending<'a>(
    it: &'a ClassAttended,
    before: Option<&'a Attended>,
) -> impl Iterator<Item = &'a ResidentId> {
    let before = before.into_iter().flat_map(|known| &known.residents);
    it.residents.iter().chain(before)
}

fn records_of(household: Household, homes: Vec<Household>) -> Vec<Record> {
    [household]
        .into_iter()
        .chain(homes)
        .map(Record::from)
        .collect()
}

fn check(it: &ClassAttended, household: &Household) -> Result<(), Refusal> {
    let people = it.residents.len().max(usize::from(it.people));
    if people == 0 || people > usize::from(ATTENDING_LIMIT) {
        return Err(RefusalCode::AttendanceWrong.into());
    }
    let known =
        |id: &ResidentId| household.resident(id).is_some() || household.gone.contains_key(id);
    if !it.residents.iter().all(known) {
        return Err(RefusalCode::ResidentUnknown.into());
    }
    if !it.residents.is_empty() && !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    Ok(())
}

impl Household {
    pub fn attended(&self, class: &ClassId) -> Option<&Attended> {
        self.classes.iter().find(|it| it.class == *class)
    }

    /// Takes a class in, in the order of days, and says of each who came since when they did.
    pub(super) fn remember_class(&mut self, new: Attended) {
        for id in &new.residents {
            if let Some(resident) = self.resident_mut(id) {
                let first = resident.trained.map_or(new.day, |day| day.min(new.day));
                resident.trained = Some(first);
            }
        }
        match self.classes.iter_mut().find(|it| it.class == new.class) {
            Some(known) => known.take_in(&new),
            None => self.classes.push(new),
        }
        crate::put_in_order(&mut self.classes, |it| (it.day, it.class.clone()));
        if self.classes.len() > CLASSES_KEPT {
            self.classes.remove(0);
        }
    }

    /// Of what was told of a class at either household, without what was a mistake by then.
    pub(super) fn take_in_classes(&mut self, classes: &[Attended], mistaken: &Map<ClassId, Stamp>) {
        for attended in classes {
            self.remember_class(attended.clone());
        }
        for (class, said) in mistaken {
            self.remember_mistake(class, *said);
        }
        for (class, said) in self.mistaken.clone() {
            self.forget_class(&class, said);
        }
    }

    /// What was told before does not count, also where it arrives later.
    pub(super) fn remember_mistake(&mut self, class: &ClassId, said: Stamp) {
        LatestEach(&mut self.mistaken).tell(class, said);
        if self.mistaken.len() > CLASSES_KEPT {
            let oldest = self.mistaken.iter().min_by_key(|(_, said)| **said);
            if let Some(oldest) = oldest.map(|(class, _)| class.clone()) {
                self.mistaken.remove(&oldest);
            }
        }
    }

    /// Says of a resident who moved here when they first attended a class, also at the household
    /// that they come from, of which `before` was known until now.
    fn train(&mut self, id: &ResidentId, before: Option<&Attended>, from: &Household) {
        let classes = self.classes.iter().chain(&from.classes);
        let named = classes.filter(|it| it.residents.contains(id));
        let first = named.map(|it| it.day).min();
        let taken_back = before
            .filter(|it| it.residents.contains(id))
            .map(|it| it.day);
        if let Some(resident) = self.resident_mut(id) {
            let known = resident.trained.filter(|day| Some(*day) != taken_back);
            resident.trained = [known, first].into_iter().flatten().min();
        }
    }

    fn forget_class(&mut self, class: &ClassId, said: Stamp) {
        let Some(place) = self.classes.iter().position(|it| it.class == *class) else {
            return;
        };
        let forgotten = self.classes.remove(place);
        let mut left = forgotten.tellings();
        left.retain(|it| it.said > Some(said));
        if !left.is_empty() {
            let mut again = forgotten.clone();
            again.say(left);
            self.classes.insert(place, again);
        }
        for id in &forgotten.residents {
            let others = self.classes.iter().filter(|it| it.residents.contains(id));
            let first = others.map(|it| it.day).min();
            if let Some(resident) = self.resident_mut(id)
                && resident.trained == Some(forgotten.day)
            {
                resident.trained = first;
            }
        }
    }
}

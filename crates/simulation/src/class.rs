//! Classes: planned, changed and cancelled at the office; joined at doors and on the public page;
//! attendance, photos and results recorded on phones.
use crate::world::{World, label};
use domain::class::{Class, ClassPlan, Contact, SelfCheck, Teacher, TimeOfDay};
use domain::household::Purpose;
use domain::{
    AccountId, ClassAttended, ClassCancelled, ClassChanged, ClassContactsDropped, ClassHeld,
    ClassId, ClassJoined, ClassLeft, ClassPhotographed, ClassPlanned, Household, Kind, Operation,
    Personal, Phone, PhotoId, Record, Scope, TopicId,
};
use std::collections::BTreeSet;
use store::RecordRow;

/// So few that classes become full.
const SEATS: u16 = 6;

/// Makes one random operation of the office, or of a visitor to the public page.
pub(crate) fn act(world: &mut World) {
    let (open, over): (Vec<Class>, Vec<Class>) = world
        .records(Kind::Class)
        .filter_map(class)
        .partition(|class| class.is_open_on(world.now.day()));
    let what = world.below(8);
    let some = if what < 7 { open } else { over };
    let one = world.below(some.len());
    let operation = match (what, some.into_iter().nth(one)) {
        (0 | 1, _) | (_, None) => plan(world),
        (2, Some(class)) => {
            let mut plan = class.plan;
            plan.day = world.now.day().plus(1);
            Operation::ClassChanged(Box::new(ClassChanged {
                class: class.id,
                plan,
            }))
        }
        (3, Some(class)) => Operation::ClassCancelled(ClassCancelled {
            class: class.id,
            reason: label("Mua"),
        }),
        (4 | 5, Some(class)) => leave_a_number(world, class.id),
        (6, Some(class)) => Operation::ClassLeft(ClassLeft {
            sign_up: class.signed.first().map(|it| it.id),
            class: class.id,
            household: None,
        }),
        (_, Some(class)) => Operation::ClassContactsDropped(ClassContactsDropped {
            class: class.id,
            filed: world.below(2) == 0,
        }),
    };
    world.append(operation);
}

fn class(record: Record) -> Option<Class> {
    match record {
        Record::Class(class) => Some(*class),
        _ => None,
    }
}

fn plan(world: &mut World) -> Operation {
    let ahead = i32::try_from(world.below(8)).unwrap_or(0);
    let hour = u16::try_from(world.below(12)).unwrap_or(0);
    let time = |hour| TimeOfDay::new(hour, 0).expect("an hour of the day");
    let teacher = match AccountId::new(["an", "binh", ""][world.below(3)]) {
        Some(member) => Teacher::Member(member),
        None => Teacher::Guest(label("Co Ha")),
    };
    Operation::ClassPlanned(Box::new(ClassPlanned {
        class: ClassId::random(world.fresh() << 8),
        plan: ClassPlan {
            topic: TopicId::new("thanh-toan").expect("a shipped topic"),
            title: label("Lop"),
            place: label(["Nha van hoa", "Cho"][world.below(2)]),
            village: None,
            day: world.now.day().plus(ahead),
            from: time(7 + hour),
            to: time(9 + hour),
            teacher,
            seats: SEATS,
            materials: Vec::new(),
        },
    }))
}

/// Joins with a phone number that is used nowhere else, so that it can be searched for.
fn leave_a_number(world: &mut World, class: ClassId) -> Operation {
    let number = format!("08{:08}", world.fresh());
    world.contacts.push(number.clone());
    Operation::ClassJoined(ClassJoined {
        class,
        people: 1,
        household: None,
        contact: Some(Personal::new(Contact {
            name: None,
            phone: Phone::new(&number).expect("ten digits"),
        })),
        unconfirmed: false,
        confirms: None,
    })
}

impl World {
    /// Makes one operation at a door or in the classroom, for a class that the phone knows.
    pub(crate) fn class(&mut self, number: usize, door: &Household) -> Vec<Operation> {
        let (ahead, begun): (Vec<Class>, Vec<Class>) = self
            .known_to(number)
            .cloned()
            .filter_map(class)
            .partition(|class| class.plan.day > self.now.day());
        let (some, what) = match self.below(2) {
            0 => (ahead, self.below(3)),
            _ => (begun, 2 + self.below(6)),
        };
        let one = self.below(some.len());
        let Some(class) = some.into_iter().nth(one).map(|it| it.id) else {
            return Vec::new();
        };
        let household = door.id.clone();
        let people = u8::try_from(self.below(3) + 1).unwrap_or(1);
        let operation = match what {
            0 | 1 => Operation::ClassJoined(ClassJoined {
                class,
                people,
                household: Some(household),
                contact: None,
                unconfirmed: false,
                confirms: None,
            }),
            2 => Operation::ClassLeft(ClassLeft {
                class,
                household: Some(household),
                sign_up: None,
            }),
            3..=5 => {
                let named = door.residents.iter().take(self.below(3));
                let named = named.filter(|_| door.consented(Purpose::Register));
                Operation::ClassAttended(ClassAttended {
                    class,
                    household,
                    residents: named.map(|it| it.id.clone()).collect(),
                    people,
                    mistaken: what == 5,
                })
            }
            6 => Operation::ClassHeld(ClassHeld {
                class,
                heads: u16::from(people),
                before: Some(SelfCheck { asked: 2, able: 0 }).filter(|_| people > 1),
                after: Some(SelfCheck { asked: 2, able: 2 }).filter(|_| people > 2),
                note: None,
            }),
            _ => Operation::ClassPhotographed(ClassPhotographed {
                class,
                photo: PhotoId::new(["mot", "hai"][self.below(2)]).expect("a plain word"),
                removed: people == 1,
            }),
        };
        vec![operation]
    }
}

/// Phone numbers left for classes that no class keeps any more: the class was held, or the numbers
/// were withdrawn or dropped.
pub(crate) fn numbers_gone<'a>(
    world: &'a World,
    records: &[RecordRow],
) -> impl Iterator<Item = &'a String> {
    let kept: BTreeSet<String> = all(records)
        .flat_map(|class| class.signed)
        .filter_map(|it| Some(it.contact?.reveal()?.phone.as_str().to_owned()))
        .collect();
    world
        .contacts
        .iter()
        .filter(move |number| !kept.contains(*number))
}

/// No class has more people than seats, and none keeps phone numbers once its result is recorded.
pub(crate) fn hold(records: &[RecordRow]) -> Result<(), String> {
    for class in all(records) {
        if class.seats_taken() > class.plan.seats {
            return Err(format!("class {} has more people than seats", class.id));
        }
        if class.result.is_some() && class.has_contacts() {
            return Err(format!("class {} was held and keeps numbers", class.id));
        }
    }
    Ok(())
}

fn all(records: &[RecordRow]) -> impl Iterator<Item = Class> {
    let rows = records.iter().filter(|row| row.key.kind() == Kind::Class);
    rows.filter_map(|row| class(row.read().ok()?))
}

/// The class as this person's phone has it: without sign-up contacts if someone else holds the
/// class. `None` if the record is not a class.
pub(crate) fn as_on_phone(who: &AccountId, scope: &Scope, row: &RecordRow) -> Option<String> {
    if row.key.kind() != Kind::Class {
        return None;
    }
    let Ok(Record::Class(class)) = row.read() else {
        return None;
    };
    Some(match class.is_held_by(who, scope) {
        true => row.body.clone(),
        false => Record::from(class.for_others()).to_json(),
    })
}

//! Requests for help: recorded at doors and at the office, assigned, answered, closed, and erased
//! when the asker wishes it.
use crate::officer::village;
use crate::world::{World, commune};
use domain::help::{Help, HelpWay, ResidentWord};
use domain::{
    AccountId, HelpAnswered, HelpAsked, HelpAssigned, HelpClosed, HelpDismissed, HelpErased,
    HelpId, Household, HouseholdId, Kind, Name, Note, Operation, Personal, Phone, Record,
};
use store::{HelpErasure, RecordRow};

/// Makes one random operation of the office on a request for help.
pub(crate) fn act(world: &mut World) {
    let all: Vec<Help> = world.records(Kind::Help).filter_map(request).collect();
    let operation = match (world.below(6), all.is_empty()) {
        (0 | 1, _) | (_, true) => world.ask(HelpWay::Telephone, None),
        (what, false) => {
            let help = all[world.below(all.len())].id.clone();
            match what {
                2 | 3 => world.assign(help),
                4 => Operation::HelpDismissed(HelpDismissed { help }),
                _ => world.forget(help),
            }
        }
    };
    world.append(operation);
}

fn request(record: Record) -> Option<Help> {
    match record {
        Record::Help(help) => Some(*help),
        _ => None,
    }
}

impl World {
    /// At a door: records a new request, or answers or closes one that the phone knows.
    pub(crate) fn help(&mut self, number: usize, door: &Household) -> Vec<Operation> {
        let open = self.known_to(number).filter_map(|record| match record {
            Record::Help(help) if help.is_open() => Some(help.id.clone()),
            _ => None,
        });
        let open: Vec<HelpId> = open.collect();
        let operation = match (self.below(3), open.is_empty()) {
            (0, _) | (_, true) => self.ask(HelpWay::Door, Some(door.id.clone())),
            (what, false) => {
                let help = open[self.below(open.len())].clone();
                let words = self.words(&help);
                match what {
                    1 => Operation::HelpAnswered(HelpAnswered {
                        help,
                        answer: words,
                    }),
                    _ => Operation::HelpClosed(HelpClosed {
                        help,
                        word: ResidentWord::ALL[self.below(4)],
                        note: Some(words),
                    }),
                }
            }
        };
        vec![operation]
    }

    fn ask(&mut self, way: HelpWay, household: Option<HouseholdId>) -> Operation {
        let help = HelpId::random(self.fresh() << 8);
        let words = self.words(&help);
        let name = format!("Hoi{}Rieng", self.fresh());
        let phone = format!("09{:08}", self.fresh());
        let personal = self.asked.entry(help.clone()).or_default();
        personal.extend([name.clone(), phone.clone()]);
        let place = self.below(3);
        Operation::HelpAsked(Box::new(HelpAsked {
            help,
            way,
            topic: None,
            village: (place < 2).then(|| village(place)),
            household,
            name: Name::new(&name).ok().map(Personal::new),
            phone: Phone::new(&phone).ok().map(Personal::new),
            words,
        }))
    }

    /// Makes words that no other request contains, so that they can be searched for.
    fn words(&mut self, help: &HelpId) -> Personal<Note> {
        let words = format!("Nho{}Rieng", self.fresh());
        let note = Personal::new(Note::new(&words).expect("short"));
        self.asked.entry(help.clone()).or_default().push(words);
        note
    }

    fn assign(&mut self, help: HelpId) -> Operation {
        let member = ["an", "binh"][self.below(2)];
        Operation::HelpAssigned(HelpAssigned {
            help,
            member: AccountId::new(member),
            household: None,
            village: Some(village(self.below(2))),
            due: None,
        })
    }

    fn forget(&mut self, help: HelpId) -> Operation {
        self.forgotten.push(HelpErasure {
            commune: commune(),
            help: help.clone(),
        });
        Operation::HelpErased(HelpErased { help })
    }
}

/// Erased requests stay blanked and closed, even if something brought them back.
pub(crate) fn hold(world: &World, records: &[RecordRow]) -> Result<(), String> {
    let forgotten = |help: &Help| world.forgotten.iter().any(|it| it.help == help.id);
    for row in records.iter().filter(|row| row.key.kind() == Kind::Help) {
        let help = row.read().map_err(|error| error.to_string())?;
        if let Some(help) = request(help).filter(forgotten)
            && (!help.blanked || help.is_open())
        {
            return Err(format!("{} was erased and is open again", row.key));
        }
    }
    Ok(())
}

//! What happened at a door, as entries in the order of time.
use super::{DAYS, HouseholdIds, Past, label, now};
use crate::dice::Dice;
use domain::household::{Children, ConsentWay, Purpose, VisitOutcome};
use domain::{
    AccountId, CommuneId, ConsentGiven, DeviceId, Entry, EntryId, HouseholdId, HouseholdRegistered,
    Level, ListedResident, Millis, Name, Operation, Personal, Phone, ResidentId, SkillId,
    SkillObserved, TopicId, VillageId, VisitRecorded,
};

const FAMILIES: [&str; 10] = [
    "Nguyễn", "Lê", "Trần", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Trịnh", "Mai",
];
const MIDDLES: [&str; 10] = [
    "Thị", "Văn", "Hữu", "Đình", "Ngọc", "Thanh", "Minh", "Xuân", "Quang", "Thu",
];
const GIVEN: [&str; 20] = [
    "An", "Bình", "Cúc", "Dũng", "Đạt", "Hà", "Hạnh", "Hùng", "Hương", "Khánh", "Lan", "Liên",
    "Long", "Mai", "Nam", "Nga", "Phúc", "Sơn", "Thảo", "Tuấn",
];
const TOPIC: &str = "dich-vu-cong";
/// Milliseconds between two entries.
const STEP_MS: i64 = 1_000;

/// Entries of one author, each one second after the one before.
#[derive(Debug)]
pub struct Story {
    commune: CommuneId,
    author: AccountId,
    device: DeviceId,
    at: Millis,
    ids: Dice,
    entries: Vec<Entry>,
}

impl Story {
    pub fn new(commune: &CommuneId, author: &AccountId, at: Millis) -> Self {
        let seed = commune.as_str().bytes().chain(author.as_str().bytes());
        let seed = seed.fold(at.0.cast_unsigned(), |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Self {
            commune: commune.clone(),
            author: author.clone(),
            device: DeviceId::new(format!("may-{author}")).expect("accounts are short here"),
            at,
            ids: Dice::new(seed),
            entries: Vec::new(),
        }
    }

    /// Takes the ids from another seed, so that a phone can make many stories without repeating
    /// ids.
    pub fn seeded(self, seed: u64) -> Self {
        Self {
            ids: Dice::new(seed),
            ..self
        }
    }

    /// Moves the story's clock forward to this moment, unless it is later already.
    pub fn until(&mut self, at: Millis) {
        self.at = self.at.max(at);
    }

    pub fn add(&mut self, operation: Operation) {
        self.at = Millis(self.at.0 + STEP_MS);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.ids.bits().to_be_bytes());
        self.entries.push(Entry::new(
            EntryId::made(self.at, random),
            self.commune.clone(),
            self.author.clone(),
            self.device.clone(),
            self.at,
            operation,
        ));
    }

    pub fn told(self) -> Vec<Entry> {
        self.entries
    }
}

/// The story of a household: listed, perhaps opened, then its visits and the skills seen there.
pub fn door_story(
    dice: &mut Dice,
    (commune, author, village): (&CommuneId, &AccountId, &VillageId),
    number: usize,
    past: Past,
    skills: &[SkillId],
) -> (HouseholdIds, Vec<Entry>) {
    let registered = register(dice, village, number);
    let door = HouseholdIds {
        household: registered.household.clone(),
        residents: registered
            .residents
            .iter()
            .map(|it| it.resident.clone())
            .collect(),
    };
    let begin = now().day().plus(-DAYS);
    let second = i64::try_from(number).unwrap_or(0) * STEP_MS * 7;
    let mut story = Story::new(commune, author, Millis(begin.start().0 + second));
    story.add(Operation::HouseholdRegistered(Box::new(registered)));
    if dice.below(100) >= past.opened_percent {
        return (door, story.told());
    }
    story.add(Operation::ConsentGiven(ConsentGiven {
        household: door.household.clone(),
        purpose: Purpose::Register,
        way: ConsentWay::Tapped,
        text_version: 1,
    }));
    let gap = (DAYS - 10) / i32::try_from(past.visits.max(1)).unwrap_or(1);
    for visit in 0..past.visits {
        let day = begin.plus(5 + gap * i32::try_from(visit).unwrap_or(0));
        story.until(Millis(day.start().0 + 9 * 60 * Millis::MINUTE + second));
        story.add(visited(&door, visit % door.residents.len()));
        for resident in door.residents.iter().take(past.learners) {
            for skill in skills.iter().take(past.skills).skip(visit) {
                if visit == 0 || dice.percent(30) {
                    story.add(observed(&door, resident, skill, dice.below(4)));
                }
            }
        }
    }
    (door, story.told())
}

/// A visit of twenty minutes that met one resident and taught one topic.
pub fn visited(door: &HouseholdIds, who: usize) -> Operation {
    Operation::VisitRecorded(Box::new(VisitRecorded {
        household: door.household.clone(),
        outcome: VisitOutcome::Met,
        met: door.residents.get(who).cloned().into_iter().collect(),
        topics: vec![TopicId::new(TOPIC).expect("a short id")],
        minutes: 20,
        note: None,
        place: None,
        follow_up: None,
        finishes: Vec::new(),
    }))
}

pub fn observed(
    door: &HouseholdIds,
    resident: &ResidentId,
    skill: &SkillId,
    level: usize,
) -> Operation {
    Operation::SkillObserved(SkillObserved {
        household: door.household.clone(),
        resident: resident.clone(),
        skill: skill.clone(),
        level: Level::ALL[level % Level::ALL.len()],
        seen: true,
    })
}

fn register(dice: &mut Dice, village: &VillageId, number: usize) -> HouseholdRegistered {
    // On average 3.33 residents in a household, so 5,000 in 1,500.
    let count = 3 + usize::from(dice.percent(33));
    let residents: Vec<ListedResident> = (0..count)
        .map(|_| ListedResident {
            resident: ResidentId::random(dice.bits()),
            name: person(dice),
            born: u16::try_from(1_950 + dice.below(55)).ok(),
        })
        .collect();
    let phone = Phone::new(&format!("09{:08}", 10_000_000 + dice.below(89_999_999)));
    HouseholdRegistered {
        household: HouseholdId::random(dice.bits()),
        code: label(&format!("{:04}", number + 1)),
        village: village.clone(),
        alley: None,
        order: u32::try_from(number + 1).unwrap_or(0),
        head: residents[0].name.clone(),
        head_resident: Some(residents[0].resident.clone()),
        address: None,
        children: Children::default(),
        business: None,
        listed: true,
        phones: phone.ok().map(Personal::new).into_iter().collect(),
        residents,
    }
}

fn person(dice: &mut Dice) -> Personal<Name> {
    Personal::new(Name::new(&name(dice)).expect("short names"))
}

fn name(dice: &mut Dice) -> String {
    let (family, middle) = (dice.pick(&FAMILIES), dice.pick(&MIDDLES));
    format!("{family} {middle} {}", dice.pick(&GIVEN))
}

/// The name of the head of household in a row of the list.
pub fn head(row: usize) -> String {
    name(&mut Dice::new(row as u64))
}

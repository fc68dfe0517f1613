//! A commune in memory that folds operations, for telling stories.
use domain::household::{ConsentWay, Purpose};
use domain::*;
use std::collections::BTreeMap;

pub struct Commune {
    pub records: BTreeMap<RecordKey, Record>,
    seq: u64,
    pub author: &'static str,
    pub seen: BTreeMap<RecordKey, Seq>,
    /// The next entry happens at this time.
    pub at: Millis,
    pub log: Vec<Entry>,
}

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn noon(text: &str) -> Millis {
    Millis(day(text).start().0 + 12 * 3_600_000)
}

pub fn name(text: &str) -> Personal<Name> {
    Personal::new(Name::new(text).unwrap())
}

pub fn note(text: &str) -> Personal<Note> {
    Personal::new(Note::new(text).unwrap())
}

pub fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

macro_rules! id {
    ($($function:ident: $type:ty),+ $(,)?) => {$(
        pub fn $function(text: &str) -> $type {
            <$type>::new(text).unwrap()
        }
    )+};
}
id!(house: HouseholdId, person: ResidentId, village: VillageId, member: MemberId, skill: SkillId, team: TeamId);

impl Commune {
    /// Two villages and household `h1` of Bùi Thị Dưỡng (`p1`, 1968) in `dong`, with consent.
    pub fn new() -> Self {
        let mut commune = Self {
            records: BTreeMap::new(),
            seq: 0,
            author: "an",
            seen: BTreeMap::new(),
            at: noon("2026-11-02"),
            log: Vec::new(),
        };
        for (id, order) in [("dong", 1), ("doai", 2)] {
            let operation = VillageDefined {
                village: village(id),
                name: label(id),
                order,
            };
            commune.must(Operation::VillageDefined(operation));
        }
        commune.register("h1", "dong");
        commune.consent("h1");
        commune.add("h1", "p1", Some(1968));
        commune
    }

    pub fn register(&mut self, id: &str, place: &str) {
        self.must(Operation::HouseholdRegistered(Box::new(registration(
            id, place,
        ))));
    }

    pub fn consent(&mut self, id: &str) {
        self.must(Operation::ConsentGiven(ConsentGiven {
            household: house(id),
            purpose: Purpose::Register,
            way: ConsentWay::Tapped,
            text_version: 1,
        }));
    }

    pub fn add(&mut self, household: &str, resident: &str, born: Option<u16>) {
        self.must(Operation::ResidentAdded(added(household, resident, born)));
    }

    pub fn observe(&mut self, household: &str, resident: &str, id: &str, level: u8) {
        self.must(observed(household, resident, id, level, true));
    }

    pub fn must(&mut self, operation: Operation) {
        self.try_one(operation)
            .unwrap_or_else(|refusal| panic!("refused: {refusal}"));
    }

    pub fn refuses(&mut self, operation: Operation) -> RefusalCode {
        self.try_one(operation)
            .expect_err("should have been refused")
            .code
    }

    pub fn try_one(&mut self, operation: Operation) -> Result<(), Refusal> {
        let seq = self.seq + 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&seq.to_be_bytes());
        let entry = Entry {
            id: EntryId::made(self.at, random),
            commune: CommuneId::new("nghi-son").unwrap(),
            author: member(self.author),
            device: DeviceId::new("may").unwrap(),
            at: self.at,
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen: self.seen.clone(),
            accepted: None,
            operation,
        };
        self.apply(entry)
    }

    pub fn apply(&mut self, entry: Entry) -> Result<(), Refusal> {
        self.apply_as(entry, Seq(self.seq + 1))
    }

    /// As the entry with this number, in whichever order it arrives.
    pub fn apply_as(&mut self, entry: Entry, seq: Seq) -> Result<(), Refusal> {
        let mut records = Records::default();
        let find = |key: &RecordKey| Ok::<_, Refusal>(self.records.get(key).cloned());
        let found = records.gather(&entry.operation, find);
        found.expect("nothing fails");
        let changed = apply(&records, Stamped { entry: &entry, seq })?;
        self.seq += 1;
        self.log.push(entry);
        for record in changed {
            let again = Record::from_json(record.key().kind(), &record.to_json()).unwrap();
            assert_eq!(again, record, "a record must survive its own JSON");
            self.records.insert(record.key(), record);
        }
        Ok(())
    }

    /// Folds a log from nothing.
    pub fn fold(log: &[Entry]) -> BTreeMap<RecordKey, Record> {
        let mut commune = Self {
            records: BTreeMap::new(),
            seq: 0,
            author: "an",
            seen: BTreeMap::new(),
            at: Millis(0),
            log: Vec::new(),
        };
        for entry in log {
            commune.apply(entry.clone()).unwrap();
        }
        commune.records
    }

    pub fn household(&self, id: &str) -> &Household {
        self.records[&RecordKey::Household(house(id))]
            .household()
            .unwrap()
    }

    pub fn book(&self, id: &str) -> &Book {
        match &self.records[&RecordKey::Book(house(id))] {
            Record::Book(book) => book,
            other => panic!("no book: {other:?}"),
        }
    }

    pub fn settings(&self) -> Settings {
        match self.records.get(&RecordKey::Settings) {
            Some(Record::Settings(settings)) => (**settings).clone(),
            _ => Settings::default(),
        }
    }

    /// The sum of a measure over the commune, `period` and `dimension` as they are written.
    pub fn sum(&self, measure: Measure, period: &str, dimension: &str) -> i64 {
        let settings = self.settings();
        let catalogue = Catalogue::new(&settings);
        let figures = self
            .records
            .values()
            .flat_map(|record| measures(record, &settings, &catalogue));
        figures
            .inspect(|it| {
                assert_eq!(
                    Dimension::parse(&it.dimension.to_string()).as_ref(),
                    Some(&it.dimension)
                )
            })
            .filter(|it| it.measure == measure && it.period.to_string() == period)
            .filter(|it| it.dimension.to_string() == dimension)
            .filter(|it| !it.measure.is_distinct() || it.place == whole_commune())
            .map(|it| it.value)
            .sum()
    }
}

pub fn registration(id: &str, place: &str) -> HouseholdRegistered {
    HouseholdRegistered {
        household: house(id),
        code: label(id),
        village: village(place),
        alley: None,
        order: 0,
        head: name("Bùi Thị Dưỡng"),
        head_resident: None,
        address: None,
        children: Default::default(),
        business: None,
        listed: false,
        phones: Vec::new(),
        residents: Vec::new(),
    }
}

pub fn added(household: &str, resident: &str, born: Option<u16>) -> ResidentAdded {
    ResidentAdded {
        household: house(household),
        resident: person(resident),
        name: name(if resident == "p1" {
            "Bùi Thị Dưỡng"
        } else {
            "Trần Hữu Đạt"
        }),
        born,
        listed: false,
    }
}

pub fn observed(household: &str, resident: &str, id: &str, level: u8, seen: bool) -> Operation {
    Operation::SkillObserved(SkillObserved {
        household: house(household),
        resident: person(resident),
        skill: skill(id),
        level: Level::new(level).unwrap(),
        seen,
    })
}

pub fn visit(household: &str, outcome: household::VisitOutcome, met: &[&str]) -> VisitRecorded {
    VisitRecorded {
        household: house(household),
        outcome,
        met: met.iter().map(|id| person(id)).collect(),
        topics: vec![TopicId::new("thanh-toan").unwrap()],
        minutes: 25,
        note: None,
        place: None,
        follow_up: None,
        finishes: Vec::new(),
    }
}

//! The fullest household that good work makes: what its records weigh.
//!
//! Twelve adults, every skill at every level, two visits a month for twenty years, sixty products
//! with their photos, shops, ten years of sales, hundreds of corrections, bulletins and classes.
use domain::household::{
    ConsentWay, HEARD_LIMIT, Hearing, PaymentStep, Purpose, Stage, VisitOutcome,
};
use domain::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ADULTS: usize = 12;
const SKILLS: usize = 48;
const YEARS: i32 = 20;
const PRODUCTS: usize = 60;
const SALES_MONTHS: i32 = 120;
const CORRECTIONS: usize = 300;
const CLASSES: usize = 60;

/// A phrase as such sheets have it: 50 letters, 68 bytes.
const PHRASE: &str = "Làm từ cá cơm than và muối biển Nghi Sơn, ủ chượp ";

pub struct Full {
    pub records: BTreeMap<RecordKey, Record>,
    at: Millis,
    seq: u64,
    chance: u64,
    adults: usize,
}

impl Full {
    /// All of it; what a rule refuses is a mistake of this story.
    pub fn household() -> Self {
        let mut full = Self::of(ADULTS);
        full.visits(YEARS);
        full.skills(SKILLS, 8);
        full.corrections();
        full.business();
        full.heard_and_attended();
        full
    }

    /// Three adults, two years of visits, a dozen skills each: a door as most are.
    pub fn usual() -> Self {
        let mut usual = Self::of(3);
        usual.visits(2);
        usual.skills(12, 3);
        usual
    }

    fn of(adults: usize) -> Self {
        let mut begun = Self {
            records: BTreeMap::new(),
            at: Day::new(2006, 1, 2).expect("a date").start(),
            seq: 0,
            chance: 1,
            adults,
        };
        begun.begin();
        begun
    }

    /// The household's record as it was before it had a book and a short form.
    pub fn as_before(&self) -> String {
        let first = self.record().to_first_form().expect("a household");
        let mut body: Value = serde_json::from_str(&first).expect("JSON");
        let kept = match &self.records[&RecordKey::Book(house())] {
            Record::Book(book) => book.months(),
            _ => Map::new(),
        };
        let mut months: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for (month, places) in kept {
            for (village, done) in places {
                let members = done.members.iter();
                let member = |(id, it): (&MemberId, &MemberMonth)| {
                    let work =
                        json!({"visits": it.visits, "minutes": it.minutes, "taught": it.taught});
                    (id.to_string(), work)
                };
                let members: BTreeMap<String, Value> = members.map(member).collect();
                let taught: BTreeMap<&str, u32> =
                    done.taught.iter().map(|it| (it.as_str(), 1)).collect();
                let told = json!({"met": done.met, "minutes": done.minutes, "members": members,
                    "topics": done.topics, "taught": taught});
                months
                    .entry(month.to_string())
                    .or_default()
                    .insert(village.to_string(), told);
            }
        }
        body["months"] = json!(months);
        body.to_string()
    }

    /// What each of its records weighs.
    pub fn sizes(&self) -> Vec<(String, usize)> {
        let ours = [RecordKey::Household(house()), RecordKey::Book(house())];
        let size = |key: RecordKey| (key.to_string(), self.records[&key].to_json().len());
        ours.into_iter().map(size).collect()
    }

    pub fn record(&self) -> &Record {
        &self.records[&RecordKey::Household(house())]
    }

    fn bits(&mut self) -> u64 {
        self.chance = self
            .chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.chance ^ (self.chance >> 29)
    }

    /// Appends at a time of day that nobody foresees.
    pub fn say(&mut self, operation: Operation) -> Result<(), Refusal> {
        let ms = i64::try_from(self.bits() % 30_000_000).unwrap_or(0);
        let at = Millis(self.at.0 + ms);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.bits().to_be_bytes());
        let entry = Entry::new(
            EntryId::made(Millis(at.0 - 1_234), random),
            CommuneId::new("nghi-son").expect("short"),
            MemberId::new(format!("to-vien-{}", 1 + self.seq % 3)).expect("short"),
            DeviceId::new("may").expect("short"),
            at,
            operation,
        );
        let mut records = Records::default();
        let find = |key: &RecordKey| Ok::<_, Refusal>(self.records.get(key).cloned());
        let found = records.gather(&entry.operation, find);
        found.expect("nothing fails");
        self.seq += 1;
        let stamped = Stamped {
            entry: &entry,
            seq: Seq(1_000_000 + self.seq),
        };
        for record in apply(&records, stamped)? {
            self.records.insert(record.key(), record);
        }
        Ok(())
    }

    fn must(&mut self, operation: Operation) {
        self.say(operation).expect("the rules let it pass");
    }

    fn begin(&mut self) {
        let village = VillageId::new("nam-hai").expect("short");
        let name = label("Thôn Nam Hải");
        let order = 1;
        self.must(Operation::VillageDefined(VillageDefined {
            village: village.clone(),
            name,
            order,
        }));
        self.must(Operation::HouseholdRegistered(Box::new(
            HouseholdRegistered {
                household: house(),
                code: label("NH-0123"),
                village,
                alley: None,
                order: 12,
                head: person_name(0),
                head_resident: None,
                address: Name::new("Số 12, ngõ 3, đường ven biển")
                    .ok()
                    .map(Personal::new),
                children: household::Children::default(),
                business: None,
                listed: true,
                phones: vec![Personal::new(Phone::new("0912345678").expect("a number"))],
                residents: Vec::new(),
            },
        )));
        for purpose in [Purpose::Register, Purpose::Photograph] {
            self.must(Operation::ConsentGiven(ConsentGiven {
                household: house(),
                purpose,
                way: ConsentWay::Tapped,
                text_version: 1,
            }));
        }
        for number in 0..self.adults {
            self.must(Operation::ResidentAdded(ResidentAdded {
                household: house(),
                resident: resident(number),
                name: person_name(number),
                born: Some(1950 + u16::try_from(number).unwrap_or(0)),
                listed: false,
            }));
        }
        self.must(Operation::BusinessRegistered(BusinessRegistered {
            household: house(),
            name: label("Cơ sở nước mắm Ba Làng Bùi Thị Dưỡng"),
            trade: label("Nước mắm"),
            owner: Some(resident(0)),
        }));
    }

    fn visits(&mut self, years: i32) {
        let begin = self.at;
        let topics: Vec<TopicId> = Catalogue::new(&Settings::default())
            .topics
            .iter()
            .map(|it| it.id.clone())
            .collect();
        for number in 0..years * 24 {
            self.at = Millis(begin.0 + i64::from(number) * 15 * Millis::DAY);
            let first = usize::try_from(number).unwrap_or(0);
            let note = PHRASE.repeat(3);
            self.must(Operation::VisitRecorded(Box::new(VisitRecorded {
                household: house(),
                outcome: if number % 5 == 4 {
                    VisitOutcome::Absent
                } else {
                    VisitOutcome::Met
                },
                met: (0..self.adults.min(4))
                    .map(|it| resident((first + it) % self.adults))
                    .collect(),
                topics: topics.iter().skip(first % 4).take(3).cloned().collect(),
                minutes: 35,
                note: Note::new(note.trim()).ok().map(Personal::new),
                place: None,
                follow_up: Some(Promise {
                    due: self.at.day().plus(20),
                    reason: None,
                }),
                finishes: self.promised(),
            })));
        }
    }

    fn promised(&self) -> Vec<EntryId> {
        let household = self.record().household();
        let promised = household.into_iter().flat_map(|it| &it.follow_ups);
        promised.map(|it| it.visit).collect()
    }

    /// Each level twice, months apart, seen and told.
    fn skills(&mut self, count: usize, steps: usize) {
        let catalogue = Catalogue::new(&Settings::default());
        let skills: Vec<SkillId> = catalogue
            .topics
            .iter()
            .flat_map(|topic| topic.skills.iter().map(|it| it.id.clone()))
            .collect();
        let begin = Day::new(2020, 3, 1).expect("a date").start();
        for number in 0..self.adults {
            for (place, skill) in skills.iter().take(count).enumerate() {
                for (step, level) in Level::ALL.iter().chain(&Level::ALL).take(steps).enumerate() {
                    let days = 90 * step + 3 * number + place;
                    self.at = Millis(begin.0 + i64::try_from(days).unwrap_or(0) * Millis::DAY);
                    self.must(Operation::SkillObserved(SkillObserved {
                        household: house(),
                        resident: resident(number),
                        skill: skill.clone(),
                        level: *level,
                        seen: (step + place) % 4 > 0,
                    }));
                }
            }
        }
    }

    fn corrections(&mut self) {
        for number in 0..CORRECTIONS {
            let who = number % self.adults;
            self.must(Operation::ResidentCorrected(ResidentCorrected {
                household: house(),
                resident: resident(who),
                name: Some(person_name(who)),
                born: Some(1960),
                listed: false,
            }));
            self.must(Operation::HouseholdCorrected(Box::new(
                HouseholdCorrected {
                    head: Some(person_name(number)),
                    address: Name::new("Số 14, ngõ 3, đường ven biển")
                        .ok()
                        .map(Personal::new),
                    order: Some(13),
                    children: Some(household::Children::default()),
                    ..HouseholdCorrected::of(house())
                },
            )));
        }
    }

    fn business(&mut self) {
        self.at = Day::new(2026, 1, 5).expect("a date").start();
        let markets: Vec<MarketplaceId> = ["voso", "postmart", "shopee", "tiktok-shop"]
            .into_iter()
            .map(|id| MarketplaceId::new(id).expect("short"))
            .collect();
        for marketplace in &markets {
            self.must(Operation::ShopAdvanced(Box::new(ShopAdvanced {
                household: house(),
                marketplace: marketplace.clone(),
                stage: Stage::Open,
                on: self.at.day(),
                link: Link::new("https://voso.vn/gian-hang/nuoc-mam-ba-lang-bui-thi-duong").ok(),
                helper: None,
                obstacle: None,
            })));
        }
        for step in PaymentStep::ALL {
            self.must(Operation::PaymentStepDone(PaymentStepDone {
                household: house(),
                step,
                done: true,
            }));
        }
        for number in 0..PRODUCTS {
            let photo = |place| PhotoId::random((number * 10 + place) as u64 * 7_919_191);
            self.must(Operation::ProductSet(Box::new(ProductSet {
                household: house(),
                product: ProductId::random(number as u64 * 104_729_111),
                sheet: sheet(number),
                listed: markets.clone(),
                photos: (0..5).map(photo).collect(),
            })));
        }
        for month in 0..SALES_MONTHS {
            self.must(Operation::SalesTold(SalesTold {
                household: house(),
                month: self.at.day().month().plus(month + 1 - SALES_MONTHS),
                orders: Some(120),
                online: Some(15_250_000),
                total: Some(61_000_000),
            }));
        }
    }

    fn heard_and_attended(&mut self) {
        for number in 0..HEARD_LIMIT + 10 {
            let bulletin = BulletinId::random(number as u64 * 1_299_709_111);
            self.show(&bulletin);
            self.must(Operation::BulletinHeard(BulletinHeard {
                household: house(),
                bulletin,
                how: Some(Hearing::ReadOut),
            }));
        }
        for number in 0..CLASSES {
            let class = ClassId::random(number as u64 * 15_485_863);
            self.hold(&class, number);
            self.must(Operation::ClassAttended(ClassAttended {
                household: house(),
                class,
                residents: (0..2)
                    .map(|it| resident((number + it) % self.adults))
                    .collect(),
                people: 2,
                mistaken: false,
            }));
        }
    }

    /// A bulletin on show, as the desk leaves it.
    fn show(&mut self, id: &BulletinId) {
        let hash = "0".repeat(64);
        self.there(Kind::Bulletin, &format!(
            r#"{{"id":"{id}","title":"Bài","text":"Bài","hash":"{hash}","author_name":"An","drafted":0,
            "approval":{{"by":"an","name":"An","post":"head","title":"Chủ tịch","at":0}},"published":0}}"#
        ));
    }

    /// A class of the past, as the office planned it.
    fn hold(&mut self, id: &ClassId, number: usize) {
        let day = self.at.day().plus(-7 * i32::try_from(number).unwrap_or(0));
        self.there(
            Kind::Class,
            &format!(
                r#"{{"id":"{id}","plan":{{"topic":"thanh-toan","title":"Lớp","place":"Nhà văn hóa",
            "day":"{day}","from":"08:00","to":"10:00","teacher":{{"member":"an"}},"seats":30}}}}"#
            ),
        );
    }

    fn there(&mut self, kind: Kind, json: &str) {
        let record = Record::from_json(kind, json);
        let record = record.expect("a record in its form");
        self.records.insert(record.key(), record);
    }
}

fn house() -> HouseholdId {
    HouseholdId::new("h0a1b2c3").expect("short")
}

fn resident(number: usize) -> ResidentId {
    ResidentId::random(number as u64 * 86_028_121_777)
}

fn label(text: &str) -> Label {
    Label::new(text).expect("short")
}

fn person_name(number: usize) -> Personal<Name> {
    let given = ["Dưỡng", "Hùng", "Phương", "Thắng", "Nguyệt"][number % 5];
    Personal::new(Name::new(&format!("Nguyễn Thị Thanh {given}")).expect("short"))
}

/// Every column filled, the description 400 letters long.
fn sheet(number: usize) -> Map<ColumnId, SheetText> {
    let text = |column: &str| match column {
        "ma-san-pham" => format!("NM-{number:03}"),
        "ten" => format!("Nước mắm cá cơm {number} độ đạm Ba Làng chai 1 lít"),
        "nganh-hang" => "Thực phẩm và đồ uống".to_owned(),
        "don-vi-tinh" => "chai".to_owned(),
        "khoi-luong-tinh" => "1 lít".to_owned(),
        "xuat-xu" => "Nghi Sơn, Thanh Hóa".to_owned(),
        "nha-san-xuat" => "Hộ Bùi Thị Dưỡng, thôn Nam Hải, phường Nghi Sơn".to_owned(),
        "thanh-phan" => "Cá cơm than 75%, muối biển 25%".to_owned(),
        "han-su-dung" => "24 tháng kể từ ngày sản xuất in trên nắp".to_owned(),
        "bao-quan" => "Để nơi khô ráo, đậy kín sau khi mở nắp".to_owned(),
        "mo-ta" => PHRASE.repeat(8),
        "ocop" => "4".to_owned(),
        _ => "85000".to_owned(),
    };
    let columns = COLUMNS.iter().filter(|it| !it.id.starts_with("anh-"));
    columns
        .map(|column| {
            let told = text(column.id);
            let id = ColumnId::new(column.id).expect("shipped");
            (id, SheetText::new(told.trim()).expect("short"))
        })
        .collect()
}

//! The story in a golden database: two communes, five months, every operation at least once.
mod autumn;

use domain::{
    AccountId, Certainty, CommuneId, Day, DeviceId, Entry, EntryId, FORMAT, Millis, Operation,
    RULES,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{AccountKey, Incoming, Rows, Store};
use sync::{Epoch, Outcome};

pub const COMMUNE: &str = "nghi-son";
const OTHER: &str = "hai-binh";
/// The first day of the story, a Monday.
const BEGIN: &str = "2026-07-06";
/// The last day of the story.
pub const END: &str = "2026-11-30";
const SKILLS: [&str; 4] = [
    "tt-quet-vietqr",
    "attt-giu-kin-otp",
    "dvc-dang-nhap-cong-quoc-gia",
    "nts-goi-video-gui-tep",
];

/// Writes the story down, one entry after the other.
pub struct Story<'a> {
    store: &'a Store,
    commune: CommuneId,
    now: Millis,
    count: u64,
}

/// Tells the whole story to an empty store.
pub fn tell(store: &Store) -> Rows<()> {
    store.use_account_key(AccountKey::new([7; 32]));
    let mut story = Story {
        store,
        commune: CommuneId::new(COMMUNE).expect("a plain word"),
        now: day(BEGIN).start(),
        count: 0,
    };
    story.found()?;
    story.july()?;
    story.august()?;
    story.september()?;
    story.october()?;
    story.november()?;
    story.elsewhere()
}

pub fn day(text: &str) -> Day {
    Day::parse(text).expect("a date of the calendar")
}

pub fn account(text: &str) -> AccountId {
    AccountId::new(text).expect("a plain word")
}

impl Story<'_> {
    fn on(&mut self, date: &str) {
        self.now = Millis(day(date).start().0 + 8 * 60 * Millis::MINUTE);
    }

    fn does(&mut self, author: &str, name: &str, body: Value) -> Rows<EntryId> {
        self.now = Millis(self.now.0 + 7 * Millis::MINUTE);
        self.comes(author, self.now, name, body)
    }

    /// Records something that was done without signal on an earlier day and is received only now.
    fn did(&mut self, author: &str, date: &str, name: &str, body: Value) -> Rows<EntryId> {
        self.now = Millis(self.now.0 + Millis::MINUTE);
        let at = Millis(day(date).start().0 + 10 * 60 * Millis::MINUTE);
        self.comes(author, at, name, body)
    }

    fn comes(&mut self, author: &str, at: Millis, name: &str, body: Value) -> Rows<EntryId> {
        self.count += 1;
        let mut random = [0; 10];
        random[2..].copy_from_slice(&self.count.to_be_bytes());
        let operation: Operation = serde_json::from_value(json!({ name: body }))
            .unwrap_or_else(|why| unreachable!("{name}: {why}"));
        let entry = Entry {
            id: EntryId::made(at, random),
            commune: self.commune.clone(),
            author: account(author),
            device: DeviceId::new(format!("may-{author}")).expect("a plain word"),
            at,
            certainty: Certainty::Sure,
            format: FORMAT,
            rules: RULES,
            seen: BTreeMap::new(),
            accepted: None,
            operation,
        };
        let (id, received_at) = (entry.id, self.now);
        let appending = self.store.write_to(&self.commune, move |ledger| {
            ledger.append(Incoming {
                entry,
                received_at,
                scope: None,
            })
        });
        let outcome = appending.wait()?;
        let kept = matches!(outcome, Outcome::Kept { .. });
        assert!(kept, "{name} by {author}: {outcome:?}");
        Ok(id)
    }

    fn office(&mut self, name: &str, body: Value) -> Rows<EntryId> {
        self.does("can-bo", name, body)
    }

    fn visits(&mut self, author: &str, household: &str, met: &[&str]) -> Rows<EntryId> {
        let outcome = if met.is_empty() { "absent" } else { "met" };
        let body = json!({"household": household, "outcome": outcome, "met": met,
            "topics": ["thanh-toan"], "minutes": 10 + self.count % 30});
        self.does(author, "VisitRecorded", body)
    }

    fn observes(&mut self, author: &str, household: &str, of: &str, level: u8) -> Rows<()> {
        let skill = SKILLS[usize::from(level) % SKILLS.len()];
        let body = json!({"household": household, "resident": of, "skill": skill,
            "level": level, "seen": self.count % 3 > 0});
        self.does(author, "SkillObserved", body).map(|_| ())
    }

    fn consents(&mut self, author: &str, household: &str) -> Rows<()> {
        let body = json!({"household": household, "purpose": "register", "way": "tapped",
            "text_version": 1});
        self.does(author, "ConsentGiven", body).map(|_| ())
    }

    fn found(&mut self) -> Rows<()> {
        let making = self.store.create_commune(self.commune.clone(), Epoch(11));
        making.wait()?;
        self.on(BEGIN);
        self.office(
            "SettingsChanged",
            json!({"commune_name": "xã Nghi Sơn", "controller": "Ủy ban nhân dân xã Nghi Sơn",
                "skill_added": {"id": "nha-may", "name": "Chấm công ở nhà máy",
                    "observe": "Tự chấm công", "who": "everyone"},
                "marketplace_added": {"id": "cho-xa", "name": "Chợ xã",
                    "url": "https://cho.example.vn"}}),
        )?;
        for (order, id, name) in [(1, "dong", "Đông"), (2, "doai", "Đoài"), (3, "bac", "Bắc")]
        {
            let body = json!({"village": id, "name": format!("Thôn {name}"), "order": order});
            self.office("VillageDefined", body)?;
        }
        let alley = json!({"village": "doai", "alley": "ngo-song", "name": "Ngõ Sông", "order": 1});
        self.office("AlleyDefined", alley)?;
        self.office(
            "DenominatorSet",
            json!({"village": "dong", "counted": "households", "from": "2026-07", "value": 313,
                "source": "Báo cáo dân số của xã", "dated": "2026-07-01"}),
        )?;
        for (team, villages) in [("to-1", vec!["dong", "bac"]), ("to-2", vec!["doai"])] {
            let body = json!({"team": team, "name": format!("Tổ {team}"), "villages": villages,
                "visiting": "tối thứ ba"});
            self.office("TeamDefined", body)?;
        }
        for (team, member, name, role) in [
            ("to-1", "to-1-1", "Bùi Thị Ngọc", "leader"),
            ("to-1", "to-1-2", "Lê Văn An", "member"),
            ("to-2", "to-2-1", "Trần Thị Bình", "leader"),
            ("to-2", "to-2-2", "Đỗ Văn Hòa", "member"),
        ] {
            let body = json!({"team": team, "member": member, "name": name, "role": role,
                "from": "2026-07-01", "decision": "12/QĐ-UBND", "decided": "2026-06-25"});
            self.office("MemberJoined", body)?;
        }
        for (number, village) in
            (1..=10).zip(["dong", "dong", "doai", "bac", "doai"].iter().cycle())
        {
            self.register(number, village)?;
        }
        let assigned = json!({"households": ["h1", "h2", "h6", "h7"], "member": "to-1-2"});
        self.office("HouseholdAssigned", assigned).map(|_| ())
    }

    /// Registers a household with two residents on the commune's list, an old woman and a young
    /// man.
    fn register(&mut self, number: u32, village: &str) -> Rows<()> {
        let (id, code) = (format!("h{number}"), format!("T-{number:03}"));
        let alley = (village == "doai").then_some("ngo-song");
        let mut body = json!({"household": id, "code": code, "village": village, "order": number,
            "head": format!("Chủ hộ thứ {number}"), "head_resident": format!("r{number}a"),
            "address": format!("Số {number}"), "listed": true,
            "phones": [format!("09{number:08}")],
            "children": {"under_6": number % 2, "from_6_to_15": 1, "from_16_to_17": 0},
            "residents": [
                {"resident": format!("r{number}a"), "name": format!("Bà Thứ {number}"), "born": 1950 + number},
                {"resident": format!("r{number}b"), "name": format!("Anh Thứ {number}"), "born": 1990}]});
        if let Some(alley) = alley {
            body["alley"] = alley.into();
        }
        self.office("HouseholdRegistered", body).map(|_| ())
    }

    fn july(&mut self) -> Rows<()> {
        self.on("2026-07-14");
        for (member, household) in [("to-1-2", "h1"), ("to-2-1", "h3"), ("to-1-1", "h2")] {
            self.consents(member, household)?;
        }
        self.visits("to-1-2", "h1", &["r1a", "r1b"])?;
        self.observes("to-1-2", "h1", "r1a", 0)?;
        self.observes("to-1-2", "h1", "r1b", 2)?;
        self.visits("to-2-1", "h3", &[])?;
        self.on("2026-07-21");
        let promise = json!({"household": "h2", "outcome": "met", "met": ["r2a"],
            "topics": ["an-toan-thong-tin", "dich-vu-cong"], "minutes": 29,
            "note": "Dặn bà đừng đọc mã", "place": {"latitude_e6": 19_402_000, "longitude_e6": 105_761_000},
            "follow_up": {"due": "2026-08-05", "reason": "Hướng dẫn tiếp"}});
        let promise = self.does("to-1-1", "VisitRecorded", promise)?;
        let handed = json!({"household": "h2", "follow_up": promise, "to": "to-1-2",
            "due": "2026-08-12"});
        self.does("to-1-1", "FollowUpHandedOn", handed)?;
        self.observes("to-1-1", "h2", "r2a", 1)?;
        self.on("2026-07-28");
        let new =
            json!({"household": "h11", "code": "C-11", "village": "dong", "head": "Người mới"});
        self.does("to-1-2", "HouseholdRegistered", new)?;
        self.visits("to-1-2", "h6", &[])?;
        // The second of two corrections whose authors did not know of each other.
        let corrected = json!({"household": "h2", "head": "Lê Thị Dưỡng"});
        self.does("to-1-2", "HouseholdCorrected", corrected)?;
        let corrected = json!({"household": "h2", "head": "Lê Thị Dương", "order": 9,
            "phones": ["0912345678"], "address": "Số 4 mới"});
        self.does("to-1-1", "HouseholdCorrected", corrected)?;
        self.office("DifferencesSettled", json!({"household": "h2"}))?;
        let finished = json!({"household": "h2", "follow_up": promise});
        self.does("to-1-2", "FollowUpFinished", finished)
            .map(|_| ())
    }

    /// August: businesses, and the first class.
    fn august(&mut self) -> Rows<()> {
        self.on("2026-08-04");
        let by = "to-1-2";
        let business = json!({"household": "h1", "name": "Nước mắm cô Dưỡng", "trade": "Nước mắm",
            "owner": "r1a"});
        self.does(by, "BusinessRegistered", business)?;
        let corrected = json!({"household": "h1", "name": "Nước mắm Ba Làng"});
        self.does(by, "BusinessCorrected", corrected)?;
        self.account("h1", "r1a")?;
        let shop = json!({"household": "h2", "name": "Tạp hóa đầu ngõ", "trade": "Tạp hóa"});
        self.does(by, "BusinessRegistered", shop)?;
        self.account("h2", "r2a")?;
        let removed = json!({"household": "h2"});
        self.does(by, "PaymentAccountRemoved", removed)?;
        let step = json!({"household": "h1", "step": "scan-test", "done": true});
        self.does(by, "PaymentStepDone", step)?;
        let papers = json!({"household": "h1", "papers": {"can-cuoc-hai-mat": true,
            "chung-nhan-ocop": false}});
        self.does(by, "PapersTicked", papers)?;
        for (product, listed) in [("nuoc-mam-1", json!(["voso"])), ("mam-tom", json!([]))] {
            let set = json!({"household": "h1", "product": product, "listed": listed,
                "sheet": {"ten": "Nước mắm cá cơm", "gia": "85000", "don-vi-tinh": "chai"},
                "photos": ["anh1", "anh2"]});
            self.does(by, "ProductSet", set)?;
        }
        let removed = json!({"household": "h1", "product": "mam-tom"});
        self.does(by, "ProductRemoved", removed)?;
        for (marketplace, stage) in [
            ("voso", "papers-ready"),
            ("voso", "open"),
            ("cho-xa", "open"),
        ] {
            let shop = json!({"household": "h1", "marketplace": marketplace, "stage": stage,
                "on": "2026-08-03", "link": "https://voso.vn/shop/nuoc-mam", "helper": by});
            self.does(by, "ShopAdvanced", shop)?;
        }
        let before = json!({"household": "h1", "month": 7_000_000});
        self.does(by, "IncomeBeforeTold", before)?;
        let sales = json!({"household": "h1", "month": "2026-07", "orders": 12,
            "online": 1_020_000, "total": 9_000_000});
        self.does(by, "SalesTold", sales)?;
        self.on("2026-08-11");
        self.first_class()?;
        self.visits("to-2-1", "h3", &["r3a"])?;
        self.observes("to-2-1", "h3", "r3a", 3)?;
        self.on("2026-08-25");
        self.visits("to-1-2", "h1", &["r1a"])?;
        self.observes("to-1-2", "h1", "r1a", 2)?;
        // A visit that arrives after six weeks without signal.
        let late = json!({"household": "h3", "outcome": "met", "met": ["r3b"],
            "topics": ["nen-tang-so"], "minutes": 17});
        self.did("to-2-1", "2026-07-15", "VisitRecorded", late)
            .map(|_| ())
    }

    fn account(&mut self, household: &str, holder: &str) -> Rows<()> {
        let consent = json!({"household": household, "purpose": "account-number", "way": "signed",
            "text_version": 1});
        self.does("to-1-2", "ConsentGiven", consent)?;
        let account = json!({"household": household, "bank": "970436", "number": "257678859",
            "holder": "CHU TAI KHOAN", "holder_resident": holder});
        let recorded = self.does("to-1-2", "PaymentAccountRecorded", account);
        recorded.map(|_| ())
    }

    fn first_class(&mut self) -> Rows<()> {
        let plan = |title: &str, seats: u16| {
            json!({"topic": "thuong-mai-dien-tu", "title": title, "place": "Nhà văn hóa",
                "village": "doai", "day": "2026-08-15", "from": "14:00", "to": "16:00",
                "teacher": {"member": "to-1-1"}, "seats": seats,
                "materials": [{"name": "Giấy A4"}]})
        };
        let planned = json!({"class": "lop1", "plan": plan("Bán hàng", 12)});
        self.office("ClassPlanned", planned)?;
        let changed = json!({"class": "lop1", "plan": plan("Bán hàng trên sàn", 20)});
        self.office("ClassChanged", changed)?;
        let other = json!({"class": "lop2", "plan": {"topic": "thanh-toan", "title": "Trả tiền",
            "place": "Trường học", "day": "2026-08-20", "from": "08:05", "to": "10:00",
            "teacher": {"guest": "Cô Hà, bưu điện"}, "seats": 10}});
        self.office("ClassPlanned", other)?;
        let contact = json!({"class": "lop2", "people": 1,
            "contact": {"name": "Lê Thị Lan", "phone": "0987654321"}});
        self.does("cong-dan", "ClassJoined", contact)?;
        let cancelled = json!({"class": "lop2", "reason": "Trời bão"});
        self.office("ClassCancelled", cancelled)?;
        let dropped = json!({"class": "lop2", "filed": true});
        self.office("ClassContactsDropped", dropped)?;
        for household in ["h3", "h5", "h8"] {
            let joined = json!({"class": "lop1", "household": household, "people": 2});
            self.does("to-2-1", "ClassJoined", joined)?;
        }
        let contact = json!({"class": "lop1", "people": 1,
            "contact": {"name": "Người Ký Tên", "phone": "0987654322"}});
        let sign_up = self.does("cong-dan", "ClassJoined", contact)?;
        self.office("ClassLeft", json!({"class": "lop1", "sign_up": sign_up}))?;
        let left = json!({"class": "lop1", "household": "h8"});
        self.does("to-2-1", "ClassLeft", left)?;
        self.on("2026-08-15");
        let attended =
            json!({"class": "lop1", "household": "h3", "residents": ["r3a"], "people": 2});
        self.does("to-2-1", "ClassAttended", attended)?;
        for mistaken in [false, true] {
            let attended = json!({"class": "lop1", "household": "h5", "people": 1,
                "mistaken": mistaken});
            self.does("to-2-1", "ClassAttended", attended)?;
        }
        let held = json!({"class": "lop1", "heads": 14, "before": {"asked": 14, "able": 3},
            "after": {"asked": 12, "able": 9}, "note": "Cần thêm ổ cắm"});
        self.does("to-1-1", "ClassHeld", held)?;
        let photo = json!({"class": "lop1", "photo": "anh3"});
        self.does("to-1-1", "ClassPhotographed", photo).map(|_| ())
    }
}

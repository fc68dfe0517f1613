//! The demonstration's household businesses: invented accounts, shops at every stage, products, and
//! sales.
use super::dice::Dice;
use super::photo;
use super::story::{Story, label};
use crate::secret;
use domain::household::{ConsentWay, Obstacle, PaymentStep, Purpose, Stage};
use domain::{
    AccountNumber, BankBin, BusinessRegistered, ColumnId, ConsentGiven, Day, Household,
    HouseholdId, IncomeBeforeTold, Link, Marketplace, MarketplaceId, MemberId, Millis, Name,
    Operation, PAPERS, PaperId, PapersTicked, PaymentAccountRecorded, PaymentStepDone, Personal,
    ProductId, ProductSet, SalesTold, Settings, SheetText, ShopAdvanced,
};
use std::collections::BTreeMap;

/// The stages up to an open shop, and beyond.
const ROAD: [Stage; 6] = [
    Stage::Considering,
    Stage::PapersReady,
    Stage::Submitted,
    Stage::WaitingForReview,
    Stage::Open,
    Stage::Paused,
];
const BANKS: [&str; 4] = ["970405", "970436", "970415", "970418"];
/// The goods that each trade makes. Other trades sell nothing online.
const MADE_BY: [(&str, &[usize]); 7] = [
    ("Nước mắm", &[0, 1]),
    ("Hải sản khô", &[2, 3, 5]),
    ("Bánh gai", &[4]),
    ("May mặc", &[6]),
    ("Đan lưới", &[7]),
    ("Tạp hóa", &[0, 1, 4, 5]),
    ("Quán ăn", &[1, 3, 4]),
];
/// Name, price in đồng, unit, net weight, packed weight in grams, OCOP stars.
const GOODS: [(&str, u32, &str, &str, u32, u8); 8] = [
    (
        "Nước mắm cá cơm 40 độ đạm Ba Làng chai 1 lít",
        85_000,
        "chai",
        "1 lít",
        1400,
        4,
    ),
    (
        "Mắm tôm Ba Làng đặc sánh hũ 500 g",
        60_000,
        "hũ",
        "500 g",
        700,
        3,
    ),
    (
        "Mực một nắng câu biển Nghi Sơn túi 1 kg",
        650_000,
        "túi",
        "1 kg",
        1200,
        0,
    ),
    (
        "Cá thu một nắng cắt khúc túi 1 kg",
        320_000,
        "túi",
        "1 kg",
        1200,
        0,
    ),
    (
        "Bánh gai lá gai rừng gói lá chuối bó 10 chiếc",
        70_000,
        "bó",
        "10 chiếc",
        1100,
        3,
    ),
    (
        "Tôm nõn khô loại một túi 500 g",
        450_000,
        "túi",
        "500 g",
        600,
        0,
    ),
    (
        "Áo bà ba may tay vải lụa theo số đo",
        380_000,
        "chiếc",
        "1 chiếc",
        400,
        0,
    ),
    (
        "Lưới cước đan tay mắt 2 cm cuộn 50 m",
        520_000,
        "cuộn",
        "50 m",
        2500,
        0,
    ),
];

pub fn tell(
    story: &mut Story,
    dice: &mut Dice,
    households: &[Household],
    whose: &BTreeMap<HouseholdId, MemberId>,
    accounts: bool,
    today: Day,
) {
    for household in households.iter().filter(|it| it.business.is_some()) {
        let Some(member) = whose.get(&household.id) else {
            continue;
        };
        if dice.percent(80) {
            let mut counter = Counter {
                household,
                member,
                today,
                day: today.plus(-dice.between(30, 110)),
                minutes: 14 * 60,
            };
            counter.live(story, dice, accounts);
        }
    }
}

/// One business over time. Each operation comes a few minutes after the one before.
struct Counter<'a> {
    household: &'a Household,
    member: &'a MemberId,
    today: Day,
    day: Day,
    minutes: i64,
}

impl Counter<'_> {
    fn tell(&mut self, story: &mut Story, operation: Operation) {
        self.minutes += 2;
        let at = Millis(self.day.start().0 + self.minutes * Millis::MINUTE);
        story.add(self.member.clone(), at, operation);
    }

    fn id(&self) -> HouseholdId {
        self.household.id.clone()
    }

    /// Moves on by some days, but never beyond yesterday.
    fn later(&mut self, days: i32) {
        self.day = Day(self.day.plus(days).0.min(self.today.0 - 1));
    }

    fn live(&mut self, story: &mut Story, dice: &mut Dice, accounts: bool) {
        self.consent(story, Purpose::Register);
        self.register(story);
        let before = dice.percent(80).then(|| money(dice, 30, 120));
        let household = self.id();
        let told = IncomeBeforeTold {
            household,
            month: before,
        };
        self.tell(story, Operation::IncomeBeforeTold(told));
        if accounts && dice.percent(70) {
            self.account(story, dice);
        }
        let reached = usize::try_from(dice.between(0, 9)).unwrap_or(0);
        if reached == 0 || self.goods().is_empty() {
            return;
        }
        if reached < 5 {
            // Not open yet; most of these began lately.
            self.later(self.today.0 - self.day.0 - dice.between(10, 45));
        }
        self.papers(story, dice);
        let marketplace = if dice.percent(65) { "voso" } else { "postmart" };
        // Half of all reach an open shop; one in ten has paused since.
        let last = match reached {
            1..=4 => reached - 1,
            9 => 5,
            _ => 4,
        };
        for stage in ROAD.iter().take(last + 1) {
            self.advance(story, dice, marketplace, *stage);
            self.later(dice.between(3, 12));
        }
        if last >= 4 {
            self.sell(story, dice, marketplace, before);
        }
    }

    fn goods(&self) -> &'static [usize] {
        let trade = self.household.business.as_ref().map(|it| it.trade.as_str());
        let made = MADE_BY.iter().find(|(name, _)| trade == Some(name));
        made.map_or(&[], |(_, goods)| goods)
    }

    fn consent(&mut self, story: &mut Story, purpose: Purpose) {
        let consent = ConsentGiven {
            household: self.id(),
            purpose,
            way: ConsentWay::Signed,
            text_version: 1,
        };
        self.tell(story, Operation::ConsentGiven(consent));
    }

    fn register(&mut self, story: &mut Story) {
        let business = self.household.business.as_ref();
        let trade = business.map_or_else(|| label("Tạp hóa"), |it| it.trade.clone());
        let head = self.household.head.reveal().map_or("", Name::as_str);
        let given = head.split(' ').next_back().unwrap_or_default();
        let registered = BusinessRegistered {
            household: self.id(),
            name: label(&format!("{} {given}", trade.as_str())),
            trade,
            owner: self.household.residents.first().map(|it| it.id.clone()),
        };
        self.tell(story, Operation::BusinessRegistered(registered));
    }

    fn account(&mut self, story: &mut Story, dice: &mut Dice) {
        self.consent(story, Purpose::AccountNumber);
        let digits = format!("10{:08}", dice.between(0, 99_999_999));
        let holder =
            vietnamese::without_marks(self.household.head.reveal().map_or("", Name::as_str));
        let (Ok(number), Some(bank), Ok(holder)) = (
            AccountNumber::new(&digits),
            BankBin::new(dice.pick::<&str>(&BANKS)),
            Name::new(&holder.to_uppercase()),
        ) else {
            return;
        };
        let recorded = PaymentAccountRecorded {
            household: self.id(),
            bank,
            number: Personal::new(number),
            card: false,
            holder: Personal::new(holder),
            holder_resident: self.household.head_resident.clone(),
        };
        self.tell(story, Operation::PaymentAccountRecorded(Box::new(recorded)));
        let done = usize::try_from(dice.between(4, 9)).unwrap_or(9);
        for step in PaymentStep::ALL.into_iter().take(done) {
            let household = self.id();
            let done = PaymentStepDone {
                household,
                step,
                done: true,
            };
            self.tell(story, Operation::PaymentStepDone(done));
        }
    }

    fn papers(&mut self, story: &mut Story, dice: &mut Dice) {
        let ready = PAPERS.iter().filter(|_| dice.percent(70));
        let papers = ready.filter_map(|paper| Some((PaperId::new(paper.id)?, true)));
        let ticked = PapersTicked {
            household: self.id(),
            papers: papers.collect(),
        };
        self.tell(story, Operation::PapersTicked(ticked));
    }

    fn advance(&mut self, story: &mut Story, dice: &mut Dice, marketplace: &str, stage: Stage) {
        let address = address(marketplace, &self.household.id);
        let stuck = stage.is_on_the_way() && dice.percent(40);
        let obstacle = [
            Obstacle::Papers,
            Obstacle::Photos,
            Obstacle::Marketplace,
            Obstacle::Time,
        ];
        let advanced = ShopAdvanced {
            household: self.id(),
            marketplace: MarketplaceId::new(marketplace).expect("a shipped id"),
            stage,
            on: self.day,
            link: Link::new(&address).ok().filter(|_| stage == Stage::Open),
            helper: None,
            obstacle: stuck.then(|| *dice.pick(&obstacle)),
        };
        self.tell(story, Operation::ShopAdvanced(Box::new(advanced)));
    }

    /// Products on sale, and the sales of the months since, as far as the household tells them.
    fn sell(&mut self, story: &mut Story, dice: &mut Dice, marketplace: &str, before: Option<u64>) {
        for (place, goods) in self.goods().iter().enumerate() {
            if place == 0 || dice.percent(70) {
                self.product(story, *goods, place, marketplace);
            }
        }
        let mut month = self.day.month();
        // Told by yesterday at the latest, so nothing of a month that begins today.
        let last = self.today.plus(-1).month();
        while month <= last {
            let online = money(dice, 4, 60) / 10;
            let told = dice.percent(75);
            let sales = SalesTold {
                household: self.id(),
                month,
                orders: told.then(|| u32::try_from(dice.between(1, 40)).unwrap_or(1)),
                online: told.then_some(online),
                total: before.filter(|_| told).map(|before| before + online),
            };
            self.day = Day(month.plus(1).first_day().0.min(self.today.0) - 1);
            self.minutes = 17 * 60;
            self.tell(story, Operation::SalesTold(sales));
            month = month.plus(1);
        }
    }

    fn product(&mut self, story: &mut Story, goods: usize, place: usize, marketplace: &str) {
        let (name, price, unit, net, grams, ocop) = &GOODS[goods];
        let head = self.household.head.reveal().map_or("", Name::as_str);
        let description = format!(
            "{name}. Làm thủ công tại nhà ở Nghi Sơn, không phẩm màu, không chất bảo quản. \
             Đóng gói kỹ, gửi trong ngày, được xem hàng trước khi trả tiền."
        );
        let fields = [
            ("ma-san-pham", format!("SP-{}", place + 1)),
            ("ten", (*name).to_owned()),
            ("nganh-hang", "Đặc sản địa phương".to_owned()),
            ("gia", price.to_string()),
            ("don-vi-tinh", (*unit).to_owned()),
            ("khoi-luong-tinh", (*net).to_owned()),
            ("khoi-luong-goi-g", grams.to_string()),
            ("ton-kho", "30".to_owned()),
            ("xuat-xu", "Nghi Sơn, Thanh Hóa".to_owned()),
            ("nha-san-xuat", format!("Hộ {head}, Nghi Sơn, Thanh Hóa")),
            ("mo-ta", description),
            ("ocop", ocop.to_string()),
        ];
        let sheet = fields.iter().filter_map(|(column, text)| {
            Some((ColumnId::new(*column)?, SheetText::new(text).ok()?))
        });
        let set = ProductSet {
            household: self.id(),
            product: ProductId::new(format!("sp-{}", place + 1)).expect("a short id"),
            sheet: sheet.collect(),
            listed: MarketplaceId::new(marketplace).into_iter().collect(),
            photos: photo::ids(&self.household.id, goods, place),
        };
        self.tell(story, Operation::ProductSet(Box::new(set)));
    }
}

/// A multiple of a hundred thousand đồng.
fn money(dice: &mut Dice, low: i32, high: i32) -> u64 {
    u64::try_from(dice.between(low, high)).unwrap_or(0) * 100_000
}

/// The shop's address on the marketplace's own host. Its name is not the household's id.
fn address(marketplace: &str, household: &HouseholdId) -> String {
    let all = Marketplace::all(&Settings::default());
    let on = all.iter().find(|it| it.id.as_str() == marketplace);
    let host = on
        .and_then(|it| it.hosts.first())
        .map_or("voso.vn", String::as_str);
    let name = secret::hash(format!("gian-hang {household}").as_bytes());
    format!("https://{host}/gian-hang/{}", &name[..8])
}

//! The demonstration's classes: two past ones and two coming ones.
use super::dice::Dice;
use super::story::{Story, label};
use super::team::Team;
use domain::class::{ClassPlan, Contact, Material, SelfCheck, Teacher, TimeOfDay};
use domain::household::Purpose;
use domain::{
    AccountId, ClassAttended, ClassHeld, ClassId, ClassJoined, ClassPlanned, Day, Household, Label,
    Millis, Name, Operation, Personal, Phone, ResidentId, TopicId, Village,
};

/// Days from today, topic, title, start, end, seats.
const CLASSES: [(i32, &str, &str, &str, &str, u16); 4] = [
    (
        -20,
        "thanh-toan",
        "Nhận và trả tiền bằng mã QR",
        "19:00",
        "20:30",
        30,
    ),
    (
        -6,
        "thuong-mai-dien-tu",
        "Đưa sản phẩm lên sàn, chụp ảnh cho đẹp",
        "08:00",
        "10:00",
        25,
    ),
    (
        3,
        "dich-vu-cong",
        "Nộp hồ sơ trên Cổng Dịch vụ công quốc gia",
        "14:00",
        "16:00",
        30,
    ),
    (
        9,
        "an-toan-thong-tin",
        "Nhận ra cuộc gọi và tin nhắn lừa đảo",
        "19:00",
        "20:30",
        40,
    ),
];
/// Households that come to a class.
const COME: usize = 16;
/// Households that sign up for a coming class.
const SIGN_UP: usize = 7;
/// Invented names and phone numbers.
const PHONES: [(&str, &str); 2] = [("Lê Thị Hoa", "0900000017"), ("", "0900000028")];

/// Adds the classes, using what is known of households today, so that those who consented are
/// named.
pub fn tell(
    story: &mut Story,
    dice: &mut Dice,
    villages: &[Village],
    teams: &[Team],
    households: &[Household],
    today: Day,
) {
    for (number, class) in (1..).zip(CLASSES) {
        let at = number % villages.len();
        let (village, team) = (&villages[at], &teams[at]);
        let id = ClassId::new(format!("lop-mau-{number}")).expect("a short id");
        let plan = plan(class, village, team, number, today);
        let day = plan.day;
        story.office(
            day.plus(-14).min(today.plus(-1)),
            Operation::ClassPlanned(Box::new(ClassPlanned {
                class: id.clone(),
                plan: plan.clone(),
            })),
        );
        let near = |it: &&Household| it.village == village.id && it.is_here();
        let near: Vec<&Household> = households.iter().filter(near).collect();
        let mut told = ClassStory {
            story,
            dice,
            id,
            team,
        };
        if day < today {
            told.held(&near, &plan);
        } else {
            told.signed_up(&near, today);
        }
    }
}

fn plan(
    (days, topic, title, from, to, seats): (i32, &str, &str, &str, &str, u16),
    village: &Village,
    team: &Team,
    number: usize,
    today: Day,
) -> ClassPlan {
    let time = |text| TimeOfDay::parse(text).expect("a time");
    let teacher = if number == 2 {
        Teacher::Guest(label("Cô Vân, bưu cục Nghi Sơn"))
    } else {
        Teacher::Member(team.members[0].0.clone())
    };
    ClassPlan {
        topic: TopicId::new(topic).expect("a topic"),
        title: label(title),
        place: label(&format!("Nhà văn hóa {}", village.name.as_str())),
        village: Some(village.id.clone()),
        day: today.plus(days),
        from: time(from),
        to: time(to),
        teacher,
        seats,
        materials: vec![Material {
            name: label("Tờ rơi của bài học"),
            link: None,
        }],
    }
}

struct ClassStory<'a> {
    story: &'a mut Story,
    dice: &'a mut Dice,
    id: ClassId,
    team: &'a Team,
}

impl ClassStory<'_> {
    /// Records attendance. Businesses come first, because most classes are for them.
    fn held(&mut self, near: &[&Household], plan: &ClassPlan) {
        let mut come: Vec<&&Household> = near.iter().collect();
        come.sort_by_key(|it| (it.business.is_none(), !it.consented(Purpose::Register)));
        let mut at = plan.from.on(plan.day);
        let mut heads = 0;
        for home in come.into_iter().take(COME) {
            at = Millis(at.0 + Millis::MINUTE);
            let residents: Vec<ResidentId> = if home.consented(Purpose::Register) {
                home.residents
                    .iter()
                    .take(1)
                    .map(|it| it.id.clone())
                    .collect()
            } else {
                Vec::new()
            };
            let people = if self.dice.percent(25) { 2 } else { 1 };
            heads += u16::from(people);
            let member = self.dice.pick(&self.team.members).0.clone();
            let attended = ClassAttended {
                class: self.id.clone(),
                household: home.id.clone(),
                residents,
                people,
                mistaken: false,
            };
            self.story
                .add(member, at, Operation::ClassAttended(attended));
        }
        let held = ClassHeld {
            class: self.id.clone(),
            // A few came whom nobody knew.
            heads: heads + 3,
            before: Some(SelfCheck {
                asked: heads,
                able: heads / 5,
            }),
            after: Some(SelfCheck {
                asked: heads,
                able: heads * 3 / 4,
            }),
            note: Label::new("Cần thêm ổ cắm để sạc máy").ok(),
        };
        let leader = self.team.members[0].0.clone();
        self.story
            .add(leader, plan.to.on(plan.day), Operation::ClassHeld(held));
    }

    fn signed_up(&mut self, near: &[&Household], today: Day) {
        let mut at = Millis(today.plus(-1).start().0 + 17 * 60 * Millis::MINUTE);
        let mut join = |told: &mut Self, author: AccountId, joined: ClassJoined| {
            at = Millis(at.0 + 7 * Millis::MINUTE);
            told.story.add(author, at, Operation::ClassJoined(joined));
        };
        for home in near.iter().step_by(9).take(SIGN_UP) {
            let people = if self.dice.percent(30) { 2 } else { 1 };
            let joined = ClassJoined {
                class: self.id.clone(),
                people,
                household: Some(home.id.clone()),
                contact: None,
                unconfirmed: false,
                confirms: None,
            };
            let member = self.dice.pick(&self.team.members).0.clone();
            join(self, member, joined);
        }
        for (name, phone) in PHONES {
            let contact = Contact {
                name: Name::new(name).ok(),
                phone: Phone::new(phone).expect("a phone number"),
            };
            let joined = ClassJoined {
                class: self.id.clone(),
                people: 1,
                household: None,
                contact: Some(Personal::new(contact)),
                unconfirmed: false,
                confirms: None,
            };
            let public = AccountId::new(crate::public_act::AUTHOR).expect("a short id");
            join(self, public, joined);
        }
    }
}

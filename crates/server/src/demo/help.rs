//! The demonstration's help requests, in every state, and the public answers to frequent questions.
use super::dice::Dice;
use super::people;
use super::story::Story;
use crate::public_act;
use domain::{
    Day, HelpAnswered, HelpAsked, HelpAssigned, HelpClosed, HelpDismissed, HelpId, HelpWay,
    Household, HouseholdId, Label, MemberId, Millis, Name, Note, Operation, Personal, Phone,
    QuestionId, QuestionPublished, ResidentWord, SheetText, TopicId,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What happens to a request.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Waits,
    Assigned,
    Answered,
    Closed(ResidentWord),
    Dismissed,
}

/// Days ago, way, topic, words, and what happened to it.
const REQUESTS: [(i32, HelpWay, &str, &str, Then); 14] = [
    (
        1,
        HelpWay::Site,
        "nen-tang-so",
        "Máy báo VNeID phải cập nhật mà bấm mãi không được.",
        Then::Waits,
    ),
    (
        2,
        HelpWay::Site,
        "thanh-toan",
        "Muốn trả tiền điện trên điện thoại, chưa biết làm.",
        Then::Waits,
    ),
    (
        8,
        HelpWay::Telephone,
        "an-toan-thong-tin",
        "Có người xưng công an gọi bảo cài ứng dụng, tôi đã bấm vào đường dẫn.",
        Then::Waits,
    ),
    (
        2,
        HelpWay::Card,
        "dich-vu-cong",
        "Làm giấy khai sinh cho cháu trên mạng.",
        Then::Assigned,
    ),
    (
        3,
        HelpWay::Door,
        "thanh-toan",
        "In giúp mã QR để dán ở quầy.",
        Then::Assigned,
    ),
    (
        9,
        HelpWay::Card,
        "thuong-mai-dien-tu",
        "Gian hàng bị khóa, không biết vì sao.",
        Then::Assigned,
    ),
    (
        11,
        HelpWay::Site,
        "nen-tang-so",
        "Quên mật khẩu sổ sức khỏe điện tử.",
        Then::Assigned,
    ),
    (
        4,
        HelpWay::Telephone,
        "dich-vu-cong",
        "Nộp hồ sơ đất đai trên cổng thì cần giấy gì?",
        Then::Answered,
    ),
    (
        6,
        HelpWay::Site,
        "an-toan-thong-tin",
        "Tin nhắn báo trúng thưởng có thật không?",
        Then::Answered,
    ),
    (
        15,
        HelpWay::Card,
        "thanh-toan",
        "Chuyển khoản nhầm người, làm sao lấy lại?",
        Then::Closed(ResidentWord::Partly),
    ),
    (
        22,
        HelpWay::Door,
        "nen-tang-so",
        "Kích hoạt VNeID mức 2 cho mẹ.",
        Then::Closed(ResidentWord::Solved),
    ),
    (
        30,
        HelpWay::Site,
        "dich-vu-cong",
        "Đổi giấy phép lái xe trên mạng.",
        Then::Closed(ResidentWord::Solved),
    ),
    (
        41,
        HelpWay::Telephone,
        "thuong-mai-dien-tu",
        "Đặt hàng trên Voso không nhận được mã.",
        Then::Closed(ResidentWord::NotReached),
    ),
    (5, HelpWay::Site, "", "asdf asdf", Then::Dismissed),
];

pub fn tell(
    story: &mut Story,
    dice: &mut Dice,
    households: &[Household],
    whose: &BTreeMap<HouseholdId, MemberId>,
    today: Day,
) {
    let in_hands: Vec<&Household> = households
        .iter()
        .filter(|it| whose.contains_key(&it.id))
        .collect();
    for (number, (days, way, topic, text, then)) in REQUESTS.into_iter().enumerate() {
        let place = (number * 97 + 5) % in_hands.len().max(1);
        let Some(household) = in_hands.get(place) else {
            return;
        };
        let request = Request {
            help: HelpId::random(dice.bits()),
            household,
            member: &whose[&household.id],
            at: Millis(today.plus(-days).start().0 + 19 * 60 * Millis::MINUTE),
        };
        request.ask(story, dice, way, topic, text);
        request.follow(story, then, today);
    }
}

struct Request<'a> {
    help: HelpId,
    household: &'a Household,
    member: &'a MemberId,
    at: Millis,
}

impl Request<'_> {
    fn ask(&self, story: &mut Story, dice: &mut Dice, way: HelpWay, topic: &str, text: &str) {
        let known = matches!(way, HelpWay::Card | HelpWay::Door);
        let man = dice.percent(40);
        let name = Name::new(&people::name(dice, man)).ok().map(Personal::new);
        let number = format!("09{:08}", dice.between(10_000_000, 99_999_999));
        let asked = HelpAsked {
            help: self.help.clone(),
            way,
            topic: TopicId::new(topic),
            village: Some(self.household.village.clone()),
            household: known.then(|| self.household.id.clone()),
            name: name.filter(|_| !known),
            phone: Phone::new(&number).ok().map(Personal::new),
            words: note(text),
        };
        let author = match way {
            HelpWay::Site | HelpWay::Card => account(public_act::AUTHOR),
            HelpWay::Telephone => account(super::story::OFFICER),
            HelpWay::Door => self.member.clone(),
        };
        story.add(author, self.at, Operation::HelpAsked(Box::new(asked)));
    }

    /// The office hands the request out the next morning; the rest happens within days.
    fn follow(&self, story: &mut Story, then: Then, today: Day) {
        let help = self.help.clone();
        let later = |days: i32| {
            let day = Day(self.at.day().plus(days).0.min(today.0 - 1));
            Millis(day.start().0.max(self.at.0) + 4 * 60 * Millis::MINUTE)
        };
        let officer = account(super::story::OFFICER);
        match then {
            Then::Waits => return,
            Then::Dismissed => {
                let dismissed = HelpDismissed { help };
                story.add(officer, later(1), Operation::HelpDismissed(dismissed));
                return;
            }
            _ => {}
        }
        let assigned = HelpAssigned {
            help: help.clone(),
            member: Some(self.member.clone()),
            household: None,
            village: None,
            due: None,
        };
        story.add(officer, later(1), Operation::HelpAssigned(assigned));
        let answer = match then {
            Then::Assigned => return,
            _ => note("Đã gọi lại, hẹn đến nhà xem cùng."),
        };
        let answered = HelpAnswered {
            help: help.clone(),
            answer,
        };
        let member = self.member.clone();
        story.add(member.clone(), later(2), Operation::HelpAnswered(answered));
        if let Then::Closed(word) = then {
            let closed = HelpClosed {
                help,
                word,
                note: None,
            };
            story.add(member, later(4), Operation::HelpClosed(closed));
        }
    }
}

/// The questions that a commune may start with.
const QUESTIONS: &str = include_str!("../../../../content/questions.toml");

#[derive(Deserialize)]
struct Questions {
    question: Vec<Answered>,
}

#[derive(Deserialize)]
struct Answered {
    id: QuestionId,
    topic: TopicId,
    question: Label,
    answer: SheetText,
}

pub fn questions(story: &mut Story, today: Day) {
    let file: Questions = toml::from_str(QUESTIONS).expect("a test reads the file");
    for (days, it) in (20..).zip(file.question) {
        let published = QuestionPublished {
            question: it.id,
            topic: Some(it.topic),
            asks: it.question,
            answer: it.answer,
        };
        let operation = Operation::QuestionPublished(Box::new(published));
        story.office(today.plus(-days), operation);
    }
}

fn note(text: &str) -> Personal<Note> {
    Personal::new(Note::new(text).expect("the demonstration's own words are short"))
}

fn account(id: &str) -> MemberId {
    MemberId::new(id).expect("a short id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initial_questions_can_be_read() {
        let file: Questions = toml::from_str(QUESTIONS).unwrap();
        assert!(file.question.len() >= 5);
    }
}

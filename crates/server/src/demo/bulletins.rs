//! The demonstration's bulletins: drafted by one role, approved by another, heard at many doors.
use super::dice::Dice;
use super::story::{OFFICER, Story, label};
use domain::household::Hearing;
use domain::{
    AccountId, BoardPost, BulletinApproved, BulletinDrafted, BulletinHeard, BulletinId,
    BulletinPublished, BulletinSubmitted, BulletinText, Day, Household, HouseholdId, MemberId,
    Millis, Operation, TextHash,
};
use std::collections::BTreeMap;

/// The account of the editorial board.
pub const EDITOR: &str = "ban-bien-tap";
/// The text, how many days ago it was drafted, and how many of a hundred households heard it.
const TEXTS: [(&str, i32, i32); 3] = [
    (
        include_str!("../../../../content/demonstration/bulletins/3-to-cong-nghe-so-lam-gi.md"),
        75,
        62,
    ),
    (
        include_str!("../../../../content/demonstration/bulletins/2-mo-cua-hang-truc-tuyen.md"),
        40,
        38,
    ),
    (
        include_str!(
            "../../../../content/demonstration/bulletins/1-nhan-biet-cuoc-goi-mao-danh.md"
        ),
        12,
        21,
    ),
];
const SEED: u64 = 49;

pub fn tell(
    story: &mut Story,
    households: &[Household],
    whose: &BTreeMap<HouseholdId, MemberId>,
    today: Day,
) {
    let mut dice = Dice::new(SEED);
    for (number, (text, days_ago, heard)) in TEXTS.into_iter().enumerate() {
        let day = today.plus(-days_ago);
        let bulletin = publish(story, number, text, day);
        for household in households {
            let Some(member) = whose.get(&household.id) else {
                continue;
            };
            if dice.percent(heard) {
                let at = day.plus(dice.between(3, days_ago - 1));
                let minute = i64::from(dice.between(17 * 60, 20 * 60));
                let how = if dice.percent(70) {
                    Hearing::ReadOut
                } else {
                    Hearing::Heard
                };
                let told = BulletinHeard {
                    household: household.id.clone(),
                    bulletin: bulletin.clone(),
                    how: Some(how),
                };
                let at = Millis(at.start().0 + minute * Millis::MINUTE);
                story.add(member.clone(), at, Operation::BulletinHeard(told));
            }
        }
    }
}

/// Writes a bulletin on one day, approves it the next, and publishes it the day after.
fn publish(story: &mut Story, number: usize, file: &str, day: Day) -> BulletinId {
    let (title, text) = file.split_once('\n').unwrap_or((file, ""));
    let title = label(title.trim_start_matches('#').trim());
    let text = BulletinText::new(text).expect("the demonstration's own texts are short");
    let bulletin = BulletinId::new(format!("bai-mau-{}", number + 1)).expect("a short id");
    let hash = TextHash::of(&title, &text, &[]);
    let steps = [
        (
            OFFICER,
            0,
            Operation::BulletinDrafted(Box::new(BulletinDrafted {
                bulletin: bulletin.clone(),
                title,
                text,
                villages: Vec::new(),
                author_name: label("Công chức Văn hóa - Xã hội"),
            })),
        ),
        (
            OFFICER,
            0,
            Operation::BulletinSubmitted(BulletinSubmitted {
                bulletin: bulletin.clone(),
            }),
        ),
        (
            EDITOR,
            1,
            Operation::BulletinApproved(BulletinApproved {
                bulletin: bulletin.clone(),
                hash,
                name: label("Phó Chủ tịch phụ trách văn hóa"),
                post: BoardPost::Deputy,
                title: label("Phó Chủ tịch UBND xã"),
            }),
        ),
        (
            OFFICER,
            2,
            Operation::BulletinPublished(BulletinPublished {
                bulletin: bulletin.clone(),
            }),
        ),
    ];
    for (place, (who, days, operation)) in (0..).zip(steps) {
        let minutes = 9 * 60 + place * 5;
        let at = Millis(day.plus(days).start().0 + minutes * Millis::MINUTE);
        story.add(AccountId::new(who).expect("a short id"), at, operation);
    }
    bulletin
}

//! A bulletin: written, submitted, returned, approved, shown, heard, withdrawn.
use super::commune::*;
use domain::household::{HEARD_LIMIT, Hearing};
use domain::*;

const AUTHOR: &str = "can-bo";
const BOARD: &str = "ban-bien-tap";

fn id() -> BulletinId {
    BulletinId::new("b1").unwrap()
}

fn text(text: &str) -> BulletinText {
    BulletinText::new(text).unwrap()
}

fn drafted(words: &str, villages: &[&str]) -> Operation {
    Operation::BulletinDrafted(Box::new(BulletinDrafted {
        bulletin: id(),
        title: label("Cảnh giác lừa đảo"),
        text: text(words),
        villages: villages.iter().map(|it| village(it)).collect(),
        author_name: label("Người soạn"),
    }))
}

fn submitted() -> Operation {
    Operation::BulletinSubmitted(BulletinSubmitted { bulletin: id() })
}

fn returned() -> Operation {
    Operation::BulletinReturned(BulletinReturned {
        bulletin: id(),
        reason: Note::new("Thiếu số điện thoại").unwrap(),
    })
}

fn approved(commune: &Commune) -> Operation {
    approved_as(draft(commune).hash.clone())
}

fn approved_as(hash: TextHash) -> Operation {
    Operation::BulletinApproved(BulletinApproved {
        bulletin: id(),
        hash,
        name: label("Người duyệt"),
        post: BoardPost::Deputy,
        title: label("Phó Chủ tịch UBND xã"),
    })
}

fn published() -> Operation {
    Operation::BulletinPublished(BulletinPublished { bulletin: id() })
}

fn withdrawn() -> Operation {
    Operation::BulletinWithdrawn(BulletinWithdrawn {
        bulletin: id(),
        reason: Note::new("Sai ngày").unwrap(),
    })
}

fn heard(household: &str, how: Option<Hearing>) -> Operation {
    Operation::BulletinHeard(BulletinHeard {
        household: house(household),
        bulletin: id(),
        how,
    })
}

fn draft(commune: &Commune) -> &Draft {
    match &commune.records[&RecordKey::Draft(id())] {
        Record::Draft(draft) => draft,
        other => panic!("{other:?}"),
    }
}

fn shown(commune: &Commune) -> &Bulletin {
    match &commune.records[&RecordKey::Bulletin(id())] {
        Record::Bulletin(bulletin) => bulletin,
        other => panic!("{other:?}"),
    }
}

/// As someone else for one operation.
fn by(commune: &mut Commune, who: &'static str, operation: Operation) {
    commune.author = who;
    commune.must(operation);
    commune.author = AUTHOR;
}

fn desk() -> Commune {
    let mut commune = Commune::new();
    commune.author = AUTHOR;
    commune.must(drafted("Không đọc mã OTP.", &[]));
    commune
}

pub fn on_show() -> Commune {
    let mut commune = desk();
    commune.must(submitted());
    let yes = approved(&commune);
    by(&mut commune, BOARD, yes);
    commune.must(published());
    commune
}

#[test]
fn a_text_goes_from_the_desk_to_the_board_and_back_and_on_show() {
    let mut commune = desk();
    assert_eq!(draft(&commune).stage(), Stage::Draft);
    assert_eq!(
        commune.records[&RecordKey::Draft(id())].area(),
        Area::Office
    );
    commune.must(submitted());
    by(&mut commune, BOARD, returned());
    assert_eq!(draft(&commune).stage(), Stage::Returned);
    commune.must(drafted("Không đọc mã OTP. Gọi 156.", &[]));
    commune.must(submitted());
    let yes = approved(&commune);
    by(&mut commune, BOARD, yes);
    assert_eq!(draft(&commune).stage(), Stage::Approved);
    commune.must(published());
    assert_eq!(draft(&commune).stage(), Stage::Published);
    let bulletin = shown(&commune);
    assert_eq!(bulletin.text.as_str(), "Không đọc mã OTP. Gọi 156.");
    assert_eq!(bulletin.approval.title.as_str(), "Phó Chủ tịch UBND xã");
    assert_eq!(
        commune.records[&RecordKey::Bulletin(id())].area(),
        Area::Commune
    );
    let acts: Vec<_> = draft(&commune)
        .steps
        .iter()
        .map(|it| it.act.as_str())
        .collect();
    assert_eq!(
        acts,
        [
            "drafted",
            "submitted",
            "returned",
            "drafted",
            "submitted",
            "approved",
            "published"
        ]
    );
}

#[test]
fn nobody_approves_what_they_wrote_at_and_a_save_without_change_hands_it_to_no_one() {
    let mut commune = desk();
    by(
        &mut commune,
        BOARD,
        drafted("Không đọc mã OTP cho ai.", &[]),
    );
    commune.must(drafted("Không đọc mã OTP cho ai.", &[]));
    assert_eq!(draft(&commune).author, member(BOARD));
    commune.must(submitted());
    for who in [AUTHOR, BOARD] {
        commune.author = who;
        let yes = approved(&commune);
        assert_eq!(commune.refuses(yes), RefusalCode::BulletinApprovedByAuthor);
    }
    let yes = approved(&commune);
    by(&mut commune, "pho-ban", yes);
    assert_eq!(draft(&commune).stage(), Stage::Approved);
}

#[test]
fn nothing_but_what_was_read_is_approved() {
    let mut commune = desk();
    commune.must(submitted());
    let yes = approved(&commune);
    commune.must(drafted("Cứ đọc mã OTP.", &[]));
    commune.author = BOARD;
    assert_eq!(
        commune.refuses(yes.clone()),
        RefusalCode::BulletinTextChanged
    );
    by(&mut commune, AUTHOR, submitted());
    commune.author = BOARD;
    assert_eq!(commune.refuses(yes), RefusalCode::BulletinTextChanged);
    // Whom it is for is part of what was read.
    let yes = approved(&commune);
    by(&mut commune, AUTHOR, drafted("Cứ đọc mã OTP.", &["dong"]));
    by(&mut commune, AUTHOR, submitted());
    commune.author = BOARD;
    assert_eq!(commune.refuses(yes), RefusalCode::BulletinTextChanged);
}

#[test]
fn every_forbidden_step_has_its_own_answer() {
    let mut commune = desk();
    let yes = approved(&commune);
    commune.author = BOARD;
    for (step, code) in [
        (yes, RefusalCode::BulletinNotSubmitted),
        (returned(), RefusalCode::BulletinNotSubmitted),
        (published(), RefusalCode::BulletinNotApproved),
        (withdrawn(), RefusalCode::BulletinNotPublished),
    ] {
        assert_eq!(commune.refuses(step), code);
    }
    commune.must(submitted());
    assert_eq!(
        commune.refuses(submitted()),
        RefusalCode::BulletinAlreadySubmitted
    );
    assert_eq!(
        commune.refuses(published()),
        RefusalCode::BulletinNotApproved
    );
    let yes = approved(&commune);
    commune.must(yes.clone());
    for (step, code) in [
        (yes, RefusalCode::BulletinAlreadyApproved),
        (submitted(), RefusalCode::BulletinAlreadyApproved),
        (returned(), RefusalCode::BulletinNotSubmitted),
    ] {
        assert_eq!(commune.refuses(step), code);
    }
    commune.must(published());
    assert_eq!(
        commune.refuses(published()),
        RefusalCode::BulletinAlreadyPublished
    );
    commune.must(withdrawn());
    for (step, code) in [
        (withdrawn(), RefusalCode::BulletinNotPublished),
        (published(), RefusalCode::BulletinNotApproved),
        (submitted(), RefusalCode::BulletinWasWithdrawn),
    ] {
        assert_eq!(commune.refuses(step), code);
    }
}

#[test]
fn editing_after_approval_reopens_and_leaves_what_is_on_show() {
    let mut commune = desk();
    commune.must(submitted());
    let yes = approved(&commune);
    by(&mut commune, BOARD, yes);
    commune.must(drafted("Chữ khác.", &[]));
    assert_eq!(
        commune.refuses(published()),
        RefusalCode::BulletinNotApproved
    );

    let mut commune = on_show();
    let first = shown(&commune).hash.clone();
    // The board's own edition: now the officer is not among its authors.
    by(&mut commune, BOARD, drafted("Chữ khác.", &[]));
    assert_eq!(draft(&commune).stage(), Stage::Draft);
    assert_eq!(shown(&commune).hash, first);
    commune.must(withdrawn());
    assert_eq!(
        draft(&commune).stage(),
        Stage::Draft,
        "the newer edition stays"
    );
    assert!(!shown(&commune).is_on_show());
    commune.must(submitted());
    let yes = approved(&commune);
    commune.must(yes);
    commune.must(published());
    assert!(shown(&commune).is_on_show());
    assert_ne!(shown(&commune).hash, first);
}

#[test]
fn a_bulletin_names_villages_that_are_there() {
    let mut commune = desk();
    assert_eq!(
        commune.refuses(drafted("Chữ.", &["xa"])),
        RefusalCode::VillageUnknown
    );
    let many = vec!["dong"; BULLETIN_VILLAGES_LIMIT + 1];
    assert_eq!(
        commune.refuses(drafted("Chữ.", &many)),
        RefusalCode::TooManyVillages
    );
    for operation in [submitted(), published(), withdrawn()] {
        let mut commune = Commune::new();
        assert_eq!(commune.refuses(operation), RefusalCode::BulletinUnknown);
    }
}

#[test]
fn reach_is_counted_in_houses_and_a_tick_can_be_taken_back() {
    let mut commune = on_show();
    let reach = |commune: &Commune| commune.sum(Measure::BulletinHeard, "now", "bulletin:b1");
    commune.register("h2", "doai");
    commune.must(heard("h1", Some(Hearing::ReadOut)));
    commune.must(heard("h1", Some(Hearing::Heard)));
    commune.must(heard("h2", Some(Hearing::Heard)));
    assert_eq!(reach(&commune), 2);
    // Two lists, one house: it counts once, by the later word.
    commune.must(Operation::HouseholdsMerged(HouseholdsMerged {
        keep: house("h2"),
        gone: house("h1"),
    }));
    assert_eq!(reach(&commune), 1);
    commune.at = noon("2026-11-03");
    commune.must(heard("h1", None));
    assert_eq!(reach(&commune), 0);
    // A tick made without signal, before the withdrawal was known, is kept.
    commune.must(withdrawn());
    commune.at = noon("2026-11-04");
    commune.must(heard("h1", Some(Hearing::Heard)));
    assert_eq!(reach(&commune), 1);
    assert_eq!(commune.sum(Measure::BulletinsApproved, "2026-11", ""), 1);
}

#[test]
fn the_later_word_stands_whichever_comes_first() {
    let mut commune = on_show();
    commune.at = noon("2026-11-20");
    commune.must(heard("h1", Some(Hearing::Heard)));
    commune.at = noon("2026-11-10");
    commune.must(heard("h1", Some(Hearing::ReadOut)));
    assert_eq!(
        commune.household("h1").has_heard(&id()),
        Some(Hearing::Heard)
    );
    let unknown = Operation::BulletinHeard(BulletinHeard {
        household: house("h1"),
        bulletin: BulletinId::new("b9").unwrap(),
        how: None,
    });
    assert_eq!(commune.refuses(unknown), RefusalCode::BulletinUnknown);
}

#[test]
fn a_house_keeps_its_latest_ticks_and_a_record_its_limit() {
    let mut commune = on_show();
    let like = shown(&commune).clone();
    for number in 0..HEARD_LIMIT + 5 {
        let bulletin = BulletinId::new(format!("n{number}")).unwrap();
        let mut record = like.clone();
        record.id = bulletin.clone();
        let record = Record::from(record);
        commune.records.insert(record.key(), record);
        commune.at = Millis(commune.at.0 + Millis::MINUTE);
        let (household, how) = (house("h1"), Some(Hearing::Heard));
        commune.must(Operation::BulletinHeard(BulletinHeard {
            household,
            bulletin,
            how,
        }));
    }
    let home = commune.household("h1");
    assert_eq!(home.heard.len(), HEARD_LIMIT);
    assert!(!home.heard.contains_key(&BulletinId::new("n4").unwrap()));
    // The widest letters, the most steps and the longest reason still fit a record.
    let wide = "ộ".repeat(BulletinText::LIMIT_CHARS - 2);
    for round in 0..STEPS_LIMIT {
        commune.must(drafted(&format!("{wide}{}", round % 10), &[]));
        commune.must(submitted());
        by(
            &mut commune,
            BOARD,
            Operation::BulletinReturned(BulletinReturned {
                bulletin: id(),
                reason: Note::new(&"ộ".repeat(Note::LIMIT_CHARS)).unwrap(),
            }),
        );
    }
    let json = commune.records[&RecordKey::Draft(id())].to_json();
    assert!(json.len() <= RECORD_LIMIT_BYTES, "{}", json.len());
}

//! Checks the shipped cards: every skill has one, and each can be taught from.
#![cfg(feature = "content")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{Catalogue, Day, Millis, Settings};
use lessons::{all, content_problems, lesson, stale};
use std::time::{SystemTime, UNIX_EPOCH};

/// Today's date. Only here a clock is needed, to find cards that claim to be checked in the future.
fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Millis(i64::try_from(since.as_millis()).unwrap()).day()
}

#[test]
fn every_skill_has_a_card_and_every_card_is_sound() {
    let problems = content_problems(&Catalogue::new(&Settings::default()), today());
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(
        told.is_empty(),
        "{} problems\n{}",
        told.len(),
        told.join("\n")
    );
    assert_eq!(all().len(), 48);
}

#[test]
fn the_right_answer_is_not_always_at_the_same_place() {
    for it in all() {
        let places = it.card.questions.iter().map(|question| question.right);
        let places: Vec<u8> = places.collect();
        assert!(
            places.iter().any(|it| *it != places[0]),
            "{}",
            it.card.skill
        );
    }
    for place in 0..3 {
        let questions = all().iter().flat_map(|it| &it.card.questions);
        let there = questions.filter(|it| it.right == place).count();
        assert!(there * 5 >= all().len() * 3, "place {place}: {there}");
    }
}

#[test]
fn a_card_is_flagged_a_year_after_it_was_checked() {
    let card = &lesson("tt-quet-vietqr").unwrap().card;
    assert!(!card.is_old(card.checked.plus(365)));
    assert!(card.is_old(card.checked.plus(366)));
    let last = all().iter().map(|it| it.card.checked).max().unwrap();
    assert_eq!(stale(last.plus(366)).len(), all().len());
}

#[test]
fn the_phone_reads_the_cards_as_they_were_written() {
    let json = serde_json::to_string(all()).unwrap();
    let read: Vec<lessons::Lesson> = serde_json::from_str(&json).unwrap();
    assert_eq!(read, all());
    // It must fit into the offline pack, beside the QR reader and the screens.
    assert!(json.len() < 400_000, "{} bytes", json.len());
}

//! The ten questions follow from the answers, and answers never give a higher level than they may.
#![cfg(feature = "content")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{
    Catalogue, EntryId, Level, Map, Millis, Observation, Settings, SkillId, SkillState, Who,
};
use lessons::{
    Answer, AskedQuestion, Card, Pool, QUESTIONS_LIMIT, Quiz, Standing, parse, told_levels,
};
use proptest::prelude::*;

/// A card for every skill, so that these tests do not depend on the shipped content.
fn cards() -> Vec<Card> {
    let sample = parse("x.md", include_str!("sample.md")).unwrap();
    let catalogue = Catalogue::new(&Settings::default());
    let skills = catalogue.topics.iter().flat_map(|topic| &topic.skills);
    let card = |skill: &domain::Skill| Card {
        skill: skill.id.clone(),
        ..sample.clone()
    };
    skills.map(card).collect()
}

fn pool(cards: &[Card]) -> Pool<'_> {
    let catalogue = Catalogue::new(&Settings::default());
    Pool::new(&catalogue, cards.iter(), |skill| skill.who == Who::Everyone)
}

/// Goes through a whole check, answering each question right or wrong as `right` says.
fn answered<'a>(
    pool: &Pool<'a>,
    seed: u32,
    right: impl Fn(&AskedQuestion<'_>) -> bool,
) -> Quiz<'a> {
    let mut answers = Vec::new();
    loop {
        let quiz = Quiz::replay(pool, seed, &answers);
        let Some(asked) = quiz.open() else {
            return quiz;
        };
        let place = asked.question.right;
        let place = if right(asked) { place } else { (place + 1) % 3 };
        answers.push(Answer::Chosen(place));
    }
}

#[test]
fn each_topic_is_asked_first_and_those_answered_wrong_again_and_easier() {
    let cards = cards();
    let pool = pool(&cards);
    let quiz = answered(&pool, 3, |it| it.topic.as_str() != "nen-tang-so");
    let asked = quiz.answered();
    assert_eq!(asked.len(), QUESTIONS_LIMIT);
    let firsts: Vec<&str> = asked[..6].iter().map(|it| it.topic.as_str()).collect();
    let order = [
        "dich-vu-cong",
        "thanh-toan",
        "thuong-mai-dien-tu",
        "nen-tang-so",
        "an-toan-thong-tin",
        "noi-dung-khac",
    ];
    assert_eq!(firsts, order);
    assert!(asked[..6].iter().all(|it| it.difficulty == 1));
    assert_eq!(
        (asked[6].topic.as_str(), asked[6].difficulty),
        ("nen-tang-so", 0)
    );
    assert!(
        asked[7..]
            .iter()
            .all(|it| it.difficulty == 2 && it.topic.as_str() != "nen-tang-so")
    );
}

#[test]
fn the_result_tells_each_topic_and_what_to_learn() {
    let cards = cards();
    let pool = pool(&cards);
    let quiz = answered(&pool, 0, |it| it.topic.as_str() != "thanh-toan");
    for result in quiz.results() {
        let missed = result.topic.as_str() == "thanh-toan";
        let standing = if missed {
            Standing::Begin
        } else {
            Standing::Well
        };
        assert_eq!(result.standing(), standing, "{result:?}");
        assert_eq!(result.learn.is_empty(), !missed);
    }
    let partly = answered(&pool, 0, |it| it.difficulty != 1);
    assert!(
        partly
            .results()
            .iter()
            .any(|it| it.standing() == Standing::Partly)
    );
}

#[test]
fn not_knowing_counts_as_not_right() {
    let cards = cards();
    let quiz = Quiz::replay(&pool(&cards), 0, &[Answer::DoNotKnow]);
    assert!(!quiz.answered()[0].was_right());
}

fn known(level: u8) -> SkillState {
    let entry = EntryId::made(Millis(0), [0; 10]);
    SkillState::first(Observation::new(
        Level::new(level).unwrap(),
        true,
        Millis(0),
        entry,
    ))
}

#[test]
fn a_right_answer_tells_with_help_a_wrong_one_not_yet_and_never_less_than_is_known() {
    let cards = cards();
    let pool = pool(&cards);
    let quiz = answered(&pool, 0, |it| it.topic.as_str() != "thanh-toan");
    let told = told_levels(&quiz, &Map::new());
    for (skill, level) in &told {
        let missed = skill.as_str().starts_with("tt-");
        let right = if missed {
            Level::NOT_YET
        } else {
            Level::WITH_HELP
        };
        assert_eq!(*level, right, "{skill}");
    }
    for level in 1..=3 {
        let all: Map<SkillId, SkillState> = told
            .iter()
            .map(|(skill, _)| (skill.clone(), known(level)))
            .collect();
        assert_eq!(told_levels(&quiz, &all), []);
    }
    let all: Map<SkillId, SkillState> = told
        .iter()
        .map(|(skill, _)| (skill.clone(), known(0)))
        .collect();
    let raised = told_levels(&quiz, &all);
    assert!(!raised.is_empty() && raised.iter().all(|(_, level)| *level == Level::WITH_HELP));
}

proptest! {
    #[test]
    fn ten_different_questions_are_asked_whatever_the_answers(
        seed in any::<u32>(),
        given in prop::collection::vec(0u8..4, 0..14),
    ) {
        let cards = cards();
        let answer = |it: &u8| if *it < 3 { Answer::Chosen(*it) } else { Answer::DoNotKnow };
        let answers: Vec<Answer> = given.iter().map(answer).collect();
        let quiz = Quiz::replay(&pool(&cards), seed, &answers);
        prop_assert_eq!(quiz.answered().len(), answers.len().min(QUESTIONS_LIMIT));
        prop_assert_eq!(quiz.open().is_some(), answers.len() < QUESTIONS_LIMIT);
        let mut asked: Vec<(String, usize)> = quiz
            .answered()
            .iter()
            .map(|it| (it.card.skill.to_string(), it.difficulty))
            .collect();
        asked.sort();
        let before = asked.len();
        asked.dedup();
        prop_assert_eq!(asked.len(), before);
    }
}

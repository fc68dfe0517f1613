//! Questions answered once for everyone.
use super::commune::*;
use domain::*;

fn published(asks: &str) -> Operation {
    Operation::QuestionPublished(Box::new(QuestionPublished {
        question: QuestionId::new("q").unwrap(),
        topic: TopicId::new("an-toan-thong-tin"),
        asks: label(asks),
        answer: SheetText::new("Dập máy.").unwrap(),
    }))
}

fn withdrawn() -> Operation {
    Operation::QuestionWithdrawn(QuestionWithdrawn {
        question: QuestionId::new("q").unwrap(),
    })
}

#[test]
fn a_question_is_everyones_until_it_is_withdrawn() {
    let mut commune = Commune::new();
    assert_eq!(commune.refuses(withdrawn()), RefusalCode::QuestionUnknown);
    let key = RecordKey::Question(QuestionId::new("q").unwrap());
    commune.must(published("Ai gọi vậy?"));
    assert_eq!(commune.records[&key].area(), Area::Commune);
    commune.must(published("Ai gọi bảo cài ứng dụng?"));
    let Record::Question(question) = &commune.records[&key] else {
        panic!()
    };
    assert_eq!(question.asks.as_str(), "Ai gọi bảo cài ứng dụng?");
    commune.must(withdrawn());
    assert_eq!(commune.records[&key].area(), Area::Office);
}

#[test]
fn officers_and_the_board_publish_and_nobody_else() {
    for role in [Role::Officer, Role::Editor] {
        assert!(role.may_make(&published("?")), "{role:?}");
    }
    for role in [Role::Member, Role::Leader, Role::Province, Role::Public] {
        assert!(!role.may_make(&published("?")), "{role:?}");
    }
}

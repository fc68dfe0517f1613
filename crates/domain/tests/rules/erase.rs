//! Erasing a resident: nothing personal stays, and the log still folds to the same records.
use super::commune::*;
use domain::household::{Gone, VisitOutcome};
use domain::*;

fn story() -> Commune {
    let mut commune = Commune::new();
    commune.add("h1", "p2", Some(1994));
    commune.must(Operation::VisitRecorded(Box::new(VisitRecorded {
        note: Some(note("Đạt nhờ hướng dẫn lại")),
        follow_up: Some(Promise {
            due: day("2026-11-20"),
            reason: Some(note("gặp Đạt")),
        }),
        ..visit("h1", VisitOutcome::Met, &["p2"])
    })));
    commune.observe("h1", "p2", "tt-quet-vietqr", 2);
    commune
}

#[test]
fn an_erased_resident_leaves_no_name_and_no_note_and_the_log_folds_to_the_same() {
    let mut commune = story();
    commune.must(Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: person("p2"),
    }));
    for entry in &mut commune.log {
        blank(&mut entry.operation, &person("p2"), false);
    }
    let log = serde_json::to_string(&commune.log).unwrap();
    let record = commune.records[&RecordKey::Household(house("h1"))].to_json();
    for text in [log, record] {
        assert!(!text.contains("Đạt"), "{text}");
        assert!(text.contains("Dưỡng"), "others stay: {text}");
    }
    assert_eq!(Commune::fold(&commune.log), commune.records);
    assert_eq!(commune.household("h1").gone[&person("p2")], Gone::Erased);
    assert_eq!(commune.sum(Measure::Visits, "2026-11", ""), 1);
    assert_eq!(commune.sum(Measure::Checked, "now", "born:1994"), 0);
}

#[test]
fn late_work_on_an_erased_resident_is_taken_without_the_name() {
    let mut commune = story();
    commune.must(Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: person("p2"),
    }));
    let before = commune.records.clone();
    commune.observe("h1", "p2", "tt-chuyen-khoan", 2);
    commune.must(Operation::ResidentCorrected(ResidentCorrected {
        household: house("h1"),
        resident: person("p2"),
        name: Some(name("Trần Hữu Đạt")),
        born: None,
        listed: false,
    }));
    assert_eq!(before, commune.records);

    let mut late = commune.log.pop().unwrap().operation;
    let mut records = Records::default();
    records.insert(commune.records[&RecordKey::Household(house("h1"))].clone());
    blank_erased(&mut late, &records);
    assert!(!serde_json::to_string(&late).unwrap().contains("Đạt"));
}

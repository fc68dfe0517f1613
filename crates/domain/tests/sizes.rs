//! What the fullest household of good work weighs, and that its record never closes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "full/household.rs"]
mod full;

use domain::{Kind, RECORD_LIMIT_BYTES, Record};
use full::Full;

#[test]
fn the_fullest_household_takes_less_than_half_of_the_limit() {
    let full = Full::household();
    for (key, bytes) in full.sizes() {
        println!("{key}: {bytes} of {RECORD_LIMIT_BYTES}");
        assert!(bytes * 2 < RECORD_LIMIT_BYTES, "{key}: {bytes}");
    }
    for record in full.records.values() {
        let json = record.to_json();
        let again = Record::from_json(record.key().kind(), &json).unwrap();
        assert_eq!(again, *record);
        assert_eq!(again.to_json(), json);
    }
}

#[test]
fn the_first_form_is_read_as_the_same_household() {
    let full = Full::household();
    let first = full.record().to_first_form().unwrap();
    println!("in the first form: {}", first.len());
    assert!(first.contains(r#""skills":{"#) && first.contains(r#""entry":"#));
    assert_eq!(
        Record::from_json(Kind::Household, &first).unwrap(),
        *full.record()
    );
}

#[test]
fn a_usual_household_is_shorter_than_it_was() {
    let usual = Full::usual();
    let (before, now) = (usual.as_before().len(), usual.record().to_json().len());
    println!("a usual household: {now}, before {before}");
    assert!(now * 2 < before, "{now} of {before}");
}

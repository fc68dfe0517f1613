//! The small reader reads as the library does.
use super::small::from_str;
use crate::{Entry, Household};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Value, json, value::RawValue};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\\n]{0,5}", inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reads_what_the_library_writes(value in value()) {
        prop_assert_eq!(from_str::<Value>(&value.to_string()).unwrap(), value.clone());
        prop_assert_eq!(from_str::<Value>(&serde_json::to_string_pretty(&value).unwrap()).unwrap(), value);
    }

    #[test]
    fn takes_nothing_that_the_library_refuses(text in "[\\[\\]{}\",:0-9a-z \\\\.-]{0,24}") {
        let ours = from_str::<Value>(&text).is_ok();
        prop_assert!(!ours || serde_json::from_str::<Value>(&text).is_ok(), "{}", text);
        let passed_over = from_str::<Box<RawValue>>(&text).is_ok();
        prop_assert!(!passed_over || serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{}", text);
    }
}

#[test]
fn passes_over_numbers_that_this_version_never_writes() {
    for number in [
        "1.5",
        "-0.25",
        "6e9",
        "1E-3",
        "12e+4",
        "99999999999999999999999",
        "-0",
    ] {
        let text = format!("{{\"a\":{number},\"b\":[{number}]}}");
        let raw: Box<RawValue> = from_str(&text).expect(number);
        assert_eq!(raw.get(), text);
    }
    for text in ["01", "1.", ".5", "-", "1e", "1e+", "1.5.2", "--1", "0x1"] {
        assert!(from_str::<Box<RawValue>>(text).is_err(), "{text}");
    }
}

#[test]
fn passes_over_all_that_a_later_server_says() {
    #[derive(serde::Deserialize)]
    struct Answer {
        cursor: u64,
        records: Vec<Box<RawValue>>,
    }
    let text = include_str!("../../../sync/tests/golden/later-sync-response-1.json");
    let answer: Answer = from_str(text).unwrap();
    assert_eq!((answer.cursor, answer.records.len()), (13, 5));
}

#[test]
fn reads_entries_and_records() {
    let id = "018f0000-0000-7000-8000-000000000001";
    let entry = json!({
        "id": id, "commune": "nghi-son", "author": "quy", "device": "may-1", "at": 1_700_000_000_000_i64,
        "format": 1, "rules": 1, "seen": {"household:h1": 7},
        "operation": {"SkillObserved": {"household": "h1", "resident": "r1", "skill": "tt-quet-vietqr", "level": 2, "seen": true}},
    });
    let text = entry.to_string();
    assert_eq!(
        from_str::<Entry>(&text).unwrap(),
        serde_json::from_str(&text).unwrap()
    );
    let household = json!({
        "id": "h1", "code": "12", "village": "dong", "order": 3, "head": "Bùi Thị Dưỡng", "address": false,
        "place": {"latitude_e6": 19_300_000, "longitude_e6": 105_700_000},
        "status": {"merged-into": "h2"}, "gone": {"r9": "erased", "r8": {"moved-to": "h3"}},
        "months": {"2026-11": {"dong": {"met": 1, "members": {"quy": {"visits": 1}}}}},
        "residents": [{"id": "r1", "name": "Trần \"Hữu\" Đạt\n", "skills": {"tt-quet-vietqr":
            {"last": [2, true, -5, id], "days": [[2, "2026-11-14", "2026-11-14"]]}}}],
    });
    let text = household.to_string();
    assert_eq!(
        from_str::<Household>(&text).unwrap(),
        serde_json::from_str(&text).unwrap()
    );
}

#[test]
fn keeps_a_raw_value_as_it_stands() {
    let raw: Box<RawValue> = from_str(" {\"a\" : [1, \"]\"]} ").unwrap();
    assert_eq!(raw.get(), "{\"a\" : [1, \"]\"]}");
}

#[test]
fn refuses_what_is_cut_too_deep_or_followed_by_more() {
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    for text in [
        "",
        "{",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "\"\\u12\"",
        "\"\\ud800x\"",
        "01",
        "-",
        "1.5",
        "tru",
        "[] []",
        &deep,
    ] {
        assert!(from_str::<Value>(text).is_err(), "{text}");
    }
}

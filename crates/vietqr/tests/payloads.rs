//! Checks the test vectors, and what must hold for any payment.
use proptest::prelude::*;
use serde_json::Value;
use vietqr::{AMOUNT_LIMIT_DONG, Initiation, Payment, Problem, Service, checksum, decode, encode};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn payment(input: &Value) -> Payment<'_> {
    let text = |name: &str| input[name].as_str();
    Payment {
        initiation: match text("initiation") {
            Some("12") => Initiation::Dynamic,
            _ => Initiation::Static,
        },
        bin: text("bin").unwrap(),
        account: text("account").unwrap(),
        service: match text("service") {
            Some("QRIBFTTC") => Service::Card,
            _ => Service::Account,
        },
        amount_dong: text("amount").map(|it| it.parse().unwrap()),
        bill: text("bill"),
        purpose: text("purpose"),
        name: None,
        city: None,
    }
}

#[test]
fn valid_payloads_are_written_and_read_exactly() {
    for case in vectors()["valid"].as_array().unwrap() {
        let payload = case["payload"].as_str().unwrap();
        let payment = payment(&case["input"]);
        assert_eq!(encode(&payment).as_deref(), Ok(payload), "{}", case["id"]);
        assert_eq!(decode(payload), Ok(payment), "{}", case["id"]);
    }
}

#[test]
fn wrong_payloads_are_refused_for_the_right_reason() {
    let told = vectors()["reject"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| {
            let problem = decode(case["payload"].as_str().unwrap()).unwrap_err();
            let path = problem.path().map(|it| it.to_string()).unwrap_or_default();
            format!(
                "{}: {} {path}",
                case["id"].as_str().unwrap(),
                problem.code()
            )
        })
        .collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            "neg-crc-wrong: wrong-checksum ",
            "neg-spec-6.1.1-as-printed: wrong-length 38.01.01",
            "neg-truncated: wrong-length 58",
            "neg-guid-vnpay: other-network ",
            "neg-amount-space: wrong-value 54",
            "neg-amount-dot-thousands: wrong-value 54",
            "neg-account-20: value-too-long 38.01.01",
        ]
    );
}

#[test]
fn payloads_found_in_use_are_read() {
    for case in vectors()["accept_when_reading"].as_array().unwrap() {
        let read = decode(case["payload"].as_str().unwrap());
        assert!(read.is_ok(), "{}: {read:?}", case["id"]);
    }
}

/// Appends to a payload its checksum, with the `6304` before it.
fn signed(rest: &str) -> String {
    let rest = format!("{rest}6304");
    format!("{rest}{:04X}", checksum(rest.as_bytes()))
}

#[test]
fn lengths_are_checked_at_every_depth() {
    let printed =
        "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN";
    let problem = decode(&signed(printed)).unwrap_err();
    let Problem::WrongLength {
        path,
        declared,
        found,
    } = problem
    else {
        panic!("{problem:?}");
    };
    assert!(
        path == "38.01.01" && (declared, found) == (12, 13),
        "{problem}"
    );
    for (rest, code, path) in [
        ("000201010211", "missing", "38"),
        ("0002010102115303704", "missing", "38"),
        ("00020101021138000101", "wrong-length", "38"),
        ("010211000201", "misplaced", "00"),
        ("0002010002010102115802VN", "twice", "00"),
        (
            "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53038405802VN",
            "wrong-value",
            "53",
        ),
        (
            "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTX53037045802VN",
            "wrong-value",
            "38.02",
        ),
        (
            "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA5303704540105802VN",
            "wrong-value",
            "54",
        ),
        (
            "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN62040800",
            "wrong-length",
            "62.08",
        ),
    ] {
        let problem = decode(&signed(rest)).unwrap_err();
        let place = problem.path().map(|it| it.to_string()).unwrap_or_default();
        assert_eq!((problem.code(), place.as_str()), (code, path), "{rest}");
    }
}

fn any_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[ -~]{1,25}")
}

prop_compose! {
    fn any_parts()(
        bin in "[0-9]{6}",
        account in "[0-9A-Za-z]{1,19}",
        card in any::<bool>(),
        amount in proptest::option::of(1..=AMOUNT_LIMIT_DONG),
        bill in any_text(),
        purpose in any_text(),
        name in any_text(),
        city in proptest::option::of("[ -~]{1,15}"),
    ) -> (String, String, bool, Option<u64>, [Option<String>; 4]) {
        (bin, account, card, amount, [bill, purpose, name, city])
    }
}

fn assembled<'a>(
    (bin, account, card, amount, texts): &'a (
        String,
        String,
        bool,
        Option<u64>,
        [Option<String>; 4],
    ),
) -> Payment<'a> {
    let base = match card {
        true => Payment::to_card(bin, account),
        false => Payment::to_account(bin, account),
    };
    let base = amount.map_or(base, |it| base.amount(it));
    let [bill, purpose, name, city] = texts.each_ref().map(Option::as_deref);
    Payment {
        bill,
        purpose,
        name,
        city,
        ..base
    }
}

proptest! {
    #[test]
    fn a_written_payment_is_read_back(parts in any_parts()) {
        let payment = assembled(&parts);
        let payload = encode(&payment).unwrap();
        prop_assert_eq!(decode(&payload), Ok(payment));
    }

    #[test]
    fn one_changed_character_is_refused(parts in any_parts(), at in any::<prop::sample::Index>(), new in "[ -~]") {
        let payload = encode(&assembled(&parts)).unwrap();
        let at = at.index(payload.len());
        let mut changed = payload.clone();
        changed.replace_range(at..=at, &new);
        if changed != payload {
            prop_assert!(decode(&changed).is_err(), "{}", changed);
        }
    }

    #[test]
    fn no_text_makes_the_decoder_panic(text in "\\PC{0,80}", digits in "[0-9]{0,120}") {
        prop_assert!(decode(&text).is_err());
        prop_assert!(decode(&signed(&digits)).is_err());
    }
}

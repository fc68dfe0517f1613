//! Names, phones, identity numbers.
use super::file::{cases, section, text};
use vietnamese::*;

#[test]
fn name_parts_of_people() {
    for case in cases("name_parts") {
        let parts = name_parts(text(&case["full"]));
        assert_eq!(parts.family, text(&case["family"]));
        assert_eq!(parts.middle, text(&case["middle"]));
        assert_eq!(parts.given, text(&case["given"]));
    }
}

#[test]
fn people_are_sorted_by_given_name_then_family_then_middle() {
    let sorted = [
        "Trần An",
        "Lê Thị Bình",
        "Nguyễn An Bình",
        "Nguyễn Văn Bình",
        "Bùi Đạt",
        "Lê Hà",
        "Lê Thị Hà",
        "Trần Hà",
    ];
    let mut turned: Vec<&str> = sorted.iter().rev().copied().collect();
    turned.sort_by_key(|name| person_sort_key(name));
    assert_eq!(turned, sorted);
}

#[test]
fn phone_numbers() {
    for case in cases("phone") {
        let found = phone(text(&case["in"])).unwrap_or_else(|| panic!("{case}"));
        assert_eq!(found.number, text(&case["out"]));
        let kind = if text(&case["kind"]) == "co-dinh" {
            PhoneKind::Landline
        } else {
            PhoneKind::Mobile
        };
        assert_eq!(found.kind, kind);
        assert_eq!(found.warning.is_some(), case["warn"].is_string(), "{case}");
    }
}

#[test]
fn every_old_prefix() {
    for (old, new) in section("phone_old_prefix_map").as_object().unwrap() {
        let found = phone(&format!("{old}2345678")).unwrap();
        assert_eq!(found.number, format!("{}2345678", text(new)));
        assert_eq!(found.warning, Some(PhoneWarning::OldPrefix));
    }
}

#[test]
fn two_numbers_in_a_cell_are_split_and_other_texts_give_none() {
    let numbers = |cell| {
        phones(cell)
            .into_iter()
            .map(|it| it.number)
            .collect::<Vec<_>>()
    };
    for cell in [
        "0912345678/0987654321",
        "0912345678 - 0987654321",
        "0912 345 678; 0987.654.321",
        "912345678, 987654321",
        "0912345678 0987654321",
        "0912 345 678 0987 654 321",
    ] {
        assert_eq!(numbers(cell), ["0912345678", "0987654321"], "{cell}");
    }
    for cell in [
        "",
        "không có",
        "0412345678",
        "12345",
        "09123456789",
        "+84",
        "0912x345678",
    ] {
        assert_eq!(numbers(cell), Vec::<String>::new(), "{cell}");
    }
}

#[test]
fn identity_numbers_are_recognised() {
    for case in cases("cccd_detect_only") {
        let found = identity_number(text(&case["in"]));
        let valid = case["valid"].as_bool().unwrap();
        match found {
            Some(Identity::Citizen {
                province,
                birth_year,
            }) => {
                assert!(valid, "{case}");
                assert!(text(&case["province"]).starts_with(&format!("{province:03}")));
                assert_eq!(u64::from(birth_year), case["birth_year"].as_u64().unwrap());
            }
            Some(Identity::CitizenWithoutZero { .. }) => {
                assert!(case["warn"].is_string(), "{case}");
            }
            Some(Identity::Old) | None => assert!(!valid && case["why"].is_string(), "{case}"),
        }
    }
    assert_eq!(identity_number("171234567"), Some(Identity::Old));
    assert_eq!(identity_number("0912345678"), None);
}

#[test]
fn numbers_are_found_between_what_people_write_around_them() {
    for (cell, wanted) in [
        ("'0912345671", &["0912345671"][..]),
        ("0912345672 (vợ)", &["0912345672"]),
        ("ĐT: 0912345673", &["0912345673"]),
        ("0912345674 và 0987654321", &["0912345674", "0987654321"]),
        ("(+84) 912345675", &["0912345675"]),
        ("\u{202a}0912345676\u{202c}", &["0912345676"]),
        ("0912–345–677", &["0912345677"]),
        ("0912345678 - Hoa", &["0912345678"]),
        (
            "A Tư 0912.345.678, chị Na 0987 654 321",
            &["0912345678", "0987654321"],
        ),
        ("0912,345,678", &["0912345678"]),
        ("O912345678", &["0912345678"]),
        ("0912345678\n0987654321", &["0912345678", "0987654321"]),
        (
            "0912 345 678 0987 654 321 0909 111 222",
            &["0912345678", "0987654321", "0909111222"],
        ),
        ("+84 (0)912 345 678", &["0912345678"]),
        ("02373.123.456 máy lẻ 12", &["02373123456"]),
        ("0912345678 hoặc 0912345678", &["0912345678"]),
        ("912345678-987654321", &["0912345678", "0987654321"]),
        (
            "0912345678(bố)/0987654321(con)",
            &["0912345678", "0987654321"],
        ),
        ("9,12E+08", &[]),
        ("9.12E+08", &[]),
        ("9.1234567E+08", &[]),
        ("9.12345678E+08", &["0912345678"]),
        ("không có", &[]),
        ("0912", &[]),
    ] {
        let found: Vec<String> = phones(cell).into_iter().map(|it| it.number).collect();
        assert_eq!(found, wanted, "{cell}");
    }
}

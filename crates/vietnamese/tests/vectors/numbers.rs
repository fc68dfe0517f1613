//! Dates, numbers, money, percentages, words.
use super::file::{cases, text};
use proptest::prelude::*;
use vietnamese::*;

#[test]
fn dates_in() {
    for case in cases("date") {
        let found = match case["in"].as_f64() {
            Some(serial) => date_from_excel(serial),
            None => parse_date(text(&case["in"])),
        };
        assert_eq!(
            found.map(Date::iso).as_deref(),
            case["out"].as_str(),
            "{case}"
        );
    }
    for text in [
        "",
        "3/2023",
        "2023",
        "07/03/23",
        "32/01/2023",
        "a/b/cccc",
        "1/2/3/2023",
    ] {
        assert_eq!(parse_date(text), None, "{text}");
    }
    assert_eq!(
        date_from_excel(59.0).map(Date::iso).as_deref(),
        Some("1900-02-28")
    );
    assert_eq!(
        date_from_excel(61.0).map(Date::iso).as_deref(),
        Some("1900-03-01")
    );
    assert_eq!(date_from_excel(0.0), None);
}

#[test]
fn dates_out() {
    for case in cases("date_out") {
        let date = parse_date(text(&case["iso"])).unwrap();
        assert_eq!(date.short(), text(&case["ngan"]));
        assert_eq!(date.long(), text(&case["van_ban"]));
    }
}

#[test]
fn numbers_in() {
    for case in cases("number_in") {
        let number = parse_number(text(&case["in"])).unwrap_or_else(|_| panic!("{case}"));
        assert_eq!(number.to_string(), text(&case["out"]));
    }
    for text in ["12.5", "1.23", "1,234.5", "0.5"] {
        assert_eq!(parse_number(text), Err(NumberProblem::Ambiguous), "{text}");
    }
    for text in [
        "", "-", "abc", "1,2,3", "1..2", "12 34", "1.2.3", "5,", ",5", "%",
    ] {
        assert_eq!(parse_number(text), Err(NumberProblem::NotANumber), "{text}");
    }
}

#[test]
fn money_in_and_out() {
    for case in cases("money_in") {
        assert_eq!(
            parse_money(text(&case["in"])),
            case["out"].as_i64(),
            "{case}"
        );
    }
    for case in cases("money_out") {
        let dong = case["in"].as_i64().unwrap();
        assert_eq!(format_money(dong), text(&case["out"]));
        assert_eq!(format_money_short(dong), text(&case["short"]));
    }
    for (text, dong) in [
        ("1tr25", 1_250_000),
        ("2 tỷ", 2_000_000_000),
        ("1 tỷ 250 triệu", 1_250_000_000),
        ("3 triệu 500 nghìn", 3_500_000),
        ("1234", 1_234),
        ("0đ", 0),
    ] {
        assert_eq!(parse_money(text), Some(dong), "{text}");
    }
    for text in [
        "",
        "đồng",
        "nhiều",
        "-5k",
        "1,5",
        "5 nghìn 2 triệu",
        "12.5k",
        "1 2 3",
    ] {
        assert_eq!(parse_money(text), None, "{text}");
    }
}

#[test]
fn percent_out() {
    for case in cases("percent_out") {
        let (a, b) = (case["tu"].as_i64().unwrap(), case["mau"].as_i64().unwrap());
        assert_eq!(percent(a, b), text(&case["out"]));
    }
    assert_eq!(percent(1, 2_000), "0,1%", "half goes up");
}

#[test]
fn number_words_north() {
    for case in cases("number_words_north") {
        assert_eq!(
            number_words(case["in"].as_i64().unwrap(), Region::North),
            text(&case["out"])
        );
    }
    for (number, north, south) in [
        (
            1_005,
            "một nghìn không trăm linh năm",
            "một ngàn không trăm lẻ năm",
        ),
        (24, "hai mươi tư", "hai mươi bốn"),
        (1_000_000, "một triệu", "một triệu"),
        (
            1_250_000_000,
            "một tỷ hai trăm năm mươi triệu",
            "một tỷ hai trăm năm mươi triệu",
        ),
        (1_000_000_000_000, "một nghìn tỷ", "một ngàn tỷ"),
        (
            2_023,
            "hai nghìn không trăm hai mươi ba",
            "hai ngàn không trăm hai mươi ba",
        ),
        (-14, "âm mười bốn", "âm mười bốn"),
        (
            1_000_000_005,
            "một tỷ không trăm linh năm",
            "một tỷ không trăm lẻ năm",
        ),
    ] {
        assert_eq!(number_words(number, Region::North), north);
        assert_eq!(number_words(number, Region::South), south);
    }
}

proptest! {
    #[test]
    fn written_numbers_are_read_back(number in -1_000_000_000_000i64..1_000_000_000_000) {
        prop_assert_eq!(parse_number(&format_integer(number)).unwrap(), Decimal { digits: number, scale: 0 });
        if number >= 0 {
            prop_assert_eq!(parse_money(&format_money(number)), Some(number));
            prop_assert_eq!(parse_money(&format_money_short(number)), Some(number));
        }
        prop_assert!(number_words(number, Region::North).split(' ').all(is_syllable));
    }

    #[test]
    fn dates_that_are_written_are_read_back(year in 1900i32..2100, month in 1u8..13, day in 1u8..32) {
        if let Some(date) = Date::new(year, month, day) {
            prop_assert_eq!(parse_date(&date.short()), Some(date));
            prop_assert_eq!(parse_date(&date.long()), Some(date));
            prop_assert_eq!(parse_date(&date.iso()), Some(date));
        }
    }
}

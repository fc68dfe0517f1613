//! The encodings TCVN3, VNI and VIQR.
use super::file::{cases, text};
use proptest::prelude::*;
use serde_json::Value;
use vietnamese::*;

const TCVN3: Encoding = Encoding::Tcvn3 { capitals: false };

#[test]
fn legacy_encodings_are_read_and_recognised() {
    let all = cases("legacy_encodings");
    for (name, encoding) in [
        ("tcvn3", TCVN3),
        ("vni", Encoding::Vni),
        ("viqr", Encoding::Viqr),
        ("nfd", Encoding::Unicode),
    ] {
        let column: Vec<&str> = all.iter().map(|case| text(&case[name])).collect();
        for (cell, case) in column.iter().zip(&all) {
            assert_eq!(to_unicode(cell, encoding), text(&case["unicode"]), "{name}");
            assert_eq!(detect_column(&[cell]), encoding, "{cell} alone");
        }
        assert_eq!(detect_column(&column), encoding);
    }
    let unicode: Vec<&str> = all.iter().map(|case| text(&case["unicode"])).collect();
    assert_eq!(detect_column(&unicode), Encoding::Unicode);
    assert_eq!(
        detect_column(&["Nguyen Van A", "123", ""]),
        Encoding::Unicode
    );
}

#[test]
fn legacy_pitfalls() {
    for case in cases("legacy_pitfalls") {
        if let Some(cell) = case["tcvn3"].as_str() {
            let encoding = Encoding::from_font(text(&case["font"])).unwrap();
            assert_eq!(to_unicode(cell, encoding), text(&case["want"]));
            assert_eq!(
                to_unicode(cell, TCVN3),
                text(&case["want"]),
                "the other letters are capitals"
            );
        } else {
            let cell = text(&case["in"]);
            let encoding = if cell.contains('\u{ad}') {
                TCVN3
            } else {
                Encoding::Vni
            };
            assert_eq!(to_unicode(cell, encoding), text(&case["want"]));
        }
    }
}

#[test]
fn fonts_name_their_encoding() {
    assert_eq!(Encoding::from_font(".VnTime"), Some(TCVN3));
    assert_eq!(
        Encoding::from_font(".VnArialH"),
        Some(Encoding::Tcvn3 { capitals: true })
    );
    assert_eq!(Encoding::from_font("VNI-Times"), Some(Encoding::Vni));
    assert_eq!(Encoding::from_font("Times New Roman"), None);
}

fn table() -> Vec<(String, Value)> {
    let file: Value = serde_json::from_str(include_str!("../data/legacy_encodings.json")).unwrap();
    file["map"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[test]
fn every_letter_of_the_table() {
    let all = table();
    assert_eq!(all.len(), 134);
    for (letter, codes) in &all {
        assert_eq!(to_unicode(text(&codes["vni"]), Encoding::Vni), *letter);
        assert_eq!(to_unicode(text(&codes["viqr"]), Encoding::Viqr), *letter);
        if let Some(byte) = codes["tcvn3_byte"].as_str() {
            let code = char::from(u8::from_str_radix(&byte[2..], 16).unwrap()).to_string();
            assert_eq!(to_unicode(&code, TCVN3), *letter);
        } else {
            let byte = text(&codes["tcvn3_as_lower"]);
            let code = char::from(u8::from_str_radix(&byte[2..], 16).unwrap()).to_string();
            assert_eq!(
                to_unicode(&code, Encoding::Tcvn3 { capitals: true }),
                *letter
            );
        }
    }
}

proptest! {
    #[test]
    fn a_column_of_names_comes_back_from_each_encoding(seed in prop::collection::vec(0usize..9, 3..12)) {
        let words = ["Nguyễn", "Đặng", "Thị", "Hường", "Phượng", "Trường", "Quý", "Lê", "Bình"];
        // `Thi.` alone could be in two encodings, so one word that is clear is added to each
        // column.
        let plain: Vec<String> = seed.iter().chain([&0]).map(|n| words[*n].to_owned()).collect();
        let all = table();
        let write = |word: &str, name: &str| -> String {
            word.chars().map(|letter| {
                let codes = all.iter().find(|(it, _)| it.chars().eq([letter])).map(|(_, codes)| codes);
                match codes.and_then(|codes| codes[name].as_str()) {
                    Some(code) => code.to_owned(),
                    None => letter.to_string(),
                }
            }).collect()
        };
        for (name, encoding) in [("vni", Encoding::Vni), ("viqr", Encoding::Viqr), ("tcvn3", TCVN3)] {
            let written: Vec<String> = plain.iter().map(|word| write(word, name)).collect();
            let cells: Vec<&str> = written.iter().map(String::as_str).collect();
            prop_assert_eq!(detect_column(&cells), encoding);
            for (cell, word) in cells.iter().zip(&plain) {
                prop_assert_eq!(&to_unicode(cell, encoding), word);
            }
        }
    }
}

//! Normal form, search and order.
use super::file::{cases, section, text, texts};
use proptest::prelude::*;
use vietnamese::*;

#[test]
fn fold_for_search() {
    for case in cases("fold_for_search") {
        assert_eq!(search_key(text(&case["in"])), text(&case["out"]));
    }
}

#[test]
fn search_matches() {
    for case in cases("search_matches") {
        let fits = matches(text(&case["query"]), text(&case["text"]));
        assert_eq!(fits, case["match"].as_bool().unwrap(), "{case}");
    }
}

#[test]
fn a_search_finds_the_end_of_a_phone_number_and_a_word_being_typed() {
    assert!(matches("5678", "Bùi Thị Dưỡng 0912345678"));
    assert!(matches("dưỡ bùi", "Bùi Thị Dưỡng"));
    assert!(matches("đa", "Trần Thị Đào"), "the tone is not typed yet");
    assert!(!matches("đá", "Trần Thị Đào"));
    assert!(!matches("lê", "Lệ"));
    assert!(matches("D-012", "D-012 Bùi Thị Dưỡng"));
    assert!(matches("", "anything"));
}

#[test]
fn normalize_nfc() {
    for case in cases("normalize_nfc") {
        let points = texts(&case["in_codepoints"]);
        let decomposed: String = points
            .iter()
            .map(|point| char::from_u32(u32::from_str_radix(&point[2..], 16).unwrap()).unwrap())
            .collect();
        assert_eq!(nfc(&decomposed), text(&case["out"]));
    }
}

#[test]
fn confusables() {
    for case in cases("confusables") {
        assert_eq!(nfc(text(&case["in"])), text(&case["out"]), "{case}");
    }
}

#[test]
fn tone_placement_equal() {
    for pair in cases("tone_placement_equal") {
        let pair = texts(&pair);
        assert!(same_name(pair[0], pair[1]), "{pair:?}");
        assert!(
            matches(pair[0], pair[1]) && matches(pair[1], pair[0]),
            "{pair:?}"
        );
    }
    assert!(!same_name("hoà", "hoá"));
}

#[test]
fn sort() {
    let lists = section("sort");
    for name in ["letters", "tones", "words", "case", "thon_numeric"] {
        let sorted = texts(&lists[name]);
        let mut turned: Vec<&str> = sorted.iter().rev().copied().collect();
        turned.sort_by_key(|word| word_sort_key(word));
        assert_eq!(turned, sorted, "{name}");
    }
}

proptest! {
    #[test]
    fn normal_form_is_stable_and_search_keys_are_plain(word in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯáàảãạếềểễệ \u{300}\u{301}\u{323}]{0,20}") {
        let once = nfc(&word);
        prop_assert_eq!(nfc(&once), once.clone());
        let key = search_key(&word);
        prop_assert_eq!(search_key(&key), key.clone());
        prop_assert!(key.is_ascii(), "{}", key);
        prop_assert!(matches(&word, &word));
    }

    #[test]
    fn sort_keys_compare_both_ways_alike_and_are_equal_for_equal_texts(left in "[aăâeêoơưuđdáàạB 0-9]{0,8}", right in "[aăâeêoơưuđdáàạB 0-9]{0,8}") {
        let (a, b) = (word_sort_key(&left), word_sort_key(&right));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if left.trim() == right.trim() {
            prop_assert_eq!(a, b);
        }
    }
}

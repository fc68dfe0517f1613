//! What a query finds, and in which order.
use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

/// What the query finds, the best first.
fn found<'a>(query: &str, names: &[&'a str]) -> Vec<(&'a str, Fit)> {
    let query = Query::new(query);
    let fit = |name: &&'a str| Some((*name, query.fit(&Searched::new([*name]))?));
    let mut found: Vec<_> = names.iter().filter_map(fit).collect();
    found.sort_by_key(|(_, fit)| *fit);
    found
}

#[test]
fn whole_words_come_first() {
    let tu = found("Tú", &["Bùi Văn Tuấn", "Lê Tuân", "Vũ Tú", "Trần Văn Tư"]);
    let wanted = [
        ("Vũ Tú", Fit::Same),
        ("Bùi Văn Tuấn", Fit::Begun),
        ("Trần Văn Tư", Fit::Near),
    ];
    assert_eq!(tu, wanted);
    let an = found("An", &["Mai Ánh", "Lê Văn Ấn", "Hà An"]);
    assert_eq!(
        an.iter().map(|it| it.0).collect::<Vec<_>>(),
        ["Hà An", "Lê Văn Ấn", "Mai Ánh"]
    );
    let y = found("Ý", &["Trần Yến", "Hồ Ý"]);
    assert_eq!(y[0], ("Hồ Ý", Fit::Same));
}

#[test]
fn another_mark_is_near() {
    let found = found(
        "nguyễn việt thọ",
        &["Nguyễn Viết Thọ", "Nguyễn Việt Thọ", "Lê Thọ"],
    );
    assert_eq!(
        found,
        [
            ("Nguyễn Việt Thọ", Fit::Same),
            ("Nguyễn Viết Thọ", Fit::Near)
        ]
    );
}

#[test]
fn one_letter_may_be_wrong_in_a_word_of_four() {
    let near = |query: &str, name: &str| {
        let query = Query::new(query);
        query.overall(query.near(&Searched::new([name])))
    };
    for (query, name) in [
        ("nguyne", "Nguyễn Thị Lan"),
        ("phuog", "Lê Thị Phương"),
        ("huonng", "Trần Văn Hướng"),
        ("thamh", "Mai Thanh"),
        ("hoamg lan", "Hoàng Thị Lan"),
    ] {
        assert_eq!(near(query, name), Some(Fit::Near), "{query}");
    }
    assert_eq!(near("hoe", "Lê Thị Hoa"), None, "three letters");
    assert_eq!(near("nguyenx", "Trần Văn Nguy"), None, "two letters off");
    assert_eq!(near("thanh", "Mai Thanh"), Some(Fit::Same));
}

#[test]
fn codes_and_numbers_are_found_however_they_are_written() {
    let home = Searched::new(["D-058", "Nguyễn Thị Lan", "0912345678"]);
    let fit = |query: &str| Query::new(query).fit(&home);
    for query in ["d058", "D-58", "đ58", "D 058", "d-058", "58", "058"] {
        assert_eq!(fit(query), Some(Fit::Same), "{query}");
    }
    for query in ["+84912345678", "84912345678", "0912.345.678"] {
        assert_eq!(fit(query), Some(Fit::Same), "{query}");
    }
    for query in ["d5", "+84 912 345", "5678"] {
        assert_eq!(fit(query), Some(Fit::Begun), "{query}");
    }
    for query in ["d59", "e58", "0913", "d580", "+8491234567890"] {
        assert_eq!(fit(query), None, "{query}");
    }
}

#[test]
fn how_someone_is_addressed_need_not_be_in_the_name() {
    let names = ["Lê Thị Hoa", "Bà Thị Hoa", "Trần Văn Ba"];
    let hoa = found("bà Hoa", &names);
    assert_eq!(hoa, [("Bà Thị Hoa", Fit::Same), ("Lê Thị Hoa", Fit::Whole)]);
    assert_eq!(found("ba", &names).len(), 2);
    assert_eq!(found("nhà ông Bá", &["Trần Văn Ba"])[0].1, Fit::Near);
    assert_eq!(found("nhà ông Ba", &["Trần Văn Ba"])[0].1, Fit::Whole);
    assert_eq!(found("Hồ Hoa", &names), []);
}

#[test]
fn apostrophes_are_optional_and_letters_of_other_peoples_fold() {
    for (query, name) in [
        ("hmong", "Giàng H'Mông"),
        ("h mong", "Giàng H Mông"),
        ("kbre", "K’Brê"),
        ("K'Bre", "KBrê"),
        ("do", "Y Dŏ"),
        ("kli", "Rơ Châm Klĭ"),
        ("nu", "H'Ñŭ"),
        ("cuor", "Y Čuôr Niê"),
        ("eban", "Y Ê\u{306}ban"),
    ] {
        assert!(matches(query, name), "{query}");
    }
}

#[test]
fn words_in_two_texts_are_put_together() {
    let query = Query::new("hoa ngõ chợ");
    let (name, place) = (Searched::new(["Lê Thị Hoa"]), Searched::new(["Ngõ Chợ"]));
    assert_eq!(query.fit(&name), None);
    let both = query.fits(&name).or(query.fits(&place).of_place());
    assert_eq!(query.overall(both), Some(Fit::Place));
}

proptest! {
    #[test]
    fn a_lexicon_finds_what_is_found_text_by_text(
        texts in vec("(Nguyễn|Trần|Thị|Lê|H'|K’|Mông|Hạnh|hanh|Đ-0|Y Ê\u{306}ban|058|0912345678|[a-c0-2 ,\u{a0}]|Bà| ){0,9}", 1..4),
        query in "((ba|bà|hạ|han|hanh|thmi|nguyne|lê|ê|đ58|0912|mong|58|h)(| |n|h)){1,3}",
    ) {
        let mut lexicon = Lexicon::default();
        lexicon.read(["Hà Thanh Nga", "Bà 7"]);
        let listed = lexicon.read(texts.iter().map(String::as_str));
        let searched = Searched::new(texts.iter().map(String::as_str));
        let query = Query::new(&query);
        prop_assert_eq!(lexicon.ask(&query).fit(&listed, |_| None), query.fit(&searched));
        let near = query.overall(query.near(&searched));
        prop_assert_eq!(lexicon.ask_near(&query).fit(&listed, |_| None), near);
    }
}

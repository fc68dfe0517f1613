//! What the search finds, and in which order.
use super::*;

#[test]
fn search_takes_names_with_any_marks_codes_and_residents() {
    let book = Book::read(&street(), today());
    let found = |query: &str| codes(&book.search(query).cards);
    assert_eq!(found("duong"), ["10"]);
    assert_eq!(found("Dưỡng"), ["10"]);
    assert_eq!(found("dương"), ["10"], "near");
    assert_eq!(book.search("dương").near, 1);
    assert_eq!(book.search("dưỡng").near, 0);
    assert_eq!(found("duogn"), ["10"], "two letters changed places");
    assert_eq!(found("bà dưỡng"), ["10"]);
    assert_eq!(found("bui duong"), ["10"]);
    assert_eq!(found("dat").len(), 4);
    assert_eq!(found("12"), ["12"]);
    assert_eq!(found("  "), Vec::<String>::new());
}

#[test]
fn search_takes_places_and_codes_without_their_signs() {
    let book = Book::read(&street(), today());
    let found = |query: &str| codes(&book.search(query).cards);
    assert_eq!(found("ngõ đình"), ["17"]);
    assert_eq!(found("đạt giếng").len(), 3);
    assert_eq!(found("td10"), ["10"]);
    assert_eq!(found("TD 2")[0], "2");
    assert_eq!(found("quý")[0], "2");
}

#[test]
fn a_search_says_when_there_are_more_than_it_shows() {
    let home = |n: u32| household(&format!("h{n}"), &n.to_string(), "gieng", n, "Lê Văn Nam");
    let found = |homes: u32| {
        let book = Book::read(&replica((1..=homes).map(home).collect()), today());
        let found = book.search("nam");
        (found.cards.len(), found.more)
    };
    assert_eq!(found(10), (10, false));
    assert_eq!(found(11), (10, true));
}

#[test]
fn a_search_result_names_the_resident_it_found() {
    let mut home = household("h1", "10", "gieng", 1, "Lê Hữu Sơn");
    let hanh = serde_json::json!({"id": "h1-3", "name": "Nguyễn Thị Hạnh", "born": 1990});
    home["residents"].as_array_mut().unwrap().push(hanh);
    let book = Book::read(&replica(vec![home]), today());
    let named = |query: &str| book.search(query).cards[0].named(query).map(str::to_owned);
    assert_eq!(named("hạ").as_deref(), Some("Nguyễn Thị Hạnh"));
    assert_eq!(named("thi hanh").as_deref(), Some("Nguyễn Thị Hạnh"));
    assert_eq!(named("sơn"), None, "the head stands there already");
    assert_eq!(named("10"), None, "a number names nobody");
    assert_eq!(named("son hanh"), None, "two of them");
}

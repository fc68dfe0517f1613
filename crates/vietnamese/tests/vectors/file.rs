//! Reads the vector files.
use serde_json::Value;

/// The cases of one section; there is always at least one.
pub fn cases(section: &str) -> Vec<Value> {
    let file: Value =
        serde_json::from_str(include_str!("../data/vietnamese_text_vectors.json")).unwrap();
    let cases = file[section]
        .as_array()
        .unwrap_or_else(|| panic!("no section {section}"))
        .clone();
    assert!(!cases.is_empty());
    cases
}

pub fn section(name: &str) -> Value {
    let file: Value =
        serde_json::from_str(include_str!("../data/vietnamese_text_vectors.json")).unwrap();
    assert!(!file[name].is_null(), "no section {name}");
    file[name].clone()
}

pub fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a text: {value}"))
}

pub fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(text).collect()
}

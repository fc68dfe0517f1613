//! Money in whole đồng.
use crate::{Decimal, format_integer, parse_number, search_key};

/// Words for units and their values in đồng.
const UNITS: &[(&str, i64)] = &[
    ("nghin", 1_000),
    ("ngan", 1_000),
    ("trieu", 1_000_000),
    ("ty", 1_000_000_000),
    ("ti", 1_000_000_000),
    ("tr", 1_000_000),
    ("k", 1_000),
    ("n", 1_000),
    ("t", 1_000_000_000),
];

/// Reads `500.000đ`, `500.000 VND`, `500k`, `50 nghìn`, `1,2 triệu`, `1tr2`, `1 tỷ 250 triệu`.
///
/// `None` if it is not an amount, is negative, or is not a whole number of đồng.
pub fn parse_money(text: &str) -> Option<i64> {
    let key = search_key(text);
    let key = ["dong", "vnd", "vnđ", "d"]
        .iter()
        .find_map(|word| key.strip_suffix(word))
        .unwrap_or(&key)
        .trim();
    let mut rest = key;
    let mut sum: i64 = 0;
    let mut smallest: Option<i64> = None;
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| letter.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let number = parse_number(number).ok().filter(|it| it.digits >= 0)?;
        let unit_end = after
            .find(|letter: char| !letter.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (word, next) = after.split_at(unit_end);
        let value = match (word, smallest) {
            ("", None) => times(number, 1)?,
            // A number after a unit gives the decimals of that unit: 1tr2 is 1.200.000.
            ("", Some(unit)) => below(number, unit)?,
            (word, larger) => {
                let unit = UNITS.iter().find(|(name, _)| *name == word)?.1;
                if larger.is_some_and(|larger| unit >= larger) {
                    return None;
                }
                smallest = Some(unit);
                times(number, unit)?
            }
        };
        sum = sum.checked_add(value)?;
        rest = next.trim_start();
        if word.is_empty() && !rest.is_empty() {
            return None;
        }
    }
    (!key.is_empty()).then_some(sum)
}

/// As in `1.234.567 đồng`.
pub fn format_money(dong: i64) -> String {
    format!("{} đồng", format_integer(dong))
}

/// As in `1.234.567đ`.
pub fn format_money_short(dong: i64) -> String {
    format!("{}đ", format_integer(dong))
}

fn times(number: Decimal, unit: i64) -> Option<i64> {
    let divisor = 10_i64.checked_pow(u32::from(number.scale))?;
    let product = number.digits.checked_mul(unit)?;
    (product % divisor == 0).then_some(product / divisor)
}

fn below(number: Decimal, unit: i64) -> Option<i64> {
    let length = u32::try_from(number.digits.to_string().len()).ok()?;
    let divisor = 10_i64.checked_pow(length)?;
    let product = number.digits.checked_mul(unit)?;
    (number.scale == 0 && product % divisor == 0).then_some(product / divisor)
}

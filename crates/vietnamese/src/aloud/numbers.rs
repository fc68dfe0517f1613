//! Writes the numbers of a text in words.
use crate::{Region, number_words, parse_number};

pub(super) fn number(number: i64, region: Region) -> String {
    number_words(number, region)
}

pub(super) fn digit_by_digit(digits: &str) -> String {
    let said = digits
        .bytes()
        .map(|it| number_words(i64::from(it - b'0'), Region::North));
    said.collect::<Vec<_>>().join(" ")
}

/// `1.234,05` becomes `một nghìn hai trăm ba mươi tư phẩy không năm`, and `07` becomes `bảy`.
pub(super) fn decimal(text: &str, region: Region) -> Option<String> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.ends_with('%') {
        return None;
    }
    let value = parse_number(text).ok()?;
    let ten = 10_i64.checked_pow(u32::from(value.scale))?;
    let (whole, rest) = (value.digits / ten, value.digits % ten);
    let said = number(whole, region);
    if value.scale == 0 {
        return Some(said);
    }
    let digits = format!("{rest:0>width$}", width = usize::from(value.scale));
    let rest = if digits.starts_with('0') {
        digit_by_digit(&digits)
    } else {
        number(rest, region)
    };
    Some(format!("{said} phẩy {rest}"))
}

//! Texts as they are read out over a loudspeaker: numbers, dates, money and abbreviations in words.
mod numbers;
mod short;

use crate::{Region, parse_date};
use numbers::{decimal, digit_by_digit, number};
use short::{NAMES, SHORT};

/// A text in words, and the abbreviations in it that our list does not have.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Aloud {
    pub text: String,
    pub unknown: Vec<String>,
}

/// Writes in words what a reader would stumble over; the rest stays as it is.
pub fn aloud(text: &str, region: Region) -> Aloud {
    let mut said = Aloud::default();
    let mut before = String::new();
    for token in text.split_whitespace() {
        let core = token.trim_matches(is_edge);
        let start = token.find(core).unwrap_or(0);
        let (opening, closing) = (&token[..start], &token[start + core.len()..]);
        let word = word(core, &before, closing, region, &mut said.unknown);
        if !said.text.is_empty() {
            said.text.push(' ');
        }
        said.text.push_str(opening);
        said.text.push_str(&word);
        said.text.push_str(closing);
        before = core.to_lowercase();
    }
    said
}

/// The sentences of a text, each with its mark at the end.
pub fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut now = String::new();
    for word in text.split_whitespace() {
        if !now.is_empty() {
            now.push(' ');
        }
        now.push_str(word);
        let end = word.trim_end_matches(['"', '”', ')', '»']);
        if end.ends_with(['.', '!', '?', '…']) {
            sentences.push(std::mem::take(&mut now));
        }
    }
    if !now.is_empty() {
        sentences.push(now);
    }
    sentences
}

/// The number of syllables. Vietnamese is written one syllable to a word.
pub fn syllables(text: &str) -> usize {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '–'));
    parts
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .count()
}

fn is_edge(letter: char) -> bool {
    "()[]\"“”'‘’«»,;:.!?…*".contains(letter)
}

fn word(
    core: &str,
    before: &str,
    closing: &str,
    region: Region,
    unknown: &mut Vec<String>,
) -> String {
    let found = address(core)
        .or_else(|| date(core, before, region))
        .or_else(|| time(core, region))
        .or_else(|| phone(core, before))
        .or_else(|| amount(core, before, region))
        .or_else(|| short_form(core, before))
        .or_else(|| roman(core, before, closing, region))
        .or_else(|| joined(core, region));
    found.unwrap_or_else(|| {
        if is_short_form(core) && !unknown.iter().any(|it| it == core) {
            unknown.push(core.to_owned());
        }
        core.to_owned()
    })
}

/// Reads out a web address as its host only, because a long path helps no listener; also e-mail.
fn address(core: &str) -> Option<String> {
    let bare = core
        .strip_prefix("https://")
        .or_else(|| core.strip_prefix("http://"));
    let (user, host) = match bare.unwrap_or(core).split_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, bare.unwrap_or(core)),
    };
    let host = host.split(['/', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    let looks = labels.len() > 1
        && labels
            .iter()
            .all(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && labels.last()?.bytes().all(|b| b.is_ascii_alphabetic());
    if !looks || (bare.is_none() && user.is_none() && !known_ending(labels.last()?)) {
        return None;
    }
    let said: Vec<&str> = labels
        .iter()
        .map(|label| NAMES.iter().find(|(name, _)| name == label))
        .zip(&labels)
        .map(|(known, label)| known.map_or(*label, |(_, said)| said))
        .collect();
    let said = said.join(" chấm ");
    Some(user.map_or(said.clone(), |user| format!("{user} a còng {said}")))
}

fn known_ending(label: &str) -> bool {
    matches!(label, "vn" | "com" | "net" | "org" | "edu" | "gov")
}

/// `07/3/2023` anywhere, and `7/3` after a word that announces a day.
fn date(core: &str, before: &str, region: Region) -> Option<String> {
    let day_word = if before == "ngày" { "" } else { "ngày " };
    if let Some(date) = parse_date(core).filter(|_| core.contains(['/', '-', '.'])) {
        let year = number(i64::from(date.year), region);
        let (day, month) = (day(date.day, region), month(date.month, region));
        return Some(format!("{day_word}{day} tháng {month} năm {year}"));
    }
    let says_day = matches!(
        before,
        "ngày" | "sáng" | "chiều" | "tối" | "từ" | "đến" | "hôm"
    );
    let (first, second) = core.split_once('/').filter(|_| says_day)?;
    let (first, second): (u8, u8) = (first.parse().ok()?, second.parse().ok()?);
    crate::Date::new(2024, second, first)?;
    let (day, month) = (day(first, region), month(second, region));
    Some(format!("{day_word}{day} tháng {month}"))
}

fn day(day: u8, region: Region) -> String {
    let said = number(day.into(), region);
    if day <= 10 {
        format!("mùng {said}")
    } else {
        said
    }
}

fn month(month: u8, region: Region) -> String {
    match month {
        4 => "tư".to_owned(),
        month => number(month.into(), region),
    }
}

/// Times such as `7h30`, `14h`, `8g15`, `7:30`, and spans such as `8h-11h`.
fn time(core: &str, region: Region) -> Option<String> {
    if let Some((from, to)) = core.split_once(['-', '–']) {
        return Some(format!("{} đến {}", time(from, region)?, time(to, region)?));
    }
    let (hours, minutes) = core.split_once(['h', 'g', ':'])?;
    let hour: u8 = hours.parse().ok().filter(|it| *it < 24)?;
    let hour = number(hour.into(), region);
    if minutes.is_empty() {
        return Some(format!("{hour} giờ"));
    }
    let minute: u8 = minutes.parse().ok().filter(|it| *it < 60)?;
    Some(match minute {
        0 => format!("{hour} giờ"),
        minute => format!("{hour} giờ {} phút", number(minute.into(), region)),
    })
}

/// Numbers that people dial are read out digit by digit.
fn phone(core: &str, before: &str) -> Option<String> {
    let digits: String = core.chars().filter(|c| !matches!(c, '.' | '-')).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let free = ["1800", "1900"].iter().any(|it| digits.starts_with(it));
    let long = (digits.len() >= 9 && digits.starts_with('0'))
        || (digits.len() >= 8 && free && !core.contains('-'));
    let dialled = matches!(before, "gọi" | "đài" | "nóng" | "máy" | "thoại" | "số");
    let short = core == digits && digits.len() == 3 && digits.starts_with('1') && dialled;
    (long || short).then(|| digit_by_digit(&digits))
}

/// Numbers with their units and ranges: `81,7%`, `500.000đ`, `1.200`, `2021-2025`, `07`.
fn amount(core: &str, before: &str, region: Region) -> Option<String> {
    const UNITS: [(&str, &str); 9] = [
        ("%", "phần trăm"),
        ("VNĐ", "đồng"),
        ("VND", "đồng"),
        ("km", "ki-lô-mét"),
        ("kg", "ki-lô-gam"),
        ("m2", "mét vuông"),
        ("đ", "đồng"),
        ("k", "nghìn đồng"),
        ("G", "gờ"),
    ];
    if let Some((from, to)) = core.split_once(['-', '–'])
        && let (Some(from), Some(to)) = (decimal(from, region), amount(to, "", region))
    {
        return Some(format!("{from} đến {to}"));
    }
    for (written, said) in UNITS {
        if let Some(value) = core
            .strip_suffix(written)
            .and_then(|it| decimal(it, region))
        {
            return Some(format!("{value} {said}"));
        }
    }
    match (before, core.parse::<u8>()) {
        ("ngày", Ok(it @ 1..=31)) => Some(day(it, region)),
        ("tháng", Ok(it @ 1..=12)) => Some(month(it, region)),
        _ => decimal(core, region),
    }
}

fn short_form(core: &str, before: &str) -> Option<String> {
    let said = SHORT.iter().find(|(short, _)| *short == core)?.1;
    // `mã QR` must not become `mã mã quy-rờ`.
    let said = match said.split_once(' ') {
        Some((first, rest)) if first == before => rest,
        _ => said,
    };
    Some(said.to_owned())
}

/// Roman numbers, such as `I.` in a heading or `quý II`.
fn roman(core: &str, before: &str, closing: &str, region: Region) -> Option<String> {
    let numbered = matches!(
        before,
        "phần" | "chương" | "mục" | "quý" | "khóa" | "kỳ" | "thứ"
    );
    if !(numbered || (before.is_empty() && closing.starts_with(['.', ')']))) {
        return None;
    }
    const ROMAN: [&str; 12] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    let place = ROMAN.iter().position(|it| *it == core)?;
    Some(number(place as i64 + 1, region))
}

/// Words joined by strokes or hyphens, each read out by itself: `146/QĐ-TTg`, `và/hoặc`.
fn joined(core: &str, region: Region) -> Option<String> {
    let (first, rest) = core.split_once('/')?;
    let part = |text: &str| {
        let parts = text.split('-').map(|it| {
            short_form(it, "")
                .or_else(|| decimal(it, region))
                .unwrap_or_else(|| it.to_owned())
        });
        parts.collect::<Vec<_>>().join(" ")
    };
    if decimal(first, region).is_some() && rest.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(format!("{} trên {}", part(first), part(rest)));
    }
    let numbered = first.bytes().all(|b| b.is_ascii_digit());
    let between = if numbered { "gạch chéo" } else { "hoặc" };
    Some(format!("{} {between} {}", part(first), part(rest)))
}

/// Up to eight letters, at least two of them capitals and at most one small: `ABC`, `TTg`.
fn is_short_form(core: &str) -> bool {
    let large = core.chars().filter(|c| c.is_uppercase()).count();
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    large > 1 && letters - large <= 1 && letters <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        aloud(text, Region::North).text
    }

    #[test]
    fn abbreviations_numbers_and_dates_are_read_out_in_full() {
        for (written, spoken) in [
            (
                "UBND xã, tổ CNSCĐ.",
                "Ủy ban nhân dân xã, tổ công nghệ số cộng đồng.",
            ),
            ("quét mã QR", "quét mã quy-rờ"),
            ("quét QR", "quét mã quy-rờ"),
            (
                "ngày 07/3/2023",
                "ngày mùng bảy tháng ba năm hai nghìn không trăm hai mươi ba",
            ),
            ("từ 15/4", "từ ngày mười lăm tháng tư"),
            ("ngày 07 tháng 4", "ngày mùng bảy tháng tư"),
            ("lúc 7h30, 14h", "lúc bảy giờ ba mươi phút, mười bốn giờ"),
            ("500.000đ", "năm trăm nghìn đồng"),
            ("1,2 triệu đồng", "một phẩy hai triệu đồng"),
            ("(81,7%)", "(tám mươi mốt phẩy bảy phần trăm)"),
            ("gọi 156.", "gọi một năm sáu."),
            ("0912.345.678", "không chín một hai ba bốn năm sáu bảy tám"),
            (
                "2021-2025",
                "hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
            ),
            (
                "146/QĐ-TTg",
                "một trăm bốn mươi sáu gạch chéo quyết định Thủ tướng Chính phủ",
            ),
            ("28/28 người", "hai mươi tám trên hai mươi tám người"),
            ("I. Vai trò", "một. Vai trò"),
            ("mạng 4G", "mạng bốn gờ"),
        ] {
            assert_eq!(said(written), spoken);
        }
    }

    #[test]
    fn a_span_of_hours_is_read_out() {
        assert_eq!(said("từ 8h-11h"), "từ tám giờ đến mười một giờ");
    }

    #[test]
    fn web_addresses_are_read_out_as_their_hosts() {
        assert_eq!(
            said("vào https://dichvucong.gov.vn/p/home/dvc-trang-chu.html nhé"),
            "vào cổng dịch vụ công quốc gia chấm gov chấm vê-en nhé"
        );
        assert_eq!(said("voso.vn."), "vỏ sò chấm vê-en.");
        assert_eq!(said("thế này.Xong"), "thế này.Xong");
    }

    #[test]
    fn unknown_abbreviations_are_listed() {
        let said = aloud("Theo XYZ và XYZ của bà Lan", Region::North);
        assert_eq!(said.unknown, ["XYZ"]);
        assert_eq!(said.text, "Theo XYZ và XYZ của bà Lan");
    }

    #[test]
    fn numbers_are_read_out_in_the_words_of_the_south() {
        let said = aloud("1.105", Region::South).text;
        assert_eq!(said, "một ngàn một trăm lẻ năm");
    }

    #[test]
    fn sentences_end_at_their_marks_and_syllables_are_counted() {
        let text = "Một câu. Hai (câu)! “Ba?” bốn";
        assert_eq!(sentences(text), ["Một câu.", "Hai (câu)!", "“Ba?”", "bốn"]);
        assert_eq!(syllables("mã quy-rờ – hai, ba."), 5);
    }
}

//! People as a cell names them: without numbers, forms of address and remarks.
use crate::phrases::{Phrases, is_unmarked};
use crate::relation::{Notation, Relation};
use std::sync::LazyLock;
use vietnamese::{identity_key, search_key};

/// Forms of address before a name; the longer ones first.
#[rustfmt::skip]
static ADDRESSES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[
    "hộ gia đình ông", "hộ gia đình bà", "hộ gia đình", "gia đình ông", "gia đình bà", "gia đình",
    "hộ ông", "hộ bà", "hộ cụ", "hộ", "ông (bà)", "ông/bà", "ông", "ô.", "bà", "b.", "cụ", "anh", "chị", "cô", "chú", "bác", "đồng chí",
    "đ/c",
]));
/// Ông is a family name too; before one of these it is none.
#[rustfmt::skip]
static FAMILY_NAMES: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ",
    "ngô", "dương", "lý", "trương", "đinh", "lương", "đào", "đoàn", "vương", "trịnh", "mai",
]));
/// More digits than this stand in no name.
const DIGITS_KEPT: usize = 6;

/// The people whom a cell names: nearly always one.
pub(super) fn people(text: &str) -> Vec<String> {
    let text = without_long_numbers(without_number(text));
    if let Some((before, inner)) = text.split_once('(')
        && !before.contains([',', ';'])
        && !inner.trim_end_matches([')', ' ', '.']).contains(')')
    {
        let inner = inner.trim_end_matches([')', ' ', '.']);
        let named = without_relation(inner);
        if named != inner && is_whole_name(named) && is_whole_name(before) {
            return vec![bare(before), bare(named)];
        }
    }
    let by_sign = several(text.split([',', ';', '+']).map(without_relation));
    let by_dash = || several(text.split(" - ").flat_map(|it| it.split(" – ")));
    match by_sign.or_else(by_dash) {
        Some(names) => names,
        None => vec![bare(without_relation(&text))],
    }
}

/// `Vợ: Bá Thị Nhài` is Bá Thị Nhài.
fn without_relation(text: &str) -> &str {
    let text = text.trim().trim_start_matches(['-', '+', '*', '•', ' ']);
    let Some(count) = RELATIONS.words_begun(text) else {
        return text;
    };
    let rest = after_words(text, count).trim_start_matches([':', '-', ' ']);
    match is_whole_name(rest) && !goes_on_a_name(rest) {
        true => rest,
        false => text,
    }
}

/// Who someone is, before a name; the longer ones first.
#[rustfmt::skip]
static RELATIONS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[
    "con trai", "con gái", "con dâu", "con rể", "vợ", "chồng", "con", "bố", "mẹ", "cháu", "cha",
]));

/// The people of several parts of a text, or lines of a cell, if each of them is a whole name.
pub(super) fn several<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Vec<String>> {
    let parts: Vec<&str> = parts.map(str::trim).collect();
    let several = parts.len() > 1 && parts.iter().all(|it| is_whole_name(it));
    several.then(|| parts.into_iter().map(bare).collect())
}

fn bare(name: &str) -> String {
    let name = without_remark(without_number(name));
    without_address(without_bracketed_address(name)).to_owned()
}

/// `(Bà) Lê Thị Na` is Lê Thị Na.
fn without_bracketed_address(name: &str) -> &str {
    let bracket = name.strip_prefix('(').and_then(|it| it.split_once(')'));
    match bracket {
        Some((address, rest)) if ADDRESSES.words_begun(address).is_some() && !rest.is_empty() => {
            rest.trim_start()
        }
        _ => name,
    }
}

fn is_whole_name(text: &str) -> bool {
    let name = without_remark(text);
    let words = name.split_whitespace();
    let capital = |it: &str| it.starts_with(char::is_uppercase);
    (2..=6).contains(&words.clone().count()) && words.into_iter().all(capital)
}

/// A name without the number of its row or a dash before it.
fn without_number(name: &str) -> &str {
    let bare = name.trim_start_matches(['-', '+', '*', '•', '–', ' ']);
    let rest = bare.trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = bare.len() - rest.len();
    let parted = rest.starts_with(['.', ')', '/', '-', ':']);
    if digits > 0 && digits <= 4 && parted {
        let rest = rest.trim_start_matches(['.', ')', '/', '-', ':', ' ']);
        if rest.starts_with(char::is_alphabetic) {
            return rest;
        }
    }
    bare
}

/// Whether a number stands beside a name that is no part of it.
pub(super) fn has_long_number(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() > DIGITS_KEPT
}

/// `Nguyễn Văn Hoa 0912 345 678` is a name with a phone behind it.
fn without_long_numbers(text: &str) -> String {
    if !has_long_number(text) {
        return text.to_owned();
    }
    let words = text.split_whitespace();
    let has_digit = |it: &&str| it.bytes().any(|it| it.is_ascii_digit());
    let kept: Vec<&str> = words.filter(|it| !has_digit(it)).collect();
    let kept = kept.join(" ");
    kept.trim_matches(|it: char| !it.is_alphanumeric() && it != '.')
        .to_owned()
}

/// A name without what is said of its person in brackets: `(chủ hộ)`, `(đã mất)`.
fn without_remark(name: &str) -> &str {
    let name = name.trim_matches(['†', '✝', ' ']);
    let dash = name.split_once(" - ").or_else(|| name.split_once(" – "));
    if let Some((before, _)) = dash.filter(|(_, remark)| is_gone(remark)) {
        return before.trim_end();
    }
    let Some((before, remark)) = name.split_once('(') else {
        return name;
    };
    let remark = remark.trim_end_matches([')', ' ', '.']);
    let known = is_gone(remark)
        || matches!(
            Relation::of(remark, Notation::Words),
            Relation::Head | Relation::Spouse
        )
        || ["con", "bo", "me", "ong", "ba", "chau"].contains(&search_key(remark).as_str());
    match known && !before.trim().is_empty() {
        true => before.trim_end(),
        false => name,
    }
}

/// `Hộ ông Nguyễn Văn Hoa` is Nguyễn Văn Hoa; Ông Cao Thắng is a whole name.
fn without_address(name: &str) -> &str {
    let Some(count) = ADDRESSES.words_begun(name) else {
        return name;
    };
    let rest = after_words(name, count);
    let mut words = rest.split_whitespace();
    let first = words.next().map(identity_key).unwrap_or_default();
    if goes_on_a_name(rest) {
        return name;
    }
    let family = FAMILY_NAMES.has(&first);
    let others = words.count();
    let may_be_a_name = count == 1 && identity_key(&name[..name.len() - rest.len()]).trim() == *ONG;
    match others > 0 && (!may_be_a_name || others > 1 || family) {
        true => rest,
        false => name,
    }
}

/// Bà Thị Sen and Bác Sĩ Long are whole names: none begins with what is behind their first word.
fn goes_on_a_name(rest: &str) -> bool {
    let first = rest.split_whitespace().next().map(identity_key);
    let middle = ["thị", "văn", "sĩ"].map(identity_key);
    first.is_some_and(|it| middle.contains(&it))
}

/// A form of address that is a family name too.
static ONG: LazyLock<String> = LazyLock::new(|| identity_key("ông"));

fn after_words(text: &str, count: usize) -> &str {
    let mut rest = text.trim_start();
    for _ in 0..count {
        rest = rest
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest.trim_start());
    }
    rest.trim_start_matches([':', '.', ' '])
}

/// The family that a row of its own names above its people: `Hộ ông Nguyễn Văn Hoa`.
pub(super) fn family(text: &str) -> Option<&str> {
    let text = crate::place_line::without_index(text);
    let key = search_key(text);
    // `II. HỘ CẬN NGHÈO` is a kind of households.
    const KINDS: &[&str] = &[
        "ngheo",
        "chinh sach",
        "kinh doanh",
        "khau",
        "kho khan",
        "trung binh",
        "giau",
    ];
    if KINDS.iter().any(|it| key.contains(it)) {
        return None;
    }
    if let Some(name) = behind_number(text) {
        return is_whole_name(name).then(|| without_address(name));
    }
    let announced = ["ho ", "ho:", "gia dinh "]
        .iter()
        .any(|it| key.starts_with(it));
    let name = without_address(text);
    (announced && name != text && is_whole_name(name)).then_some(name)
}

/// The name in `Hộ số 1: Nguyễn Văn Hoa`, `Hộ thứ hai - …`, `Chủ hộ: …`.
fn behind_number(text: &str) -> Option<&str> {
    const WORDS: &[&str] = &[
        "ho", "gia", "dinh", "so", "thu", "chu", "nhat", "nhi", "hai", "ba", "tu", "bon", "nam",
        "sau", "bay", "tam", "chin", "muoi",
    ];
    let (before, name) = text
        .split_once([':', '–'])
        .or_else(|| text.split_once(" - "))?;
    let key = search_key(before);
    let mut words = key.split_whitespace();
    let begins = words
        .clone()
        .next()
        .is_some_and(|it| it == "ho" || it == "chu" || it == "gia");
    let number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    (begins && words.all(|it| WORDS.contains(&it) || number(it))).then_some(name.trim())
}

/// What remarks begin with that say that someone died or left.
#[rustfmt::skip]
static GONE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[
    "đã mất", "đã chết", "mất năm", "mất ngày", "mất tháng", "tử vong", "từ trần", "qua đời",
    "đã qua đời", "chuyển đi", "đã chuyển đi", "đã chuyển khẩu", "chuyển khẩu", "cắt khẩu",
    "đã cắt khẩu", "cả hộ chuyển", "cả hộ đã chuyển", "cả nhà chuyển", "cả nhà đã chuyển",
    "đã xóa khẩu", "xóa khẩu",
]));
/// What they say in one word.
static GONE_ALONE: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&["mất", "chết"]));

/// Whether a remark says that someone died or left: `Đã mất 2024`, `chuyển đi`. `Chồng đã mất` is said
/// of someone else.
fn is_gone(remark: &str) -> bool {
    let remark = remark.trim_matches(['(', ')', '-', ' ', '*', '.']);
    let alone = match is_unmarked(remark) {
        // Without its mark, `mất` is any of several words.
        true => search_key(remark) == "chet",
        false => GONE_ALONE.has(&identity_key(remark)),
    };
    alone || GONE.begin(remark) || is_dated_end(remark) || is_move(remark)
}

/// `Chết 2024`, `mất 12/5/2026`.
fn is_dated_end(remark: &str) -> bool {
    let mut words = remark.split_whitespace();
    let ended = words
        .next()
        .is_some_and(|it| GONE_ALONE.has(&identity_key(it)) || search_key(it) == "chet");
    ended
        && words
            .next()
            .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()))
}

/// `chuyển Bình Dương`, `chuyển vào Nam`; who moved here is said to have come.
fn is_move(remark: &str) -> bool {
    let mut words = remark.split_whitespace().peekable();
    words.next_if(|it| identity_key(it) == identity_key("đã"));
    let moved = words
        .next()
        .is_some_and(|it| identity_key(it) == identity_key("chuyển"));
    let next = words.next().unwrap_or_default();
    let away = ["vào", "ra", "lên", "xuống", "sang"];
    let is_away = away.iter().any(|it| identity_key(it) == identity_key(next));
    moved && (is_away || next.starts_with(char::is_uppercase))
}

/// Whether a text says so of its person, in whole or in brackets.
pub(super) fn says_gone(text: &str) -> bool {
    let bracket = text.split_once('(').map(|(_, remark)| remark);
    let dash = text.split_once(" - ").or_else(|| text.split_once(" – "));
    let remarks = bracket.into_iter().chain(dash.map(|(_, remark)| remark));
    is_gone(text) || text.contains(['†', '✝']) || remarks.into_iter().any(is_gone)
}

#[rustfmt::skip]
static INSTITUTIONS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(&[
    "trạm y tế", "trường mầm non", "trường mẫu giáo", "trường tiểu học", "trường thcs", "trường thpt",
    "trường trung học", "nhà văn hóa", "nhà sinh hoạt", "ubnd", "ủy ban", "công ty", "cty",
    "hợp tác xã", "htx", "doanh nghiệp", "trụ sở", "bưu điện", "ngân hàng", "quỹ tín dụng", "công an",
    "ban chỉ huy", "nhà thờ", "chi nhánh",
]));

/// Whether this is no family but an office, a school, a firm.
pub(super) fn is_institution(name: &str) -> bool {
    INSTITUTIONS.begin(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_without_what_stands_around_them() {
        for (text, wanted) in [
            ("1. Lê Văn Tư", "Lê Văn Tư"),
            ("- Trần Thị Na", "Trần Thị Na"),
            ("Lê Văn 5", "Lê Văn 5"),
            ("Hộ ông Nguyễn Văn Hoa", "Nguyễn Văn Hoa"),
            ("Bà Trần Thị Na", "Trần Thị Na"),
            ("Ông Lê Tư", "Lê Tư"),
            ("Ông Cao Thắng", "Ông Cao Thắng"),
            ("Cụ Hoa", "Cụ Hoa"),
            ("Hộ: Nguyễn Văn Hoa", "Nguyễn Văn Hoa"),
            ("Đ/c Nguyễn Văn Hoa", "Nguyễn Văn Hoa"),
            ("Nguyễn Văn Hoa (chủ hộ)", "Nguyễn Văn Hoa"),
            ("Nguyễn Văn Hoa (đã mất)", "Nguyễn Văn Hoa"),
            ("Nguyễn Văn Hoa (Tư Râu)", "Nguyễn Văn Hoa (Tư Râu)"),
            ("Nguyễn Văn Hoa 0912 345 678", "Nguyễn Văn Hoa"),
            ("Nguyễn Văn Hoa - 351234567", "Nguyễn Văn Hoa"),
            ("Bá Văn Anh", "Bá Văn Anh"),
            ("Y Hộ Niê", "Y Hộ Niê"),
            ("Ô. Lê Tư", "Lê Tư"),
            ("(Bà) H Blă Niê", "H Blă Niê"),
            ("Bà Thị Sen", "Bà Thị Sen"),
            ("Bác Sĩ Long", "Bác Sĩ Long"),
            ("Lê Gấm †", "Lê Gấm"),
            ("Lê Mận - chết", "Lê Mận"),
            ("Lê Ba (chuyển Bình Dương)", "Lê Ba"),
        ] {
            assert_eq!(people(text), [wanted], "{text}");
        }
    }

    #[test]
    fn several_people_in_a_cell_are_several() {
        assert_eq!(
            people("Nguyễn Văn Hoa, Trần Thị Na (vợ); Nguyễn Văn Tư"),
            ["Nguyễn Văn Hoa", "Trần Thị Na", "Nguyễn Văn Tư"]
        );
        assert_eq!(people("Vũ Tú - Mai Na"), ["Vũ Tú", "Mai Na"]);
        assert_eq!(people("Lê Bảy (vợ: Hồ Tám)"), ["Lê Bảy", "Hồ Tám"]);
        assert_eq!(people("Lê Mười + vợ Hồ Hoa"), ["Lê Mười", "Hồ Hoa"]);
        assert_eq!(people("- Vợ: Bá Thị Nhài"), ["Bá Thị Nhài"]);
        assert_eq!(people("Con Thị Na"), ["Con Thị Na"]);
        assert_eq!(people("Vũ Tú - thương binh"), ["Vũ Tú - thương binh"]);
        assert_eq!(
            people("Nguyễn Văn Hoa, thương binh"),
            ["Nguyễn Văn Hoa, thương binh"]
        );
    }

    #[test]
    fn who_died_or_left_is_told_from_who_lost_someone() {
        for text in [
            "đã mất",
            "Mất",
            "Mất năm 2024",
            "Chủ hộ (đã mất)",
            "Đã chuyển đi",
            "chuyển khẩu 5/2025",
            "da mat",
            "Chết 2024",
            "mất 12/5/2026",
            "Lê Mận - chết",
            "Lê Gấm †",
            "Lê Ba (chuyển Bình Dương)",
            "chuyển vào Nam",
            "Lê Chín (đã chuyển vào Đồng Nai)",
        ] {
            assert!(says_gone(text), "{text}");
        }
        for text in [
            "chồng đã mất",
            "Chuyển đến 2020",
            "mất sức lao động",
            "đi làm xa",
            "mat",
            "mất việc",
            "chuyển về 2020",
            "chuyển nghề",
        ] {
            assert!(!says_gone(text), "{text}");
        }
    }

    #[test]
    fn families_in_rows_of_their_own_are_told_from_kinds_of_households() {
        assert_eq!(family("2. Hộ ông Nguyễn Văn Hoa"), Some("Nguyễn Văn Hoa"));
        assert_eq!(family("Hộ: Trần Thị Na"), Some("Trần Thị Na"));
        assert_eq!(family("Hộ số 01: Trần Thị Na"), Some("Trần Thị Na"));
        assert_eq!(family("Hộ thứ nhất - Bà Trần Thị Na"), Some("Trần Thị Na"));
        assert_eq!(family("Chủ hộ: Trần Thị Na"), Some("Trần Thị Na"));
        for text in ["Hộ nghèo", "II. HỘ CẬN NGHÈO", "Hộ kinh doanh", "Ngõ Giếng"] {
            assert_eq!(family(text), None, "{text}");
        }
    }
}

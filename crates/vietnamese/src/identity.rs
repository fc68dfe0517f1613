//! Recognises identity numbers, only so that they can be dropped.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    /// 12 digits: province, century with sex, year of birth, and six random digits.
    Citizen { province: u16, birth_year: u16 },
    /// 11 digits that become a citizen's number with the leading zero that was lost.
    CitizenWithoutZero { province: u16, birth_year: u16 },
    /// 9 digits, as on the older card. A mobile number without its zero looks the same.
    Old,
}

/// The kind of identity number that a cell holds, if it holds one.
pub fn identity_number(text: &str) -> Option<Identity> {
    let text = crate::nfc(text);
    let allowed =
        |letter: char| letter.is_ascii_digit() || letter == ' ' || letter == '.' || letter == '\'';
    if !text.trim().chars().all(allowed) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        12 => citizen(&digits).map(|(province, birth_year)| Identity::Citizen {
            province,
            birth_year,
        }),
        11 => citizen(&format!("0{digits}")).map(|(province, birth_year)| {
            Identity::CitizenWithoutZero {
                province,
                birth_year,
            }
        }),
        9 => Some(Identity::Old),
        _ => None,
    }
}

fn citizen(digits: &str) -> Option<(u16, u16)> {
    let province: u16 = digits[..3].parse().ok()?;
    let century: u16 = digits[3..4].parse().ok()?;
    let year: u16 = digits[4..6].parse().ok()?;
    ((1..=96).contains(&province) && century <= 3)
        .then_some((province, 1900 + century / 2 * 100 + year))
}

/// Words before an identity number, without marks.
const LABELS: &[&str] = &[
    "cccd",
    "cmnd",
    "cmtnd",
    "cmt",
    "cccd/cmnd",
    "cmnd/cccd",
    "can cuoc",
    "can cuoc cong dan",
    "dinh danh",
    "dinh danh ca nhan",
    "chung minh",
    "chung minh thu",
    "chung minh nhan dan",
    "ddcn",
    "ma dinh danh",
    "so dinh danh",
    "ho chieu",
    "the can cuoc",
];

/// The text without the identity numbers in it and the words that announce them, and how many there
/// were. What may be a phone number stays.
pub fn without_identity_numbers(text: &str) -> (String, usize) {
    if text.bytes().filter(u8::is_ascii_digit).count() < 8 {
        return (text.to_owned(), 0);
    }
    let mut kept = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while let Some(start) = rest.find(|it: char| it.is_ascii_digit()) {
        let (before, from) = rest.split_at(start);
        kept.push_str(before);
        let label = label_at_end(&kept);
        match number_at(from, label.is_some(), kept.is_empty()) {
            Some(length) => {
                count += 1;
                if let Some(start) = label {
                    kept.truncate(start);
                }
                rest = &from[length..];
            }
            None => {
                let digits = from.bytes().take_while(u8::is_ascii_digit).count();
                kept.push_str(&from[..digits]);
                rest = &from[digits..];
            }
        }
    }
    if count == 0 {
        return (text.to_owned(), 0);
    }
    kept.push_str(rest);
    (tidied(&kept), count)
}

/// The length in bytes of an identity number at the beginning of a text; `whole` if nothing stands
/// before it.
fn number_at(text: &str, labelled: bool, whole: bool) -> Option<usize> {
    let together = text.bytes().take_while(u8::is_ascii_digit).count();
    let digits = &text[..together];
    let alone = whole && together == text.len();
    let is = match together {
        12 => digits.starts_with('0') && province(&digits[..3]),
        11 => !digits.starts_with('0') && !digits.starts_with("84") && province(&digits[..2]),
        // An older card; a phone without its zero begins otherwise. Alone it may be a code.
        9 => !alone && !digits.starts_with(['3', '5', '7', '8', '9']),
        _ => false,
    };
    if is || (labelled && (8..=12).contains(&together)) {
        return Some(together);
    }
    // In groups: 038 085 001 234.
    let spaced = grouped(text)?;
    let digits: String = text[..spaced]
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let long = digits.len() == 12 && digits.starts_with('0') && province(&digits[..3]);
    // An older card behind other words: 145 071 904.
    let old = digits.len() == 9 && !(whole && spaced == text.len());
    let phones = crate::phones(&text[..spaced]);
    let is = ((long || old) && phones.is_empty()) || (labelled && (8..=12).contains(&digits.len()));
    is.then_some(spaced)
}

/// The bytes of groups of digits with one sign between them.
fn grouped(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            it if it.is_ascii_digit() => end += 1,
            b' ' | b'.' | b'-' if next_is_digit => end += 1,
            _ => break,
        }
    }
    (end > 0).then_some(end)
}

fn province(digits: &str) -> bool {
    digits.parse::<u16>().is_ok_and(|it| (1..=96).contains(&it))
}

/// Where the words begin that announce a number behind the text.
fn label_at_end(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(|it: char| it.is_whitespace() || ":.-/'#(".contains(it));
    let mut ends = vec![bare];
    // `CMND cũ số` announces a number as `CMND` does.
    let mut shorter = bare;
    while let Some((rest, last)) = shorter.rsplit_once(' ') {
        if !["so", "so:", "cu", "moi", "la", "cua", "ch"]
            .contains(&crate::search_key(last).as_str())
        {
            break;
        }
        shorter = rest.trim_end_matches([' ', ':']);
        ends.push(shorter);
    }
    ends.into_iter().find_map(|end| {
        let starts = end
            .char_indices()
            .filter(|(at, _)| *at == 0 || end[..*at].ends_with(|it: char| !it.is_alphanumeric()));
        let mut starts = starts.map(|(at, _)| at);
        let start = starts.find(|at| {
            let key = crate::search_key(&end[*at..]);
            LABELS.contains(&key.trim_start_matches("so "))
        })?;
        Some(start)
    })
}

/// Without the brackets and signs that a number has left empty.
fn tidied(text: &str) -> String {
    let mut text = text.to_owned();
    for empty in ["()", "( )", "[]", "[ ]", "(:)", "( :)"] {
        text = text.replace(empty, " ");
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let text = text
        .replace(" ,", ",")
        .replace(" ;", ";")
        .replace(", ,", ",")
        .replace(",,", ",")
        .replace("( ", "(")
        .replace(" )", ")");
    text.trim_matches(|it: char| it.is_whitespace() || ",;:-–/".contains(it))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_cut_out_of_any_text() {
        for (text, kept, count) in [
            ("Lê Văn Tư (038085001234)", "Lê Văn Tư", 1),
            ("Lê Văn Tư - CCCD: 038085001234", "Lê Văn Tư", 1),
            ("Ngõ 1, số CMND 172345678", "Ngõ 1", 1),
            ("038 085 001 234", "", 1),
            ("038.085.001234", "", 1),
            ("0912345678 / 038085001234", "0912345678", 1),
            ("38085001234", "", 1),
            ("Căn cước công dân số 038493060926, ngõ 3", ", ngõ 3", 1),
            (
                "0912 345 678 - 0987 654 321",
                "0912 345 678 - 0987 654 321",
                0,
            ),
            ("+84 912 345 678", "+84 912 345 678", 0),
            ("84912345678", "84912345678", 0),
            ("Số 12 ngõ 345 đường 6", "Số 12 ngõ 345 đường 6", 0),
            ("CMND cũ 172345678", "", 1),
            ("Lê Văn Tư 145 071 904", "Lê Văn Tư", 1),
            ("Lê Văn Tư (145.071.904)", "Lê Văn Tư", 1),
            ("Ngõ 1 912 345 678", "Ngõ 1 912 345 678", 0),
            ("101234567", "101234567", 0),
            ("912345678", "912345678", 0),
            (
                "Lê Văn Tư, CMT 912345678, sinh 1960",
                "Lê Văn Tư, sinh 1960",
                1,
            ),
        ] {
            let (found, times) = without_identity_numbers(text);
            assert_eq!(
                (found.trim_start_matches([',', ' ']), times),
                (kept.trim_start_matches([',', ' ']), count),
                "{text}"
            );
        }
    }
}

//! Phone numbers as people and spreadsheets write them.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneKind {
    Mobile,
    Landline,
}

/// What was corrected, so that a person can check it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhoneWarning {
    /// Excel had removed the leading zero.
    ZeroRestored,
    /// Excel had written it like 9.12E+08.
    FromScientific,
    /// It was an 11-digit mobile number from before 15 September 2018.
    OldPrefix,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundPhone {
    /// The national form: `0912345678`.
    pub number: String,
    pub kind: PhoneKind,
    pub warning: Option<PhoneWarning>,
}

/// Prefixes of old 11-digit mobile numbers, each with the prefix that replaced it.
const OLD_PREFIXES: &[(&str, &str)] = &[
    ("0162", "032"),
    ("0163", "033"),
    ("0164", "034"),
    ("0165", "035"),
    ("0166", "036"),
    ("0167", "037"),
    ("0168", "038"),
    ("0169", "039"),
    ("0120", "070"),
    ("0121", "079"),
    ("0122", "077"),
    ("0126", "076"),
    ("0128", "078"),
    ("0123", "083"),
    ("0124", "084"),
    ("0125", "085"),
    ("0127", "081"),
    ("0129", "082"),
    ("0186", "056"),
    ("0188", "058"),
    ("0199", "059"),
];

/// Reads one number; `None` if the text is not one.
pub fn phone(text: &str) -> Option<FoundPhone> {
    let text = crate::nfc(text);
    let text = text.trim();
    if let Some(digits) = from_scientific(text) {
        let found = national(&digits)?;
        return Some(FoundPhone {
            warning: Some(PhoneWarning::FromScientific),
            ..found
        });
    }
    let allowed = |letter: char| letter.is_ascii_digit() || " .-()+\t".contains(letter);
    let late_plus = text.chars().skip(1).any(|letter| letter == '+');
    if !text.chars().all(allowed) || late_plus {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    national(&digits)
}

/// Reads every number in a cell, in order, each once.
///
/// What people write around numbers (`ĐT:`, `(vợ)`, `và`, a name, invisible signs) parts them or
/// is passed over; spaces, points, dashes and brackets may stand within them.
pub fn phones(cell: &str) -> Vec<FoundPhone> {
    let cell = plain_signs(cell);
    let mut found: Vec<FoundPhone> = Vec::new();
    for chunk in chunks(&cell) {
        for phone in in_chunk(&chunk) {
            if !found.iter().any(|known| known.number == phone.number) {
                found.push(phone);
            }
        }
    }
    found
}

/// The text with plain dashes, without apostrophes and what nobody sees; a letter O before a digit
/// is the zero that it looks like.
fn plain_signs(cell: &str) -> String {
    let cell = crate::without_hidden(crate::nfc(cell));
    let letters: Vec<char> = cell.chars().collect();
    let mut plain = String::with_capacity(cell.len());
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let before = at.checked_sub(1).and_then(|it| letters.get(it));
        let alone = before.is_none_or(|it| !it.is_alphanumeric());
        match letter {
            '‐'..='―' | '−' | '－' | '_' | '~' => plain.push('-'),
            '\'' | '’' | '‘' | '`' | '"' | '\u{ad}' => {}
            'O' | 'o' if alone && next.is_ascii_digit() => plain.push('0'),
            other => plain.push(*other),
        }
    }
    plain
}

/// The parts between words and signs that part numbers. One in scientific form stays whole.
fn chunks(cell: &str) -> Vec<String> {
    let within = |letter: char| {
        letter.is_ascii_digit() || letter.is_whitespace() || "+-.()".contains(letter)
    };
    let mut chunks = vec![String::new()];
    for token in cell.split_inclusive(|it: char| it.is_whitespace() || "/;|&\n".contains(it)) {
        let bare = token.trim_end_matches(|it: char| it.is_whitespace() || "/;|&,".contains(it));
        if from_scientific(bare).is_some() || is_lossy(bare) {
            chunks.push(bare.to_owned());
            chunks.push(String::new());
            continue;
        }
        for letter in token.chars() {
            match (within(letter) && letter != '\n', letter) {
                (true, _) => chunks.last_mut().expect("one was there").push(letter),
                // A comma may group digits, as points do.
                (false, ',') => chunks.last_mut().expect("one was there").push(','),
                (false, _) => chunks.push(String::new()),
            }
        }
    }
    chunks.retain(|it| it.bytes().any(|byte| byte.is_ascii_digit()));
    chunks
}

fn in_chunk(chunk: &str) -> Vec<FoundPhone> {
    let grouped = chunk.replace(',', ".");
    if let Some(one) = phone(grouped.trim_matches([' ', '.', '-'])) {
        return vec![one];
    }
    if is_lossy(chunk.trim()) {
        return Vec::new();
    }
    for separator in [",", " - ", "-", "  ", " "] {
        let parts = chunk
            .split(separator)
            .map(|it| it.trim_matches([' ', '.', '-']));
        let parts: Vec<&str> = parts.filter(|it| !it.is_empty()).collect();
        let found: Vec<FoundPhone> = parts.iter().filter_map(|it| phone(it)).collect();
        if parts.len() > 1 && found.len() == parts.len() {
            return found;
        }
    }
    in_groups(chunk)
}

/// Joins groups of digits until they make a number: `0912 345 678 0987 654 321`. Digits that make
/// none, such as the number of an extension, are passed over.
fn in_groups(chunk: &str) -> Vec<FoundPhone> {
    let mut found = Vec::new();
    let groups: Vec<&str> = chunk
        .split(|it: char| !it.is_ascii_digit() && it != '+')
        .map(|it| it.trim_start_matches('+'))
        .filter(|it| !it.is_empty())
        .collect();
    let mut at = 0;
    while at < groups.len() {
        let whole = (at + 1..=groups.len()).take(GROUPS_LIMIT).find_map(|end| {
            let digits = groups[at..end].concat();
            national(&digits).map(|phone| (vec![phone], end))
        });
        let (phones, end) = whole
            .or_else(|| Some((twins(groups[at])?, at + 1)))
            .unwrap_or((Vec::new(), at + 1));
        found.extend(phones);
        at = end;
    }
    found
}

/// Most groups of digits that one number is written in.
const GROUPS_LIMIT: usize = 6;

/// Two numbers that stand together without anything between.
fn twins(digits: &str) -> Option<Vec<FoundPhone>> {
    let halves = [digits.get(..10)?, digits.get(10..)?];
    let found: Vec<FoundPhone> = halves.into_iter().filter_map(national).collect();
    (digits.len() == 20 && found.len() == 2).then_some(found)
}

fn national(digits: &str) -> Option<FoundPhone> {
    let digits = match digits
        .strip_prefix("0084")
        .or_else(|| digits.strip_prefix("84"))
    {
        Some(rest) if (9..=10).contains(&rest.trim_start_matches('0').len()) => {
            format!("0{}", rest.trim_start_matches('0'))
        }
        _ => digits.to_owned(),
    };
    let found = |number: String, kind, warning| {
        Some(FoundPhone {
            number,
            kind,
            warning,
        })
    };
    if is_mobile(&digits) {
        return found(digits, PhoneKind::Mobile, None);
    }
    if digits.len() == 11 && digits.starts_with("02") {
        return found(digits, PhoneKind::Landline, None);
    }
    if let Some(number) = renewed(&digits) {
        return found(number, PhoneKind::Mobile, Some(PhoneWarning::OldPrefix));
    }
    let with_zero = format!("0{digits}");
    if is_mobile(&with_zero) {
        return found(
            with_zero,
            PhoneKind::Mobile,
            Some(PhoneWarning::ZeroRestored),
        );
    }
    if digits.len() == 10 && digits.starts_with('2') {
        return found(
            with_zero,
            PhoneKind::Landline,
            Some(PhoneWarning::ZeroRestored),
        );
    }
    let number = renewed(&with_zero)?;
    found(number, PhoneKind::Mobile, Some(PhoneWarning::OldPrefix))
}

fn is_mobile(digits: &str) -> bool {
    let prefix = digits.as_bytes().get(1).copied().unwrap_or_default();
    digits.len() == 10 && digits.starts_with('0') && b"35789".contains(&prefix)
}

fn renewed(digits: &str) -> Option<String> {
    if digits.len() != 11 {
        return None;
    }
    let (old, new) = OLD_PREFIXES
        .iter()
        .find(|(old, _)| digits.starts_with(old))?;
    Some(format!("{new}{}", &digits[old.len()..]))
}

/// Mantissa, exponent, and whether the exponent has the sign that spreadsheets write.
fn scientific(text: &str) -> Option<(String, usize, usize, bool)> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let signed = exponent.starts_with('+');
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let valid = whole.len() == 1 && digits(whole) && digits(fraction) && exponent <= 12;
    valid.then(|| {
        (
            format!("{whole}{fraction}"),
            fraction.len(),
            exponent,
            signed,
        )
    })
}

/// The digits of a number such as `9.12345678E8`. A spreadsheet that wrote `9.12E+08` has lost the
/// rest of them; a program that leaves out a zero at the end has not.
fn from_scientific(text: &str) -> Option<String> {
    let (digits, fraction, exponent, signed) = scientific(text)?;
    let lost = exponent.checked_sub(fraction)?;
    let kept = lost == 0 || (lost == 1 && !signed);
    kept.then(|| format!("{digits}{}", "0".repeat(lost)))
}

/// Whether the text is a number in scientific form that has lost digits.
fn is_lossy(text: &str) -> bool {
    scientific(text).is_some() && from_scientific(text).is_none()
}

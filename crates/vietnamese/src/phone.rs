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

/// Reads every number in a cell, in order. People separate two by `/`, `,`, `;`, `-` or a space.
pub fn phones(cell: &str) -> Vec<FoundPhone> {
    if let Some(one) = phone(cell) {
        return vec![one];
    }
    let cell = crate::nfc(cell);
    let by_sign: Vec<&str> = cell
        .split(|sign: char| "/,;|\n\r&".contains(sign))
        .flat_map(|part| part.split(" hoặc "))
        .collect();
    if by_sign.len() > 1 {
        return by_sign.into_iter().flat_map(phones).collect();
    }
    for separator in [" - ", "-", "  ", " "] {
        let parts: Vec<&str> = cell
            .split(separator)
            .filter(|part| !part.trim().is_empty())
            .collect();
        let found: Vec<FoundPhone> = parts.iter().filter_map(|part| phone(part)).collect();
        if parts.len() > 1 && found.len() == parts.len() {
            return found;
        }
    }
    runs_of_ten(&cell)
}

/// Splits two numbers that have spaces inside: `0912 345 678 0987 654 321`.
fn runs_of_ten(cell: &str) -> Vec<FoundPhone> {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let only_numbers = cell
        .chars()
        .all(|it| it.is_ascii_digit() || " .-()".contains(it));
    if !only_numbers || digits.len() != 20 {
        return Vec::new();
    }
    [&digits[..10], &digits[10..]]
        .into_iter()
        .filter_map(phone)
        .collect()
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

/// The digits of a number such as `9.12345678E8`.
fn from_scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1
        || !digits(whole)
        || !digits(fraction)
        || fraction.len() > exponent
        || exponent > 12
    {
        return None;
    }
    Some(format!(
        "{whole}{fraction}{}",
        "0".repeat(exponent - fraction.len())
    ))
}

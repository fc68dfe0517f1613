//! Numbers as Vietnam writes them: a dot between thousands, a comma before decimals.
use std::fmt;

/// A number as it was written: its value is `digits` divided by ten to the power of `scale`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decimal {
    pub digits: i64,
    pub scale: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberProblem {
    NotANumber,
    /// It could be read in two ways, as `12.5` could; someone must be asked.
    Ambiguous,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!(
            "{:0>width$}",
            self.digits.unsigned_abs(),
            width = usize::from(self.scale) + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.scale));
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.digits < 0 { "-" } else { "" };
        let dot = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{dot}{fraction}")
    }
}

/// Reads `1.234,5`, `1 234 567`, `0,5`, `-5`, `81,7%`.
///
/// # Errors
/// `Ambiguous` if a dot cannot be one between thousands; nothing is guessed.
pub fn parse_number(text: &str) -> Result<Decimal, NumberProblem> {
    let text = crate::nfc(text);
    let text = text.trim();
    let (text, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), 2),
        None => (text, 0),
    };
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once(',').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let no_decimals = text.contains(',') && fraction.is_empty();
    if whole.is_empty() || no_decimals || !is_digits(fraction) {
        let like_english = whole.bytes().all(|b| b.is_ascii_digit()) && fraction.contains('.');
        return Err(if like_english {
            NumberProblem::Ambiguous
        } else {
            NumberProblem::NotANumber
        });
    }
    let whole = without_groups(whole)?;
    let digits: i64 = format!("{whole}{fraction}")
        .parse()
        .map_err(|_| NumberProblem::NotANumber)?;
    let scale = u8::try_from(fraction.len() + percent).map_err(|_| NumberProblem::NotANumber)?;
    Ok(Decimal {
        digits: sign * digits,
        scale,
    })
}

/// Removes the dots or spaces between groups of three digits.
fn without_groups(whole: &str) -> Result<String, NumberProblem> {
    let allowed = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == ' ';
    if !whole.chars().all(allowed) {
        return Err(NumberProblem::NotANumber);
    }
    let separator = if whole.contains('.') { '.' } else { ' ' };
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, others) = groups.split_first().ok_or(NumberProblem::NotANumber)?;
    let grouped = others
        .iter()
        .all(|group| group.len() == 3 && !group.contains(' '));
    let first_fits =
        !first.is_empty() && !first.contains(' ') && (others.is_empty() || first.len() <= 3);
    if grouped && first_fits {
        return Ok(groups.concat());
    }
    let one_dot =
        separator == '.' && others.len() == 1 && !whole.contains(' ') && !groups.contains(&"");
    Err(if one_dot {
        NumberProblem::Ambiguous
    } else {
        NumberProblem::NotANumber
    })
}

/// Writes `1234567` as `1.234.567`.
pub fn format_integer(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    if number < 0 {
        format!("-{grouped}")
    } else {
        grouped
    }
}

/// The share of `a` in `b` in percent, with one decimal after a comma, halves rounded up; `—` if
/// `b` is not above 0.
pub fn percent(a: i64, b: i64) -> String {
    if b <= 0 {
        return "—".to_owned();
    }
    let (a, b) = (i128::from(a), i128::from(b));
    let tenths = (a * 2_000 + b).div_euclid(b * 2);
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{},{}%", tenths / 10, tenths % 10)
}

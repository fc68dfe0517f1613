//! Reads a year of birth from what people write for it. Day and month are never kept.
use crate::ProblemCode;
use vietnamese::{date_from_excel, parse_date};

/// A greater age in years is taken for a mistake.
const AGE_LIMIT: i32 = 120;
/// Days between the first day of the two systems in which spreadsheets count.
const FROM_1904_DAYS: i32 = 1462;

/// The year in a year, a date, or a spreadsheet's day number; `from_1904` if those are counted from
/// 1904.
pub(super) fn year(
    text: &str,
    this_year: i32,
    from_1904: bool,
) -> Result<Option<u16>, ProblemCode> {
    if text.is_empty() || matches!(text, "-" | "?" | "x" | "0") {
        return Ok(None);
    }
    let born = match text.parse::<i32>() {
        Ok(years) if (1800..=2500).contains(&years) => Some(years),
        // One digit too many: nobody knows which.
        Ok(_) if text.len() == 5 && (text.starts_with("19") || text.starts_with("20")) => None,
        Ok(serial) if serial > 2500 => {
            date_from_excel(f64::from(serial.saturating_add(shift(from_1904))))
                .map(|it| it.year)
                .or_else(|| in_words(text, this_year))
        }
        Ok(short) if text.len() == 2 => Some(in_full(short, this_year)),
        _ => in_words(text, this_year),
    };
    let born = born.ok_or(ProblemCode::BirthNotUnderstood)?;
    if born > this_year || born < this_year - AGE_LIMIT {
        return Err(ProblemCode::BirthImpossible);
    }
    Ok(u16::try_from(born).ok())
}

/// Day and month, only to tell people of one list apart.
pub(super) fn birthday(text: &str, from_1904: bool) -> Option<(u8, u8)> {
    let date = match text.parse::<i32>() {
        Ok(serial) if serial > 2500 => {
            date_from_excel(f64::from(serial.saturating_add(shift(from_1904))))
        }
        _ => parse_date(text),
    }?;
    Some((date.day, date.month))
}

fn shift(from_1904: bool) -> i32 {
    if from_1904 { FROM_1904_DAYS } else { 0 }
}

/// The latest year that ends with two digits.
fn in_full(short: i32, this_year: i32) -> i32 {
    let century = this_year - this_year % 100;
    if century + short <= this_year {
        century + short
    } else {
        century - 100 + short
    }
}

/// `05/7/1968`, `1-2-74`, `02/1952`, `00/00/1943`, `khoảng 1960`.
fn in_words(text: &str, this_year: i32) -> Option<i32> {
    if let Some(date) = parse_date(text) {
        return Some(date.year);
    }
    let numbers: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|it| !it.is_empty())
        .collect();
    let mut years = numbers.iter().filter(|it| it.len() == 4);
    if let Some(year) = years.next() {
        // `1958-1960`: which of the two, nobody knows.
        return years
            .all(|it| it == year)
            .then(|| year.parse().ok())
            .flatten();
    }
    match numbers.as_slice() {
        [_, _, short] | [_, short]
            if short.len() == 2 && numbers.iter().all(|it| it.len() <= 2) =>
        {
            Some(in_full(short.parse().ok()?, this_year))
        }
        // Digits without signs between: 07051968.
        [all] if all.len() == 8 => all
            .get(4..)?
            .parse()
            .ok()
            .filter(|it| (1800..=2500).contains(it)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_birth_are_read_as_people_write_them() {
        for (text, born) in [
            ("1968", Ok(Some(1968))),
            ("05/07/1968", Ok(Some(1968))),
            ("1-2-74", Ok(Some(1974))),
            ("02/1952", Ok(Some(1952))),
            ("00/00/1943", Ok(Some(1943))),
            ("khoảng 1960", Ok(Some(1960))),
            ("74", Ok(Some(1974))),
            ("15", Ok(Some(2015))),
            ("23440", Ok(Some(1964))),
            ("07051968", Ok(Some(1968))),
            ("1968-05-07 00:00:00", Ok(Some(1968))),
            ("13/25/1970", Ok(Some(1970))),
            ("", Ok(None)),
            ("2090", Err(ProblemCode::BirthImpossible)),
            ("không rõ", Err(ProblemCode::BirthNotUnderstood)),
        ] {
            assert_eq!(year(text, 2026, false), born, "{text}");
        }
        assert_eq!(year("23503", 2026, true), Ok(Some(1968)));
    }
}

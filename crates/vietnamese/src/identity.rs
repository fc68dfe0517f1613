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

//! Checks an account number that is typed twice, and groups its digits for reading aloud.

use domain::{ACCOUNT_LIMIT, AccountNumber};

/// Digits in a group, as banks print them.
const GROUP: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountProblem {
    TooShort,
    /// Longer than the QR code can hold.
    TooLong,
    /// Has a character that no account number has; this is the first one.
    Strange(char),
    /// The two numbers differ. `group` is the first group that differs, counted from 1.
    Differs {
        group: usize,
    },
}

/// The account number, if it was typed the same way twice. Blanks, dots and hyphens do not count.
///
/// # Errors
/// What is wrong with the first number, otherwise where the second differs from it.
pub fn typed_twice(first: &str, second: &str) -> Result<String, AccountProblem> {
    let (first, second) = (checked(first)?, clean(second));
    if first == second {
        return Ok(first);
    }
    let same = first
        .chars()
        .zip(second.chars())
        .take_while(|(one, other)| one == other);
    Err(AccountProblem::Differs {
        group: same.count() / GROUP + 1,
    })
}

/// The account number without blanks, dots and hyphens. Leading zeros stay.
///
/// # Errors
/// It is too short, too long, or has a character that no account number has.
pub fn checked(typed: &str) -> Result<String, AccountProblem> {
    let account = clean(typed);
    if let Some(strange) = account.chars().find(|it| !it.is_ascii_alphanumeric()) {
        return Err(AccountProblem::Strange(strange));
    }
    match AccountNumber::new(&account) {
        Ok(_) => Ok(account),
        Err(_) if account.len() > ACCOUNT_LIMIT => Err(AccountProblem::TooLong),
        Err(_) => Err(AccountProblem::TooShort),
    }
}

/// Groups of four: `0011 0123 4567 8`.
pub fn grouped(account: &str) -> String {
    let mut grouped = String::with_capacity(account.len() + account.len() / GROUP);
    for (place, letter) in clean(account).chars().enumerate() {
        if place > 0 && place % GROUP == 0 {
            grouped.push(' ');
        }
        grouped.push(letter);
    }
    grouped
}

/// Hides all but the last group: `•••• 8859`, enough to recognise and too little to use.
pub fn masked(account: &str) -> String {
    let from = account.len().saturating_sub(GROUP);
    match account.get(from..) {
        Some(last) if from >= GROUP => format!("•••• {last}"),
        _ => "••••".to_owned(),
    }
}

fn clean(typed: &str) -> String {
    let counts = |letter: &char| !letter.is_whitespace() && !matches!(letter, '.' | '-');
    typed.chars().filter(counts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_between_digits_do_not_count() {
        let account = typed_twice("0011 0123 4567 8", "0011.0123.45678");
        assert_eq!(account.as_deref(), Ok("0011012345678"));
    }

    #[test]
    fn a_difference_is_told_by_its_group() {
        let differs = |group| Err(AccountProblem::Differs { group });
        assert_eq!(typed_twice("257678859", "257678869"), differs(2));
        assert_eq!(typed_twice("257678859", "25767885"), differs(3));
        assert_eq!(typed_twice("257678859", "2576788590"), differs(3));
        assert_eq!(typed_twice("257678859", ""), differs(1));
    }

    #[test]
    fn a_wrong_account_number_is_refused_with_a_reason() {
        assert_eq!(checked(" "), Err(AccountProblem::TooShort));
        assert_eq!(checked("123"), Err(AccountProblem::TooShort));
        assert_eq!(
            checked("12345678901234567890"),
            Err(AccountProblem::TooLong)
        );
        assert_eq!(checked("123456ộ"), Err(AccountProblem::Strange('ộ')));
        assert_eq!(checked("12345/6"), Err(AccountProblem::Strange('/')));
        assert_eq!(checked("VQRQ00012x").as_deref(), Ok("VQRQ00012x"));
    }

    #[test]
    fn records_and_codes_agree_on_the_longest() {
        assert_eq!(ACCOUNT_LIMIT, vietqr::ACCOUNT_LIMIT);
    }

    #[test]
    fn groups_are_of_four() {
        assert_eq!(grouped("0011012345678"), "0011 0123 4567 8");
        assert_eq!(grouped("2576"), "2576");
        assert_eq!(grouped(""), "");
    }

    #[test]
    fn masked_shows_the_last_four_at_most() {
        assert_eq!(masked("257678859"), "•••• 8859");
        assert_eq!(masked("12345"), "••••");
        assert_eq!(masked(""), "••••");
    }
}

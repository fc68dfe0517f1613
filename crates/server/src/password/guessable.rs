//! Which passwords are refused: short ones, and those that others would guess first.
use super::{LONGEST_BYTES, SHORTEST_CHARS};
use std::collections::HashSet;
use std::sync::LazyLock;
use vietnamese::search_key;

static LIST: &str = include_str!("../../assets/common-passwords.txt");
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LIST.lines().filter(|it| !it.starts_with('#')).collect());

/// How many letters a common word, or one's own name, needs beside it to be accepted.
const BESIDE_CHARS: usize = 6;
/// The fewest different letters in a password.
const LETTERS_LEAST: usize = 5;
/// A piece this short, repeated again and again, is no password.
const SHORT_PIECE_CHARS: usize = 4;
/// What everyone here calls the program and the work, without marks and blanks.
const OURS: [&str; 3] = ["tungnha", "tocongnghesocongdong", "chuyendoiso"];

/// Why a password may not be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    Short,
    Long,
    /// Many people use it, or it is a sequence, a repetition, or only digits.
    Common,
    /// The owner's name, the commune's or the program's, with little else.
    Names,
}

impl Fault {
    /// The code of the sentence that people are shown.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Short => "password-short",
            Fault::Long => "password-long",
            Fault::Common => "password-common",
            Fault::Names => "password-names",
        }
    }
}

/// What is wrong with a password for someone with these names of person and commune.
pub fn fault(password: &str, names: &[&str]) -> Option<Fault> {
    if password.chars().count() < SHORTEST_CHARS {
        return Some(Fault::Short);
    }
    if password.len() > LONGEST_BYTES {
        return Some(Fault::Long);
    }
    // Tone marks, case and blanks make a password no harder to guess.
    let plain = joined(password);
    if plain.chars().count() < SHORTEST_CHARS / 2 || is_common(&plain) {
        return Some(Fault::Common);
    }
    let mut rest = unmarked(&plain);
    let whole = names.iter().chain(&OURS).map(|name| unmarked(name));
    let parts = names.iter().flat_map(|name| {
        let key = search_key(name);
        let parts = key.split(|it: char| !it.is_alphanumeric());
        parts.map(str::to_owned).collect::<Vec<_>>()
    });
    let mut names: Vec<String> = whole.chain(parts).filter(|it| it.len() > 1).collect();
    // The longest first: a short one would break a longer one that it stands in.
    names.sort_by_key(|it| std::cmp::Reverse(it.len()));
    for name in names {
        rest = rest.replace(&name, "");
    }
    (rest.chars().count() < BESIDE_CHARS).then_some(Fault::Names)
}

/// The text without tone marks, case and blanks.
fn joined(text: &str) -> String {
    search_key(text).split_whitespace().collect()
}

/// Without hyphens and dots too: `ban-bien-tap` becomes `banbientap`.
fn unmarked(text: &str) -> String {
    let key = search_key(text);
    key.chars().filter(|it| it.is_alphanumeric()).collect()
}

fn is_common(plain: &str) -> bool {
    let letters: Vec<char> = plain.chars().collect();
    let different: HashSet<char> = letters.iter().copied().collect();
    if different.len() < LETTERS_LEAST
        || letters.iter().all(char::is_ascii_digit)
        || is_sequence(&letters)
    {
        return true;
    }
    let core = core(plain);
    if COMMON.contains(plain)
        || (COMMON.contains(core) && plain.len() - core.len() <= 2 * BESIDE_CHARS)
    {
        return true;
    }
    (1..=letters.len() / 2)
        .filter(|piece| {
            letters
                .iter()
                .zip(letters.iter().skip(*piece))
                .all(|(a, b)| a == b)
        })
        .any(|piece| {
            let once: String = letters.iter().take(piece).collect();
            piece <= SHORT_PIECE_CHARS || COMMON.contains(self::core(&once))
        })
}

/// The text without digits and signs around it.
fn core(plain: &str) -> &str {
    plain.trim_matches(|it: char| !it.is_alphabetic())
}

/// Whether the letters form a sequence such as `abcdefghijkl` or `987654321098`.
fn is_sequence(letters: &[char]) -> bool {
    let steps = letters.iter().zip(letters.iter().skip(1));
    let mut steps =
        steps.map(|(one, next)| i64::from(u32::from(*next)) - i64::from(u32::from(*one)));
    let Some(first) = steps.next() else {
        return true;
    };
    first.abs() <= 1 && steps.all(|step| step == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_others_guess_first_are_refused() {
        let names = ["ban-bien-tap", "Trịnh Thị Hạnh", "Xã Thiệu Hoá 2"];
        for (password, expected) in [
            ("ngắn quá", Some(Fault::Short)),
            ("password1234", Some(Fault::Common)),
            ("Mật khẩu 123456", Some(Fault::Common)),
            ("VietNam@2026!!", Some(Fault::Common)),
            ("matkhaumatkhau", Some(Fault::Common)),
            ("abcabcabcabc", Some(Fault::Common)),
            ("abcdefghijklmn", Some(Fault::Common)),
            ("aaaaaaaaaaaaaa", Some(Fault::Common)),
            ("038184012345", Some(Fault::Common)),
            ("            ", Some(Fault::Common)),
            ("bltynbabrfwbz", Some(Fault::Common)),
            ("Trịnh Thị Hạnh 85", Some(Fault::Names)),
            ("trinhhanh1985", Some(Fault::Names)),
            ("banbientap2026", Some(Fault::Names)),
            ("b.a.n-bien_tap 26", Some(Fault::Names)),
            ("ThiệuHóa2@2026", Some(Fault::Names)),
            ("tungnha@k7m2q", Some(Fault::Names)),
            ("tocongnghesocongdong26", Some(Fault::Names)),
            ("đi từng ngõ, gõ từng nhà", None),
            ("rà từng người", None),
            ("ba con gà đá nhau", None),
            ("ak37-b9qm-2x", None),
        ] {
            assert_eq!(fault(password, &names), expected, "{password}");
        }
        assert_eq!(fault(&"dài ".repeat(100), &names), Some(Fault::Long));
    }

    #[test]
    fn the_list_of_common_passwords_is_there() {
        assert!(COMMON.len() > 20_000);
        let as_long = COMMON.iter().filter(|it| it.len() >= SHORTEST_CHARS);
        assert!(as_long.count() > 300);
    }
}

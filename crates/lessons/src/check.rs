//! What may be wrong with a card whose form is right: long sentences, wrong addresses, asking for
//! secrets, dates in the future, missing pictures.
use crate::parse::{Parsed, Place, PlacedText, Problems};
use crate::sentence::{sentences, syllables};
use crate::{Problem, parse, picture};
use domain::Day;

/// Most syllables of a sentence, so that a villager of sixty understands it at once.
pub const SENTENCE_LIMIT_SYLLABLES: usize = 25;
/// Largest drawing, so that a card loads quickly on a slow line.
pub const PICTURE_LIMIT_BYTES: usize = 4 * 1024;

/// Secrets that nobody but their owner may know.
const SECRETS: &[&str] = &[
    "mật khẩu",
    "otp",
    "mã pin",
    "số pin",
    "mã xác thực",
    "mã xác nhận",
];
/// Verbs of telling or giving. One of these, followed by a word of `FOR_OTHERS`, hands something to
/// someone else.
const TELLING: &[&str] = &[
    "đọc",
    "nói",
    "gửi",
    "đưa",
    "nhắn",
    "báo",
    "cung cấp",
    "chuyển",
];
const FOR_OTHERS: &[&str] = &[" cho ", " giúp", " hộ", " tới "];
/// Phrases for doing something in the owner's place.
const INSTEAD: &[&str] = &[
    "gõ hộ",
    "gõ giúp",
    "gõ thay",
    "nhập hộ",
    "nhập giúp",
    "nhập thay",
    "bấm hộ",
    "bấm giúp",
    "điền hộ",
    "điền giúp",
    "ghi hộ",
    "nhớ hộ",
    "giữ hộ",
];
/// A sentence with one of these words warns against it.
const WARNING: &[&str] = &["không", "đừng", "chớ", "lừa", "kẻ gian", "tự tay"];

/// The last parts of host names that cards may mention.
const DOMAIN_ENDINGS: &[&str] = &["vn", "com", "net", "org"];
/// Markup that the text of a card may not contain.
const MARKUP: &[&str] = &["](", "<", ">", "`", "__"];

/// All problems of one card's file: those of its form, or if it has none, those of its content.
pub fn check(file: &str, text: &str, pictures: &[(&str, &str)], today: Day) -> Vec<Problem> {
    let mut problems = Problems::new(file);
    if vietnamese::nfc(text) != text {
        problems.add(1, "the file is not in Unicode's composed form (NFC)");
    }
    match parse::read(file, text) {
        Ok(parsed) => whole(file, &parsed, pictures, today, &mut problems),
        Err(found) => problems.found.extend(found),
    }
    problems.found.sort();
    problems.found
}

fn whole(
    file: &str,
    parsed: &Parsed,
    pictures: &[(&str, &str)],
    today: Day,
    problems: &mut Problems<'_>,
) {
    let card = &parsed.card;
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".md"));
    if stem != Some(card.skill.as_str()) {
        problems.add(2, format!("the file of {} is named after it", card.skill));
    }
    if card.checked > today {
        problems.add(
            parsed.keys.checked,
            format!("{} has not come yet", card.checked),
        );
    }
    for told in &parsed.told {
        text(told, problems);
    }
    let Some(name) = &card.picture else { return };
    let path = format!("pictures/{name}");
    match pictures.iter().find(|(file, _)| *file == path) {
        Some((_, svg)) => {
            for what in picture::problems(svg) {
                problems.add(parsed.keys.picture, format!("{name}: {what}"));
            }
        }
        None => problems.add(parsed.keys.picture, format!("there is no picture {path}")),
    }
}

fn text(told: &PlacedText, problems: &mut Problems<'_>) {
    let PlacedText { place, line, text } = told;
    for sentence in sentences(text) {
        let count = syllables(sentence);
        if count > SENTENCE_LIMIT_SYLLABLES {
            let what = format!("{count} syllables, {SENTENCE_LIMIT_SYLLABLES} at most: {sentence}");
            problems.add(*line, what);
        }
        if instructs(*place) && asks_for_a_secret(sentence) {
            problems.add(
                *line,
                format!("asks for a secret to be told or typed: {sentence}"),
            );
        }
    }
    for markup in MARKUP.iter().filter(|markup| text.contains(*markup)) {
        problems.add(*line, format!("{markup:?} has no place in a card's text"));
    }
    if text.matches("**").count() % 2 == 1 {
        problems.add(*line, "a ** is left open");
    }
    for word in text.split_whitespace() {
        if let Some(what) = wrong_address(word) {
            problems.add(*line, format!("{what}: {word}"));
        }
    }
}

/// Whether a text tells people what to do. Mistakes, wrong answers and reasons may describe what
/// should not be done.
fn instructs(place: Place) -> bool {
    matches!(
        place,
        Place::Lead | Place::Step | Place::Watch | Place::Safety | Place::RightAnswer
    )
}

fn asks_for_a_secret(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if !has(SECRETS) || has(WARNING) {
        return false;
    }
    let told_to_others = TELLING.iter().any(|verb| {
        let after = sentence.split_once(verb).map(|(_, after)| after);
        after.is_some_and(|after| FOR_OTHERS.iter().any(|whom| after.contains(whom)))
    });
    told_to_others || has(INSTEAD)
}

/// What is wrong with a word that looks like a web address or has a full stop inside.
fn wrong_address(word: &str) -> Option<&'static str> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    if word.contains("://") {
        return Some("addresses are written plainly, without https://");
    }
    let word = word.split('/').next().unwrap_or_default();
    let last = word.rsplit_once('.')?.1;
    if !last.starts_with(char::is_alphabetic) {
        return None;
    }
    if !word.is_ascii() {
        return Some("a blank is missing after a full stop");
    }
    let label = |it: &str| {
        let plain =
            |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        !it.is_empty() && it.bytes().all(plain) && !it.starts_with('-') && !it.ends_with('-')
    };
    if !word.split('.').all(label) || !DOMAIN_ENDINGS.contains(&last) {
        return Some("not an address as dichvucong.gov.vn is one");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_asked_for_and_may_be_warned_of() {
        for asking in [
            "Đọc mã OTP cho tổ viên nhập.",
            "Tổ viên gõ hộ mật khẩu.",
            "Gửi mật khẩu tới cán bộ xã.",
            "Nói mã PIN cho người giúp.",
        ] {
            assert!(asks_for_a_secret(asking), "{asking}");
        }
        for warning in [
            "Không đọc mã OTP cho ai.",
            "Ai bảo đọc mã OTP cho họ đều là lừa đảo.",
            "Người dân tự tay gõ mật khẩu, tổ viên nhìn chỗ khác.",
            "Đọc mã hồ sơ cho tổ viên nghe.",
            "Nhập mật khẩu rồi bấm “Tiếp tục”.",
        ] {
            assert!(!asks_for_a_secret(warning), "{warning}");
        }
    }

    #[test]
    fn only_plain_web_addresses_are_accepted() {
        for right in [
            "dichvucong.gov.vn.",
            "“vssid.gov.vn”,",
            "1.000",
            "v1.0",
            "xong.",
            "https://",
            "example.com/dichvucong.gov.vn",
        ] {
            assert_eq!(wrong_address(right), None, "{right}");
        }
        for wrong in [
            "dichvucong.gov.vnn",
            "máy.Rồi",
            "a-.vn",
            "Shop.Com",
            "https://a.vn",
        ] {
            assert!(wrong_address(wrong).is_some(), "{wrong}");
        }
    }
}

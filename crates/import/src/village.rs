//! The names of villages: what kind each says it is, and which of them are the same.
use std::collections::HashMap;
use std::sync::LazyLock;
use vietnamese::{identity_key, search_key};

/// The words before the name of a village, longest first where one begins another, each with the
/// ways it is shortened.
const WORDS: &[(&str, &[&str])] = &[
    ("khu dân cư", &["kdc"]),
    ("cụm dân cư", &["cdc"]),
    ("tổ dân phố", &["tdp", "tổ dp", "t.d.p"]),
    ("tổ nhân dân", &["tnd"]),
    ("tổ tự quản", &["ttq"]),
    ("khu phố", &["kp", "k.p", "k/p"]),
    ("khối phố", &["khp"]),
    ("tiểu khu", &["tk"]),
    ("thôn", &["t"]),
    ("xóm", &["x"]),
    ("bản", &[]),
    ("làng", &[]),
    ("ấp", &[]),
    ("khóm", &[]),
    ("khối", &[]),
    ("khu", &[]),
    ("buôn", &[]),
    ("bon", &[]),
    ("plei", &["plơi"]),
    ("phum", &[]),
    ("sóc", &[]),
    ("đội", &[]),
    ("phố", &[]),
    ("tổ", &[]),
];

/// A village's name taken apart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct VillageName {
    /// The word for its kind in full, such as `khu phố`; none if the name stands alone.
    pub word: Option<&'static str>,
    /// The name after the word, as written.
    pub name: String,
}

impl VillageName {
    pub fn of(text: &str) -> Self {
        let text = apart(&vietnamese::nfc(text));
        let keys = Keys::of(&text);
        for word in PREPARED.iter() {
            if let Some(rest) = word.rest(&text, &keys) {
                return Self {
                    word: Some(word.word),
                    name: rest,
                };
            }
        }
        Self {
            word: None,
            name: text,
        }
    }

    /// The part of the key that stands for the name: numbers count, not how they are padded.
    pub fn name_key(&self) -> String {
        let key = identity_key(&self.name);
        let parts = key.split(' ').map(|part| {
            let plain = part.trim_start_matches('0');
            let number = part.bytes().all(|it| it.is_ascii_digit()) && !plain.is_empty();
            if number { plain } else { part }
        });
        let parts: Vec<&str> = parts.collect();
        match parts.as_slice() {
            [number_word, number]
                if *number_word == identity_key("số")
                    && number.starts_with(|it: char| it.is_ascii_digit()) =>
            {
                (*number).to_owned()
            }
            parts => parts.join(" "),
        }
    }
}

/// Puts a space between letters and the digits behind them, and single spaces elsewhere.
fn apart(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    let mut before = ' ';
    for letter in text.chars() {
        if letter.is_ascii_digit() && before.is_alphabetic() {
            spaced.push(' ');
        }
        spaced.push(letter);
        before = letter;
    }
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ")
}

/// The words of a text as keys, made once.
struct Keys {
    marked: Vec<String>,
    /// Only where the text has no marks: `Thon Dong` is meant as one, `Lang Chánh` is no làng.
    plain: Option<Vec<String>>,
}

impl Keys {
    fn of(text: &str) -> Self {
        let bare = |word: &str| word.trim_end_matches(['.', ',', ':']).to_owned();
        let words = |key: &str| key.split(' ').map(bare).collect::<Vec<_>>();
        let plain = vietnamese::search_key(text);
        Self {
            plain: (plain == text.to_lowercase()).then(|| words(&plain)),
            marked: words(&identity_key(text)),
        }
    }
}

/// A word of [`WORDS`] with its keys.
struct Prepared {
    word: &'static str,
    marked: Vec<String>,
    plain: Vec<String>,
    short: Vec<String>,
}

static PREPARED: LazyLock<Vec<Prepared>> = LazyLock::new(|| {
    let words = |key: String| key.split(' ').map(str::to_owned).collect::<Vec<_>>();
    WORDS
        .iter()
        .map(|(word, short)| Prepared {
            word,
            marked: words(identity_key(word)),
            plain: words(search_key(word)),
            short: short.iter().map(|it| identity_key(it)).collect(),
        })
        .collect()
});

impl Prepared {
    /// The rest of a text that begins with the word, or with a short form of it, and goes on.
    fn rest(&self, text: &str, keys: &Keys) -> Option<String> {
        let begins = |words: &[String], begin: &[String]| {
            words.len() > begin.len() && words.starts_with(begin)
        };
        let meant = begins(&keys.marked, &self.marked)
            || keys
                .plain
                .as_ref()
                .is_some_and(|it| begins(it, &self.plain));
        if meant {
            let rest: Vec<&str> = text.split(' ').skip(self.marked.len()).collect();
            let rest = rest.join(" ");
            let rest = rest.trim_start_matches([':', '.', '-', ' ']);
            return (!rest.is_empty()).then(|| rest.to_owned());
        }
        self.short.iter().find_map(|short| after_short(text, short))
    }
}

/// The rest of a text that begins with a shortened word. One letter needs its point, `T. Tây Hải`,
/// or a number behind it, `T3`; a point or a number tells the longer ones from names too.
fn after_short(text: &str, short: &str) -> Option<String> {
    let first = |text: &str| text.chars().next().map(|it| it.to_lowercase().to_string());
    if first(text) != first(short) {
        return None;
    }
    let begin: String = text.chars().take(short.chars().count()).collect();
    if identity_key(&begin) != short {
        return None;
    }
    let rest = text.get(begin.len()..)?;
    let plain = rest.trim_start_matches(['.', ' ', ':']);
    let parted = rest.starts_with(['.', ' ', ':']);
    let pointed = rest.starts_with('.');
    let numbered = plain.starts_with(|it: char| it.is_ascii_digit());
    let long = short.chars().filter(|it| it.is_alphabetic()).count() > 1;
    let meant = parted && (pointed || numbered || long);
    (meant && !plain.is_empty()).then(|| plain.to_owned())
}

/// A key that two names of villages share only if they name the same village: `T. Tây Hải` is Thôn
/// Tây Hải and Thôn 01 is Thôn 1; Thôn Hà is not Thôn Hạ, and Khu phố 3 is not Thôn 3.
///
/// A name without the word has a key of its own; [`VillageIndex`] knows which village it may mean.
pub fn village_identity(name: &str) -> String {
    let village = VillageName::of(name);
    match village.word {
        Some(word) => format!("{} {}", identity_key(word), village.name_key()),
        None => village.name_key(),
    }
}

/// Whether a title names a kind of village.
pub(crate) fn has_word(title: &str) -> bool {
    let key = title_key(title);
    WORDS
        .iter()
        .any(|(word, _)| key.contains(&format!(" {} ", identity_key(word))))
}

fn title_key(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|it| if it.is_alphanumeric() { it } else { ' ' })
        .collect();
    format!(" {} ", identity_key(&plain))
}

/// The word of the one kind of village that a title names: `Thôn` is, `Thôn/Tổ dân phố` is not.
pub(crate) fn word_in(title: &str) -> Option<&'static str> {
    let key = title_key(title);
    let mut found = WORDS
        .iter()
        .map(|(word, _)| *word)
        .filter(|word| key.contains(&format!(" {} ", identity_key(word))));
    let word = found.next()?;
    // Words within the one that was found, as tổ is in tổ dân phố, are no other kind.
    found.all(|it| word.contains(it)).then_some(word)
}

/// Words and phrases in the names of sheets that say what is in them, not where.
#[rustfmt::skip]
const SHEET_PHRASES: &[&str] = &[
    "danh sách", "tổng hợp", "nhân khẩu", "hộ nghèo", "cận nghèo", "kinh doanh", "dữ liệu", "trang tính", "trang in",
    "hai thôn", "bản sao", "kết quả", "câu trả lời", "biểu mẫu", "phụ lục", "chính thức", "theo dõi", "toàn xã",
    "chi tiết", "tất cả", "thống kê", "hộ khẩu", "chủ hộ", "gia đình", "công an", "mặt trận", "thành viên", "cả xã",
    "ds", "sheet", "data", "bảng", "biểu", "mẫu", "hộ", "trang", "form", "responses", "copy", "final", "list", "page",
    "export", "nháp", "lọc", "cũ", "mới", "chung", "thôn", "xóm", "ấp", "xã", "phường", "table", "book", "gốc",
];

/// The village that the name of a sheet tells: `Thôn Đông`, `T. Tây Hải`, or `Tây Hải` alone, but
/// not `Sheet1` or `Danh sách`.
pub(crate) fn of_sheet_name(name: &str) -> Option<String> {
    let name = without_copy(name);
    // `Khu 5 + 6` is two of them.
    if name.contains(['+', '&']) {
        return None;
    }
    if let Some(placed) = crate::place_line::place(name) {
        let village = placed.kind != crate::place_line::Kind::Alley;
        return village.then_some(placed.name);
    }
    if let Some(village) = crate::place_line::village_in(name) {
        return Some(village);
    }
    let words = name.split_whitespace().count();
    let key = crate::phrases::key_of(name);
    let padded = format!(" {} ", key(name));
    let says_what = SHEET_PHRASES
        .iter()
        .any(|it| padded.contains(&format!(" {} ", key(it))));
    let plain = (1..=4).contains(&words)
        && name.chars().all(|it| it.is_alphabetic() || it == ' ')
        && name.starts_with(char::is_uppercase)
        && name.split_whitespace().all(vietnamese::is_syllable);
    (plain && !says_what).then(|| crate::place_line::shown(name))
}

/// Whether an alley of a list is one of the register: an older list may have brought `1` for `Ngõ 1`.
pub(crate) fn is_same_alley(listed: &str, known: &str) -> bool {
    let bare = bare_number(listed).is_some_and(|it| it == known);
    bare || identity_key(listed) == identity_key(known)
}

/// The number of an alley that has no other name: 1 of `Ngõ 1`.
pub(crate) fn bare_number(alley: &str) -> Option<&str> {
    let (word, number) = alley.split_once(' ')?;
    let is_number = number.bytes().all(|it| it.is_ascii_digit());
    (is_number && !word.is_empty()).then_some(number)
}

/// The name of a sheet without what tells a copy from the sheet that was copied: `Thôn Đông (2)`,
/// `Thôn Đông cũ`. Thôn Mới is a name.
fn without_copy(name: &str) -> &str {
    const COPIES: &[&str] = &["cũ", "mới", "in", "nháp", "gốc", "copy", "bản sao", "để in"];
    let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let name = name.trim();
    let counted = name.strip_suffix(')').and_then(|it| it.rsplit_once('('));
    let name = match counted {
        Some((before, copy)) if number(copy) && !before.trim().is_empty() => before.trim_end(),
        _ => name,
    };
    let mut copies = COPIES.iter().filter_map(|copy| name.strip_suffix(copy));
    let before = copies.find(|it| it.ends_with(' ')).map(str::trim_end);
    before
        .filter(|it| it.starts_with(char::is_uppercase) && it.contains(' '))
        .unwrap_or(name)
}

/// The keys of villages, each made once: a list names few villages in many rows.
#[derive(Debug, Default)]
pub(crate) struct VillageKeys(HashMap<String, String>);

impl VillageKeys {
    pub fn of(&mut self, name: &str) -> &str {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), village_identity(name));
        }
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Finds what belongs to a village by its name.
#[derive(Clone, Debug)]
pub struct VillageIndex<T> {
    exact: HashMap<String, T>,
    /// By the name after the word; `None` if several villages share it.
    named: HashMap<String, Option<T>>,
    /// Villages whose name has no word.
    wordless: HashMap<String, T>,
}

impl<T> Default for VillageIndex<T> {
    fn default() -> Self {
        Self {
            exact: HashMap::new(),
            named: HashMap::new(),
            wordless: HashMap::new(),
        }
    }
}

impl<T: Clone + PartialEq> VillageIndex<T> {
    /// Adds a name of a village; a village may have several.
    pub fn insert(&mut self, name: &str, value: T) {
        let village = VillageName::of(name);
        let key = village.name_key();
        if village.word.is_none() {
            self.wordless.insert(key.clone(), value.clone());
        }
        let named = self.named.entry(key).or_insert_with(|| Some(value.clone()));
        if named.as_ref() != Some(&value) {
            *named = None;
        }
        self.exact.insert(village_identity(name), value);
    }

    /// The village of this name. If the name has no word, the only village that has it after one;
    /// if no village has the name with its word, the one that is known without any.
    pub fn find(&self, name: &str) -> Option<&T> {
        if let Some(exact) = self.exact.get(&village_identity(name)) {
            return Some(exact);
        }
        let village = VillageName::of(name);
        let key = village.name_key();
        match village.word {
            None => self.named.get(&key)?.as_ref(),
            Some(_) => {
                let alone = self.named.get(&key).is_some_and(Option::is_some);
                self.wordless.get(&key).filter(|_| alone)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_are_told_apart_by_word_letter_and_mark() {
        for (left, right) in [
            ("Thôn Hà", "Thôn Hạ"),
            ("Khu phố 3", "Thôn 3"),
            ("Thôn 1", "Thôn 10"),
            ("Thôn 1", "Thôn 11"),
            ("Xóm Bắc", "Thôn Bắc"),
            ("Lang Chánh", "Làng Chánh"),
            ("Thôn 1", "Thôn 1A"),
            ("Tân Hải", "T. Ân Hải"),
        ] {
            assert_ne!(village_identity(left), village_identity(right), "{left}");
        }
    }

    #[test]
    fn one_village_written_in_two_ways_is_one() {
        for (left, right) in [
            ("T. Tây Hải", "Thôn Tây Hải"),
            ("T.Tây Hải", "THÔN TÂY HẢI"),
            ("Thôn 01", "thôn 1"),
            ("Thôn1", "Thôn số 1"),
            ("KP3", "Khu phố 3"),
            ("KP. 03", "Khu phố 3"),
            ("TDP 5", "Tổ dân phố số 5"),
            ("Thôn: Đông", "Thôn Đông"),
            ("Thôn Hoà Bình", "Thôn Hòa Bình"),
            ("Thon Dong", "thon dong"),
        ] {
            assert_eq!(village_identity(left), village_identity(right), "{left}");
        }
    }

    #[test]
    fn a_name_without_its_word_means_the_only_village_that_has_it() {
        let mut villages = VillageIndex::default();
        for (name, id) in [
            ("Thôn Tây Hải", 1),
            ("Thôn 3", 2),
            ("Khu phố 3", 3),
            ("Yên", 4),
        ] {
            villages.insert(name, id);
        }
        for (name, found) in [
            ("Tây Hải", Some(&1)),
            ("tây hải ", Some(&1)),
            ("T. Tây Hải", Some(&1)),
            ("Tây Hai", None),
            ("3", None),
            ("Xóm Tây Hải", None),
            ("Thôn Yên", Some(&4)),
            ("Khu phố 03", Some(&3)),
        ] {
            assert_eq!(villages.find(name), found, "{name}");
        }
    }
}

//! Finds the village or alley in a line of text: a title, a section row, an address.
#[cfg(test)]
mod tests;

use crate::phrases::key_of;
use crate::village::VillageName;
use vietnamese::{identity_key, search_key};

/// What a place is, as far as its word tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Village,
    Alley,
    /// A village in some provinces, a part of one in others: xóm, tổ, khu.
    Either,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Placed {
    pub kind: Kind,
    pub name: String,
}

#[rustfmt::skip]
const VILLAGES: &[&str] = &[
    "tổ dân phố", "khu dân cư", "khối phố", "tiểu khu", "khu phố", "thôn", "bản", "làng", "ấp", "khóm",
    "buôn", "plei", "plơi", "bon", "phum", "sóc", "khối",
];
const EITHER: &[&str] = &[
    "tổ nhân dân",
    "tổ tự quản",
    "xóm",
    "tổ",
    "khu",
    "đội",
    "cụm",
    "phố",
];
const ALLEYS: &[&str] = &[
    "khu vực",
    "liên gia",
    "nhóm hộ",
    "ngõ",
    "ngách",
    "hẻm",
    "kiệt",
    "đường",
    "tuyến",
    "dãy",
];

/// A text that is the name of a place: its word stands at the beginning, perhaps behind a number
/// (`I. Ngõ Giếng`), and nothing follows but how many households there are.
pub(crate) fn place(text: &str) -> Option<Placed> {
    let text = without_count(without_index(text));
    let words = text.split_whitespace().count();
    if !(2..=7).contains(&words) && !text.chars().any(|it| it.is_ascii_digit()) {
        return None;
    }
    let kind = kind(text)?;
    Some(Placed {
        kind,
        name: shown(text),
    })
}

fn kind(text: &str) -> Option<Kind> {
    let village = VillageName::of(text);
    if let Some(word) = village.word {
        let kind = if VILLAGES.contains(&word) {
            Kind::Village
        } else {
            Kind::Either
        };
        // `Khu vực chợ` is no khu.
        return Some(if begins(text, ALLEYS) {
            Kind::Alley
        } else {
            kind
        });
    }
    if begins(text, ALLEYS) {
        return Some(Kind::Alley);
    }
    begins(text, EITHER).then_some(Kind::Either)
}

fn begins(text: &str, words: &[&str]) -> bool {
    let key = key_of(text);
    let text = key(text);
    words.iter().any(|word| {
        let rest = text.strip_prefix(&key(word));
        rest.is_some_and(|it| {
            it.starts_with([' ', ':', '.']) || it.starts_with(|it: char| it.is_ascii_digit())
        })
    })
}

/// The text behind a number of a section: `I.`, `2)`, `A -`, `III/`.
pub(crate) fn without_index(text: &str) -> &str {
    let text = text.trim_start_matches(['*', '-', '+', '•', ' ', '–']);
    let index: String = text
        .chars()
        .take_while(|it| it.is_ascii_alphanumeric() || *it == '.')
        .collect();
    let rest = text[index.len()..].trim_start();
    let parted = index.ends_with('.') || rest.starts_with([')', '/', '-', '–', ':', '.']);
    let rest = rest.trim_start_matches([')', '/', '-', '–', ':', '.', ' ']);
    let bare = index.trim_end_matches('.');
    let number = bare
        .split('.')
        .all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
    // A letter and a point may be a shortened word: `T. Tây Hải`.
    let counts = (number && parted)
        || (is_roman(bare) && bare.len() > 1)
        || (is_index(bare) && kind(rest).is_some());
    if counts && !rest.is_empty() {
        rest
    } else {
        text
    }
}

/// The word that names what stands in a column of alleys: Ngõ below `Ngõ (hẻm)`.
pub(crate) fn word_of_alleys(title: &str) -> Option<String> {
    let key = key_of(title);
    let first = title
        .split(|it: char| !it.is_alphabetic())
        .find(|it| !it.is_empty())?;
    let mut words = ALLEYS.iter().chain(EITHER).filter(|it| !it.contains(' '));
    let word = words.find(|it| key(it) == key(first))?;
    Some(first_capital(word))
}

/// Whether a cell holds nothing but the number of a section in letters: `I`, `IV`, `A`.
pub(crate) fn is_index(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ')', '/', ':']);
    is_roman(bare) || (bare.len() == 1 && bare.bytes().all(|it| it.is_ascii_uppercase()))
}

pub(crate) fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.len() <= 6 && text.bytes().all(|it| b"IVXL".contains(&it))
}

/// The text without how many households or people are behind it: `Ngõ 1 (12 hộ)`.
fn without_count(text: &str) -> &str {
    let key = search_key(text);
    let counted = [" ho", " khau", " nhan khau", " nguoi", " ho dan"];
    let inner = key.trim_end_matches([')', '.', '/', ' ', ']']);
    if !counted.iter().any(|it| inner.ends_with(it)) {
        return text;
    }
    let signs = |it: char| {
        it == '(' || it == '[' || it == ':' || it == '-' || it == '–' || it == ',' || it == ';'
    };
    let cut = text.char_indices().filter(|(at, it)| {
        let digits = text[at + it.len_utf8()..].trim_start();
        signs(*it)
            && (digits.starts_with(|it: char| it.is_ascii_digit())
                || ["có ", "gồm ", "Tổng", "tổng", "TỔNG"]
                    .iter()
                    .any(|word| digits.starts_with(word)))
    });
    let cut = cut.map(|(at, _)| at).next();
    let cut = cut.or_else(|| {
        let lower = text.to_lowercase();
        [" gồm ", " có "]
            .iter()
            .find_map(|it| lower.find(it))
            .filter(|at| text.is_char_boundary(*at))
    });
    cut.map_or(text, |at| text[..at].trim_end())
}

/// The place as it is to be shown: in small letters if it is shouted, its word in full.
pub(crate) fn shown(text: &str) -> String {
    let text = calm(text);
    let name = VillageName::of(&text);
    let Some(word) = name.word else {
        return first_capital(text.trim_end_matches([':', ',', ';', ' ']));
    };
    let given = text
        .get(..word.len())
        .is_some_and(|it| identity_key(it) == identity_key(word));
    let rest = name.name.trim_start_matches([':', '.', '-', ' ']);
    let rest = rest.trim_end_matches([':', ',', ';', ' ']);
    match given {
        // The word as it was written, such as `Khu Phố`.
        true => first_capital(&format!("{} {rest}", &text[..word.len()])),
        false => first_capital(&format!("{word} {rest}")),
    }
}

fn first_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `THÔN TÂY HẢI` as `Thôn Tây Hải`; numbers such as II and 3A stay.
fn calm(text: &str) -> String {
    let letters = || text.chars().filter(|it| it.is_alphabetic());
    if letters().any(char::is_lowercase) || letters().count() < 2 {
        return text.to_owned();
    }
    let words = text.split(' ').map(|word| {
        let keep = is_roman(word)
            || word.chars().any(|it| it.is_ascii_digit())
            || word.chars().count() == 1;
        if keep {
            return word.to_owned();
        }
        let small = word.to_lowercase();
        let mut after = true;
        let letters = small.chars().flat_map(|it| {
            let upper = after;
            after = !it.is_alphabetic() && it != '\'';
            if upper {
                it.to_uppercase().collect::<Vec<_>>()
            } else {
                vec![it]
            }
        });
        letters.collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Words after which a place's word is no name of one.
const BEFORE_NONE: &[&str] = &[
    "các",
    "trưởng",
    "phó",
    "mỗi",
    "từng",
    "tên",
    "cấp",
    "văn",
    "biên",
    "phiên",
    "ấn",
    "thành",
    "hai",
    "ba",
];
/// Words that end the name of a village in a title.
const STOPS: &[&str] = &[
    "xã",
    "phường",
    "huyện",
    "quận",
    "tỉnh",
    "tính",
    "trang",
    "tháng",
    "ngày",
    "đợt",
    "quý",
    "kèm",
    "theo",
    "tờ",
    "thuộc",
    "trên",
    "từ",
    "đến",
    "có",
    "gồm",
    "là",
    "của",
    "tại",
    "được",
    "phục",
    "để",
    "lần",
    "tx",
    "tp",
    "và",
];
/// Words after a place's word that make it another: `bản kê khai`, `làng nghề`.
#[rustfmt::skip]
const AFTER_NONE: &[(&str, &[&str])] = &[
    ("bản", &["kê", "sao", "tổng", "đăng", "cam", "chính", "khai", "tự", "mô", "đồ", "thống", "tin"]),
    ("làng", &["nghề", "văn", "xã"]),
    ("khối", &["lượng", "dân"]),
    ("buôn", &["bán", "làng"]),
    ("khu phố", &["văn"]),
    ("thôn", &["trưởng", "tính"]),
    ("ấp", &["trưởng"]),
];

/// The village that a title names: `DANH SÁCH HỘ THÔN YÊN - Trang 2`. `None` also if it names two.
pub(crate) fn village_in(text: &str) -> Option<String> {
    let key = key_of(text);
    let has = |list: &[&str], word: &str| list.iter().any(|it| key(it) == word);
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| key(word.trim_matches(|it: char| !it.is_alphanumeric()));
    let shouted = !text.chars().any(char::is_lowercase);
    let mut found: Option<(bool, String)> = None;
    let mut at = 0;
    while at < words.len() {
        let Some((length, word)) = village_word(&words[at..], key) else {
            at += 1;
            continue;
        };
        let before = at
            .checked_sub(1)
            .map(|it| bare(words[it]))
            .unwrap_or_default();
        let name = name_after(
            &words[at + length..],
            (words[at + length - 1], word),
            &bare,
            &has,
            (key, shouted),
        );
        at += length;
        let numbered = name
            .first()
            .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()) || is_roman(it));
        let needs_number = ["tổ", "khu", "đội", "cụm"].contains(&word);
        let another = has(BEFORE_NONE, &before) || (word == "làng" && before == key("dân"));
        if another || name.is_empty() || (needs_number && !numbered) {
            continue;
        }
        let village = shown(&format!("{word} {}", calm(&name.join(" "))));
        // `TỔ 3 - THÔN PHÚ LỘC`: the group is a part of the village.
        let strong = VILLAGES.contains(&word);
        match &found {
            Some((true, _)) if !strong => {}
            Some((known, _)) if *known != strong => found = Some((strong, village)),
            Some((_, known)) if identity_key(known) != identity_key(&village) => return None,
            _ => found = Some((strong, village)),
        }
        at += name.len();
    }
    found.map(|(_, village)| village)
}

/// The word of a village that a title goes on with, and how many words it has there.
fn village_word(words: &[&str], key: fn(&str) -> String) -> Option<(usize, &'static str)> {
    let bare = |it: &&str| {
        key(it
            .trim_start_matches(['(', '"', '“', '-', '–'])
            .trim_end_matches([':', '.']))
    };
    let known = VILLAGES
        .iter()
        .chain(["xóm", "tổ", "khu", "đội", "cụm"].iter());
    let long = known.copied().find_map(|word| {
        let parts: Vec<&str> = word.split(' ').collect();
        let here: Vec<String> = words.iter().take(parts.len()).map(bare).collect();
        let same = here.len() == parts.len()
            && here
                .iter()
                .zip(&parts)
                .all(|(here, part)| *here == key(part));
        same.then_some((parts.len(), word))
    });
    long.or_else(|| match bare(words.first()?).as_str() {
        "tdp" => Some((1, "tổ dân phố")),
        "kp" => Some((1, "khu phố")),
        "kdc" => Some((1, "khu dân cư")),
        _ => None,
    })
}

/// The words of a name, up to a sign or a word that ends it.
fn name_after<'a>(
    words: &[&'a str],
    (last, place): (&str, &str),
    bare: &impl Fn(&str) -> String,
    has: &impl Fn(&[&str], &str) -> bool,
    (key, shouted): (fn(&str) -> String, bool),
) -> Vec<&'a str> {
    const NAME_LIMIT: usize = 5;
    // `Thôn Lợn Rừng đề nghị`: a name in capitals ends with them.
    let capital = |it: &&str| it.starts_with(char::is_uppercase);
    let by_capitals = !shouted && words.first().is_some_and(capital);
    let mut name = Vec::new();
    if last.ends_with([',', ';', ')', '/']) {
        return name;
    }
    for (at, word) in words.iter().enumerate() {
        let is = bare(word);
        let next_is_year = words.get(at + 1).is_some_and(|it| {
            let digits = it.chars().filter(char::is_ascii_digit).count();
            digits == 4 || it.starts_with(['…', '.'])
        });
        // `Thôn Quý Hương` is a name, `quý 3` a time.
        let next_counts = words
            .get(at + 1)
            .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()) || is_roman(it));
        let is_time = is != key("quý") || next_counts;
        let ends = is.is_empty()
            || word.starts_with(['(', '-', '–', '"'])
            || (has(STOPS, &is) && is_time)
            || (at > 0 && by_capitals && word.starts_with(char::is_lowercase))
            || (at > 0 && has(&["thôn", "ấp", "khóm", "buôn", "tdp"], &is))
            || (is == key("năm") && (next_is_year || at > 0))
            || (is == key("thị")
                && words
                    .get(at + 1)
                    .is_some_and(|it| has(&["trấn", "xã"], &bare(it))))
            || (at == 0 && makes_another(place, &is, words.len() == 1, key))
            || name.len() == NAME_LIMIT;
        if ends {
            break;
        }
        if is != key("số") || at > 0 {
            name.push(word.trim_matches(|it: char| !it.is_alphanumeric()));
        }
        if word.ends_with([',', ';', ':', '.', ')', '"', '”', '-', '–']) {
            break;
        }
    }
    name
}

/// Whether a word behind a place's word makes it no name: it says what else is meant, or is only
/// another such word.
fn makes_another(place: &str, is: &str, alone: bool, key: fn(&str) -> String) -> bool {
    let after = AFTER_NONE.iter().filter(|(word, _)| *word == place);
    let another = after
        .flat_map(|(_, words)| words.iter())
        .any(|it| key(it) == is);
    let words = VILLAGES.iter().chain(EITHER);
    another || (alone && words.copied().any(|it| key(it) == is))
}

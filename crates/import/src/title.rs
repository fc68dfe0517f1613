//! What the title of a column means.
use crate::Field;
use std::collections::HashSet;
use std::sync::LazyLock;
use vietnamese::{identity_key, search_key};

/// What is known of a title.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    Field(Field),
    /// A field of someone else than whom the row is about: the name of the wife, the year of birth of
    /// a second member.
    OfAnother(Field),
    /// A title of lists, of which nothing is kept.
    Unused,
}

/// The part of a name that a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// Family and middle names: `Họ và đệm`.
    Family,
    /// The given name alone: `Tên`.
    Given,
    Whole,
}

/// Where a phrase must stand in a title.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Within,
    Alone,
}

use Meaning::{Field as Is, OfAnother, Unused};
use Stands::{Alone, Within};

/// The first phrase that a title holds decides.
#[rustfmt::skip]
const PHRASES: &[(Stands, Meaning, &[&str])] = &[
    (Within, Is(Field::Code), &["mã hộ", "mã số hộ"]),
    (Alone, Unused, &["tuổi", "tuổi chủ hộ"]),
    // Children are kept as numbers; their parents are the household.
    (Within, Unused, &["học sinh", "tên trẻ", "tên bé", "trẻ em"]),
    (Within, Unused, &[
        "ngày cấp", "nơi cấp", "cơ quan cấp", "nơi sinh", "quê quán", "nguyên quán", "giới tính",
        "dân tộc", "tôn giáo", "trình độ", "email", "e mail", "gmail", "thư điện tử", "dấu thời gian",
        "timestamp", "bhyt", "bhxh", "bảo hiểm", "tài khoản", "ngân hàng", "quốc tịch", "diện tích",
        "thu nhập", "lý do", "lí do", "ngày chuyển", "ngày đến", "ngày đi", "ngày mất", "nơi làm việc",
        "điện thoại thông minh", "smartphone", "internet", "wifi", "facebook", "thường gọi",
        "tên khác", "bí danh", "người lập", "cán bộ", "phụ trách", "tổ trưởng", "trưởng thôn",
        "điều tra viên", "mã thôn", "mã xã", "mã tỉnh", "mã huyện", "mã tổ", "chữ ký", "ký tên", "ký nhận",
        "hộ nghèo", "cận nghèo", "thôn cũ", "xóm cũ", "địa chỉ cũ", "tên cũ", "tên cơ sở",
        "tổ viên", "cộng tác viên", "ctv",
        "lần đến", "lần thăm", "người lo", "người lớn", "khuyết tật", "chính sách",
    ]),
    (Within, Is(Field::Relation), &["quan hệ", "mối quan hệ", "qh", "q hệ", "quan hệ với ch"]),
    (Within, Is(Field::Identity), &[
        "cccd", "cmnd", "cmt", "cmtnd", "căn cước", "định danh", "chứng minh", "đdcn", "đđcn",
        "hộ chiếu", "mã số thuế", "mst",
    ]),
    (Within, Is(Field::Phone), &[
        "điện thoại", "sđt", "đtdđ", "dđ", "số đt", "di động", "đthoại", "đt", "zalo", "số liên hệ", "số máy",
        "số liên lạc", "đ thoại",
        "phone", "mobile", "tel",
    ]),
    (Alone, Is(Field::Phone), &["đ t", "liên hệ", "liên lạc", "số điện thọai"]),
    (Within, Is(Field::BirthYear), &[
        "năm sinh", "ngày sinh", "sinh năm", "sinh ngày", "ngày tháng sinh", "ntns", "ngày tháng năm sinh",
    ]),
    (Alone, Is(Field::BirthYear), &[
        "ns", "n s", "sn", "s n", "nsinh", "n sinh", "sinh", "năm sinh dương lịch", "ngày tháng năm",
    ]),
    (Within, Is(Field::People), &[
        "nhân khẩu", "số khẩu", "số người", "mấy người", "bao nhiêu người", "số thành viên", "mấy khẩu",
    ]),
    (Alone, Is(Field::People), &["khẩu", "nk", "số nk"]),
    (Within, Is(Field::Address), &[
        "hộ khẩu thường trú", "hktt", "đăng ký hộ khẩu", "nơi thường trú",
    ]),
    (Within, Is(Field::Code), &[
        "mã hộ", "mã số hộ", "số hộ khẩu", "sổ hộ khẩu", "số sổ", "mã gia đình", "mã hgđ", "số hk",
        "mã số", "mã khách", "mã hồ sơ",
    ]),
    (Alone, Is(Field::Code), &["mã", "code", "id", "mã id"]),
    (Within, Is(Field::HouseholdNumber), &[
        "stt hộ", "số hộ", "số tt hộ", "tt hộ", "số thứ tự hộ", "thứ tự hộ", "hộ thứ",
    ]),
    (Alone, Is(Field::HouseholdNumber), &["hộ số", "hộ", "sh"]),
    (Within, Is(Field::Head), &[
        "tên hộ kinh doanh", "tên chủ hộ", "chủ hộ họ và tên", "chủ hộ kinh doanh", "đại diện hộ", "người đại diện", "tên hộ gia đình",
    ]),
    (Within, Is(Field::DoorNumber), &["số nhà"]),
    (Within, Is(Field::Address), &[
        "địa chỉ", "nơi ở", "chỗ ở", "thường trú", "nơi cư trú", "tạm trú", "nơi sinh sống",
    ]),
    (Alone, Is(Field::Address), &["đ c", "đ chỉ"]),
    (Within, Is(Field::Head), &["chủ hộ", "chủ nhà", "chủ cơ sở", "tên hộ"]),
    (Within, Is(Field::Head), &["người đứng tên"]),
    (Alone, Is(Field::Head), &["hộ gia đình", "ông bà", "hộ ông bà"]),
    (Within, Is(Field::Business), &[
        "ngành nghề", "kinh doanh", "hkd", "mặt hàng", "ngành hàng", "buôn bán", "nghề kd",
    ]),
    (Within, Unused, &[
        "nghề nghiệp", "người liên hệ",
    ]),
    (Within, Is(Field::Name), &[
        "họ và tên", "họ tên", "họ và chữ đệm", "họ chữ đệm", "thành viên", "họ và đệm", "họ đệm",
        "họ lót", "chữ lót", "tên đệm", "chữ đệm", "tên nhân khẩu", "tên công dân", "họ và lót",
    ]),
    (Alone, Is(Field::Head), &["head", "head of household"]),
    (Alone, Is(Field::Village), &["village"]),
    (Alone, Is(Field::Alley), &["alley"]),
    (Alone, Unused, &["member", "last visit", "adults named"]),
    (Alone, Is(Field::Name), &["tên", "họ", "đệm", "lót", "tên gọi", "tên riêng", "name", "full name"]),
    (Within, Is(Field::Village), &[
        "thôn", "tổ dân phố", "tdp", "khu phố", "khu dân cư", "kdc", "bản", "làng", "ấp", "khóm", "buôn",
        "phum", "sóc", "khối phố", "tiểu khu", "khối", "plei", "bon", "tổ nhân dân",
    ]),
    (Within, Is(Field::Alley), &[
        "ngõ", "ngách", "hẻm", "kiệt", "đường", "xóm", "phố", "tổ", "cụm", "đội", "khu vực", "liên gia",
        "khu", "tuyến", "nhóm hộ",
    ]),
    (Within, Is(Field::Note), &["ghi chú", "chú thích", "g chú"]),
    (Alone, Is(Field::Note), &["gc"]),
    (Within, Is(Field::Number), &["stt", "số tt", "số thứ tự"]),
    (Alone, Is(Field::Number), &["tt", "s t t", "no", "thứ tự", "số"]),
];

/// Words of titles that speak of someone else than whom the row is about.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "vợ", "chồng", "con", "bố", "mẹ", "cha", "giám sát", "giám hộ", "phỏng vấn", "trả lời", "cung cấp",
    "điều tra", "bảo lãnh", "thừa kế", "giới thiệu", "người nhận", "người nộp", "liên hệ khẩn", "người lập",
    "người khai", "chăm sóc",
];
/// Words of titles that speak of someone outside the household, whose phone is not its own.
#[rustfmt::skip]
const OUTSIDERS: &[&str] = &[
    "người giúp", "giúp đỡ", "giám sát", "phỏng vấn", "điều tra", "giới thiệu", "cung cấp", "hướng dẫn",
    "tiếp nhận", "hỗ trợ", "người thu", "quản lý",
];
/// Words that count people: the first is the row's own, the second is another.
const COUNTED: &[&str] = &[
    "thành viên",
    "người",
    "người thứ",
    "nhân khẩu",
    "thành viên thứ",
    "người số",
];

/// Words of titles that say nothing by themselves.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "và", "của", "gia", "đình", "ghi", "đầy", "đủ", "theo", "hiện", "nay", "tại", "nếu", "có", "không",
    "bạn", "ông", "bà", "anh", "chị", "người", "dân", "được", "liên", "hệ", "lạc", "cơ", "sở", "đang",
    "cư", "trú", "chính", "phụ", "đăng", "ký", "tháng", "ngày", "năm", "nam", "nữ", "nào", "mấy", "bao",
    "nhiêu", "hoặc", "với", "trong", "các", "loại", "thuộc", "diện", "đối", "tượng", "mới", "cũ", "chữ",
    "in", "hoa", "cá", "nhân", "tình", "trạng", "kết", "quả", "rà", "soát", "điểm", "viết", "bằng", "là",
    "ở", "đến", "cho", "thông", "tin", "số", "tên", "chủ", "hộ", "nhà", "nhất", "xin", "vui", "lòng",
    "nhập", "dd", "mm", "yyyy", "điền", "trực", "tiếp", "khác", "đó", "như", "lớn", "nhỏ", "hành", "nghề", "tự", "thứ", "bắt", "buộc",
];

/// More words make a sentence, not the title of a column.
const WORDS_LIMIT: usize = 20;

struct Lexicon {
    phrases: Vec<(Stands, Meaning, Vec<Vec<String>>)>,
    others: Vec<Vec<String>>,
    outsiders: Vec<Vec<String>>,
    counted: Vec<Vec<String>>,
    words: HashSet<String>,
}

impl Lexicon {
    fn new(key: fn(&str) -> String) -> Self {
        let apart = |phrase: &&str| -> Vec<String> { phrase.split(' ').map(key).collect() };
        let phrases: Vec<(Stands, Meaning, Vec<Vec<String>>)> = PHRASES
            .iter()
            .map(|(stands, meaning, phrases)| {
                (*stands, *meaning, phrases.iter().map(apart).collect())
            })
            .collect();
        let mut words: HashSet<String> = FILLERS.iter().map(|it| key(it)).collect();
        let others: Vec<Vec<String>> = OTHERS.iter().map(apart).collect();
        let outsiders: Vec<Vec<String>> = OUTSIDERS.iter().map(apart).collect();
        let counted: Vec<Vec<String>> = COUNTED.iter().map(apart).collect();
        let known = phrases.iter().flat_map(|(_, _, phrases)| phrases);
        let known = known.chain(&others).chain(&outsiders).chain(&counted);
        let known = known.flatten();
        words.extend(known.cloned());
        Self {
            phrases,
            others,
            outsiders,
            counted,
            words,
        }
    }

    fn speaks_of_an_outsider(&self, words: &[String]) -> bool {
        let mut outsiders = self.outsiders.iter();
        outsiders.any(|it| words.windows(it.len()).any(|window| window == it))
    }

    fn speaks_of_another(&self, words: &[String]) -> bool {
        // `Các thành viên (vợ, chồng, con)` are all people of the household.
        let of_all = |it: &String| ["cac", "moi"].contains(&search_key(it).as_str());
        if words.iter().any(of_all) {
            return false;
        }
        let second = |it: &String| it.parse::<u8>().is_ok_and(|number| number >= 2);
        let counted = self.counted.iter().any(|phrase| {
            let mut windows = words.windows(phrase.len() + 1);
            windows.any(|it| it.starts_with(phrase) && it.last().is_some_and(second))
        });
        let mut others = self.others.iter();
        counted || others.any(|it| words.windows(it.len()).any(|window| window == it))
    }

    fn meaning(&self, words: &[String]) -> Option<Meaning> {
        let known = words.iter().filter(|it| self.words.contains(*it)).count();
        let numbers = words.iter().filter(|it| it.parse::<u8>().is_ok()).count();
        if (known + numbers) * 2 <= words.len() || known == 0 {
            return None;
        }
        let holds = |stands: Stands, phrase: &Vec<String>| match stands {
            Within => words.windows(phrase.len()).any(|window| window == phrase),
            Alone => words == phrase,
        };
        let mut phrases = self.phrases.iter();
        let found =
            phrases.find(|(stands, _, phrases)| phrases.iter().any(|it| holds(*stands, it)));
        found.map(|(_, meaning, _)| *meaning)
    }
}

static MARKED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(identity_key));
static PLAIN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(search_key));

/// What a title means; `None` if it is no title of a list. Marks count where the title has any:
/// `bạn` is no `bản`.
pub(crate) fn meaning(title: &str) -> Option<Meaning> {
    let (words, marked) = words(title);
    let list = words
        .windows(2)
        .any(|it| search_key(&it.join(" ")) == "danh sach");
    if words.is_empty() || words.len() > WORDS_LIMIT || list {
        return None;
    }
    let lexicon = lexicon(marked);
    let numbered = title.bytes().any(|it| it.is_ascii_digit());
    // `Ngõ 1` is a place, `SĐT 1` a title.
    let place = |it: &Meaning| matches!(it, Is(Field::Village | Field::Alley));
    let meaning = lexicon.meaning(&words);
    let meaning = meaning.filter(|it| !(numbered && place(it)));
    match meaning {
        Some(Is(field @ (Field::Name | Field::BirthYear))) if lexicon.speaks_of_another(&words) => {
            Some(OfAnother(field))
        }
        Some(Is(Field::Phone)) if lexicon.speaks_of_an_outsider(&words) => Some(Unused),
        Some(Is(Field::Relation)) if is_relation_to_another(&words) => Some(Unused),
        meaning => meaning,
    }
}

/// `Quan hệ với liệt sĩ` says nothing of who is head.
fn is_relation_to_another(words: &[String]) -> bool {
    let words: Vec<String> = words.iter().map(|it| search_key(it)).collect();
    let to = words.iter().position(|it| it == "voi");
    let heads = ["chu", "ch", "ho", "chuho", "c", "nguoi"];
    to.and_then(|at| words.get(at + 1))
        .is_some_and(|it| !heads.contains(&it.as_str()) || words.iter().any(|it| it == "cong"))
}

fn lexicon(marked: bool) -> &'static Lexicon {
    if marked { &MARKED } else { &PLAIN }
}

/// Whether a title names children, beside whom a year of birth is theirs.
pub(crate) fn speaks_of_children(title: &str) -> bool {
    let (words, _) = words(title);
    let words: Vec<String> = words.iter().map(|it| search_key(it)).collect();
    ["hoc sinh", "ten tre", "ten be", "tre em"]
        .iter()
        .any(|it| {
            let phrase: Vec<&str> = it.split(' ').collect();
            words.windows(2).any(|window| window == phrase)
        })
}

/// Whether a title is that of a shop's name, beside which someone is its head.
pub(crate) fn is_name_of_shop(title: &str) -> bool {
    search_key(title).contains("ten ho kinh doanh")
}

/// Whether a title, or the one above it, speaks of someone else than whom the row is about.
pub(crate) fn speaks_of_another(title: &str) -> bool {
    let (words, marked) = words(title);
    words.len() <= WORDS_LIMIT && lexicon(marked).speaks_of_another(&words)
}

/// The words as keys, and whether any has a mark.
fn words(title: &str) -> (Vec<String>, bool) {
    let plain: String = title
        .chars()
        .map(|it| if it.is_alphanumeric() { it } else { ' ' })
        .collect();
    let marked = search_key(&plain)
        != plain
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
    let key = if marked { identity_key } else { search_key };
    // A number may stand against its word: `SĐT1`.
    let words = plain.split_whitespace().map(|word| {
        let bare = word.trim_end_matches(|it: char| it.is_ascii_digit());
        if bare.is_empty() { word } else { bare }
    });
    (words.map(key).collect(), marked)
}

/// Which part of a name a title stands for.
pub(crate) fn part(title: &str) -> Part {
    let (words, _) = words(title);
    let words: Vec<String> = words.iter().map(|it| search_key(it)).collect();
    let has = |word: &str| words.iter().any(|it| it == word);
    if has("dem") || has("lot") || words == ["ho"] {
        return if has("ten") && !has("ho") || !has("ten") || !ends_with_name(&words) {
            Part::Family
        } else {
            Part::Whole
        };
    }
    match words.as_slice() {
        [only] if only == "ten" => Part::Given,
        [first, _] if first == "ten" => Part::Given,
        _ => Part::Whole,
    }
}

/// Whether the given name stands at the end: `Họ, chữ đệm và tên`, unlike `Họ và tên đệm`.
fn ends_with_name(words: &[String]) -> bool {
    let after = words.iter().rposition(|it| it == "dem" || it == "lot");
    after.is_none_or(|at| words[at..].iter().any(|it| it == "ten"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_understood_as_communes_write_them() {
        for (title, field) in [
            ("Họ và tên chủ hộ", Field::Head),
            ("HỌ VÀ TÊN", Field::Name),
            ("Ho ten", Field::Name),
            ("Họ, chữ đệm và tên khai sinh", Field::Name),
            ("Họ và đệm", Field::Name),
            ("Quan hệ với chủ hộ", Field::Relation),
            ("QH với CH", Field::Relation),
            ("Quan hệ", Field::Relation),
            ("Ngày, tháng, năm sinh", Field::BirthYear),
            ("Năm sinh của chủ hộ", Field::BirthYear),
            ("Số CCCD/CMND", Field::Identity),
            ("Số CCCD/ĐDCN", Field::Identity),
            ("SĐT", Field::Phone),
            ("SĐT1", Field::Phone),
            ("Đt", Field::Phone),
            ("Điện thoại liên hệ", Field::Phone),
            ("SĐT chủ hộ", Field::Phone),
            ("Mã hộ", Field::Code),
            ("Số hộ khẩu", Field::Code),
            ("Số hộ", Field::HouseholdNumber),
            ("STT hộ", Field::HouseholdNumber),
            ("Thôn/bản", Field::Village),
            ("Thôn/Tổ dân phố", Field::Village),
            ("Tên thôn", Field::Village),
            ("Bạn ở thôn nào?", Field::Village),
            ("Ngõ (xóm)", Field::Alley),
            ("Xóm", Field::Alley),
            ("Ngành nghề kinh doanh", Field::Business),
            ("Bạn có kinh doanh không?", Field::Business),
            ("Số nhân khẩu", Field::People),
            ("Nhà bạn có mấy người?", Field::People),
            ("Nơi ở hiện tại", Field::Address),
            ("Đ/c", Field::Address),
            ("ĐTDĐ", Field::Phone),
            ("Địa chỉ chủ hộ", Field::Address),
            ("STT", Field::Number),
        ] {
            assert_eq!(meaning(title), Some(Is(field)), "{title}");
        }
        for title in [
            "Giới tính",
            "Địa chỉ email",
            "Dấu thời gian",
            "Ngày cấp CCCD",
            "Hộ nghèo",
            "Dân tộc",
            "Nghề nghiệp",
        ] {
            assert_eq!(meaning(title), Some(Unused), "{title}");
        }
    }

    #[test]
    fn titles_that_speak_of_someone_else_are_told() {
        for (title, field) in [
            ("Họ và tên vợ/chồng", Field::Name),
            ("Thành viên 2", Field::Name),
            ("Họ tên thành viên thứ 3", Field::Name),
            ("Năm sinh vợ", Field::BirthYear),
            ("Họ tên người giám sát", Field::Name),
            ("Họ và tên người được phỏng vấn", Field::Name),
            ("Ho ten nguoi tra loi", Field::Name),
        ] {
            assert_eq!(meaning(title), Some(OfAnother(field)), "{title}");
        }
        for (title, field) in [
            ("Họ và tên các thành viên (vợ, chồng, con)", Field::Name),
            ("Thành viên 1", Field::Name),
            ("Mối quan hệ (vợ, chồng, con)", Field::Relation),
            ("SĐT vợ/chồng", Field::Phone),
            ("Họ tên chủ hộ hoặc vợ, chồng", Field::Head),
        ] {
            assert_eq!(meaning(title), Some(Is(field)), "{title}");
        }
    }

    #[test]
    fn what_stands_in_a_list_is_no_title() {
        for text in [
            "DANH SÁCH CÁC HỘ GIA ĐÌNH TRÊN ĐỊA BÀN XÃ NĂM 2026",
            "Thôn Đông",
            "Ngõ 1",
            "Ngõ Giếng",
            "Nguyễn Văn Tên",
            "Trần Thị Bản",
            "Lê Văn Tư",
            "Tạp hóa",
            "Xóm 3",
            "0912345678",
            "",
        ] {
            assert_eq!(meaning(text), None, "{text}");
        }
    }

    #[test]
    fn parts_of_names_are_told_from_whole_names() {
        for (title, wanted) in [
            ("Họ và đệm", Part::Family),
            ("Họ đệm", Part::Family),
            ("Họ và tên đệm", Part::Family),
            ("Họ", Part::Family),
            ("Họ lót", Part::Family),
            ("Tên", Part::Given),
            ("Tên gọi", Part::Given),
            ("Họ và tên", Part::Whole),
            ("Họ, chữ đệm và tên", Part::Whole),
            ("Họ tên chủ hộ", Part::Whole),
        ] {
            assert_eq!(part(title), wanted, "{title}");
        }
    }
}

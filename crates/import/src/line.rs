//! Rows of a list that are no household: totals, signatures, notes, titles.
use vietnamese::{identity_key, search_key};

fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .chars()
        .map(|it| if it.is_alphanumeric() { it } else { ' ' })
        .collect();
    plain.split_whitespace().map(search_key).collect()
}

/// Whether a phrase stands whole among words with a space on either side.
fn holds(joined: &str, phrase: &str) -> bool {
    let mut found = joined.match_indices(phrase);
    found.any(|(at, _)| joined[..at].ends_with(' ') && joined[at + phrase.len()..].starts_with(' '))
}

/// A total of a page, an alley or the list: `Cộng trang 4: 15 hộ`, `Tổng số: 168 nhân khẩu`. Tống
/// and Công are names.
pub(crate) fn is_total(text: &str) -> bool {
    const AFTER: &[&str] = &[
        "cong", "so", "trang", "ho", "khau", "nhan", "dan", "ket", "toan", "thon", "ngo", "xom",
        "luy", "don", "tat", "ca", "chung", "to", "khu", "ap", "ban", "danh", "dong", "nguoi",
        "sang", "chuyen", "mang", "doi", "cum", "chi", "hoi", "nhom", "khoi",
    ];
    let Some(first) = text
        .split(|it: char| !it.is_alphanumeric())
        .find(|it| !it.is_empty())
    else {
        return false;
    };
    let key = identity_key(first);
    let unmarked = crate::phrases::is_unmarked(text);
    let total = key == identity_key("tổng") || key == identity_key("cộng");
    let maybe = unmarked && matches!(search_key(first).as_str(), "tong" | "cong");
    let words = words(text);
    let rest = words.get(1).map(String::as_str);
    let goes_on =
        rest.is_none_or(|it| AFTER.contains(&it) || it.bytes().all(|it| it.is_ascii_digit()));
    let phrases = [
        "danh sach nay co",
        "an dinh danh sach",
        "mang sang",
        "chuyen sang trang",
        "luy ke",
        "tong so",
        "tong cong",
    ];
    let joined = words.join(" ");
    let carried = joined.starts_with("trang truoc ") || joined.starts_with("trang sau ");
    let whole = (key == identity_key("toàn") || (unmarked && key == "toan"))
        && rest.is_some_and(|it| ["xa", "thon", "xom", "khu", "ap", "to", "phuong"].contains(&it))
        && holds_count(text);
    ((total || maybe) && goes_on && (rest.is_some() || total))
        || carried
        || whole
        || phrases
            .iter()
            .any(|it| joined.starts_with(it) && (total || maybe || !it.starts_with("tong")))
}

/// Whether a text says nothing but how many households or people there are: `12 hộ, 40 khẩu`.
pub(crate) fn is_count(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "ho", "khau", "nhan", "nguoi", "dan", "co", "gom", "va", "tong", "so",
    ];
    let words = words(text);
    let counted = |it: &String| ["ho", "khau", "nguoi"].contains(&it.as_str());
    let number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    words.iter().any(counted)
        && words.iter().any(number)
        && words
            .iter()
            .all(|it| number(it) || WORDS.contains(&it.as_str()))
}

/// Whether a text says somewhere how many households or people there are: `Toàn thôn có 12 hộ`.
pub(crate) fn holds_count(text: &str) -> bool {
    const WHAT: &[&str] = &["ho", "khau", "nhan", "nguoi"];
    let words = words(text);
    let number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    let mut pairs = words.windows(2);
    let counted = pairs.any(|it| number(&it[0]) && WHAT.contains(&it[1].as_str()));
    // `Số hộ: 12`, `Số hội viên nữ: 1`
    let asked = words.first().is_some_and(|it| it == "so")
        && (text.contains(':') || words.get(1).is_some_and(|it| WHAT.contains(&it.as_str())))
        && words.last().is_some_and(number);
    // `Nam: 2 - Nữ: 1`
    let sexed = |it: &String| ["nam", "nu"].contains(&it.as_str());
    let by_sex = words.iter().any(number)
        && words.iter().any(sexed)
        && words.iter().all(|it| number(it) || sexed(it));
    counted || asked || by_sex
}

/// Whether a text names a kind of households and nobody: `Hộ nghèo`, `Nhóm đối tượng 2`.
pub(crate) fn is_kind(text: &str) -> bool {
    const KINDS: &[&str] = &[
        "ngheo",
        "chinh sach",
        "co cong",
        "muc song",
        "doi tuong",
        "kho khan",
        "trung binh",
        "khuyet tat",
        "bao tro",
        "cao tuoi",
    ];
    let key = words(text).join(" ");
    let begins = ["ho ", "nhom ", "dien ", "doi tuong "];
    begins.iter().any(|it| key.starts_with(it)) && KINDS.iter().any(|it| key.contains(it))
}

/// Where the signatures below a list begin.
pub(crate) fn is_signature(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "nguoi lap",
        "truong thon",
        "truong ban",
        "truong ap",
        "truong xom",
        "truong khu",
        "to truong",
        "truong cong an",
        "truong ban",
        "chu tich",
        "pho chu tich",
        "ky ten",
        "ky ghi ro",
        "ghi ro ho ten",
        "xac nhan cua",
        "xac nhan ubnd",
        "thu truong",
        "can bo",
        "cong chuc",
        "nguoi ke khai",
        "nguoi thong ke",
        "nguoi tong hop",
        "bi thu",
        "tm uy ban",
        "tm ubnd",
        "tm ban",
        "kt chu tich",
        "tuq",
        "ky va ghi",
        "da ky",
        "ky dong dau",
        "thieu ta",
        "dai uy",
        "trung ta",
        "thuong uy",
        "ke toan",
        "dai dien thon",
        "nguoi duyet",
        "lap bieu",
        "truong phong",
        "tl chu tich",
    ];
    let joined = format!(" {} ", words(text).join(" "));
    let dated = joined.contains(" ngay ") && joined.contains(" thang ") && joined.contains(" nam ");
    dated || PHRASES.iter().any(|it| holds(&joined, it))
}

/// A remark below a list, or a sentence in it.
pub(crate) fn is_note(text: &str) -> bool {
    let words = words(text);
    let joined = words.join(" ");
    let starts = [
        "ghi chu",
        "chu thich",
        "luu y",
        "chu y",
        "noi nhan",
        "nguon",
        "vi du",
        "huong dan",
        "kinh gui",
    ];
    text.starts_with('*') && words.len() > 3
        || text.starts_with('(') && text.ends_with(')')
        || starts.iter().any(|it| joined.starts_with(it))
        || words.len() > 14
}

/// A line of the titles that stand above a list, or above each page of it.
pub(crate) fn is_title(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "danh sach",
        "uy ban",
        "ubnd",
        "cong hoa",
        "doc lap",
        "bieu so",
        "mau so",
        "phu luc",
        "kem theo",
        "ban hanh",
        "cong an xa",
        "tong hop",
        "bao cao",
        "bang ke",
        "so theo doi",
        "hanh phuc",
        "mat tran",
        "hoi dong",
        "bieu mau",
        "hop tac xa",
        "dang uy",
        "mttq",
        "ban chi dao",
        "chi bo",
        "chi hoi",
        "chi doan",
        "tram bien ap",
    ];
    let words = words(text);
    let joined = format!(" {} ", words.join(" "));
    let page = words.first().is_some_and(|it| it == "trang") && words.len() <= 3;
    let year = words.len() == 2 && words[0] == "nam" && words[1].len() == 4;
    page || year || PHRASES.iter().any(|it| holds(&joined, it))
}

/// A heading for a kind of households, not for a place: `II. HỘ CẬN NGHÈO`.
pub(crate) fn is_category(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "ho", "dien", "doi", "ngheo", "chinh", "gia", "nhom", "loai", "danh", "phan", "muc",
        "khong", "so", "dong", "bao", "nguoi",
    ];
    let words = words(text);
    let first = words
        .iter()
        .find(|it| it.len() > 1 && !it.bytes().all(|it| it.is_ascii_digit()));
    let place = crate::place_line::place(text).is_some();
    !place
        && (first.is_some_and(|it| WORDS.contains(&it.as_str()))
            || words.iter().any(|it| it == "ngheo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_people() {
        for text in [
            "Tổng cộng",
            "Cộng trang 4: 15 hộ",
            "Tổng số: 168 nhân khẩu",
            "Cộng",
            "CỘNG: 15 hộ",
            "Tổng",
            "Tong cong",
            "Danh sách này có tất cả: 42 hộ./.",
            "Cộng dồn",
            "TỔNG CỘNG TOÀN THÔN",
            "Mang sang",
            "Cộng ngõ 1: 12 hộ",
            "TOÀN XÃ: 6 hộ",
            "Toàn thôn có 12 hộ",
            "Trang trước chuyển sang",
        ] {
            assert!(is_total(text), "{text}");
        }
        for text in [
            "Công Thị Hoa",
            "Tống Văn Cộng",
            "Nguyễn Văn Cộng",
            "Tống Thị Số",
            "Toàn Thị Xã",
            "Cong Van Tu",
            "Tổng hợp",
        ] {
            assert!(!is_total(text), "{text}");
        }
    }

    #[test]
    fn counts_are_told_from_names() {
        for text in [
            "2 hộ",
            "(12 hộ)",
            "12 hộ, 40 nhân khẩu",
            "có 5 hộ",
            "3 hộ/8 khẩu",
        ] {
            assert!(is_count(text), "{text}");
        }
        for text in ["Hộ 2", "Hồ Văn Khâu", "Ngõ 2"] {
            assert_eq!(is_count(text), text == "Hộ 2", "{text}");
        }
        for text in ["Số hộ: 12", "Toàn thôn có 12 hộ", "Gồm 12 hộ, 40 khẩu"] {
            assert!(holds_count(text), "{text}");
        }
        for text in ["Lê Văn 5", "Hồ Thị Hai", "Ngõ 12"] {
            assert!(!holds_count(text), "{text}");
        }
    }

    #[test]
    fn signatures_are_told_from_people() {
        for text in [
            "NGƯỜI LẬP BIỂU",
            "TRƯỞNG THÔN",
            "TM. UBND XÃ",
            "KT. CHỦ TỊCH",
            "Hải Đông, ngày 15 tháng 10 năm 2026",
            "(Ký, ghi rõ họ tên)",
            "TRƯỞNG CÔNG AN XÃ",
            "Thiếu tá Phạm Văn Hùng",
        ] {
            assert!(is_signature(text), "{text}");
        }
        for text in [
            "Lê Văn Tư",
            "Trương Thị Thôn",
            "Nguyễn Thị Biểu",
            "Đi làm xa Tết mới về",
        ] {
            assert!(!is_signature(text), "{text}");
        }
    }
}

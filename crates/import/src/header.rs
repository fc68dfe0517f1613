//! Finds the row of column titles below the title lines, and what each title means.
use crate::{Field, Sheet};
use std::collections::BTreeMap;
use vietnamese::{Encoding, search_key, to_unicode};

/// Titles are looked for in this many rows from the top.
const HEADER_WITHIN_ROWS: usize = 30;

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Header {
    pub row: usize,
    pub fields: BTreeMap<usize, Field>,
    /// The text of each title in Unicode, by column.
    pub titles: BTreeMap<usize, String>,
}

/// The row with the most titles that are understood. A list needs at least a name and one more
/// column.
pub(crate) fn find(sheet: &Sheet) -> Option<Header> {
    let rows = 0..sheet.rows.len().min(HEADER_WITHIN_ROWS);
    let headers = rows.filter_map(|row| at(sheet, row));
    headers.max_by_key(|header| (header.fields.len(), std::cmp::Reverse(header.row)))
}

fn at(sheet: &Sheet, row: usize) -> Option<Header> {
    let mut fields = BTreeMap::new();
    let mut titles = BTreeMap::new();
    for column in 0..sheet.rows[row].len() {
        let text = sheet.cell(row, column);
        if text.is_empty() {
            continue;
        }
        let readings = [
            Encoding::Unicode,
            Encoding::Tcvn3 { capitals: false },
            Encoding::Vni,
        ];
        let read = readings.into_iter().find_map(|encoding| {
            let title = to_unicode(text, encoding);
            meaning(&title).map(|field| (title, field))
        });
        match read {
            Some((title, field)) => {
                titles.insert(column, title);
                if !fields.values().any(|known| *known == field) {
                    fields.insert(column, field);
                }
            }
            None => drop(titles.insert(column, vietnamese::nfc(text))),
        }
    }
    let names = fields
        .values()
        .any(|field| matches!(field, Field::Head | Field::Name));
    (names && fields.len() >= 2).then_some(Header {
        row,
        fields,
        titles,
    })
}

/// Phrases of titles, without marks. A title has the field of the first of these phrases that it
/// contains.
const PHRASES: &[(&str, Field)] = &[
    ("quan he", Field::Relation),
    ("cccd", Field::Identity),
    ("cmnd", Field::Identity),
    ("can cuoc", Field::Identity),
    ("dinh danh", Field::Identity),
    ("chung minh", Field::Identity),
    ("dien thoai", Field::Phone),
    ("sdt", Field::Phone),
    ("so dt", Field::Phone),
    ("di dong", Field::Phone),
    ("nam sinh", Field::BirthYear),
    ("ngay sinh", Field::BirthYear),
    ("ngay thang nam sinh", Field::BirthYear),
    ("sinh nam", Field::BirthYear),
    ("so nhan khau", Field::People),
    ("so khau", Field::People),
    ("so nguoi", Field::People),
    ("ma ho", Field::Code),
    ("so ho", Field::Code),
    ("ma so ho", Field::Code),
    ("chu ho", Field::Head),
    ("dai dien ho", Field::Head),
    ("ho va ten", Field::Name),
    ("ho ten", Field::Name),
    ("ten thanh vien", Field::Name),
    ("nganh nghe", Field::Business),
    ("kinh doanh", Field::Business),
    ("hkd", Field::Business),
    ("so nha", Field::DoorNumber),
    ("dia chi", Field::Address),
    ("noi o", Field::Address),
    ("ngo", Field::Alley),
    ("xom", Field::Alley),
    ("hem", Field::Alley),
    ("duong", Field::Alley),
    ("thon", Field::Village),
    ("ban", Field::Village),
    ("lang", Field::Village),
    ("khu pho", Field::Village),
    ("to dan pho", Field::Village),
    ("ap", Field::Village),
    ("khom", Field::Village),
    ("buon", Field::Village),
    ("phum", Field::Village),
    ("ghi chu", Field::Note),
    ("stt", Field::Number),
    ("tt", Field::Number),
    ("so tt", Field::Number),
    ("ten", Field::Name),
];

fn meaning(title: &str) -> Option<Field> {
    let key: String = search_key(title)
        .chars()
        .map(|it| if it.is_alphanumeric() { it } else { ' ' })
        .collect();
    let words: Vec<&str> = key.split_whitespace().collect();
    // More words make a title line, not the title of a column.
    if words.is_empty() || words.len() > 8 {
        return None;
    }
    let holds = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    };
    PHRASES
        .iter()
        .find(|(phrase, _)| holds(phrase))
        .map(|(_, field)| *field)
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
            ("Quan hệ với chủ hộ", Field::Relation),
            ("Ngày, tháng, năm sinh", Field::BirthYear),
            ("Số CCCD/CMND", Field::Identity),
            ("SĐT", Field::Phone),
            ("Điện thoại liên hệ", Field::Phone),
            ("Mã hộ", Field::Code),
            ("Thôn/bản", Field::Village),
            ("Ngõ (xóm)", Field::Alley),
            ("Ngành nghề kinh doanh", Field::Business),
            ("Số nhân khẩu", Field::People),
            ("STT", Field::Number),
        ] {
            assert_eq!(meaning(title), Some(field), "{title}");
        }
        assert_eq!(
            meaning("DANH SÁCH CÁC HỘ GIA ĐÌNH TRÊN ĐỊA BÀN XÃ NĂM 2026"),
            None
        );
        assert_eq!(meaning("Giới tính"), None);
    }
}

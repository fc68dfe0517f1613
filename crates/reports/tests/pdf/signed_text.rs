//! Parts that the tests of official texts share.
use reports::{FootColumn, Letterhead, Words};

pub fn signature(place_and_date: &str, role: &[&str], name: &str) -> FootColumn {
    FootColumn::Signature {
        place_and_date: place_and_date.to_owned(),
        role: role.iter().map(|it| (*it).to_owned()).collect(),
        name: name.to_owned(),
    }
}

pub fn words(text: &str, bold: bool) -> Words {
    let text = text.to_owned();
    Words { text, bold }
}

pub fn letterhead() -> Letterhead {
    Letterhead {
        above: String::new(),
        office: vec!["ỦY BAN NHÂN DÂN".to_owned(), "XÃ NGHI SƠN".to_owned()],
        number: "Số:        /TB-UBND".to_owned(),
        country: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".to_owned(),
        motto: "Độc lập - Tự do - Hạnh phúc".to_owned(),
        place_and_date: "Nghi Sơn, ngày 07 tháng 3 năm 2023".to_owned(),
    }
}

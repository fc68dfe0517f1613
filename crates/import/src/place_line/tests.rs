//! Titles and section rows, and the places that they name.
use super::*;

#[test]
fn titles_tell_their_village() {
    for (title, village) in [
        (
            "DANH SÁCH HỘ GIA ĐÌNH THÔN ĐÔNG NĂM 2026",
            Some("Thôn Đông"),
        ),
        ("DANH SÁCH HỘ THÔN YÊN - Trang 2", Some("Thôn Yên")),
        ("DANH SÁCH NHÂN KHẨU THÔN NAM", Some("Thôn Nam")),
        (
            "Danh sách hộ thôn Tây Hải, xã Hải Đông",
            Some("Thôn Tây Hải"),
        ),
        ("THÔN XUÂN AN", Some("Thôn Xuân An")),
        ("Đơn vị: Thôn 5", Some("Thôn 5")),
        ("TỔ DÂN PHỐ SỐ 3, PHƯỜNG QUẢNG HƯNG", Some("Tổ dân phố 3")),
        ("UBND XÃ HẢI ĐÔNG - THÔN BẮC", Some("Thôn Bắc")),
        ("BAN NHÂN DÂN KHU PHỐ PHÚ LỢI", Some("Khu phố Phú Lợi")),
        (
            "TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG ẤP BÌNH HÒA NĂM 2026",
            Some("Ấp Bình Hòa"),
        ),
        ("DANH SÁCH CÁC THÔN TRÊN ĐỊA BÀN XÃ", None),
        ("DANH SÁCH HỘ THÔN ĐÔNG VÀ THÔN ĐOÀI", None),
        ("DANH SÁCH HỘ TỔ 3 - THÔN PHÚ LỘC", Some("Thôn Phú Lộc")),
        ("DANH SÁCH HỘ TỔ 3, THÔN PHÚ LỘC", Some("Thôn Phú Lộc")),
        ("Danh sách hộ thôn Phú Lộc (tổ 3)", Some("Thôn Phú Lộc")),
        ("Danh sách hộ xóm Mới thôn Phú Lộc", Some("Thôn Phú Lộc")),
        (
            "Danh sách hộ nuôi lợn thôn Lợn Rừng đề nghị hỗ trợ",
            Some("Thôn Lợn Rừng"),
        ),
        (
            "Danh sách hộ thôn Chính Đại, tỉnh Thanh Hóa",
            Some("Thôn Chính Đại"),
        ),
        ("BẢN TỔNG HỢP HỘ NGHÈO", None),
        ("TRƯỞNG THÔN", None),
        ("UBND XÃ HẢI ĐÔNG", None),
        ("DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2026", None),
        ("Danh sách thôn, xóm", None),
        ("Danh sach ho thon Dong nam 2026", Some("Thon Dong")),
    ] {
        let found = village_in(title);
        let same = match (found.as_deref(), village) {
            (Some(found), Some(village)) => search_key(found) == search_key(village),
            (found, village) => found == village,
        };
        assert!(same, "{title}: {found:?}");
    }
}

#[test]
fn section_rows_tell_their_place() {
    for (text, kind, name) in [
        ("THÔN MỘT", Kind::Village, "Thôn Một"),
        ("I. Ngõ Giếng", Kind::Alley, "Ngõ Giếng"),
        ("2) Ngõ Chợ (12 hộ)", Kind::Alley, "Ngõ Chợ"),
        ("A - THÔN ĐÔNG: 45 hộ", Kind::Village, "Thôn Đông"),
        ("NGÕ 1", Kind::Alley, "Ngõ 1"),
        ("XÓM 3", Kind::Either, "Xóm 3"),
        ("T. Tây Hải", Kind::Village, "Thôn Tây Hải"),
        ("TDP 5", Kind::Village, "Tổ dân phố 5"),
        ("Đường Lê Lợi", Kind::Alley, "Đường Lê Lợi"),
        ("II. TỔ 2", Kind::Either, "Tổ 2"),
        ("1.2. Hẻm 45", Kind::Alley, "Hẻm 45"),
    ] {
        let found = place(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((found.kind, found.name.as_str()), (kind, name), "{text}");
    }
    for text in [
        "Lê Văn Tư",
        "HỘ NGHÈO",
        "I. HỘ CẬN NGHÈO",
        "Thôn",
        "Tổng cộng",
    ] {
        assert_eq!(place(text), None, "{text}");
    }
}

//! Printed texts of the commune with their heads and feet.
use super::opened::Opened;
use super::signed_text::{letterhead, signature, words};
use reports::{Block, FootColumn, OfficialText, Print};

/// A text with the foot of the founding text: approval on the left; place, date and drafter on the
/// right.
fn article(paragraphs: usize) -> OfficialText {
    let told = "Tổ công nghệ số cộng đồng đi từng ngõ, gõ từng nhà, rà từng người để hướng dẫn \
        Nhân dân sử dụng nền tảng số, mua bán trên mạng và thanh toán không dùng tiền mặt.";
    let mut body = vec![
        Block::Heading("I. Vai trò của tổ".to_owned()),
        Block::Item("Hướng dẫn dịch vụ công trực tuyến;".to_owned()),
        Block::Words(vec![words("Tổ ", false), words("không thu tiền", true)]),
    ];
    body.extend((0..paragraphs).map(|_| Block::Paragraph(told.to_owned())));
    OfficialText {
        lang: "vi",
        letterhead: None,
        title: "BÀI TUYÊN TRUYỀN".to_owned(),
        subject: "Vai trò của tổ công nghệ số cộng đồng".to_owned(),
        body,
        left: signature(
            "",
            &["PHÊ DUYỆT CỦA BBT", "PHÓ BAN", "PHÓ CHỦ TỊCH"],
            "Lê Văn Duyệt",
        ),
        right: signature(
            "xã Nghi Sơn, ngày 07 tháng 3 năm 2023",
            &["Người soạn thảo"],
            "Bùi Thị Thảo",
        ),
    }
}

#[test]
fn an_article_ends_with_approval_left_and_drafter_right() {
    let opened = Opened::set(&Print::Official(article(3)));
    assert_eq!((opened.pages, opened.size_mm), (1, (210, 297)));
    let text = &opened.text;
    for told in [
        "BÀI TUYÊN TRUYỀN Vai trò của tổ công nghệ số cộng đồng",
        "– Hướng dẫn dịch vụ công trực tuyến;",
        "Tổ không thu tiền",
        // These two are side by side, so their lines are read as one.
        "PHÊ DUYỆT CỦA BBT xã Nghi Sơn, ngày 07 tháng 3 năm 2023",
        "PHÓ BAN Người soạn thảo",
        "PHÓ CHỦ TỊCH",
        "Lê Văn Duyệt",
        "Bùi Thị Thảo",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_eq!(
        opened.fonts(),
        [
            "LiberationSerif",
            "LiberationSerif-Bold",
            "LiberationSerif-Italic"
        ]
    );
}

#[test]
fn a_letter_has_its_head_and_numbers_its_pages_from_the_second() {
    let letter = OfficialText {
        letterhead: Some(letterhead()),
        title: "THÔNG BÁO".to_owned(),
        subject: "Lịch tổ công nghệ số cộng đồng đến từng nhà".to_owned(),
        left: FootColumn::Receivers {
            title: "Nơi nhận:".to_owned(),
            lines: vec!["- Các thôn;".to_owned(), "- Lưu: VT, VHXH.".to_owned()],
        },
        right: signature(
            "",
            &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
            "Lê Văn Duyệt",
        ),
        ..article(14)
    };
    let opened = Opened::set(&Print::Official(letter));
    assert_eq!(opened.pages, 2);
    for told in [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "XÃ NGHI SƠN Độc lập - Tự do - Hạnh phúc",
        "Số: /TB-UBND Nghi Sơn, ngày 07 tháng 3 năm 2023",
        "Nơi nhận: TM. ỦY BAN NHÂN DÂN",
        "- Lưu: VT, VHXH.",
        "PHÓ CHỦ TỊCH",
    ] {
        assert!(opened.text.contains(told), "{told}: {}", opened.text);
    }
    assert_eq!(
        opened.text.matches(" 2 ").count(),
        1,
        "the second page's number"
    );
}

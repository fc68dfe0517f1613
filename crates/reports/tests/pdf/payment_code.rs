//! Reads the printed payment code.
use super::opened::{Opened, qr_svg};
use reports::{CodePaper, Field, PaymentCode, Print};

const PAYLOAD: &str =
    "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F";

fn sheet(paper: CodePaper) -> Print {
    let line = |label: &str, text: &str| Field {
        label: label.to_owned(),
        text: text.to_owned(),
    };
    Print::PaymentCode(PaymentCode {
        lang: "vi",
        paper,
        title: "Quét mã để trả tiền".to_owned(),
        qr_svg: qr_svg(PAYLOAD),
        business: "Nước mắm Ba Làng".to_owned(),
        lines: vec![
            line("Ngân hàng", "ACB"),
            line("Số tài khoản", "2576 7885 9"),
            line("Chủ tài khoản", "BUI THI DUONG"),
        ],
        checked: "chưa chuyển thử".to_owned(),
        advice: "Xem đúng tên người nhận rồi hãy chuyển.".to_owned(),
        fold: "Gấp theo nét đứt".to_owned(),
    })
}

#[test]
fn a_card_is_one_a6_page_whose_code_is_read_back() {
    let opened = Opened::set(&sheet(CodePaper::Card));
    assert_eq!((opened.pages, opened.size_mm), (1, (105, 148)));
    assert_eq!(opened.codes(), [PAYLOAD]);
    for told in [
        "Nước mắm Ba Làng",
        "ACB",
        "2576 7885 9",
        "BUI THI DUONG",
        "chưa chuyển thử",
    ] {
        assert!(opened.text.contains(told), "{told}: {}", opened.text);
    }
}

#[test]
fn a_tent_is_one_a5_page_that_reads_from_both_sides() {
    let opened = Opened::set(&sheet(CodePaper::Tent));
    assert_eq!((opened.pages, opened.size_mm), (1, (148, 210)));
    assert_eq!(opened.codes(), [PAYLOAD; 2]);
}

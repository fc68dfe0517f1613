//! The printed leaflet of a topic.
use super::opened::{Opened, qr_svg};
use reports::{Leaflet, LeafletCard, Piece, Print};

const ADDRESS: &str = "https://nghison.example/hoc/thanh-toan";
const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7" fill="none" stroke="currentColor"/></svg>"#;

fn pieces(told: &[(&str, bool)]) -> Vec<Piece> {
    let piece = |(text, bold): &(&str, bool)| Piece {
        text: (*text).to_owned(),
        bold: *bold,
    };
    told.iter().map(piece).collect()
}

fn leaflet(cards: usize) -> Print {
    let card = |number: usize| LeafletCard {
        name: format!("Việc số {number}"),
        picture_svg: (number % 2 == 1).then(|| PICTURE.to_owned()),
        steps: vec![
            pieces(&[("Mở ứng dụng #emph[ngân hàng].", false)]),
            pieces(&[
                ("Đọc ", false),
                ("tên người nhận", true),
                (" thật kỹ.", false),
            ]),
            pieces(&[("Gõ số tiền rồi bấm “Tiếp tục”.", false)]),
        ],
        safety: pieces(&[("Không đọc mã OTP cho ai.", false)]),
    };
    Print::Leaflet(Leaflet {
        lang: "vi",
        heading: "Học kỹ năng số".to_owned(),
        number: 2,
        title: "Thanh toán không dùng tiền mặt".to_owned(),
        address: ADDRESS.to_owned(),
        qr_svg: qr_svg(ADDRESS),
        scan: "Quét mã để đọc đủ bài.".to_owned(),
        safety: "Tổ không bao giờ gọi điện để bảo bà con chuyển tiền.".to_owned(),
        cards: (1..=cards).map(card).collect(),
    })
}

#[test]
fn a_leaflet_is_a5_with_steps_in_order_and_safety_advice() {
    let opened = Opened::set(&leaflet(2));
    assert_eq!((opened.pages, opened.size_mm), (1, (148, 210)));
    for told in [
        "HỌC KỸ NĂNG SỐ",
        "2. Thanh toán không dùng tiền mặt",
        "Việc số 1",
        "1 Mở ứng dụng #emph[ngân hàng].",
        "2 Đọc tên người nhận thật kỹ.",
        "3 Gõ số tiền rồi bấm “Tiếp tục”.",
        "Không đọc mã OTP cho ai.",
        "Tổ không bao giờ gọi điện",
    ] {
        assert!(opened.text.contains(told), "{told}: {}", opened.text);
    }
    assert_eq!(opened.codes(), [ADDRESS]);
    assert!(opened.fonts().contains(&"LiberationSerif-Bold".to_owned()));
}

#[test]
fn many_cards_continue_over_numbered_pages() {
    let opened = Opened::set(&leaflet(8));
    assert!(opened.pages > 1);
    assert!(opened.text.contains(&format!("1/{}", opened.pages)));
    assert!(opened.text.contains("Việc số 8"));
}

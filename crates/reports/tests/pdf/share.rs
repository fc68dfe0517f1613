//! The picture that a chat shows with an address.
use super::opened::Opened;
use reports::{Print, ShareImage, to_png};

const MARK: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7"/></svg>"#;

fn picture(title: &str) -> Print {
    Print::Share(ShareImage {
        lang: "vi",
        kicker: "Bài tuyên truyền".to_owned(),
        title: title.to_owned(),
        whose: "Xã Nghi Sơn · 28/11/2026".to_owned(),
        mark_svg: MARK,
    })
}

#[test]
fn a_share_image_has_the_size_that_chats_ask_for_and_is_small() {
    let png = to_png(&picture("Không ai thu tiền khi cài VNeID")).unwrap();
    let (magic, rest) = png.split_at(16);
    assert_eq!(&magic[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(rest[at..at + 4].try_into().unwrap());
    assert_eq!((side(0), side(4)), (1200, 630));
    assert!(png.len() < 120_000, "{}", png.len());
    assert_eq!(
        png,
        to_png(&picture("Không ai thu tiền khi cài VNeID")).unwrap()
    );
}

#[test]
fn the_longest_title_and_the_rest_fit_on_the_share_image() {
    let title = "Quyết định ".repeat(14) + "hết";
    for title in ["Nhắc bà con #emph[đổi] mật khẩu", &title] {
        let opened = Opened::set(&picture(title));
        assert_eq!(opened.pages, 1);
        for told in ["Bài tuyên truyền", title, "Xã Nghi Sơn · 28/11/2026"] {
            let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(opened.text.contains(&told), "{told}: {}", opened.text);
        }
    }
}

//! The printed product sheet, from which someone types into a marketplace's form.
use super::opened::Opened;
use reports::{Field, Photo, Print, ProductSheet, ProductSheets, to_pdf};

fn field(label: &str, text: &str) -> Field {
    Field {
        label: label.to_owned(),
        text: text.to_owned(),
    }
}

fn product(name: &str, description: &str) -> ProductSheet {
    let photo = |label: &str, told: &str, picture| Photo {
        label: label.to_owned(),
        told: told.to_owned(),
        picture,
    };
    ProductSheet {
        name: name.to_owned(),
        fields: vec![
            field("Tên sản phẩm", name),
            field("Giá bán (đồng)", "85.000đ"),
            field("Thành phần", ""),
            field("Mô tả", description),
        ],
        photos: vec![
            photo("Ảnh 1 (toàn cảnh)", "nuoc-mam/1.jpg", Some(0)),
            photo("Ảnh 2 (nhãn)", "chưa có ảnh", None),
        ],
    }
}

fn sheets(products: Vec<ProductSheet>) -> Print {
    Print::Products(ProductSheets {
        lang: "vi",
        title: "Phiếu sản phẩm".to_owned(),
        business: "Nước mắm Ba Làng".to_owned(),
        whose: "Bùi Thị Dưỡng · Ngõ Giếng, Thôn Đông".to_owned(),
        note: "Nhập xong ô nào thì đánh dấu ô vuông ấy.".to_owned(),
        products,
        pictures: vec![JPEG.to_vec()],
    })
}

/// A square of one colour.
const JPEG: &[u8] = include_bytes!("square.jpg");
const NAME: &str = "Nước mắm cá cơm 40 độ đạm Nghi Sơn chai 1 lít";

#[test]
fn a_product_has_a_page_with_all_its_texts_and_fonts() {
    let ripe = "Ủ chượp mười hai tháng, vị đậm, hậu ngọt.\nKhông phẩm màu.";
    let opened = Opened::set(&sheets(vec![product(NAME, ripe), product("Mắm tôm", ripe)]));
    assert_eq!((opened.pages, opened.size_mm), (2, (210, 297)));
    for told in [
        "PHIẾU SẢN PHẨM",
        "Nước mắm Ba Làng · Bùi Thị Dưỡng · Ngõ Giếng, Thôn Đông",
        "Giá bán (đồng) 85.000đ",
        "Ủ chượp mười hai tháng, vị đậm, hậu ngọt.",
        "Không phẩm màu.",
        "Ảnh 1 (toàn cảnh)",
        "nuoc-mam/1.jpg",
        "chưa có ảnh",
        "Nhập xong ô nào thì đánh dấu ô vuông ấy. 1/2",
        "Mắm tôm",
    ] {
        assert!(opened.text.contains(told), "{told}: {}", opened.text);
    }
    let place = |told| opened.text.find(told).unwrap();
    assert!(place("Tên sản phẩm") < place("Giá bán") && place("Giá bán") < place("Mô tả"));
    assert_eq!(opened.pictures(), 2, "on each page");
    assert_eq!(
        opened.fonts(),
        [
            "LiberationSans-Bold",
            "LiberationSerif",
            "LiberationSerif-Bold"
        ]
    );
}

#[test]
fn what_people_write_is_never_markup() {
    for hostile in [
        r"#panic() $x$ \\ *",
        r#"#read("/etc/passwd")"#,
        r"*đậm* _nghiêng_ `mã` <nhãn> @nhắc = Đề mục",
        r#""] #import "@preview/x:1.0.0" ["#,
        "// chú thích /* nữa */",
        "https://example.org/*",
    ] {
        let opened = Opened::set(&sheets(vec![product(hostile, hostile)]));
        let times = opened.text.matches(hostile).count();
        assert_eq!(times, 3, "{hostile}: {}", opened.text);
    }
}

#[test]
fn letters_that_no_font_has_do_not_fail_the_sheet() {
    let opened = Opened::set(&sheets(vec![product("Chè 🍵 茶\u{0} ngon", "\u{7}\r\n\t")]));
    assert!(opened.text.contains("Chè") && opened.text.contains("ngon"));
}

#[test]
fn the_longest_description_is_printed_whole() {
    let words: Vec<String> = (0..600).map(|it| format!("từ{it}")).collect();
    let opened = Opened::set(&sheets(vec![product(NAME, &words.join(" "))]));
    assert!(opened.pages >= 1);
    assert!(words.iter().all(|it| opened.text.contains(it.as_str())));
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    let sheet = sheets(vec![product(NAME, "Ủ chượp")]);
    let (once, again) = (to_pdf(&sheet).unwrap(), to_pdf(&sheet).unwrap());
    assert_eq!(once, again);
    let dated = once.windows(13).any(|it| it == b"/CreationDate");
    assert!(!dated, "a date would change them tomorrow");
}

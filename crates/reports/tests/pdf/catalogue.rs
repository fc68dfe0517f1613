//! The printed catalogue of the market.
use super::opened::{Opened, qr_svg};
use reports::{Catalogue, CatalogueShop, Goods, Print};

const ADDRESS: &str = "https://cho.example/cho-so/nghi-son";

#[test]
fn a_full_catalogue_has_every_product_and_the_way_to_the_market() {
    let goods = |number: usize| Goods {
        name: format!("Nước mắm cá cơm số {number}"),
        mark: if number == 7 {
            "OCOP 4 sao".to_owned()
        } else {
            String::new()
        },
        price: "1.185.000đ".to_owned(),
    };
    let shops = (0..40).map(|shop| CatalogueShop {
        name: format!("Cơ sở Ba Làng {shop}"),
        about: "Nước mắm · Thôn Đông · 0912345678".to_owned(),
        goods: (0..10).map(|it| goods(shop * 10 + it)).collect(),
    });
    let opened = Opened::set(&Print::Catalogue(Catalogue {
        lang: "vi",
        title: "Danh mục sản phẩm của xã".to_owned(),
        commune: "Xã Nghi Sơn".to_owned(),
        address: ADDRESS.to_owned(),
        qr_svg: qr_svg(ADDRESS),
        scan: "Quét mã để mở trang này.".to_owned(),
        safety: "Chỉ trả tiền trên sàn hoặc khi nhận hàng.".to_owned(),
        shops: shops.collect(),
    }));
    assert_eq!(opened.codes(), [ADDRESS]);
    assert!(opened.text.contains("OCOP 4 sao"));
    for number in 0..400 {
        let told = format!("cá cơm số {number} ");
        assert!(opened.text.contains(&told), "{told}");
    }
    let last = format!("{0}/{0}", opened.pages);
    assert!(opened.pages > 5 && opened.text.contains(&last), "{last}");
}

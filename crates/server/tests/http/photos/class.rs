//! The photo of a class: who brings it, who sees it, and that it is gone once it is removed.
use super::*;
use domain::PhotoId;
use store::Form;

/// A class of today in the team's commune.
async fn class(commune: &Commune) {
    let plan = json!({"topic": "thanh-toan", "title": "Mã QR", "place": "Trường",
        "day": "2026-11-23", "from": "06:00", "to": "07:00", "teacher": {"member": "an"},
        "seats": 9});
    append(
        commune,
        json!({"ClassPlanned": {"class": "lop", "plan": plan}}),
    )
    .await;
}

async fn photographed(commune: &Commune, photo: &str) {
    let operation = json!({"ClassPhotographed": {"class": "lop", "photo": photo}});
    append(commune, operation).await;
}

#[tokio::test]
async fn a_class_takes_its_photo_only_from_those_who_may_record_its_result() {
    let (mut commune, mut browser) = team().await;
    class(&commune).await;
    let file = picture(64, 64);
    let mut upload = Upload {
        browser: &mut browser,
        photo: "a",
        of: "class=lop",
        file: &file,
    };
    // Everyone in the commune sees a class, but the editorial board writes nothing about it.
    for (role, status) in [
        (Role::Editor, StatusCode::FORBIDDEN),
        (Role::Province, StatusCode::FORBIDDEN),
        (Role::Member, StatusCode::OK),
    ] {
        commune = commune.with_account("an", role).await;
        let answer = upload.piece(0).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        if status == StatusCode::FORBIDDEN {
            assert_eq!(answer.json()["code"], "photo-elsewhere");
        }
    }
    assert_eq!(told(&upload.stands().await), (200, file.len() as u64, true));
}

#[tokio::test]
async fn the_office_sees_the_photo_of_a_class_until_it_takes_it_away_and_the_public_never_does() {
    let (commune, mut browser) = team().await;
    let commune = commune.with_account("can-bo", Role::Officer).await;
    class(&commune).await;
    photographed(&commune, "a1").await;
    let mut officer = commune.signed_in("can-bo").await;
    let page = officer.get("/van-phong/lop/lop").await.text;
    assert!(page.contains("Ảnh còn ở điện thoại đã chụp") && !page.contains("<img"));
    let file = picture(64, 64);
    for (photo, of) in [
        ("a1", "class=lop"),
        ("a2", "class=lop"),
        ("hang", "household=mam"),
    ] {
        let mut upload = Upload {
            browser: &mut browser,
            photo,
            of,
            file: &file,
        };
        assert!(told(&upload.piece(0).await).2);
    }
    let page = officer.get("/van-phong/lop/lop").await.text;
    assert!(page.contains("/van-phong/anh/a1?co=nho") && page.contains("Ảnh lớp Mã QR"));
    let seen = officer.get("/van-phong/anh/a1").await;
    assert_eq!(seen.bytes, file);
    assert_eq!(seen.header("cache-control"), "private, max-age=300");
    // Not even under a product that claims the photo.
    for operation in [
        json!({"BusinessRegistered": {"household": "mam", "name": "Nước mắm Ba Làng",
            "trade": "Nước mắm"}}),
        json!({"ProductSet": {"household": "mam", "product": "p1", "listed": ["voso"],
            "sheet": {"ten": "Nước mắm"}, "photos": ["hang", "a1"]}}),
        json!({"ShopAdvanced": {"household": "mam", "marketplace": "voso", "stage": "open",
            "on": "2026-11-20", "link": "https://voso.vn/ba-lang"}}),
    ] {
        append(&commune, operation).await;
    }
    let mut anyone = commune.browser();
    let public = anyone.get("/lop/nghi-son/lop").await.text;
    assert!(public.contains("Mã QR") && !public.contains("/anh/"));
    for (path, status) in [
        ("/van-phong/anh/a1", StatusCode::SEE_OTHER),
        ("/cho-so/nghi-son/anh/hang", StatusCode::OK),
        ("/cho-so/nghi-son/anh/a1", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(anyone.get(path).await.status, status, "{path}");
    }

    commune.state.clock.advance(domain::Millis::MINUTE);
    photographed(&commune, "a2").await;
    for (photo, status) in [("a1", StatusCode::NOT_FOUND), ("a2", StatusCode::OK)] {
        let answer = officer.get(&format!("/van-phong/anh/{photo}")).await;
        assert_eq!(answer.status, status, "{photo}");
    }
    let page = officer.get("/van-phong/lop/lop").await.text;
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).unwrap();
    let csrf = rest.split('"').next().unwrap();
    // A product's photo cannot be deleted from here.
    for photo in ["a2", "hang"] {
        let fields = [("csrf", csrf), ("act", "photo-off"), ("photo", photo)];
        let answer = officer.post("/van-phong/lop/lop", &fields).await;
        assert_eq!(
            answer.header("location"),
            "/van-phong/lop/lop?xong=done-photo-off"
        );
        let id = PhotoId::new(photo).unwrap();
        let file = commune.state.store.photos();
        let file = file.get(&Commune::id(), &id, Form::Whole).await.unwrap();
        assert_eq!(file.is_some(), photo == "hang");
    }
    let page = officer.get("/van-phong/lop/lop").await.text;
    assert!(!page.contains("/van-phong/anh/"));
    let gone = officer.get("/van-phong/anh/a2").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

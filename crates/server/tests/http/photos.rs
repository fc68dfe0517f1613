//! Photos of products and classes: sent in pieces by the phone, and checked when the last one
//! arrives.
mod class;

use super::browser::{Answer, Browser, Commune, form};
use super::business::{append, consent, household};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{AccountId, DeviceId, Role};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, RgbImage};
use serde_json::json;
use server::secret;
use store::{Device, DeviceState};

const PIECE: usize = 256 * 1024;
const TOKEN: &str = "token-an";

/// A member of the team of Thôn Đông with a phone, one household there and one elsewhere.
async fn team() -> (Commune, Browser) {
    let commune = Commune::new().with_account("an", Role::Member).await;
    for operation in [
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
        json!({"VillageDefined": {"village": "tay", "name": "Thôn Tây", "order": 2}}),
        json!({"TeamDefined": {"team": "to", "name": "Tổ Đông", "villages": ["dong"]}}),
        json!({"MemberJoined": {"team": "to", "member": "an", "name": "An", "role": "member",
            "from": "2026-01-01"}}),
        household("mam", "Bùi Thị Dưỡng"),
        json!({"HouseholdRegistered": {"household": "xa", "code": "xa", "village": "tay",
            "head": "Ngô Văn Xa", "listed": true}}),
        consent("mam", "register"),
    ] {
        append(&commune, operation).await;
    }
    phone(&commune, DeviceState::Active).await;
    let browser = commune.browser();
    (commune, browser)
}

async fn phone(commune: &Commune, state: DeviceState) {
    let device = Device {
        id: DeviceId::new("may-an").unwrap(),
        commune: Commune::id(),
        account: AccountId::new("an").unwrap(),
        token_hash: secret::hash(TOKEN),
        enrolled_at: commune.state.clock.now(),
        state,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    let put = move |ledger: &mut store::Ledger<'_>| device.put(ledger.transaction());
    commune.state.store.write(put).done().await.unwrap();
}

/// A picture of noise, which hardly compresses, like photos with much detail.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut noise = 7_u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, red, green, blue] = noise.to_le_bytes();
        image::Rgb([red, green, blue])
    });
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 60);
    let picture = DynamicImage::ImageRgb8(picture);
    picture.write_with_encoder(encoder).unwrap();
    jpeg
}

fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let exif = b"\xFF\xE1\x00\x10Exif\0\0MM\0*GPS\0";
    [&jpeg[..2], exif, &jpeg[2..]].concat()
}

struct Upload<'a> {
    browser: &'a mut Browser,
    photo: &'a str,
    /// The owner as the address names it: `household=mam`.
    of: &'a str,
    file: &'a [u8],
}

impl Upload<'_> {
    async fn piece(&mut self, offset: usize) -> Answer {
        let end = self.file.len().min(offset + PIECE);
        let body = self.file[offset..end].to_vec();
        let sha256 = secret::hash(self.file);
        self.send(offset, self.file.len(), &sha256, body).await
    }

    async fn send(&mut self, offset: usize, size: usize, sha256: &str, body: Vec<u8>) -> Answer {
        let (photo, of) = (self.photo, self.of);
        let request = Request::put(format!(
            "/api/photos/{photo}?{of}&offset={offset}&size={size}&sha256={sha256}"
        ));
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"))
            .header(header::CONTENT_TYPE, "application/octet-stream");
        self.browser
            .send(request.body(Body::from(body)).unwrap())
            .await
    }

    async fn stands(&mut self) -> Answer {
        let request = Request::get(format!("/api/photos/{}", self.photo))
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        self.browser
            .send(request.body(Body::empty()).unwrap())
            .await
    }
}

fn told(answer: &Answer) -> (u16, u64, bool) {
    let json = answer.json();
    let received = json["received"].as_u64().unwrap();
    (
        answer.status.as_u16(),
        received,
        json["complete"].as_bool().unwrap(),
    )
}

#[tokio::test]
async fn a_photo_is_sent_in_pieces_and_continues_after_an_interruption() {
    let (_commune, mut browser) = team().await;
    let file = picture(1000, 1000);
    let pieces = file.len().div_ceil(PIECE);
    assert!(pieces > 2 && file.len() < 2 * 1024 * 1024, "{}", file.len());
    let mut upload = Upload {
        browser: &mut browser,
        photo: "anh-1",
        of: "household=mam",
        file: &file,
    };
    assert_eq!(told(&upload.stands().await), (200, 0, false));
    assert_eq!(told(&upload.piece(0).await), (200, PIECE as u64, false));
    // The answer was lost, so the phone sends the same piece again and is told how much the server
    // has.
    assert_eq!(told(&upload.piece(0).await), (409, PIECE as u64, false));
    assert_eq!(
        told(&upload.piece(2 * PIECE).await),
        (409, PIECE as u64, false)
    );
    assert_eq!(told(&upload.stands().await), (200, PIECE as u64, false));
    for number in 1..pieces {
        let received = file.len().min((number + 1) * PIECE) as u64;
        let complete = number + 1 == pieces;
        assert_eq!(
            told(&upload.piece(number * PIECE).await),
            (200, received, complete)
        );
    }
    let all = (200, file.len() as u64, true);
    assert_eq!(told(&upload.stands().await), all);
    assert_eq!(
        told(&upload.piece(0).await),
        all,
        "sent twice, nothing changes"
    );
    let other = picture(9, 9);
    upload.file = &other;
    assert_eq!(upload.piece(0).await.json()["code"], "photo-taken");
}

#[tokio::test]
async fn a_file_that_is_no_photo_is_refused_with_a_sentence_and_can_be_sent_anew() {
    let (_commune, mut browser) = team().await;
    let good = picture(64, 64);
    let pdf = b"%PDF-1.7 a paper that was named anh.jpg".to_vec();
    let oblong = picture(64, 65);
    for (photo, file, code) in [
        ("pdf", &pdf, "photo-not-jpeg"),
        ("oblong", &oblong, "photo-not-square"),
        ("exif", &with_exif(&good), "photo-tells-more"),
    ] {
        let mut upload = Upload {
            browser: &mut browser,
            photo,
            of: "household=mam",
            file,
        };
        let answer = upload.piece(0).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let problem = answer.json();
        assert_eq!(problem["code"], code);
        assert!(problem["sentence"].as_str().unwrap().len() > 20);
        assert!(!problem["english"].as_str().unwrap().is_empty());
        upload.file = &good;
        assert_eq!(told(&upload.piece(0).await), (200, good.len() as u64, true));
    }
    let mut upload = Upload {
        browser: &mut browser,
        photo: "to",
        of: "household=mam",
        file: &good,
    };
    let twenty = vec![0; 20 * 1024 * 1024];
    let answer = upload.send(0, twenty.len(), "00", twenty).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["code"], "photo-too-large");
    let answer = upload.send(0, 300_000, "00", vec![0; PIECE + 1]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["code"]),
        (413, &json!("too-large"))
    );
}

#[tokio::test]
async fn a_truncated_or_changed_photo_is_dropped() {
    let (_commune, mut browser) = team().await;
    let good = picture(64, 64);
    let sha256 = secret::hash(&good);
    let mut upload = Upload {
        browser: &mut browser,
        photo: "a",
        of: "household=mam",
        file: &good,
    };
    let mut changed = good.clone();
    changed[200] ^= 1;
    let answer = upload.send(0, good.len(), &sha256, changed).await;
    assert_eq!(answer.json()["code"], "photo-not-whole");
    assert_eq!(told(&upload.stands().await), (200, 0, false));
    let longer = [&good[..], b"x"].concat();
    let answer = upload.send(0, good.len(), &sha256, longer).await;
    assert_eq!(answer.json()["code"], "photo-not-whole");
    // Half of the picture came under the checksum of another one, so the right one starts from the
    // beginning.
    let half = good[..100].to_vec();
    assert_eq!(
        told(&upload.send(0, good.len(), "00", half).await),
        (200, 100, false)
    );
    assert_eq!(told(&upload.piece(0).await), (200, good.len() as u64, true));
}

#[tokio::test]
async fn only_those_who_may_write_about_a_household_bring_its_photos() {
    let (commune, mut browser) = team().await;
    let file = picture(16, 16);
    for (of, status, code) in [
        ("household=xa", 403, "photo-elsewhere"),
        ("household=moi", 409, "photo-household-unknown"),
        ("class=moi", 409, "photo-class-unknown"),
        ("household=class:lop", 400, "json-not-understood"),
        ("household=mam&class=lop", 400, "json-not-understood"),
        ("photo=a", 400, "json-not-understood"),
    ] {
        let mut upload = Upload {
            browser: &mut browser,
            photo: "a",
            of,
            file: &file,
        };
        let answer = upload.piece(0).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["code"]),
            (status, &json!(code))
        );
        assert_eq!(told(&upload.stands().await), (200, 0, false));
    }
    phone(&commune, DeviceState::Revoked).await;
    let mut upload = Upload {
        browser: &mut browser,
        photo: "a",
        of: "household=mam",
        file: &file,
    };
    assert_eq!(upload.piece(0).await.json()["code"], "token-unknown");
    assert_eq!(upload.stands().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_public_sees_a_photo_while_its_product_is_on_show() {
    let (commune, mut browser) = team().await;
    let commune = commune.with_account("can-bo", Role::Officer).await;
    let file = picture(600, 600);
    for photo in ["anh-1", "anh-2"] {
        let mut upload = Upload {
            browser: &mut browser,
            photo,
            of: "household=mam",
            file: &file,
        };
        assert_eq!(told(&upload.piece(0).await).2, file.len() <= PIECE);
        if file.len() > PIECE {
            assert!(told(&upload.piece(PIECE).await).2);
        }
    }
    let open = |stage: &str| {
        json!({"ShopAdvanced": {"household": "mam", "marketplace": "voso", "stage": stage,
            "on": "2026-11-20", "link": "https://voso.vn/ba-lang"}})
    };
    for operation in [
        json!({"BusinessRegistered": {"household": "mam", "name": "Nước mắm Ba Làng",
            "trade": "Nước mắm"}}),
        json!({"ProductSet": {"household": "mam", "product": "p1", "listed": ["voso"],
            "sheet": {"ten": "Nước mắm 40 độ đạm"}, "photos": ["chua-den", "anh-1"]}}),
        open("open"),
    ] {
        append(&commune, operation).await;
    }
    let mut anyone = commune.browser();
    let shop = anyone.get("/cho-so/nghi-son/mam").await.text;
    assert!(shop.contains(r#"property="og:image" content="http://localhost/cho-so/nghi-son/"#));
    assert!(shop.contains("Nước mắm 40 độ đạm, ảnh 1") && !shop.contains("chua-den"));
    let list = anyone.get("/cho-so/nghi-son").await.text;
    assert!(
        list.contains("/cho-so/nghi-son/anh/anh-1?co=nho") && list.contains("loading=\"lazy\"")
    );
    let whole = anyone.get("/cho-so/nghi-son/anh/anh-1").await;
    assert_eq!(whole.bytes, file);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "public, max-age=300"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(whole.header(name), value);
    }
    let small = anyone.get("/cho-so/nghi-son/anh/anh-1?co=nho").await;
    let small = image::load_from_memory(&small.bytes).unwrap();
    assert_eq!((small.width(), small.height()), (400, 400));
    let unnamed = anyone.get("/cho-so/nghi-son/anh/anh-2").await;
    assert_eq!(unnamed.status, StatusCode::NOT_FOUND);

    commune.state.clock.advance(domain::Millis::MINUTE);
    append(&commune, open("paused")).await;
    commune.state.clock.advance(2 * domain::Millis::MINUTE);
    let gone = anyone.get("/cho-so/nghi-son/anh/anh-1").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let mut officer = commune.signed_in("can-bo").await;
    let page = officer.get("/van-phong/kinh-doanh/mam").await.text;
    assert!(page.contains("/van-phong/anh/anh-1?co=nho"));
    let seen = officer.get("/van-phong/anh/anh-1").await;
    assert_eq!(seen.header("cache-control"), "private, max-age=300");
    assert_eq!(seen.bytes, file);
    #[cfg(feature = "pdf")]
    {
        let printed = officer.get("/van-phong/kinh-doanh/mam/phieu.pdf").await;
        let jpeg = printed.bytes.windows(9).any(|it| it == b"DCTDecode");
        assert!(jpeg, "the photo stands in its place");
    }
    let sheets = officer.get("/van-phong/kinh-doanh/mam/phieu").await.text;
    assert!(sheets.contains("/van-phong/anh/anh-1?co=nho"));
}

#[tokio::test]
async fn photos_are_exported_as_an_ordered_zip_once_a_reason_is_logged() {
    let (commune, mut browser) = team().await;
    let commune = commune.with_account("can-bo", Role::Officer).await;
    let file = picture(64, 64);
    for photo in ["anh-1", "anh-2"] {
        let mut upload = Upload {
            browser: &mut browser,
            photo,
            of: "household=mam",
            file: &file,
        };
        assert!(told(&upload.piece(0).await).2);
    }
    for operation in [
        json!({"BusinessRegistered": {"household": "mam", "name": "Nước mắm Ba Làng",
            "trade": "Nước mắm"}}),
        json!({"ProductSet": {"household": "mam", "product": "p1", "sheet": {"ten": "Nước mắm 1L"},
            "photos": ["anh-2", "chua-den", "anh-1"]}}),
    ] {
        append(&commune, operation).await;
    }
    let mut officer = commune.signed_in("can-bo").await;
    let page = officer.get("/van-phong/kinh-doanh/mam").await.text;
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).unwrap();
    let token = rest.split('"').next().unwrap().to_owned();
    let path = "/van-phong/kinh-doanh/xuat";
    let fields = |household, reason| {
        [
            ("form", "zip"),
            ("household", household),
            ("reason", reason),
            ("csrf", token.as_str()),
        ]
    };
    let refused = officer.post(path, &fields("mam", " ")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("reason-needed"));
    for (household, folder, taken) in [
        ("mam", "01-nuoc-mam-1l", "identity"),
        ("", "001-nuoc-mam-ba-lang/01-nuoc-mam-1l", "gzip"),
        ("mam", "01-nuoc-mam-1l", "gzip, deflate, br"),
    ] {
        // Browsers accept compressed answers, but a ZIP file is sent as it is and complete.
        let mut asked = form(path, &fields(household, "Đăng lên sàn"));
        let taken = taken.parse().unwrap();
        asked.headers_mut().insert(header::ACCEPT_ENCODING, taken);
        let answer = officer.send(asked).await;
        assert_eq!(answer.header("content-type"), "application/zip");
        assert_eq!(answer.header("content-encoding"), "");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes)).unwrap();
        let names: Vec<String> = zip
            .file_names()
            .map(|it| it.unwrap().into_owned())
            .collect();
        assert_eq!(names, [1, 3].map(|number| format!("{folder}/{number}.jpg")));
        let mut first = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(0).unwrap(), &mut first).unwrap();
        assert_eq!(first, file);
    }
    let kept = commune
        .state
        .store
        .read(|rows| rows.documents(&Commune::id(), "access"));
    let kept = kept.unwrap();
    let kept = kept.iter().filter(|it| it.body.contains("exported-photos"));
    assert_eq!(kept.count(), 3);
    let csv = [
        ("form", "csv"),
        ("household", "mam"),
        ("reason", "Đăng lên sàn"),
        ("csrf", token.as_str()),
    ];
    let csv = officer.post(path, &csv).await.text;
    assert!(
        csv.contains(r#""01-nuoc-mam-1l/1.jpg";"";"01-nuoc-mam-1l/3.jpg""#),
        "{csv}"
    );
}

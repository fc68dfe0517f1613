//! Links use the configured address, whatever host name a request claims.
use super::browser::{Answer, Browser, Commune};
use super::business::market_of;
use axum::body::Body;
use axum::http::{Request, header};
use server::Config;

const EVIL: &str = "evil.example";

/// Pages, feeds and lists that contain this server's address.
const LEAD: [&str; 6] = [
    "/xa/nghi-son",
    "/bai/nghi-son/atom.xml",
    "/lop/nghi-son",
    "/lop/nghi-son/lich.ics",
    "/robots.txt",
    "/sitemap.xml",
];
/// Pages that contain only relative links.
const STAY: [&str; 3] = ["/bai/nghi-son", "/cho-so/nghi-son", "/hoc/nen-tang-so"];

async fn ask(browser: &mut Browser, path: &str, host: &str) -> Answer {
    let request = Request::get(path).header(header::HOST, host);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn no_page_leads_where_a_request_says_and_nobody_keeps_it() {
    let address = "https://xa.example".parse().unwrap();
    let config = Config {
        public_address: Some(address),
        ..Config::default()
    };
    let (commune, mut office) = market_of(Commune::with(config)).await;
    let mut anyone = commune.browser();
    for path in LEAD.iter().chain(&STAY).copied() {
        let ours = ask(&mut anyone, path, "xa.example").await;
        assert_eq!(ours.status, 200, "{path}");
        assert!(ours.header("cache-control").starts_with("public"), "{path}");
        let theirs = ask(&mut anyone, path, EVIL).await;
        assert!(!theirs.text.contains(EVIL), "{path}");
        assert_eq!(theirs.header("cache-control"), "no-store", "{path}");
        if path.ends_with(".xml") || path.ends_with(".txt") {
            assert_eq!(ours.text, theirs.text, "{path}");
            assert!(ours.text.contains("https://xa.example/"), "{path}");
        }
    }
    for path in ["/van-phong/the-ho?thon=dong", "/van-phong/bang"] {
        let page = ask(&mut office, path, EVIL).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.contains(EVIL), "{path}");
    }
}

#[tokio::test]
async fn without_a_setting_pages_with_links_from_the_request_are_not_cached() {
    let (commune, _) = market_of(Commune::new()).await;
    let mut anyone = commune.browser();
    for path in LEAD {
        // A cache in between cannot know which of the two names is the server's.
        for host in [EVIL, "xa.example"] {
            let page = ask(&mut anyone, path, host).await;
            assert_eq!(page.status, 200, "{path}");
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
        }
    }
    for path in STAY {
        let page = ask(&mut anyone, path, EVIL).await;
        assert!(!page.text.contains(EVIL), "{path}");
        assert!(page.header("cache-control").starts_with("public"), "{path}");
    }
}

#[tokio::test]
async fn without_a_setting_the_office_is_told_and_a_feed_keeps_its_id() {
    let (commune, mut office) = market_of(Commune::new()).await;
    let mut anyone = commune.browser();
    let mut ids = Vec::new();
    for host in ["xa.example", "192.168.1.5:8080"] {
        let feed = ask(&mut anyone, "/bai/nghi-son/atom.xml", host).await.text;
        let (_, rest) = feed.split_once("<id>").unwrap();
        let id = rest.split('<').next().unwrap().to_owned();
        assert!(id.starts_with("tag:") && !id.contains(host), "{id}");
        ids.push(id);
    }
    assert_eq!(ids[0], ids[1]);
    let board = office.get("/van-phong/bang").await.text;
    assert!(
        board.contains("address-none"),
        "the office is told: {board}"
    );
}

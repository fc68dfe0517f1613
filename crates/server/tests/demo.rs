//! The demonstration commune, made in a folder as `tungnha demo` makes it.
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use domain::{Day, HelpState, Kind, Measure, Millis, Period, Record, Role};
use server::{AppState, Chance, Clock, Config, demo, router};
use std::collections::BTreeSet;
use store::{AccountKey, Attachment, Store};
use tower::ServiceExt;

/// The most bytes of a public page with its styles and its icon.
const PAGE_LIMIT_BYTES: usize = 50_000;
/// The most pages visited. The market alone has hundreds of shops.
const PAGES_LIMIT: usize = 600;

fn morning() -> Millis {
    Millis(Day::parse("2026-11-23").unwrap().start().0 + 8 * 60 * Millis::MINUTE)
}

#[test]
fn the_demonstration_can_be_made_on_the_first_day_of_a_month_and_of_a_year() {
    for day in ["2026-12-01", "2027-01-01"] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.use_account_key(AccountKey::new([1; 32]));
        let now = Millis(Day::parse(day).unwrap().start().0 + Millis::MINUTE);
        let made = demo::make(folder.path(), &store, now, &Chance::seeded(1), |_| {});
        assert!(made.is_ok(), "{day}: {:?}", made.err());
    }
}

#[test]
fn the_demonstration_is_complete_and_shows_every_kind_of_door() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.use_account_key(AccountKey::new([1; 32]));
    let now = morning();
    let made = demo::make(folder.path(), &store, now, &Chance::seeded(1), |_| {}).unwrap();
    assert_eq!(store.verify(&made.commune).unwrap(), []);

    let teams = store.records(&made.commune, Kind::Team).unwrap();
    let serving = teams.iter().map(|team| match team {
        Record::Team(team) => team.serving(now.day()).count(),
        _ => 0,
    });
    assert_eq!(serving.collect::<Vec<_>>(), [7, 7, 7, 7]);

    let count = |measure: Measure| {
        let tallies = store.read(|rows| {
            let row = rows.commune(&made.commune)?.unwrap();
            rows.tallies(&made.commune, row.generation, Some(Period::Now))
        });
        let of = tallies
            .unwrap()
            .into_iter()
            .filter(|it| it.measure == measure);
        of.filter(|it| !it.dimension.to_string().starts_with("member"))
            .map(|it| it.value)
            .sum::<i64>()
    };
    let households = count(Measure::Households);
    assert!((1_400..1_500).contains(&households), "{households}");
    for (measure, least, most) in [
        (Measure::NeverVisited, 5, 20),
        (Measure::AbsentThree, 2, 10),
        (Measure::HouseholdFive, 15, 45),
        (Measure::FollowUps, 3, 20),
    ] {
        let share = count(measure) * 100 / households;
        assert!((least..most).contains(&share), "{measure:?}: {share} %");
    }
    let businesses = count(Measure::Businesses);
    for measure in [Measure::BusinessesPaid, Measure::Shops, Measure::Products] {
        let share = count(measure) * 100 / businesses;
        assert!(share > 20, "{measure:?}: {share} % of {businesses}");
    }
    let stages = |marketplace: &str| {
        let tallies = store.read(|rows| {
            let row = rows.commune(&made.commune)?.unwrap();
            rows.tallies(&made.commune, row.generation, Some(Period::Now))
        });
        let shops = tallies
            .unwrap()
            .into_iter()
            .filter(|it| it.measure == Measure::Shops);
        let at = format!("stage:{marketplace}:");
        shops
            .filter(|it| it.dimension.to_string().starts_with(&at))
            .map(|it| it.dimension)
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert!(stages("voso") >= 5, "shops at each stage");

    let classes = store.records(&made.commune, Kind::Class).unwrap();
    let held = classes.iter().filter(|it| match it {
        Record::Class(class) => class.result.is_some(),
        _ => false,
    });
    assert_eq!((classes.len(), held.count()), (4, 2));
    assert!(count(Measure::ResidentsTrained) > 10);

    let bulletins = store.records(&made.commune, Kind::Bulletin).unwrap();
    assert_eq!(bulletins.len(), 3);
    let heard = count(Measure::BulletinHeard) * 100 / (3 * households);
    assert!((20..70).contains(&heard), "{heard} % of doors");

    let photos = store.read(|rows| Attachment::all(rows, &made.commune));
    let photos = photos.unwrap();
    assert!(photos.len() > 20 && photos.iter().all(Attachment::is_complete));

    let requests = store.records(&made.commune, Kind::Help).unwrap();
    let states = requests.iter().map(|record| match record {
        Record::Help(help) => help.state.as_str(),
        _ => "",
    });
    let all = [
        HelpState::Asked,
        HelpState::Assigned,
        HelpState::Answered,
        HelpState::Closed,
        HelpState::Dismissed,
    ];
    let all: BTreeSet<&str> = all.map(HelpState::as_str).into();
    assert_eq!(states.collect::<BTreeSet<_>>(), all);

    let again = demo::known(folder.path()).unwrap().unwrap();
    assert_eq!(again.office[0].password, made.office[0].password);
    assert_eq!(again.office[0].role, Role::Officer);
}

/// Visits every page that the public can reach from the home page, in both languages.
#[test]
fn every_public_page_is_small_and_without_script() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let chance = Chance::seeded(1);
    demo::make(folder.path(), &store, morning(), &chance, |_| {}).unwrap();
    let clock = Clock::fixed(morning());
    let site = router(AppState::new(store, Config::default(), clock, chance));
    let waiting = tokio::runtime::Runtime::new().unwrap();
    let seen = waiting.block_on(walked(site));
    let rooms = [
        "/nho-giup/",
        "/hoi-dap/",
        "/lich-tham/",
        "/kiem-tra",
        "/cho-so/",
        "/hoc/",
    ];
    for room in rooms {
        assert!(seen.iter().any(|it| it.starts_with(room)), "{room}");
    }
}

/// Checks every page that can be reached by links, and returns their addresses.
async fn walked(site: Router) -> BTreeSet<String> {
    let get = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = site.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        let named = |name| parts.headers.get(name).and_then(|it| it.to_str().ok());
        let named = |name| named(name).unwrap_or_default().to_owned();
        let (kind, there) = (named(header::CONTENT_TYPE), named(header::LOCATION));
        (parts.status, kind, text, there)
    };
    let (mut waiting, mut seen) = (vec!["/".to_owned()], BTreeSet::new());
    while let Some(path) = waiting.pop() {
        if seen.len() >= PAGES_LIMIT || !seen.insert(path.clone()) {
            continue;
        }
        let (status, kind, page, there) = get(&path).await;
        if status.is_redirection() {
            waiting.push(there);
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{path}");
        if !kind.starts_with("text/html") {
            continue;
        }
        let mut bytes = page.len();
        for asset in linked(&page).filter(|it| it.starts_with("/assets/")) {
            bytes += get(&asset).await.2.len();
        }
        assert!(bytes < PAGE_LIMIT_BYTES, "{path}: {bytes} bytes");
        for script in ["<script", "<style", " style=", " onclick", "javascript:"] {
            assert!(!page.contains(script), "{path}: {script}");
        }
        let never = page.contains("không bao giờ") || page.contains("never");
        assert!(never, "{path} says what the team never does");
        waiting.extend(linked(&page).filter(|it| is_public(it)));
        if !path.contains("lang=") {
            let mark = if path.contains('?') { '&' } else { '?' };
            waiting.push(format!("{path}{mark}lang=en"));
        }
    }
    seen
}

fn linked(page: &str) -> impl Iterator<Item = String> {
    let links = page.split("href=\"").skip(1);
    links.filter_map(|rest| Some(rest.split('"').next()?.replace("&amp;", "&")))
}

/// Whether a path is a public page: not the app, not the office, not a file to print.
fn is_public(path: &str) -> bool {
    let closed = ["/app", "/van-phong", "/assets", "/vao", "//"];
    path.starts_with('/') && !closed.iter().any(|it| path.starts_with(it))
}

//! How often each page looks at the data: once, so that everything on it is of one moment.
use super::routes::{filled, routes};
use super::{commune, commune_of};
use crate::http::browser::{Answer, Commune};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::AccountId;
use server::session::From;
use server::{AccountName, AppState, Chance};
use std::collections::BTreeMap;
use store::Database;

/// The most turns to a database over a network that any page takes, those for who asks included. The
/// first page of all, which puts the faces of two communes together, takes 28.
const TURNS_LIMIT: u64 = 28;

/// Who is shown a page: someone it is for.
fn visitor(path: &str) -> Option<&'static str> {
    match path {
        "/van-phong/tinh" => Some("province"),
        "/van-phong/bai/{id}/duyet" => Some("editor"),
        _ => path.starts_with("/van-phong").then_some("officer"),
    }
}

/// One for what is shown; in the office there is one before, for who asks.
fn snapshots(path: &str) -> u64 {
    match path {
        // Sessions that have ended are looked for first, so that the log shows them.
        "/van-phong/nhat-ky" => 3,
        // How the server is, which the board tells too, is asked of it first.
        "/van-phong/bang" => 3,
        // The readers are asked to answer before the page is.
        "/readyz" | "/healthz" => 2,
        _ => 1 + u64::from(visitor(path).is_some()),
    }
}

/// What a visit cost.
struct Cost {
    answer: Answer,
    snapshots: u64,
    turns: u64,
}

/// Visits every page there is.
async fn visits(commune: &Commune) -> BTreeMap<String, Cost> {
    let mut tokens = BTreeMap::new();
    for name in ["officer", "editor", "province"] {
        let account = AccountName {
            commune: Commune::id(),
            id: AccountId::new(name).unwrap(),
        };
        let (state, now) = (&commune.state, commune.state.clock.now());
        let opened = state
            .sessions
            .open(account, From::default(), now, &state.chance);
        tokens.insert(name, opened.await.unwrap());
    }
    let mut costs = BTreeMap::new();
    for (method, path) in routes() {
        if method != "GET" || path.starts_with("/api/") {
            continue;
        }
        let mut request = Request::get(filled(commune, &path).await);
        if let Some(token) = visitor(&path).and_then(|it| tokens.get(it)) {
            request = request.header(header::COOKIE, format!("tungnha_session={token}"));
        }
        let request = request.body(Body::empty()).unwrap();
        let store = &commune.state.store;
        let (snapshots, turns) = (store.snapshots(), store.turns());
        let answer = commune.browser().send(request).await;
        let cost = Cost {
            snapshots: store.snapshots() - snapshots,
            turns: store.turns() - turns,
            answer,
        };
        println!(
            "{} {} {} {path}",
            cost.snapshots, cost.turns, cost.answer.status
        );
        costs.insert(path, cost);
    }
    costs
}

#[tokio::test]
async fn every_page_is_read_in_one_snapshot() {
    let costs = visits(&commune().await).await;
    let beyond = costs
        .iter()
        .filter(|(path, it)| it.snapshots > snapshots(path));
    let beyond: BTreeMap<_, _> = beyond.map(|(path, it)| (path, it.snapshots)).collect();
    assert_eq!(beyond, BTreeMap::new(), "pages of several moments");
    for path in [
        "/van-phong/bang",
        "/van-phong/ho",
        "/van-phong/ho/{id}",
        "/bai/{commune}",
    ] {
        let it = &costs[path];
        assert_eq!(
            (it.answer.status, it.snapshots),
            (StatusCode::OK, snapshots(path)),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_takes_few_turns_to_a_database_over_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let url = private_postgres::shared().database().unwrap();
    let store = Database::parse(&url, folder.path()).open().unwrap();
    let empty = Commune::new();
    let (config, clock) = ((*empty.state.config).clone(), empty.state.clock.clone());
    let state = AppState::new(store, config, clock, Chance::seeded(1));
    let costs = visits(&commune_of(empty.over(state)).await).await;
    let beyond = costs.iter().filter(|(_, it)| it.turns > TURNS_LIMIT);
    let beyond: BTreeMap<_, _> = beyond.map(|(path, it)| (path, it.turns)).collect();
    assert_eq!(beyond, BTreeMap::new(), "pages of many turns");
    let register = &costs["/van-phong/ho"];
    assert!(register.answer.status == StatusCode::OK && register.turns > 0);
}

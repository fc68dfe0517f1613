//! Figures of an older version are counted anew behind the open port, and told as old until then.
use super::browser::Commune;
use super::business::{append, household};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::Role;
use serde_json::json;
use server::{AppState, Chance, Clock, Config, recount};
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use store::{Ledger, Store};

async fn metrics(commune: &Commune) -> String {
    let from: SocketAddr = "127.0.0.1:40000".parse().unwrap();
    let request = Request::get("/metrics").extension(ConnectInfo(from));
    let request = request.body(Body::empty()).unwrap();
    commune.browser().send(request).await.text
}

/// As an older version left it: other figures, of another way of counting.
fn age(ledger: &mut Ledger<'_>) -> store::Rows<()> {
    let rows = ledger.transaction();
    let mut row = rows.commune(&Commune::id())?.unwrap();
    for mut tally in rows.tallies(&Commune::id(), row.generation, None)? {
        tally.value *= 6;
        rows.add_tally(&Commune::id(), row.generation, &tally)?;
    }
    row.measures = 0;
    rows.put_commune(&Commune::id(), &row)
}

#[tokio::test]
async fn the_port_answers_with_the_old_figures_told_as_such_until_all_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let clock = Clock::fixed(super::browser::monday_morning());
    let state = AppState::new(store.clone(), Config::default(), clock, Chance::seeded(1));
    let commune = Commune::new().over(state.clone());
    let commune = commune.with_account("can-bo", Role::Officer).await;
    append(
        &commune,
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
    )
    .await;
    append(&commune, household("h1", "Bùi Thị Dưỡng")).await;
    store.write(age).done().await.unwrap();

    state.recounting.expect(store.outdated().unwrap());
    let told = metrics(&commune).await;
    assert!(told.contains("tungnha_recount_left 1"), "{told}");
    // The writer is busy, so that the recount has to wait for its turn; a household comes before it.
    let (go_on, may_go_on) = channel::<()>();
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    let busy = store.write_to(&Commune::id(), move |_| {
        may_go_on.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let counting = tokio::spawn(recount::run(state.clone(), |_| {}));
    let old = "Số liệu ở đây theo cách đếm cũ";
    let mut office = commune.browser();
    go_on.send(()).unwrap();
    busy.done().await.unwrap();
    office.sign_in("can-bo", super::browser::PASSWORD).await;
    counting.await.unwrap();
    let board = office.get("/van-phong/bang").await.text;
    assert!(!board.contains(old), "{board}");
    assert_eq!(store.verify(&Commune::id()).unwrap(), []);
    let told = metrics(&commune).await;
    assert!(told.contains("tungnha_recount_left 0"), "{told}");
    assert!(told.contains("tungnha_recounted_total 1"), "{told}");
}

#[tokio::test]
async fn no_figure_of_today_is_mixed_into_the_old_ones_and_none_of_them_is_frozen() {
    let commune = Commune::new().with_account("can-bo", Role::Officer).await;
    let (state, store) = (&commune.state, &commune.state.store);
    append(
        &commune,
        json!({"VillageDefined": {"village": "dong", "name": "Thôn Đông", "order": 1}}),
    )
    .await;
    append(&commune, household("h1", "Bùi Thị Dưỡng")).await;
    append(
        &commune,
        json!({"DirectiveIssued": {"directive": "viec", "title": "Gặp mọi nhà", "text": "Gặp.",
            "goal": "met", "whom": {"villages": ["dong"]}, "from": "2026-11-01",
            "to": "2026-12-25"}}),
    )
    .await;
    store.write(age).done().await.unwrap();
    state.recounting.expect(store.outdated().unwrap());

    let tallies = || {
        let read = store.read(|rows| {
            let row = rows.commune(&Commune::id())?.unwrap();
            rows.tallies(&Commune::id(), row.generation, None)
        });
        read.unwrap()
    };
    let before = tallies();
    append(&commune, household("h2", "Trần Lụa")).await;
    assert_eq!(tallies(), before);
    let mut office = commune.signed_in("can-bo").await;
    let old = "Số liệu ở đây theo cách đếm cũ";
    let board = office.get("/van-phong/bang").await.text;
    assert!(
        board.contains(old) && board.contains("figures-old"),
        "{board}"
    );
    let file = office.get("/van-phong/bang?dang=csv").await.text;
    assert!(file.contains(old), "{file}");
    assert!(!office.get("/van-phong/ho").await.text.contains(old));

    // What would be told for good waits until it can be told rightly.
    let page = office.get("/van-phong/viec/viec").await.text;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap().to_owned();
    let close = [
        ("csrf", &*csrf),
        ("act", "close"),
        ("summary", "Đã gặp hết."),
    ];
    let told = office.post("/van-phong/viec/viec", &close).await.text;
    assert!(told.contains("Chưa kết thúc được việc này"), "{told}");
    assert!(
        told.contains("Đã gặp hết."),
        "what was typed is still there: {told}"
    );

    recount::run(state.clone(), |_| {}).await;
    let closed = office.post("/van-phong/viec/viec", &close).await;
    assert_eq!(closed.status, 303, "{}", closed.text);
    assert_eq!(store.verify(&Commune::id()).unwrap(), []);
    let board = office.get("/van-phong/bang").await.text;
    assert!(!board.contains(old), "{board}");
}

//! Sign-ins in the access log: who signed in and out, and who tried.
use super::browser::{Browser, Commune, PASSWORD};
use super::second_factor::{give, set_up};
use axum::http::StatusCode;
use domain::{CommuneId, Millis, Role};
use server::limit::OF_PLACE;
use server::second_factor::code_now;
use server::session::IDLE_MS;
use sync::Epoch;

const LOG: &str = "/van-phong/nhat-ky";

async fn commune() -> Commune {
    let commune = Commune::new().with_account("lan", Role::Officer).await;
    commune.with_account("hoa", Role::Officer).await
}

/// The rows of the log as text, newest first.
async fn rows(officer: &mut Browser) -> Vec<String> {
    let page = officer.get(LOG).await;
    assert_eq!(page.status, StatusCode::OK);
    let body = page.text.split("<tbody>").nth(1).unwrap_or_default();
    let rows = body.split("<tr>").skip(1);
    rows.map(|row| row.split("</tr>").next().unwrap().to_owned())
        .collect()
}

fn is_there(rows: &[String], who: &str, what: &str) -> bool {
    let fits = |row: &&String| row.contains(who) && row.contains(what);
    rows.iter().filter(fits).count() == 1
}

#[tokio::test]
async fn signing_in_signing_out_and_ended_sessions_are_logged() {
    let commune = commune().await;
    let mut lan = commune.signed_in("lan").await;
    let page = lan.get(LOG).await.text;
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let csrf = csrf.split('"').next().unwrap().to_owned();
    lan.post("/ra", &[("csrf", &csrf)]).await;
    let idle = commune.signed_in("lan").await;
    commune.state.clock.advance(IDLE_MS + Millis::MINUTE);
    let mut hoa = commune.signed_in("hoa").await;
    let told = rows(&mut hoa).await;
    assert!(
        is_there(&told, "Người hoa", "Đăng nhập bằng mật khẩu"),
        "{told:?}"
    );
    assert!(
        is_there(&told, "Người lan", "<td>Đăng xuất</td>"),
        "{told:?}"
    );
    let ended = told
        .iter()
        .find(|it| it.contains("Tự đăng xuất sau 30 phút không dùng"));
    // Half past eight, when the session ended, and not when someone looked.
    assert!(ended.unwrap().contains(" 8:30<"), "{told:?}");
    assert_eq!(rows(&mut hoa).await.len(), told.len(), "told once");
    drop(idle);
}

#[tokio::test]
async fn refused_sign_ins_are_counted_by_the_hour_without_what_was_typed() {
    let commune = commune().await;
    for _ in 0..OF_PLACE.free + 2 {
        commune.browser().sign_in("lan", "mật khẩu gõ nhầm").await;
    }
    for _ in 0..2 {
        let typed = "mật khẩu gõ vào ô tên";
        commune.browser().sign_in(typed, PASSWORD).await;
    }
    let mut hoa = commune.signed_in("hoa").await;
    let told = rows(&mut hoa).await;
    let tries = OF_PLACE.free + 2;
    let wrong = format!("sai mật khẩu, {tries} lần");
    assert!(is_there(&told, "Người lan", &wrong), "{told:?}");
    assert!(
        is_there(&told, "không rõ ai", "tên không có, 2 lần"),
        "{told:?}"
    );
    let kept = commune
        .state
        .store
        .read(|rows| rows.documents(&Commune::id(), "access"));
    for row in kept.unwrap() {
        assert!(!row.body.contains("gõ"), "{}", row.body);
    }
    commune.state.clock.advance(60 * Millis::MINUTE);
    commune.browser().sign_in("nobody", PASSWORD).await;
    let mut hoa = commune.signed_in("hoa").await;
    assert!(is_there(&rows(&mut hoa).await, "không rõ ai", "1 lần"));
}

#[tokio::test]
async fn with_several_communes_an_unknown_name_is_in_none_of_their_logs() {
    let commune = commune().await;
    let other = CommuneId::new("hai-thanh").unwrap();
    let made = commune.state.store.create_commune(other, Epoch(2));
    made.done().await.unwrap();
    commune.browser().sign_in("nobody", PASSWORD).await;
    let mut hoa = commune.signed_in("hoa").await;
    let told = rows(&mut hoa).await;
    assert!(
        !told.iter().any(|it| it.contains("tên không có")),
        "{told:?}"
    );
}

#[tokio::test]
async fn the_second_factor_is_in_the_log() {
    let commune = commune().await;
    let (secret, _) = set_up(&commune, "lan").await;
    let mut browser = commune.signed_in("lan").await;
    give(&mut browser, "000000").await;
    let next = Millis(commune.state.clock.now().0 + 30_000);
    give(&mut browser, &code_now(&secret, next).unwrap()).await;
    let told = rows(&mut browser).await;
    for what in [
        "Bật xác thực hai lớp",
        "sai mã xác thực, 1 lần",
        "Đăng nhập bằng mật khẩu và mã xác thực",
    ] {
        assert!(is_there(&told, "Người lan", what), "{what}: {told:?}");
    }
}

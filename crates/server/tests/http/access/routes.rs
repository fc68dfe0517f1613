//! The routes, read from the sources that build the router. A route without a row fails the test.
use super::{commune, entry, line, put_phone, some_entry_id, sync_request};
use crate::http::browser::{Answer, Commune};
use axum::body::Body;
use axum::http::{Request, header};
use domain::{AccountId, CommuneId, EntryId, Millis};
use serde_json::json;
use server::AccountName;
use server::session::{From, IDLE_MS};
use std::path::Path;
use store::DeviceState;

const PEOPLE: [&str; 10] = [
    "absent", "made-up", "expired", "disabled", "no-csrf", "member", "leader", "officer", "editor",
    "province",
];

pub async fn write_pages(table: &mut String) {
    let commune = commune().await;
    put_phone(&commune, "member", "may-1", DeviceState::Active).await;
    put_phone(&commune, "member", "may-2", DeviceState::Active).await;
    let mut titles: Vec<String> = PEOPLE.map(str::to_owned).to_vec();
    titles.push("stranger".to_owned());
    line(table, "PAGES: status by session and role", &titles);
    for (method, path) in routes()
        .into_iter()
        .filter(|(_, path)| !path.starts_with("/api/"))
    {
        let mut cells = Vec::new();
        for who in &titles {
            let answer = visit(&commune, &method, &path, who).await;
            cells.push(said(&answer));
        }
        line(table, &format!("{method} {path}"), &cells);
    }
}

async fn visit(commune: &Commune, method: &str, path: &str, who: &str) -> Answer {
    let (now, sessions) = (commune.state.clock.now(), &commune.state.sessions);
    let at = if who == "expired" {
        Millis(now.0 - IDLE_MS - 1)
    } else {
        now
    };
    let (account, home) = match who {
        "expired" | "no-csrf" => ("officer", Commune::id()),
        "stranger" => ("stranger", CommuneId::new("khac").unwrap()),
        other => (other, Commune::id()),
    };
    let account = AccountName {
        commune: home,
        id: AccountId::new(account).unwrap(),
    };
    let token = match who {
        "absent" => String::new(),
        "made-up" => "made-up".to_owned(),
        _ => sessions
            .open(account, From::default(), at, &commune.state.chance)
            .await
            .unwrap(),
    };
    let csrf = match who {
        "officer" | "member" | "leader" | "editor" | "province" | "stranger" => sessions
            .find(&token, now)
            .unwrap()
            .unwrap()
            .csrf
            .to_string(),
        _ => String::new(),
    };
    let path = filled(commune, path).await;
    let mut request = Request::builder().method(method).uri(&path);
    if !token.is_empty() {
        request = request.header(header::COOKIE, format!("tungnha_session={token}"));
    }
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = if method == "POST" {
        format!("csrf={csrf}{}", fields(&path))
    } else {
        String::new()
    };
    commune
        .browser()
        .send(request.body(Body::from(body)).unwrap())
        .await
}

fn said(answer: &Answer) -> String {
    let to = answer.header("location");
    let to = to.split('?').next().unwrap_or_default();
    if to.is_empty() {
        answer.status.as_u16().to_string()
    } else if to == "/vao" {
        "sign-in".to_owned()
    } else {
        "redirect".to_owned()
    }
}

/// Enough of a form for the server to look up what it names.
fn fields(path: &str) -> &'static str {
    let fields = [
        ("/van-phong/lop/", "&act=leave"),
        ("/van-phong/nho-giup/", "&act=assign&member=member"),
        ("/van-phong/nho-giup", "&words=x"),
        ("/van-phong/hoi-dap", "&asks=x&answer=x"),
        ("/nho-giup/", "&words=x&village=dong"),
        ("/bai/moi", "&act=preview&title=x&text=x"),
        ("/bai/b2/sua", "&act=preview&title=x&text=x"),
        ("/bai/b2", "&act=submit"),
        ("/the-ho", "&household=h-dong-1&thon=dong"),
        ("/kinh-doanh/xuat", "&form=csv"),
        ("/kinh-doanh/h-", "&act=register&name=An&trade=An"),
        ("/viec/viec", "&act=close&summary=Xong"),
        ("/may/", "&how=revoked"),
        ("/cho/", "&how=accept"),
        ("/ho/h-", "&act=assign&member=member"),
        ("/lop-hai", "&act=reset&account=member"),
        ("/ho/xuat", "&reason=x&form=csv"),
        ("/nguoi", "&name=An&from=2026-11-01"),
        ("/nghi", "&member=leader&to=2026-11-30"),
        ("/ngo", "&name=An&order=1"),
        ("/thon", "&name=An&order=9"),
    ];
    let found = fields.iter().find(|(part, _)| path.contains(part));
    found.map_or("", |(_, fields)| fields)
}

/// Work outside its area that a phone brought, held for an officer.
async fn held(commune: &Commune) -> EntryId {
    let body = json!({"household": "h-tay-1", "outcome": "absent"});
    let entry = entry(commune, "member", "VisitRecorded", body);
    let id = entry.id;
    let request = sync_request(&[entry]);
    let mut browser = commune.browser();
    let answer = browser.post_json("/api/sync", "may-2", &request).await;
    assert_eq!(answer.json()["receipts"][0]["outcome"], "held");
    id
}

pub async fn filled(commune: &Commune, path: &str) -> String {
    let household = ["/ho/", "{household}", "{stall}"];
    let id = if household.iter().any(|it| path.contains(it)) {
        "h-dong-1".to_owned()
    } else if path.contains("/nho-giup/") {
        "askd".to_owned()
    } else if path.contains("/van-phong/bai/") {
        "b2".to_owned()
    } else if path.contains("/may/") {
        "may-1".to_owned()
    } else if path.contains("/cho/") {
        held(commune).await.to_string()
    } else {
        some_entry_id(commune).to_string()
    };
    path.replace("{id}", &id)
        .replace("{household}", &id)
        .replace("{stall}", &id)
        .replace("{code}", &id)
        .replace("{bulletin}", "b1")
        .replace("{commune}", Commune::id().as_str())
        .replace("{photo}", "anh-1")
        .replace("{topic}", "thanh-toan")
        .replace("{skill}", "tt-quet-vietqr")
        .replace("{class}", "lop")
        .replace("{directive}", "viec")
        .replace("{team}", "to")
        .replace("{village}", "dong")
        .replace("{name}", "nothing")
        .replace("{*path}", "nothing")
}

const TOKENS: [&str; 9] = [
    "absent", "made-up", "active", "retired", "revoked", "stolen", "disabled", "editor", "province",
];

pub async fn write_api(table: &mut String) {
    table.push('\n');
    line(
        table,
        "API: status by the phone's token",
        &TOKENS.map(str::to_owned),
    );
    for (method, path) in routes()
        .into_iter()
        .filter(|(_, path)| path.starts_with("/api/"))
    {
        let mut cells = Vec::new();
        for token in TOKENS {
            cells.push(call(&method, &path, token).await);
        }
        line(table, &format!("{method} {path}"), &cells);
    }
}

async fn call(method: &str, path: &str, token: &str) -> String {
    let commune = commune().await;
    let state = match token {
        "retired" => DeviceState::Retired,
        "revoked" => DeviceState::Revoked,
        "stolen" => DeviceState::Stolen,
        _ => DeviceState::Active,
    };
    if token != "absent" && token != "made-up" {
        let account = match token {
            "disabled" | "editor" | "province" => token,
            _ => "member",
        };
        put_phone(&commune, account, token, state).await;
    }
    let body = match path {
        "/api/sync" => sync_request(&[]).to_string(),
        "/api/recovery" => r#"{"wrapped_key": "d3JhcHBlZA=="}"#.to_owned(),
        "/api/recovery/found" => r#"{"devices": ["may-0"]}"#.to_owned(),
        _ if path.contains("{photo}") => "abc".to_owned(),
        _ => r#"{"protocol": 1, "code": "AAAA-AAAA", "app": "0.1.0", "clock": 0}"#.to_owned(),
    };
    let mut request =
        Request::builder()
            .method(method)
            .uri(path.replace("{*path}", "nothing").replace(
                "{photo}",
                "anh-1?household=h-dong-1&offset=0&size=9&sha256=x",
            ));
    request = request.header(header::CONTENT_TYPE, "application/json");
    if token != "absent" {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = commune
        .browser()
        .send(request.body(Body::from(body)).unwrap())
        .await;
    // A phone that has ended must get nothing of the commune.
    let told = answer.text.contains("dong") && path == "/api/sync";
    let wipes = answer.text.contains(r#""revoked":""#);
    let more = match (wipes, told) {
        (true, true) => "+wipe+data",
        (true, false) => "+wipe",
        (false, true) => "+data",
        (false, false) => "",
    };
    format!("{}{more}", answer.status.as_u16())
}

/// Every method and path in a `.route(` call in the sources.
pub fn routes() -> Vec<(String, String)> {
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.extend(routes_in(&std::fs::read_to_string(path).unwrap()));
        }
    }
    found.sort_by(|(one, first), (other, second)| (first, one).cmp(&(second, other)));
    assert!(found.len() > 40, "the sources were read");
    found
}

fn routes_in(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let path = call.split('"').nth(1).unwrap();
        let whole = format!("{}{}", up_to_the_end(call), given_before(source, call));
        for (word, method) in [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("any(", "GET"),
        ] {
            if whole.contains(word) {
                found.push((method.to_owned(), path.to_owned()));
            }
        }
    }
    found
}

/// The arguments of a call, up to its closing bracket.
fn up_to_the_end(call: &str) -> &str {
    let mut depth = 1;
    let end = call.char_indices().find(|(_, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    end.map_or(call, |(at, _)| &call[..at])
}

/// For `.route("/path", name)`: the text of `let name = post(…)` above it.
fn given_before<'a>(source: &'a str, call: &str) -> &'a str {
    let name = up_to_the_end(call)
        .rsplit(',')
        .next()
        .unwrap_or_default()
        .trim();
    let defined = source.split_once(&format!("let {name} = "));
    defined.map_or("", |(_, rest)| rest.split(';').next().unwrap_or_default())
}

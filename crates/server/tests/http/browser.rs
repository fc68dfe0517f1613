//! A commune's server in this process, and a browser that keeps its cookies.
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::{AccountId, CommuneId, Day, Millis, Role};
use serde::Serialize;
use serde_json::Value;
use server::config::Speech;
use server::{AppState, Chance, Clock, Config, account, password, router};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use store::{Account, AccountKey, Store};
use sync::Epoch;
use tower::ServiceExt;

/// Monday 23 November 2026, 8 o'clock in Vietnam.
pub fn monday_morning() -> Millis {
    Millis(Day::parse("2026-11-23").unwrap().start().0 + 8 * 60 * Millis::MINUTE)
}

pub const PASSWORD: &str = "rà từng người";

pub struct Commune {
    pub state: AppState,
    router: Router,
}

impl Commune {
    /// A server without any accounts.
    pub fn new() -> Self {
        Self::with(Config {
            speech: Speech {
                command: "cat".to_owned(),
                ..Speech::default()
            },
            // The test clocks stand still, so used processor time would never be given back.
            burned_per_minute: Some(Duration::from_secs(3_600)),
            ..Config::default()
        })
    }

    pub fn with(config: Config) -> Self {
        let clock = Clock::fixed(monday_morning());
        let store = Store::in_memory().unwrap();
        store.use_account_key(AccountKey::new([7; 32]));
        let state = AppState::new(store, config, clock, Chance::seeded(1));
        let router = router(state.clone());
        Self { state, router }
    }

    /// The same store with a different state, for example another clock.
    pub fn over(self, state: AppState) -> Self {
        let router = router(state.clone());
        Self { state, router }
    }

    pub fn id() -> CommuneId {
        CommuneId::new("nghi-son").unwrap()
    }

    /// Adds an account that can sign in with [`PASSWORD`].
    pub async fn with_account(self, name: &str, role: Role) -> Self {
        let account = Account {
            commune: Self::id(),
            id: AccountId::new(name).unwrap(),
            login: name.to_owned(),
            name: format!("Người {name}"),
            role,
            password_hash: Some(password::hash(PASSWORD, &self.state.chance)),
            disabled: false,
            created: None,
        };
        self.state
            .store
            .create_commune(Self::id(), Epoch(1))
            .done()
            .await
            .unwrap();
        let put = self
            .state
            .store
            .write(move |ledger| account.put(ledger.transaction()));
        put.done().await.unwrap();
        self
    }

    /// A new enrolment code for an account.
    pub async fn code_for(&self, name: &str) -> String {
        let (id, now) = (AccountId::new(name).unwrap(), self.state.clock.now());
        let chance = self.state.chance.clone();
        let made = self.state.store.write(move |ledger| {
            let rows = ledger.transaction();
            let account = Account::get(rows, &Self::id(), &id)?.unwrap();
            account::make_code(rows, &account, now, &chance)
        });
        made.done().await.unwrap()
    }

    /// A browser of the same commune on a server with another configuration.
    pub fn browser_of(&self, state: AppState) -> Browser {
        Browser {
            router: router(state),
            cookies: BTreeMap::new(),
            address: None,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            address: None,
        }
    }

    /// A browser at another address.
    pub fn browser_at(&self, address: &str) -> Browser {
        Browser {
            address: Some(address.parse().unwrap()),
            ..self.browser()
        }
    }

    /// A browser in which this account has signed in.
    pub async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }
}

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    /// The browser's address; `None` means this machine.
    address: Option<IpAddr>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// The body as bytes. For a file, the text is of no use.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    /// Moves the browser to another address.
    pub fn moves_to(&mut self, address: &str) {
        self.address = Some(address.parse().unwrap());
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(form(path, fields)).await
    }

    /// Posts JSON as a phone does, with its token if it has one.
    pub async fn post_json(&mut self, path: &str, token: &str, body: &impl Serialize) -> Answer {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = serde_json::to_string(body).unwrap();
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn sign_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/vao", &[("name", name), ("password", password)])
            .await
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        if !cookies.is_empty() {
            let headers = request.headers_mut();
            headers.insert(header::COOKIE, cookies.parse().unwrap());
        }
        if let Some(address) = self.address {
            let from = ConnectInfo(SocketAddr::from((address, 40_000)));
            request.extensions_mut().insert(from);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
            bytes: body.to_vec(),
        }
    }
}

/// A form as a browser sends it.
pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)));
    let body = pairs.collect::<Vec<_>>().join("&");
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap()
}

fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

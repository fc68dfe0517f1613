//! The program in a process of its own, with an officer whose phone is enrolled.
use domain::{
    AccountId, Certainty, CommuneId, DeviceId, Entry, EntryId, FORMAT, Label, Millis, Operation,
    RULES, Role, VillageDefined, VillageId,
};
use serde_json::{Value, json};
use server::{Chance, account, password, secret};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use store::{Account, Device, DeviceState, Incoming, Store};
use sync::{Epoch, Outcome};

pub const PASSWORD: &str = "rà từng người";
const TOKEN: &str = "token-of-the-test";

pub fn commune() -> CommuneId {
    CommuneId::new("nghi-son").unwrap()
}

pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Millis(i64::try_from(since.as_millis()).unwrap())
}

/// Makes a commune with one officer whose phone is enrolled.
pub fn found(folder: &Path) -> Store {
    let store = Store::open(folder).unwrap();
    store.create_commune(commune(), Epoch(1)).wait().unwrap();
    let account = Account {
        commune: commune(),
        id: AccountId::new("lan").unwrap(),
        login: "lan".to_owned(),
        name: "Lan".to_owned(),
        role: Role::Officer,
        password_hash: Some(password::hash(PASSWORD, &Chance::seeded(1))),
        disabled: false,
        created: None,
    };
    let device = Device {
        id: DeviceId::new("may-1").unwrap(),
        commune: commune(),
        account: account.id.clone(),
        token_hash: secret::hash(TOKEN),
        enrolled_at: Millis(0),
        state: DeviceState::Active,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    let put = store.write_to(&commune(), move |ledger| {
        account.put(ledger.transaction())?;
        device.put(ledger.transaction())
    });
    put.wait().unwrap();
    store
}

/// A code for the officer's next phone.
pub fn code(store: &Store) -> String {
    let made = store.write_to(&commune(), |ledger| {
        let rows = ledger.transaction();
        let id = AccountId::new("lan").unwrap();
        let lan = Account::get(rows, &commune(), &id)?.unwrap();
        account::make_code(rows, &lan, now(), &Chance::System)
    });
    made.wait().unwrap()
}

pub fn village(number: u32) -> Entry {
    let at = Millis(now().0 - 60_000);
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    Entry {
        id: EntryId::made(at, random),
        commune: commune(),
        author: AccountId::new("lan").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
        at,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: [].into(),
        accepted: None,
        operation: Operation::VillageDefined(VillageDefined {
            village: VillageId::new(format!("thon-{number}")).unwrap(),
            name: Label::new("Thôn Đông").unwrap(),
            order: number,
        }),
    }
}

/// Runs a command until it ends.
pub fn tungnha(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
    let command = command.args(arguments).arg("--data").arg(data);
    command.env("TUNGNHA_LANG", "en").output().unwrap()
}

pub fn verifies(data: &Path) {
    let done = tungnha(data, &["verify"]);
    assert!(done.status.success(), "{done:?}");
}

pub struct Running {
    process: Child,
    /// Kept open, because the program prints a message when it stops.
    _out: Option<BufReader<ChildStdout>>,
    address: String,
}

impl Running {
    /// Serves so that a write beyond the size limit fails instead of ending the process.
    pub fn serve(data: &Path) -> Self {
        Self::serve_with(data, &[])
    }

    /// The same with variables of its own.
    pub fn serve_with(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_tungnha"))
            .args(["serve", "--port", "0", "--lang", "en", "--data"])
            .arg(data)
            .env("TUNGNHA_LOG", "off")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).unwrap();
        let end = address.find(|it: char| !(it.is_ascii_digit() || ".:".contains(it)));
        let address = address[..end.unwrap()].to_owned();
        Self {
            process,
            _out: Some(out),
            address,
        }
    }

    /// Serves when neither its messages nor its log can be written.
    pub fn serve_unheard(data: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_tungnha"))
            .args([
                "serve",
                "--lang",
                "en",
                "--port",
                &address.port().to_string(),
            ])
            .arg("--data")
            .arg(data)
            .env("TUNGNHA_LOG", "trace")
            .stdout(full())
            .stderr(full())
            .spawn()
            .unwrap();
        let mut server = Self {
            process,
            _out: None,
            address: address.to_string(),
        };
        while !server.is_open() {
            assert!(server.process.try_wait().unwrap().is_none(), "it has ended");
            std::thread::yield_now();
        }
        server
    }

    /// Sets how large its files may become, in bytes or `unlimited`.
    pub fn limit_files(&self, bytes: &str) {
        let process = self.process.id().to_string();
        let set = Command::new("prlimit")
            .args(["--pid", &process, &format!("--fsize={bytes}:")])
            .status();
        assert!(set.unwrap().success());
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    pub fn is_open(&self) -> bool {
        TcpStream::connect(&self.address).is_ok()
    }

    /// Asks it to stop as a service manager does.
    pub fn ask_to_stop(&self) {
        let process = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &process]).status();
        assert!(asked.unwrap().success());
    }

    /// Waits for its end and returns whether it succeeded.
    pub fn ended_well(&mut self) -> bool {
        self.process.wait().unwrap().success()
    }

    /// Head and body of the phone's sync request.
    pub fn request(&self, entries: &[Entry], more: &str) -> (String, String) {
        let clock = now();
        let body = json!({"protocol": 1, "app": "1", "clock": clock, "steady_since": clock,
            "cursor": 0, "entries": entries})
        .to_string();
        let head = format!(
            "POST /api/sync HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{more}\r\n",
            body.len()
        );
        (head, body)
    }

    /// Sends a request as a browser or a phone does. Returns status, head and text.
    pub fn ask(&self, first: &str, headers: &str, body: &str) -> (u16, String, String) {
        let mut stream = self.connect();
        let length = body.len();
        write!(
            stream,
            "{first} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut told = Vec::new();
        stream.read_to_end(&mut told).unwrap();
        let told = String::from_utf8_lossy(&told);
        let (head, body) = told.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), body.to_owned())
    }

    pub fn get(&self, path: &str, cookie: &str) -> (u16, String) {
        let headers = format!("Cookie: {cookie}\r\n");
        let (status, _, text) = self.ask(&format!("GET {path}"), &headers, "");
        (status, text)
    }

    /// Signs the officer in. Returns status, cookie and text.
    pub fn sign_in(&self) -> (u16, String, String) {
        let typed: String = PASSWORD.bytes().map(|it| format!("%{it:02X}")).collect();
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        let body = format!("name=lan&password={typed}");
        let (status, head, text) = self.ask("POST /vao", form, &body);
        let cookie = head.lines().find_map(|it| it.strip_prefix("set-cookie: "));
        let cookie = cookie.and_then(|it| it.split(';').next()).unwrap_or("");
        (status, cookie.to_owned(), text)
    }

    /// Enrols a phone with a code.
    pub fn enrol(&self, code: &str) -> (u16, Value) {
        let body = json!({"protocol": 1, "code": code, "app": "1", "clock": now()}).to_string();
        let json = "Content-Type: application/json\r\n";
        let (status, _, text) = self.ask("POST /api/enrol", json, &body);
        (status, serde_json::from_str(&text).unwrap())
    }

    /// Syncs the phone. Returns the status and the answer.
    pub fn sync(&self, entries: &[Entry]) -> (u16, Value) {
        let (head, body) = self.request(entries, "");
        let mut stream = self.connect();
        write!(stream, "{head}{body}").unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        let (head, body) = told.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _waited = self.process.wait();
    }
}

/// Appends an entry as the office would.
pub fn append(store: &Store, entry: Entry) -> Outcome {
    let work = store.write_to(&commune(), move |ledger| {
        let received_at = entry.at;
        ledger.append(Incoming {
            entry,
            received_at,
            scope: None,
        })
    });
    work.wait().unwrap()
}

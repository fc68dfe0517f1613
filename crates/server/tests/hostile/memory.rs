//! The memory used by slow readers, long names and a small workbook, measured in a process of its
//! own.
use domain::{AccountId, CommuneId, Role};
use server::{Chance, password};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use store::{Account, Store};
use sync::Epoch;

const PASSWORD: &str = "đi từng ngõ, gõ từng nhà";
const SILENT: usize = 500;
const SIGN_INS: usize = 200;
/// The most memory of the whole process at any time.
const MEMORY_LIMIT_KB: u64 = 256 * 1024;

struct Running {
    process: Child,
    _out: BufReader<ChildStdout>,
    address: String,
}

impl Running {
    fn serve(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tungnha"))
            .args(["serve", "--port", "0", "--lang", "en", "--data"])
            .arg(folder.join("data"))
            .arg("--phone")
            .arg(folder.join("phone"))
            .env("TUNGNHA_LOG", "off")
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
            _out: out,
            address,
        }
    }

    /// The most memory that the process ever used.
    fn at_most_kb(&self) -> u64 {
        let told = format!("/proc/{}/status", self.process.id());
        let told = std::fs::read_to_string(told).unwrap();
        let mut lines = told.lines();
        let line = lines.find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn open(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    /// The head and the text of an answer. The server may close before the whole request is
    /// written.
    fn ask(&self, first: &str, headers: &str, body: &[u8]) -> String {
        let mut stream = self.open();
        let length = body.len();
        let head = format!(
            "{first} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n{headers}Content-Length: {length}\r\n\r\n"
        );
        let _refused = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body));
        let mut told = Vec::new();
        let _reset = stream.read_to_end(&mut told);
        String::from_utf8_lossy(&told).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _waited = self.process.wait();
    }
}

/// Makes a commune with an officer, and a phone app of 4 MB.
fn found(folder: &Path) {
    let phone = folder.join("phone");
    std::fs::create_dir(&phone).unwrap();
    std::fs::write(
        phone.join("phone-1a2b3c4d5e6f.wasm"),
        vec![7; 4 * 1024 * 1024],
    )
    .unwrap();
    let store = Store::open(&folder.join("data")).unwrap();
    let commune = CommuneId::new("nghi-son").unwrap();
    let made = store.create_commune(commune.clone(), Epoch(1));
    made.wait().unwrap();
    let account = Account {
        commune: commune.clone(),
        id: AccountId::new("lan").unwrap(),
        login: "lan".to_owned(),
        name: "Lan".to_owned(),
        role: Role::Officer,
        password_hash: Some(password::hash(PASSWORD, &Chance::seeded(1))),
        disabled: false,
        created: None,
    };
    let put = store.write_to(&commune, move |ledger| account.put(ledger.transaction()));
    put.wait().unwrap();
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split(start).nth(1).unwrap_or_else(|| panic!("{text}"));
    rest.split(end).next().unwrap()
}

/// A workbook with two cells, one of them far away from the other.
fn small_workbook() -> Vec<u8> {
    let sheet = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Ho</t></is></c></row><row r="49999"><c r="ALK49999"><v>1</v></c></row></sheetData></worksheet>"#;
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn slow_readers_long_names_and_a_small_workbook_use_little_memory() {
    let files = ["--nofile=4096:", "--pid", &std::process::id().to_string()].map(str::to_owned);
    assert!(
        Command::new("prlimit")
            .args(files)
            .status()
            .unwrap()
            .success()
    );
    let folder = tempfile::tempdir().unwrap();
    found(folder.path());
    let server = Running::serve(folder.path());
    eprintln!("at the start: {} kB at most", server.at_most_kb());

    let mut silent = Vec::new();
    for _ in 0..SILENT {
        let mut stream = server.open();
        let asked = b"GET /app/phone-1a2b3c4d5e6f.wasm HTTP/1.1\r\nHost: x\r\n\r\n";
        stream.write_all(asked).unwrap();
        silent.push(stream);
    }
    for stream in &mut silent {
        // The answer has begun. Nothing more of it is read.
        stream.read_exact(&mut [0; 1]).unwrap();
    }
    let most = server.at_most_kb();
    eprintln!("{SILENT} silent readers of the phone app: {most} kB at most");
    assert!(most <= MEMORY_LIMIT_KB, "{most} kB");

    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (length, statuses) in [(2_000_000, ["413", ""]), (3_900, ["422", "429"])] {
        for number in 0..SIGN_INS {
            let name = format!("{number}{}", "n".repeat(length));
            let body = format!("name={name}&password=x");
            let told = server.ask("POST /vao", form, body.as_bytes());
            // If the connection was reset before the answer was read, there is no status.
            let status = told.split(' ').nth(1).unwrap_or("");
            assert!(status.is_empty() || statuses.contains(&status), "{told}");
        }
    }
    let most = server.at_most_kb();
    eprintln!("and {SIGN_INS} sign-ins with names of 2 MB and of 4 kB: {most} kB at most");
    assert!(most <= MEMORY_LIMIT_KB, "{most} kB");
    drop((silent, server));

    // A new server, because this address has used up its tries.
    let server = Running::serve(folder.path());
    let typed: String = PASSWORD.bytes().map(|it| format!("%{it:02X}")).collect();
    let told = server.ask(
        "POST /vao",
        form,
        format!("name=lan&password={typed}").as_bytes(),
    );
    let cookie = between(&told, "set-cookie: ", ";");
    let cookie = format!("Cookie: {cookie}\r\n");
    let page = server.ask("GET /van-phong/nhap", &cookie, b"");
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"");
    let workbook = small_workbook();
    assert!(workbook.len() < 2_000, "{}", workbook.len());
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"ho.xlsx\"\r\n\r\n"
    )
    .into_bytes();
    body.extend([&workbook[..], b"\r\n--x--\r\n"].concat());
    let headers = format!("{cookie}Content-Type: multipart/form-data; boundary=x\r\n");
    let told = server.ask("POST /van-phong/nhap", &headers, &body);
    let status = told.split(' ').nth(1).unwrap_or("");
    assert!(["303", "422"].contains(&status), "{told}");
    let most = server.at_most_kb();
    eprintln!("a workbook of {} bytes: {most} kB at most", workbook.len());
    assert!(most <= MEMORY_LIMIT_KB, "{most} kB");
}

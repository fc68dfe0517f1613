//! A small browser: TLS with a verified certificate, then requests on one connection.
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// Longer than anything here should take.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Client {
    stream: BufReader<StreamOwned<ClientConnection, TcpStream>>,
    name: String,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Client {
    /// Accepts only a certificate of these authorities for this name.
    pub fn connect(port: u16, name: &str, roots: &[CertificateDer<'static>]) -> io::Result<Self> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots.iter().cloned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(store)
            .with_no_client_auth();
        let server = ServerName::try_from(name.to_owned()).unwrap();
        let mut connection = ClientConnection::new(Arc::new(config), server).unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(LIMIT))?;
        while connection.is_handshaking() {
            connection.complete_io(&mut stream)?;
        }
        Ok(Self {
            stream: BufReader::new(StreamOwned::new(connection, stream)),
            name: name.to_owned(),
        })
    }

    /// The certificate that the server sent.
    pub fn shown(&self) -> CertificateDer<'static> {
        let chain = self.stream.get_ref().conn.peer_certificates();
        chain.unwrap()[0].clone().into_owned()
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "", "")
    }

    pub fn ask(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let (name, length) = (&self.name, body.len());
        let asked = format!(
            "{method} {path} HTTP/1.1\r\nHost: {name}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.get_mut().write_all(asked.as_bytes()).unwrap();
        answer(&mut self.stream)
    }
}

/// Sends a request over plain HTTP.
pub fn plain(port: u16, asked: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.write_all(asked.as_bytes()).unwrap();
    answer(&mut BufReader::new(stream))
}

fn answer(stream: &mut impl BufRead) -> Answer {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(stream.read_line(&mut head).unwrap() > 0, "{head}");
    }
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let head = head.to_lowercase();
    let length = head
        .lines()
        .find_map(|it| it.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |it| it.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    Answer {
        status,
        head,
        body: String::from_utf8(body).unwrap(),
    }
}

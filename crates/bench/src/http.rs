//! One HTTP connection that is kept open as a browser keeps it; after a long silence it is opened
//! again, because the server may have closed it.
use anyhow::Context;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;

/// Half as long as the server waits for the next request.
const SILENCE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Connection {
    address: String,
    sender: Option<SendRequest<Full<Bytes>>>,
    used: Instant,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The body as it came over the wire, perhaps compressed.
    pub wire: Bytes,
}

impl Connection {
    /// The connection is opened with the first request.
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            sender: None,
            used: Instant::now(),
        }
    }

    /// Closes the connection until the next request.
    pub fn hang_up(&mut self) {
        self.sender = None;
    }

    async fn dial(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }

    pub async fn get(&mut self, path: &str, cookie: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, &[("cookie", cookie)], Bytes::new())
            .await
    }

    pub async fn post(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> anyhow::Result<Answer> {
        self.send(Method::POST, path, headers, body.into()).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.address)
            .header(header::ACCEPT_ENCODING, "gzip, deflate, br");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let fresh = self.used.elapsed() < SILENCE;
        let mut sender = match self.sender.take() {
            Some(sender) if fresh && !sender.is_closed() => sender,
            _ => self.dial().await?,
        };
        sender.ready().await?;
        let request = request.body(Full::new(body))?;
        let (parts, body) = sender.send_request(request).await?.into_parts();
        let wire = body
            .collect()
            .await
            .context("the answer's body")?
            .to_bytes();
        (self.sender, self.used) = (Some(sender), Instant::now());
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            wire,
        })
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body after decompression.
    pub fn body(&self) -> anyhow::Result<Vec<u8>> {
        let mut plain = Vec::new();
        match self.header("content-encoding") {
            Some("br") => {
                brotli::BrotliDecompress(&mut self.wire.as_ref(), &mut plain)?;
            }
            None => plain.extend_from_slice(&self.wire),
            Some(other) => anyhow::bail!("encoded as {other}, which the bench does not read"),
        }
        Ok(plain)
    }
}

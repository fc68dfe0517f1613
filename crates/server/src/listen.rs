//! Accepts connections within limits: how many, from whom, how slow, and with how large headers,
//! with or without TLS.
mod guests;
mod patient;

pub use guests::CONNECTIONS_PER_ADDRESS;

use self::guests::{Guests, Seat};
use self::patient::Patient;
use crate::hops::Network;
use crate::tls::Tls;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustix::net::sockopt::set_socket_send_buffer_size;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

/// Connections served at once. Further ones wait to be accepted.
pub const CONNECTIONS_LIMIT: usize = 2_048;
/// The most bytes of all headers of a request. A phone sends half a kilobyte.
pub const HEADERS_LIMIT_BYTES: usize = 16 * 1024;
pub const HEADERS_LIMIT: usize = 64;
/// How long a TLS handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the headers of the next request may take, with the pause before them.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a client may take before it reads the next part of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// The kernel's buffer for an answer that its client does not read yet: enough for a fast
/// connection, but less than the kernel would use by itself.
const SEND_BUFFER_BYTES: usize = 256 * 1024;
/// How long running requests may still take after the server was asked to stop.
const FAREWELL: Duration = Duration::from_secs(15);
/// Pause when the process cannot open more files, until others are closed.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// How long to wait for a client.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub handshake: Duration,
    pub headers: Duration,
    /// Until the client reads more of an answer.
    pub reading: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            handshake: HANDSHAKE_TIMEOUT,
            headers: HEADERS_TIMEOUT,
            reading: READ_TIMEOUT,
        }
    }
}

/// What a port serves, and its limits.
#[derive(Clone, Debug)]
pub struct ServedPort {
    pub app: Router,
    /// `None` serves plain HTTP.
    pub tls: Option<Tls>,
    pub patience: Patience,
    /// Connections served at once. Further ones wait to be accepted.
    pub places: usize,
    /// Networks whose connections are not counted by address: this machine, and our own proxies,
    /// through which everyone comes.
    pub spared: Vec<Network>,
}

impl ServedPort {
    pub fn new(app: Router, tls: Option<Tls>) -> Self {
        Self {
            app,
            tls,
            patience: Patience::default(),
            places: CONNECTIONS_LIMIT,
            spared: Network::HERE.to_vec(),
        }
    }
}

/// Serves until `stop`, then finishes the requests that have begun.
pub async fn serve(listener: TcpListener, door: ServedPort, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(door.places));
    let guests = Guests::default();
    let graceful = GracefulShutdown::new();
    let (open, closing) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await.ok()?;
            Some((place, accept(&listener).await))
        };
        let (place, stream) = tokio::select! {
            Some(next) = next => next,
            () = &mut stop => break,
        };
        // A client that has gone has no address. One whose address has too many connections is
        // closed without an answer, which costs nothing.
        let Ok(from) = stream.peer_addr() else {
            continue;
        };
        let Some(seat) = guests.seat(from.ip(), &door.spared) else {
            continue;
        };
        let guest = Guest {
            place,
            seat,
            watcher: graceful.watcher(),
            closing: closing.clone(),
        };
        tokio::spawn(guest.enter((stream, from), door.clone()));
    }
    drop((listener, open));
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(FAREWELL) => {}
    }
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(why) => {
                tracing::warn!(%why, "a connection was not taken");
                tokio::time::sleep(ACCEPT_AGAIN).await;
            }
        }
    }
}

/// One client. Its place is free again once it has gone.
struct Guest {
    place: OwnedSemaphorePermit,
    seat: Seat,
    watcher: Watcher,
    /// Signals that the server stops.
    closing: watch::Receiver<()>,
}

impl Guest {
    /// Serves the client. If it goes away or is too slow, that is no error of the server.
    async fn enter(mut self, (stream, from): (TcpStream, SocketAddr), door: ServedPort) {
        let _only_faster = stream.set_nodelay(true);
        let _only_smaller = set_socket_send_buffer_size(&stream, SEND_BUFFER_BYTES);
        let Some(tls) = door.tls else {
            return self.speak(stream, from, door.app, door.patience).await;
        };
        let handshake = tokio::time::timeout(door.patience.handshake, tls.accept(stream));
        // No request has been made yet, so none needs an answer.
        let shaken = tokio::select! {
            shaken = handshake => shaken,
            _ = self.closing.changed() => return,
        };
        if let Ok(Ok(Some(stream))) = shaken {
            self.speak(stream, from, door.app, door.patience).await;
        }
    }

    async fn speak(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
        from: SocketAddr,
        app: Router,
        patience: Patience,
    ) {
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            app.clone().oneshot(request)
        });
        let stream = Patient::new(stream, patience.reading);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.headers)
            .max_headers(HEADERS_LIMIT)
            .max_buf_size(HEADERS_LIMIT_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let _ended = self.watcher.watch(connection).await;
        drop((self.place, self.seat));
    }
}

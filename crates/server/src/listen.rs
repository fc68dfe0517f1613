//! Connections, bounded: how many, of whom, how slow, how large their headers, over TLS or not.
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

/// Connections served at once; more wait to be taken.
pub const CONNECTIONS_LIMIT: usize = 2_048;
/// All of a request's headers together; a phone sends half a kilobyte.
pub const HEADERS_LIMIT_BYTES: usize = 16 * 1024;
pub const HEADERS_LIMIT: usize = 64;
/// How long a TLS handshake may take, from the first byte to the last.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the next request's headers may take, silence before them included.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(20);
/// How long an answer may lie before its reader takes the next of it.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// What the machine holds of each answer for a reader who does not take it: enough for a fast
/// line, and not what the kernel would let it grow to.
const SEND_BUFFER_BYTES: usize = 256 * 1024;
/// How long requests under way may still take once asked to stop.
const FAREWELL: Duration = Duration::from_secs(15);
/// When the process has no more files to open, it waits for some to be closed.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// How long a client is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub handshake: Duration,
    pub headers: Duration,
    /// Until the reader of an answer takes more of it.
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

/// What stands behind a port.
#[derive(Clone, Debug)]
pub struct Door {
    pub app: Router,
    /// Without it whatever is said is in the open.
    pub tls: Option<Tls>,
    pub patience: Patience,
    /// Connections served at once; more wait to be taken.
    pub places: usize,
    /// Whose connections are not counted by address: this machine's, and proxies' of ours, through
    /// which everyone comes.
    pub spared: Vec<Network>,
}

impl Door {
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

/// Serves until `stop`, then finishes what was begun.
pub async fn serve(listener: TcpListener, door: Door, stop: impl Future<Output = ()>) {
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
        // A client that has gone already has no address; one of an address that has too many here
        // is told nothing, which costs nothing.
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

/// One client, whose place is free once it has gone.
struct Guest {
    place: OwnedSemaphorePermit,
    seat: Seat,
    watcher: Watcher,
    /// Closed once the server stops.
    closing: watch::Receiver<()>,
}

impl Guest {
    /// A client that goes away or is too slow is no failure of ours.
    async fn enter(mut self, (stream, from): (TcpStream, SocketAddr), door: Door) {
        let _only_faster = stream.set_nodelay(true);
        let _only_smaller = set_socket_send_buffer_size(&stream, SEND_BUFFER_BYTES);
        let Some(tls) = door.tls else {
            return self.speak(stream, from, door.app, door.patience).await;
        };
        let handshake = tokio::time::timeout(door.patience.handshake, tls.accept(stream));
        // Nothing was asked yet that would have to be answered.
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

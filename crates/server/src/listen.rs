//! Connections, bounded: how many, how slow, how large their headers.
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// Connections served at once; more wait to be taken.
pub const CONNECTIONS_LIMIT: usize = 4_096;
/// All of a request's headers together; a phone sends half a kilobyte.
pub const HEADERS_LIMIT_BYTES: usize = 32 * 1024;
pub const HEADERS_LIMIT: usize = 64;
/// How long the next request's headers may take, silence before them included.
const HEADERS_TIMEOUT: Duration = Duration::from_secs(20);
/// How long requests under way may still take once asked to stop.
const FAREWELL: Duration = Duration::from_secs(15);
/// When the process has no more files to open, it waits for some to be closed.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// How long a client is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub headers: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: HEADERS_TIMEOUT,
        }
    }
}

/// Serves until `stop`, then finishes what was begun.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    patience: Patience,
    stop: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_LIMIT));
    let graceful = GracefulShutdown::new();
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
        begin(stream, app.clone(), patience, (&graceful, place));
    }
    drop(listener);
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

/// Speaks with one client until it has gone; its place is free then.
fn begin(
    stream: TcpStream,
    app: Router,
    patience: Patience,
    (graceful, place): (&GracefulShutdown, OwnedSemaphorePermit),
) {
    // A client that has gone already has no address.
    let Ok(from) = stream.peer_addr() else {
        return;
    };
    let _only_faster = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(from));
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.headers)
        .max_headers(HEADERS_LIMIT)
        .max_buf_size(HEADERS_LIMIT_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        // A client that goes away or is too slow is no failure of ours.
        let _ended = watched.await;
        drop(place);
    });
}

//! `POST /api/sync`: receives entries, and answers with receipts and changed records.
use super::ApiProblem;
use super::device::KnownDevice;
use super::spoken::{Spoken, is_common};
use crate::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use brotli::BrotliCompress;
use brotli::enc::BrotliEncoderParams;
use domain::Seq;
use std::time::Duration;
use store::StoreError;
use sync::{Brought, SyncRequest};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Enough for 500 entries of about 4 kB.
pub const SYNC_BODY_LIMIT_BYTES: usize = 3 * 1024 * 1024;
/// Pages built at once. Each takes a few megabytes, and more than the number of cores gains
/// nothing.
const PAGES_AT_ONCE: usize = 3;
/// Requests that may wait for their turn. Beyond this, the phone is asked to come again.
const WAITING_LIMIT: usize = 1_024;
/// How long a first download may wait for its turn before the phone is asked to come again. Its
/// entries are stored by then, and asking is better than a broken connection.
const TURN_WITHIN: Duration = Duration::from_secs(20);
/// Answers of at least this size are compressed as pages. Compressing happens here, during the
/// turn, and not while sending, so that a page waiting for a slow phone takes a tenth of the
/// memory.
const PAGE_FROM_BYTES: usize = 64 * 1024;
/// Brotli's quality for pages. A higher one would cost the other phones' time.
const PAGE_QUALITY: i32 = 5;
/// Brotli's quality for an ordinary answer with few records: half the time of the compression layer
/// for 4 % more bytes.
const ANSWER_QUALITY: i32 = 2;
/// How far back brotli looks: 64 kB and 1 MB. Clearing a window larger than the answer took as long
/// as compressing it. With 4 MB pages were no smaller; with 256 kB they were a tenth larger; with
/// 64 kB brotli uses another search that takes three times as long.
const ANSWER_WINDOW_BITS: i32 = 16;
const PAGE_WINDOW_BITS: i32 = 20;
/// Characters kept of the app's name and version.
const APP_LIMIT_CHARS: usize = 40;
/// Smaller answers fit into one packet without compression.
const PLAIN_BELOW_BYTES: usize = 600;

/// Limits how much is in memory for all phones together.
#[derive(Debug)]
pub struct Syncs {
    waiting: Semaphore,
    pages: Semaphore,
}

impl Default for Syncs {
    fn default() -> Self {
        Self {
            waiting: Semaphore::new(WAITING_LIMIT),
            pages: Semaphore::new(PAGES_AT_ONCE),
        }
    }
}

pub async fn post(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    headers: HeaderMap,
    Spoken(mut request): Spoken<SyncRequest<Brought>>,
) -> Result<Response, ApiProblem> {
    is_common(request.protocol)?;
    // This text is only displayed, so it may be cut.
    if let Some((end, _)) = request.app.char_indices().nth(APP_LIMIT_CHARS) {
        request.app.truncate(end);
    }
    let waiting = state.syncs.waiting.try_acquire();
    let _place = waiting.map_err(|_| ApiProblem::Busy)?;
    let now = state.clock.now();
    let taken = state
        .store
        .sync_take_in(device, &mut request, now)
        .await?
        .ok_or(ApiProblem::TokenUnknown)?;
    let (store, takes_brotli) = (state.store.clone(), takes_brotli(&headers));
    let begins = request.cursor == Seq(0) || request.epoch.is_none();
    let answer = move || {
        let Some(response) = store.sync_answer(taken, &request, now)? else {
            return Ok(None);
        };
        let body = serde_json::to_vec(&response).expect("an answer is plain data");
        Ok::<_, StoreError>(Some(packed(body, takes_brotli)))
    };
    // A phone that has its book gets only a few records; using another thread would cost more than
    // the answer. A first download takes long and waits for its turn.
    let answered = if begins {
        let turn = timeout(TURN_WITHIN, state.syncs.pages.acquire()).await;
        let turn = turn.map_err(|_| ApiProblem::Busy)?;
        let _turn = turn.map_err(|_| ApiProblem::Busy)?;
        let page = tokio::task::spawn_blocking(answer).await;
        page.map_err(ApiProblem::internal)?
    } else {
        answer()
    };
    let (body, encoding) = answered?.ok_or(ApiProblem::TokenUnknown)?;
    let mut response = Response::new(Body::from(body));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    Ok(response)
}

/// Every browser that can run the app accepts brotli over HTTPS. Other clients are served by the
/// compression layer.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT_ENCODING).into_iter();
    accepted.any(|it| {
        let words = it.to_str().unwrap_or_default().split(',');
        words.map(str::trim).any(|word| word == "br")
    })
}

fn packed(body: Vec<u8>, takes_brotli: bool) -> (Vec<u8>, Option<&'static str>) {
    if !takes_brotli || body.len() < PLAIN_BELOW_BYTES {
        return (body, None);
    }
    let (quality, lgwin) = if body.len() < PAGE_FROM_BYTES {
        (ANSWER_QUALITY, ANSWER_WINDOW_BITS)
    } else {
        (PAGE_QUALITY, PAGE_WINDOW_BITS)
    };
    let parameters = BrotliEncoderParams {
        quality,
        lgwin,
        size_hint: body.len(),
        ..BrotliEncoderParams::default()
    };
    let mut small = Vec::with_capacity(body.len() / 8);
    match BrotliCompress(&mut &body[..], &mut small, &parameters) {
        Ok(_) => (small, Some("br")),
        Err(_) => (body, None),
    }
}

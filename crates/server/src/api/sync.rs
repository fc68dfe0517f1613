//! `POST /api/sync`: entries up, receipts and changed records down, in one request.
use super::ApiProblem;
use super::device::KnownDevice;
use crate::AppState;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use brotli::BrotliCompress;
use brotli::enc::BrotliEncoderParams;
use domain::Seq;
use std::time::Duration;
use store::StoreError;
use sync::{Brought, PROTOCOL, SyncRequest};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// 500 entries of some 4 kB each.
pub const SYNC_BODY_LIMIT_BYTES: usize = 3 * 1024 * 1024;
/// Pages put together at once: each holds a few megabytes, and more than the cores gains nothing.
const PAGES_AT_ONCE: usize = 3;
/// Requests that may wait for their turn; beyond, the phone is asked to come again.
const WAITING_LIMIT: usize = 1_024;
/// Longest that a first download waits for its turn before it is asked to come again: what the
/// phone had brought is kept by then, and asking is better than being cut off.
const TURN_WITHIN: Duration = Duration::from_secs(20);
/// Answers are packed here, while they have their turn, and not as they are sent: a page that waits
/// for a slow phone is then a tenth as large. From this size on they are pages.
const PAGE_FROM_BYTES: usize = 64 * 1024;
/// Brotli's measure of effort for pages: what more would gain costs the other phones' time.
const PAGE_QUALITY: i32 = 5;
/// For the few records of an ordinary answer: half the time of the layer's for 4 % more bytes.
const ANSWER_QUALITY: i32 = 2;
/// How far back brotli looks, 64 kB and 1 MB: clearing a window larger than the answer cost as much as
/// packing it, and pages were no smaller with 4 MB. With 256 kB they were a tenth larger, and with
/// 64 kB it searches in another way, three times as long.
const ANSWER_WINDOW_BITS: i32 = 16;
const PAGE_WINDOW_BITS: i32 = 20;
/// Letters kept of what an app says it is.
const APP_LIMIT_CHARS: usize = 40;
/// Below, an answer fits a packet as it is.
const PLAIN_BELOW_BYTES: usize = 600;

/// Bounds how much is in memory for all phones together.
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
    asked: Result<Json<SyncRequest<Brought>>, JsonRejection>,
) -> Result<Response, ApiProblem> {
    let Json(mut request) = asked?;
    if request.protocol > PROTOCOL || request.protocol == 0 {
        return Err(ApiProblem::AppTooOld);
    }
    // It is only shown: which app it says it is.
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
    // A phone that has its book gets a few records: handing that to another thread costs more than
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

/// Every browser that may keep a book takes it over HTTPS; others are served by the layer for all.
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

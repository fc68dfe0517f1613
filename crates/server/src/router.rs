//! The whole server as one service.
use crate::api::BUSY_RETRY_AFTER_S;
use crate::{
    AppState, PageError, api, assets, bulletin, classes, headers, health, language, learn, market,
    metrics, office, phone_app, public, share, sign_in, source,
};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::get;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{
    DefaultPredicate, NotForContentType, Predicate, SizeAbove,
};
use tower_http::timeout::TimeoutLayer;

/// The longest time for one request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// Smaller answers fit into one packet without compression.
const PACK_FROM_BYTES: u64 = 600;

/// Skips files that all clients share, because they are compressed already where it helps.
#[derive(Clone, Copy)]
struct NotShared;

impl Predicate for NotShared {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &Response<B>) -> bool {
        response.extensions().get::<share::Shared>().is_none()
    }
}

/// Skips ZIP files, which are compressed already.
const ZIP: NotForContentType = NotForContentType::const_new("application/zip");
/// Spreadsheets and letters, which are ZIP files too.
const OFFICE: NotForContentType = NotForContentType::const_new("application/vnd.openxmlformats");
const PDF: NotForContentType = NotForContentType::const_new("application/pdf");

fn worth_packing() -> impl Predicate {
    DefaultPredicate::new()
        .and(SizeAbove::new(PACK_FROM_BYTES))
        .and(ZIP)
        .and(OFFICE)
        .and(PDF)
        .and(NotShared)
}

pub fn router(state: AppState) -> Router {
    Router::new()
        .merge(public::routes())
        .merge(sign_in::routes())
        .merge(phone_app::routes())
        .merge(api::routes())
        .merge(office::routes())
        .merge(market::routes())
        .merge(learn::routes())
        .merge(classes::routes())
        .merge(bulletin::routes())
        .merge(source::routes())
        .route("/assets/{name}", get(assets::get))
        .route("/metrics", get(metrics::get))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(|| async { PageError::NotFound })
        .layer(from_fn_with_state(state.clone(), share::weigh))
        .layer(from_fn_with_state(state.clone(), language::choose))
        .layer(CompressionLayer::new().compress_when(worth_packing()))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            state.config.request_timeout.unwrap_or(REQUEST_TIMEOUT),
        ))
        .layer(map_response(say_when_to_come_again))
        .layer(from_fn_with_state(state.clone(), share::measure))
        .layer(from_fn_with_state(state.clone(), metrics::observe))
        .with_state(state)
}

/// Says when to come again on every answer that refuses for want of time, whichever layer made it.
async fn say_when_to_come_again(mut answer: Response<Body>) -> Response<Body> {
    if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
        let told = answer.headers_mut().entry(header::RETRY_AFTER);
        told.or_insert(HeaderValue::from(BUSY_RETRY_AFTER_S));
    }
    answer
}

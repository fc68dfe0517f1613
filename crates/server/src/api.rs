//! The API for phones: `/api/enrol`, `/api/enrol/check`, `/api/recovery`, `/api/sync`, `/api/photos`.
mod device;
mod enrol;
mod openapi;
mod photo;
mod problem;
mod spoken;
mod sync;

pub use device::{Tokens, is_enrolled};
pub use enrol::ENROL_BODY_LIMIT_BYTES;
pub use photo::{PIECE_LIMIT_BYTES, PhotoUploads};
pub use problem::{ApiProblem, BUSY_RETRY_AFTER_S};
pub use sync::{SYNC_BODY_LIMIT_BYTES, Syncs};

use crate::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub fn routes() -> Router<AppState> {
    let sync = post(sync::post).layer(DefaultBodyLimit::max(SYNC_BODY_LIMIT_BYTES));
    let small = DefaultBodyLimit::max(ENROL_BODY_LIMIT_BYTES);
    let piece = DefaultBodyLimit::max(PIECE_LIMIT_BYTES);
    Router::new()
        .route("/api/sync", sync)
        .route("/api/enrol", post(enrol::enrol).layer(small))
        .route("/api/enrol/check", post(enrol::check).layer(small))
        .route("/api/recovery", post(enrol::keep_wrapping).layer(small))
        .route(
            "/api/recovery/found",
            post(enrol::find_wrappings).layer(small),
        )
        .route(
            "/api/photos/{photo}",
            get(photo::get).put(photo::put).layer(piece),
        )
        .route("/api/openapi.json", get(openapi::get))
        .route(
            "/api/{*path}",
            axum::routing::any(|| async { ApiProblem::NotFound }),
        )
}

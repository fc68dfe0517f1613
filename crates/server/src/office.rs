//! The office at `/van-phong`: pages for officers, rendered here, plain forms that need no script.
mod act;
mod frame;
mod teams;

use crate::AppState;
use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/van-phong",
            get(|| async { Redirect::to("/van-phong/bang") }),
        )
        .route("/van-phong/to", get(teams::show).post(teams::define))
        .route("/van-phong/to/{team}/nguoi", post(teams::join))
        .route("/van-phong/to/{team}/nghi", post(teams::leave))
}

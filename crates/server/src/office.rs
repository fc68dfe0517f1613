//! The office at `/van-phong`: pages for officers, rendered here, plain forms that need no script.
mod act;
mod codes;
mod frame;
mod sharing;
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
        .route(
            "/van-phong/to/{team}/ma",
            get(codes::show).post(codes::make),
        )
        .route("/van-phong/chia", get(sharing::show))
        .route("/van-phong/chia/ngo", post(sharing::by_alley))
        .route("/van-phong/chia/deu", post(sharing::evenly))
}

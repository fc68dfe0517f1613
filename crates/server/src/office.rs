//! The office at `/van-phong`: pages for officers, rendered here, plain forms that need no script.
mod act;
mod board;
mod codes;
mod figures;
mod frame;
mod import;
mod register;
mod sharing;
mod teams;

pub use import::Uploads;

use crate::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post};

/// What a form weighs beside its file.
const FORM_MARGIN_BYTES: usize = 64 * 1024;

pub fn routes() -> Router<AppState> {
    let upload = DefaultBodyLimit::max(::import::FILE_LIMIT_BYTES + FORM_MARGIN_BYTES);
    Router::new()
        .route(
            "/van-phong",
            get(|| async { Redirect::to("/van-phong/bang") }),
        )
        .route("/van-phong/bang", get(board::show))
        .route("/van-phong/ho", get(register::show))
        .route("/van-phong/ho/giao", post(register::assign))
        .route("/van-phong/ho/xuat", post(register::export))
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
        .route(
            "/van-phong/nhap",
            get(import::show).post(import::upload).layer(upload),
        )
        .route(
            "/van-phong/nhap/{id}",
            get(import::preview).post(import::correct),
        )
        .route("/van-phong/nhap/{id}/ghi", post(import::write))
}

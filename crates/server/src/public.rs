//! The commune's public site: for everyone, without account or script, on any old phone.
mod badge;
mod help;
mod home;
mod questions;
mod search_engines;
mod searching;
mod site;
mod visiting;
mod window;

pub(crate) use crate::public_address::base;
pub(crate) use help::shown;
pub(crate) use searching::{searched, typed};
pub(crate) use site::{A_MINUTE, cacheable, cacheable_for, commune_of, which};
pub use site::{Faces, Room, Site};
pub(crate) use window::Window;

use crate::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

/// The largest form that the public sends: 500 characters and a few short fields.
const FORM_LIMIT_BYTES: usize = 16 * 1024;

pub fn routes() -> Router<AppState> {
    let small = DefaultBodyLimit::max(FORM_LIMIT_BYTES);
    Router::new()
        .route("/", get(home::first))
        .route("/xa/{commune}", get(home::of_commune))
        .route("/nho-giup", get(which(Room::Help)))
        .route(
            "/nho-giup/{commune}",
            get(help::show).post(help::ask).layer(small),
        )
        .route("/nho-giup/{commune}/{code}", get(help::reference))
        .route("/hoi-dap", get(which(Room::Questions)))
        .route("/hoi-dap/{commune}", get(questions::show))
        .route("/kiem-tra", get(badge::show))
        .route("/lich-tham", get(which(Room::Visiting)))
        .route("/lich-tham/{commune}", get(visiting::show))
        .route("/robots.txt", get(search_engines::robots))
        .route("/sitemap.xml", get(search_engines::sitemap))
}

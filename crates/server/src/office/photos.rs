//! Photos of products and classes for the office at `/van-phong/anh/{photo}`.
use crate::{AppState, Officer, PageError, SignedIn, photo};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::PhotoId;
use std::collections::BTreeSet;
use store::Attachment;

/// A browser keeps it for a while, nobody on the way does.
const CACHING: &str = "private, max-age=300";

pub async fn photo_of(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<photo::Asked>,
) -> Result<Response, PageError> {
    let id = PhotoId::new(id).ok_or(PageError::NotFound)?;
    let in_use = state
        .store
        .read(|rows| match Attachment::get(rows, &who.commune, &id)? {
            Some(it) => it.is_in_use(rows, &who.commune),
            None => Ok(true),
        });
    if !in_use.map_err(PageError::internal)? {
        return Err(PageError::NotFound);
    }
    photo::answer(&state, &who.commune, &id, &asked, CACHING).await
}

/// Those that came as a whole.
pub(super) fn here(state: &AppState, who: &SignedIn) -> Result<BTreeSet<PhotoId>, PageError> {
    photo::complete(&state.store, &who.commune).map_err(PageError::internal)
}

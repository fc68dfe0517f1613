//! Photos of products for the office at `/van-phong/anh/{photo}`.
use super::*;
use crate::photo;
use axum::extract::Path;
use domain::PhotoId;
use std::collections::BTreeSet;

/// A browser keeps it for a while, nobody on the way does.
const CACHING: &str = "private, max-age=300";

pub async fn photo_of(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<photo::Asked>,
) -> Result<Response, PageError> {
    let id = PhotoId::new(id).ok_or(PageError::NotFound)?;
    photo::answer(&state, &who.commune, &id, &asked, CACHING).await
}

/// Those that came as a whole.
pub(super) fn here(state: &AppState, who: &SignedIn) -> Result<BTreeSet<PhotoId>, PageError> {
    photo::complete(&state.store, &who.commune).map_err(PageError::internal)
}

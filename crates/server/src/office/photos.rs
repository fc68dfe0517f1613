//! Photos of products and classes, for the office, at `/van-phong/anh/{photo}`.
use super::desk::Desk;
use crate::{AppState, Officer, PageError, photo};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::PhotoId;
use std::collections::BTreeSet;
use store::{Attachment, Rows};

/// Browsers may keep a photo for a while, caches on the way may not.
const CACHING: &str = "private, max-age=300";

pub async fn photo_of(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<photo::PhotoQuery>,
) -> Result<Response, PageError> {
    let id = PhotoId::new(id).ok_or(PageError::NotFound)?;
    let asked_for = id.clone();
    let in_use = state.page(&who, move |desk| {
        let commune = desk.commune;
        Ok(match Attachment::get(desk.rows, commune, &asked_for)? {
            Some(it) => it.is_in_use(desk.rows, commune)?,
            None => true,
        })
    });
    if !in_use.await? {
        return Err(PageError::NotFound);
    }
    photo::answer(&state, &who.commune, &id, &asked, CACHING).await
}

/// Photos that have arrived completely.
pub(super) fn here(desk: &mut Desk<'_>) -> Rows<BTreeSet<PhotoId>> {
    photo::complete(desk.rows, desk.commune)
}

//! A photo as an answer, whole or small. The caller has checked who may see it.
use crate::share::Queue;
use crate::{AppState, PageError};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::{CommuneId, PhotoId, PhotoOf};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use store::{Attachment, Form, Rows, Transaction};

/// `?co=nho` asks for the small version.
#[derive(Debug, Deserialize)]
pub struct PhotoQuery {
    co: Option<String>,
}

impl PhotoQuery {
    fn form(&self) -> Form {
        match self.co.as_deref() {
            Some("nho") => Form::Small,
            _ => Form::Whole,
        }
    }
}

/// Photos read at once, and waiting. A page of shops shows a dozen.
static QUEUE: LazyLock<Queue> = LazyLock::new(|| Queue::new(8, 96, 32));

/// Answers with the photo. The content type is fixed, because only checked JPEG files are stored as
/// whole photos.
pub async fn answer(
    state: &AppState,
    commune: &CommuneId,
    photo: &PhotoId,
    asked: &PhotoQuery,
    caching: &'static str,
) -> Result<Response, PageError> {
    let _turn = QUEUE.turn().await?;
    let file = state.store.photos().get(commune, photo, asked.form()).await;
    let bytes = file.map_err(PageError::internal)?;
    let mut response = bytes.ok_or(PageError::NotFound)?.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, caching),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Photos of products that have arrived completely. A product cannot show the photo of a class.
pub fn complete(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<BTreeSet<PhotoId>> {
    let all = Attachment::all(rows, commune)?;
    Ok(all
        .into_iter()
        .filter(|it| it.is_complete() && matches!(it.of, PhotoOf::Household(_)))
        .map(|it| it.id)
        .collect())
}

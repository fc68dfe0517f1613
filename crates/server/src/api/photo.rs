//! `/api/photos/{photo}`: receives a photo of a product or a class in pieces, continuing from what
//! has arrived.
use super::ApiProblem;
use super::device::KnownDevice;
use crate::photo::{self, Fault};
use crate::{AppState, secret, share};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{ClassId, CommuneId, HouseholdId, PhotoId, PhotoOf};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use store::{Attachment, AttachmentState, Form, PhotoRefusal, account_of};
use tokio::sync::Semaphore;

/// The largest piece of a photo.
pub const PIECE_LIMIT_BYTES: usize = 256 * 1024;
/// The largest photo. A square of 1600 px takes about a quarter of it.
const PHOTO_LIMIT_BYTES: u64 = 2 * 1024 * 1024;
/// Hexadecimal digits of a SHA-256.
const SHA256_DIGITS: usize = 64;
/// Pieces in memory at once, each with what came before it.
const PIECES_AT_ONCE: usize = 8;
/// Pictures checked at once. Each takes about 20 MB for a moment.
const CHECKS_AT_ONCE: usize = 2;

/// Limits how much is in memory, and accepts one piece of a photo at a time.
#[derive(Debug)]
pub struct PhotoUploads {
    pieces: Semaphore,
    checks: Semaphore,
    coming: Mutex<HashSet<(CommuneId, PhotoId)>>,
}

impl Default for PhotoUploads {
    fn default() -> Self {
        Self {
            pieces: Semaphore::new(PIECES_AT_ONCE),
            checks: Semaphore::new(CHECKS_AT_ONCE),
            coming: Mutex::default(),
        }
    }
}

/// A photo of which a piece is being received, until this is dropped.
struct Coming<'a>(&'a PhotoUploads, (CommuneId, PhotoId));

impl PhotoUploads {
    fn begin(&self, commune: &CommuneId, photo: &PhotoId) -> Option<Coming<'_>> {
        let key = (commune.clone(), photo.clone());
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        coming.insert(key.clone()).then(|| Coming(self, key))
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        let coming = self.0.coming.lock();
        coming
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}

/// How much of a photo the server has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Stands {
    /// Bytes received. The next piece begins here.
    pub received: u64,
    pub complete: bool,
}

impl Stands {
    fn of(attachment: Option<&Attachment>) -> Self {
        attachment.map_or_else(Self::default, |it| Self {
            received: it.told.received_bytes,
            complete: it.is_complete(),
        })
    }
}

#[derive(Debug, Deserialize)]
pub struct Piece {
    household: Option<String>,
    class: Option<String>,
    offset: u64,
    size: u64,
    sha256: String,
}

impl Piece {
    /// The household or the class; exactly one of them must be given.
    fn of(&self) -> Option<PhotoOf> {
        match (&self.household, &self.class) {
            (Some(id), None) => HouseholdId::new(id.as_str()).map(PhotoOf::Household),
            (None, Some(id)) => ClassId::new(id.as_str()).map(PhotoOf::Class),
            _ => None,
        }
    }
}

pub async fn get(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    Path(photo): Path<String>,
) -> Result<Json<Stands>, ApiProblem> {
    let photo = PhotoId::new(photo).ok_or(ApiProblem::NotFound)?;
    let found = state.store.read(|rows| {
        let holder = account_of(rows, &device)?;
        let known = Attachment::get(rows, &device.commune, &photo)?;
        Ok(holder.map(|_| Stands::of(known.as_ref())))
    })?;
    found.map(Json).ok_or(ApiProblem::TokenUnknown)
}

pub async fn put(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    Path(photo): Path<String>,
    piece: Result<Query<Piece>, QueryRejection>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiProblem> {
    let photo = PhotoId::new(photo).ok_or(ApiProblem::NotFound)?;
    let Query(piece) = piece.map_err(|_| ApiProblem::JsonNotUnderstood)?;
    let of = piece.of().ok_or(ApiProblem::JsonNotUnderstood)?;
    if piece.size > PHOTO_LIMIT_BYTES {
        return Err(ApiProblem::PhotoTooLarge);
    }
    let body = body?;
    if piece.sha256.len() > SHA256_DIGITS {
        return Err(ApiProblem::JsonNotUnderstood);
    }
    let turn = state.photo_uploads.pieces.try_acquire();
    let _turn = turn.map_err(|_| ApiProblem::Busy)?;
    let coming = state.photo_uploads.begin(&device.commune, &photo);
    let _coming = coming.ok_or(ApiProblem::Busy)?;
    let now = state.clock.now();
    let (of, known) = state.store.read(|rows| {
        let may = Attachment::may_come(rows, &device, &of, &photo, now)?;
        Ok((may, Attachment::get(rows, &device.commune, &photo)?))
    })?;
    let fresh = Attachment {
        id: photo,
        of: of?,
        told: AttachmentState {
            device: device.id,
            size_bytes: piece.size,
            sha256: piece.sha256.to_ascii_lowercase(),
            received_bytes: 0,
            begun_at: now,
            complete_at: None,
            unnamed_since: None,
        },
    };
    let same = |it: &Attachment| {
        (it.told.size_bytes, &it.told.sha256) == (fresh.told.size_bytes, &fresh.told.sha256)
    };
    let upload = match known {
        Some(it) if same(&it) => it,
        Some(it) if it.is_complete() => return Err(ApiProblem::PhotoTaken),
        // Another picture with the same id starts from the beginning.
        _ => fresh,
    };
    let stands = Stands::of(Some(&upload));
    if stands.complete || (piece.offset == stands.received && body.is_empty()) {
        return Ok(Json(stands).into_response());
    }
    if piece.offset != stands.received {
        return Ok((StatusCode::CONFLICT, Json(stands)).into_response());
    }
    take_in(&state, &device.commune, upload, &body).await
}

/// Appends a piece to what has arrived, and checks the whole picture after the last one.
async fn take_in(
    state: &AppState,
    commune: &CommuneId,
    mut upload: Attachment,
    piece: &[u8],
) -> Result<Response, ApiProblem> {
    let (photos, id) = (state.store.photos(), upload.id.clone());
    let received = usize::try_from(upload.told.received_bytes).map_err(ApiProblem::internal)?;
    let mut came = match received {
        0 => Vec::new(),
        _ => photos
            .get(commune, &id, Form::Part)
            .await?
            .unwrap_or_default(),
    };
    if came.len() < received {
        // What had arrived is missing now, for example after a restore.
        upload.told.received_bytes = 0;
        keep(state, commune, &upload).await?;
        let stands = Stands::of(Some(&upload));
        return Ok((StatusCode::CONFLICT, Json(stands)).into_response());
    }
    came.truncate(received);
    came.extend_from_slice(piece);
    upload.told.received_bytes = came.len() as u64;
    if upload.told.received_bytes < upload.told.size_bytes {
        photos.put(commune, &id, Form::Part, came).await?;
        keep(state, commune, &upload).await?;
        return Ok(Json(Stands::of(Some(&upload))).into_response());
    }
    match looked_over(state, &upload, came).await? {
        Ok((whole, small)) => {
            photos.put(commune, &id, Form::Small, small).await?;
            photos.put(commune, &id, Form::Whole, whole).await?;
            upload.told.complete_at = Some(state.clock.now());
            keep(state, commune, &upload).await?;
            photos.delete(commune, &id, Form::Part).await?;
            Ok(Json(Stands::of(Some(&upload))).into_response())
        }
        Err(problem) => {
            let (owner, photo) = (commune.clone(), id.clone());
            let drop = state.store.write_to(commune, move |ledger| {
                ledger.transaction().delete_attachment(&owner, &photo)
            });
            drop.done().await?;
            photos.delete_all(commune, &id).await?;
            Err(problem)
        }
    }
}

async fn keep(
    state: &AppState,
    commune: &CommuneId,
    upload: &Attachment,
) -> Result<(), ApiProblem> {
    let (owner, upload) = (commune.clone(), upload.clone());
    let work = move |ledger: &mut store::Ledger<'_>| upload.put(ledger.transaction(), &owner);
    Ok(state.store.write_to(commune, work).done().await?)
}

/// The whole picture and its small version, or what is wrong with it.
async fn looked_over(
    state: &AppState,
    upload: &Attachment,
    whole: Vec<u8>,
) -> Result<Result<(Vec<u8>, Vec<u8>), ApiProblem>, ApiProblem> {
    let _turn = state.photo_uploads.checks.acquire().await;
    let (size, sha256) = (upload.told.size_bytes, upload.told.sha256.clone());
    let check = move || {
        if whole.len() as u64 != size || secret::hash(&whole) != sha256 {
            return Err(ApiProblem::PhotoNotWhole);
        }
        let looked = photo::check(&whole)?;
        Ok((looked.whole, looked.small))
    };
    let checked = share::aside(check).await;
    checked.map_err(ApiProblem::internal)
}

impl From<Fault> for ApiProblem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotJpeg => ApiProblem::PhotoNotJpeg,
            Fault::NotSquare => ApiProblem::PhotoNotSquare,
            Fault::TellsMore => ApiProblem::PhotoTellsMore,
        }
    }
}

impl From<PhotoRefusal> for ApiProblem {
    fn from(why: PhotoRefusal) -> Self {
        match why {
            PhotoRefusal::DeviceEnded => ApiProblem::TokenUnknown,
            PhotoRefusal::HouseholdUnknown => ApiProblem::PhotoHouseholdUnknown,
            PhotoRefusal::ClassUnknown => ApiProblem::PhotoClassUnknown,
            PhotoRefusal::Elsewhere => ApiProblem::PhotoElsewhere,
            PhotoRefusal::TooMany => ApiProblem::PhotosTooMany,
        }
    }
}

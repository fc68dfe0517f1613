//! `POST /api/sync`: entries up, receipts and changed records down, in one request.
use super::ApiProblem;
use super::device::KnownDevice;
use crate::AppState;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use store::SyncAnswer;
use sync::{PROTOCOL, SyncRequest, SyncResponse};
use tokio::sync::Semaphore;

/// 500 entries of some 4 kB each.
pub const SYNC_BODY_LIMIT_BYTES: usize = 3 * 1024 * 1024;
/// Requests answered at once; a page of records is in memory for each.
const AT_ONCE: usize = 64;
/// Requests that may wait for their turn; beyond, the phone is asked to come again.
const WAITING_LIMIT: usize = 1_024;

/// Bounds how many phones are answered at once.
#[derive(Debug)]
pub struct Syncs {
    running: Semaphore,
    waiting: Semaphore,
}

impl Default for Syncs {
    fn default() -> Self {
        Self {
            running: Semaphore::new(AT_ONCE),
            waiting: Semaphore::new(WAITING_LIMIT),
        }
    }
}

pub async fn post(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    asked: Result<Json<SyncRequest>, JsonRejection>,
) -> Result<Json<SyncResponse>, ApiProblem> {
    let Json(request) = asked?;
    if request.protocol > PROTOCOL || request.protocol == 0 {
        return Err(ApiProblem::AppTooOld);
    }
    let _place = state
        .syncs
        .waiting
        .try_acquire()
        .map_err(|_| ApiProblem::Busy)?;
    let _turn = state
        .syncs
        .running
        .acquire()
        .await
        .map_err(|_| ApiProblem::Busy)?;
    let now = state.clock.now();
    let answer = state
        .store
        .sync((device.commune, device.id), request, now)
        .await;
    match answer.map_err(ApiProblem::internal)? {
        SyncAnswer::Response(response) => Ok(Json(*response)),
        SyncAnswer::NotEnrolled => Err(ApiProblem::TokenUnknown),
    }
}

//! Reads the list of a draft on another thread. A page waits for it for a moment, and else says that
//! it is being read.
use super::uploads::Upload;
use crate::import_list::Against;
use crate::share::{self, Queue};
use crate::{AppState, PageError};
use axum::body::Bytes;
use domain::{CommuneId, EntryId};
use import::{Decisions, Mapping, Plan, Problem};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use store::ListDraft;

/// How long a page waits before it says that something is under way.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// Lists read at once, and waiting. A large one takes about 100 MB for a moment.
static READING: LazyLock<Queue> = LazyLock::new(|| Queue::new(1, 8, 8));

pub(super) enum Reading {
    Done(Arc<Plan>),
    /// Nothing of the file can be taken.
    Refused(Problem),
    /// It takes longer; whoever asks again is told.
    Still,
}

impl From<Result<Arc<Plan>, Problem>> for Reading {
    fn from(read: Result<Arc<Plan>, Problem>) -> Self {
        match read {
            Ok(plan) => Reading::Done(plan),
            Err(problem) => Reading::Refused(problem),
        }
    }
}

/// What was decided about a draft so far.
pub(super) fn decisions(draft: &ListDraft) -> Decisions {
    serde_json::from_str(&draft.answers).unwrap_or_default()
}

/// The list as it is understood with these corrections.
pub(super) async fn plan(
    state: &AppState,
    commune: &CommuneId,
    id: EntryId,
    mapping: &Mapping,
) -> Result<Reading, PageError> {
    let upload = upload(state, commune, id).await?;
    if let Some((with, read)) = upload.read
        && with == *mapping
    {
        return Ok(read.into());
    }
    let Some(busy) = state.uploads.work_on(id) else {
        return Ok(Reading::Still);
    };
    let (of, bytes) = (commune.clone(), upload.bytes);
    let against = state
        .read(move |rows| Ok(Against::read(rows, &of)?))
        .await?;
    let (state, mapping) = (state.clone(), mapping.clone());
    let reading = tokio::spawn(async move {
        let _busy = busy;
        let _turn = READING.turn().await?;
        let now = state.clock.now();
        let (read, mapping) =
            share::aside(move || (against.plan(&bytes, &mapping, now).map(Arc::new), mapping))
                .await
                .map_err(PageError::internal)?;
        state.uploads.was_read(id, mapping, read.clone());
        Ok::<_, PageError>(read)
    });
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(read) => Ok(read.map_err(PageError::internal)??.into()),
        Err(_) => Ok(Reading::Still),
    }
}

/// The file: as it is in memory, or else as the draft keeps it.
async fn upload(state: &AppState, commune: &CommuneId, id: EntryId) -> Result<Upload, PageError> {
    let now = state.clock.now();
    if let Some(known) = state.uploads.find(commune, id, now) {
        return Ok(known);
    }
    let of = commune.clone();
    let sealed = state
        .read(move |rows| Ok(ListDraft::file(rows, &of, id)?))
        .await?;
    let (store, of) = (state.store.clone(), commune.clone());
    let bytes = share::aside(move || store.open_list(&of, id, &sealed?));
    let bytes = bytes.await.map_err(PageError::internal)?;
    let upload = Upload {
        bytes: Bytes::from(bytes.ok_or(PageError::NotFound)?),
        commune: commune.clone(),
        at: now,
        read: None,
    };
    state.uploads.keep(id, upload.clone());
    Ok(upload)
}

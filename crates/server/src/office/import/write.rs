//! Writes a draft. A long one goes on being written after the answer.
use super::read::{self, PATIENCE, Reading, decisions};
use super::uploads::Busy;
use super::{PageProblem, address, find, refuse};
use crate::import_list::{Against, Group, ImportAct, ReadList, Written};
use crate::office::log::{self, Access};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn, share};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use import::Decisions;
use store::ListDraft;

/// Writes what the page showed.
pub async fn write(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(_): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let draft = find(&state, &who, &id).await?;
    let decided = decisions(&draft);
    let reading = read::plan(&state, &who.commune, draft.id, &decided.mapping).await?;
    let Reading::Done(plan) = reading else {
        return Ok(Redirect::to(&address(draft.id)).into_response());
    };
    let past = format!("/van-phong/nhap/lan/{}", draft.id);
    let Some(busy) = state.uploads.work_on(draft.id) else {
        return Ok(Redirect::to(&past).into_response());
    };
    let of = who.commune.clone();
    let against = state
        .read(move |rows| Ok(Against::read(rows, &of)?))
        .await?;
    let list = against.with(plan);
    let writing = tokio::spawn(write_all(
        state.clone(),
        who.clone(),
        draft,
        (list, decided),
        busy,
    ));
    match tokio::time::timeout(PATIENCE, writing).await {
        Err(_) => Ok(Redirect::to(&past).into_response()),
        Ok(done) => match done.map_err(PageError::internal)??.refused.first() {
            Some(code) => refuse(&state, &who, PageProblem::refused(*code, who.language)).await,
            None => Ok(Redirect::to("/van-phong/nhap?xong=done-import").into_response()),
        },
    }
}

async fn write_all(
    state: AppState,
    who: SignedIn,
    draft: ListDraft,
    (list, decided): (ReadList, Decisions),
    _busy: Busy,
) -> Result<Written, PageError> {
    let (now, chance) = (state.clock.now(), state.chance.clone());
    let with = chance.clone();
    let steps = share::aside(move || {
        let steps = list.steps(&list.changes(&decided), now, &with);
        (steps, decided)
    });
    let (steps, decided) = steps.await.map_err(PageError::internal)?;
    let count = steps.households.len();
    let line = Access::imported(now, Some(&who.account), &draft.id, &draft.file, count);
    let importing = ImportAct {
        import: draft.id.to_string(),
        commune: who.commune.clone(),
        author: who.account.clone(),
        log: (
            log::kind(),
            line.row_of(&who.commune, &chance.entry_id(now)),
        ),
        at: now,
        chance,
    };
    let mut written = Written::default();
    for group in Group::all(steps, &draft.file) {
        let group = group.write(&state.store, &importing).done().await;
        written.add(group.map_err(PageError::internal)?);
    }
    let commune = who.commune.clone();
    // Who is who is found again by itself once it is written.
    let remembered = Decisions {
        households: decided.households,
        mapping: decided.mapping,
        ..Decisions::default()
    };
    let answers = serde_json::to_string(&remembered).map_err(PageError::internal)?;
    let id = draft.id;
    let done = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        if !draft.shape.is_empty() {
            ListDraft::remember(rows, &commune, &draft.shape, answers)?;
        }
        ListDraft::remove(rows, &commune, draft.id)
    });
    done.done().await.map_err(PageError::internal)?;
    state.uploads.forget(id);
    Ok(written)
}

//! Exports what is on screen, with a reason that is logged.
use super::{Around, Filter, find};
use crate::office::caveat::Caveats;
use crate::office::desk::Desk;
use crate::office::download::download;
use crate::office::frame::PageProblem;
use crate::office::household::{Exported, FACTS};
use crate::office::log::{Access, Did};
use crate::{AppState, CsrfForm, Officer, PageError};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::Household;
use reports::{Cell, Sheet};
use serde::Deserialize;
use words::{Language, board as say};

#[derive(Deserialize)]
pub struct RegisterExportForm {
    reason: String,
    form: String,
}

pub async fn export(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(filter): Query<Filter>,
    CsrfForm(wanted): CsrfForm<RegisterExportForm>,
) -> Result<Response, PageError> {
    let fitting = filter.clone();
    let read = move |desk: &mut Desk<'_>| Ok((desk.around()?, find(desk, &fitting)?.households));
    let (around, found) = state.page(&who, read).await?;
    let exported = Access::new(&state, &who, Did::ExportedRegister);
    let Some(exported) = exported.because(&wanted.reason, found.len()) else {
        let problem = PageProblem {
            code: "reason-needed",
            sentence: say::reason_needed(who.language).to_owned(),
        };
        return super::refuse(&state, &who, problem, filter).await;
    };
    exported.keep(&state, &who).await?;
    let sheet = sheet(&found, &around, who.language);
    download(sheet, &Caveats::of(&state, &who), &wanted.form, "ho")
}

/// Contains names of residents and phone numbers only if the household consented.
fn sheet(found: &[Household], around: &Around, lang: Language) -> Sheet {
    let facts = || FACTS.iter().filter(|it| it.exported != Exported::Never);
    let row = |household: &Household| {
        let told = facts().map(|it| it.export(household, around, lang));
        told.map(Cell::text).collect()
    };
    Sheet {
        title: say::register_title(lang).to_owned(),
        columns: facts().map(|it| (it.what)(lang).to_owned()).collect(),
        rows: found.iter().map(row).collect(),
    }
}

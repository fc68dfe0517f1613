//! Exports what is on screen, with a reason that is logged.
use super::{Around, Filter, find, last_visit};
use crate::office::caveat::Caveats;
use crate::office::desk::Desk;
use crate::office::download::download;
use crate::office::frame::PageProblem;
use crate::office::log::{Access, Did};
use crate::{AppState, CsrfForm, Officer, PageError};
use axum::extract::{Query, State};
use axum::response::Response;
use domain::household::Purpose;
use domain::{Household, Name, Personal, Phone};
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
    let columns = [
        say::code(lang),
        say::head(lang),
        say::village_plain(lang),
        say::alley(lang),
        say::in_charge(lang),
        say::last_visit(lang),
        say::phone(lang),
        say::adults(lang),
    ];
    let rows = found.iter().map(|household| {
        let open = household.consented(Purpose::Register);
        let phones = household
            .phones
            .iter()
            .filter(|_| open)
            .filter_map(Personal::reveal)
            .map(Phone::as_str);
        let adults = household
            .residents
            .iter()
            .filter(|it| open && !it.unconfirmed)
            .filter_map(|it| it.name.reveal());
        vec![
            Cell::text(household.code.as_str()),
            Cell::text(household.head.reveal().map_or("", Name::as_str)),
            // In columns of their own, so that the list can be imported again.
            Cell::text(around.village_name(&household.village)),
            Cell::text(around.alley_name(household)),
            Cell::text(
                household
                    .assigned
                    .as_ref()
                    .map(|it| around.name(it))
                    .unwrap_or_default(),
            ),
            Cell::text(last_visit(household, lang)),
            Cell::text(phones.collect::<Vec<_>>().join(", ")),
            Cell::text(adults.map(Name::as_str).collect::<Vec<_>>().join(", ")),
        ]
    });
    Sheet {
        title: say::register_title(lang).to_owned(),
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows: rows.collect(),
    }
}

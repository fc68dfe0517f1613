//! Tells the office that data were put back to an earlier state, until someone has read it.
use crate::{AppState, CsrfForm, Officer, PageError};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::{Account, Noticed, RollBack, Rows};
use words::{Language, board as say};

use super::desk::Desk;
use super::frame::date;

/// Messages that nobody has read yet, oldest first.
pub fn told(desk: &mut Desk<'_>) -> Rows<Vec<String>> {
    let (commune, lang) = (desk.commune, desk.lang);
    let mut told = Vec::new();
    for it in RollBack::all(desk.rows, commune)? {
        if it.seen_by.is_some() {
            continue;
        }
        let name = match &it.noticed {
            Noticed::Phone { account, .. } => Account::get(desk.rows, commune, account)?,
            Noticed::Journal => None,
        };
        told.push(sentence(&it, name.map(|it| it.name), lang));
    }
    Ok(told)
}

fn sentence(it: &RollBack, phone: Option<String>, lang: Language) -> String {
    let day = date(it.at.day());
    let mut sentence = match phone {
        Some(name) => say::rolled_back_by_phone(lang, day, name),
        None => say::rolled_back(lang, day),
    };
    if it.entries > 0 {
        sentence.push(' ');
        sentence += &say::rolled_back_office(lang, it.entries);
    }
    if it.left > 0 {
        sentence.push(' ');
        sentence += &say::rolled_back_left(lang, it.left);
    }
    sentence
}

#[derive(Deserialize)]
pub struct Seen {}

/// Notes that an officer has read the messages.
pub async fn seen(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(_): CsrfForm<Seen>,
) -> Result<Response, PageError> {
    let (commune, by) = (who.commune.clone(), who.account.clone());
    let seen = state.store.write_to(&who.commune, move |ledger| {
        RollBack::see_all(ledger.transaction(), &commune, &by)
    });
    seen.done().await.map_err(PageError::internal)?;
    Ok(Redirect::to("/van-phong/bang").into_response())
}

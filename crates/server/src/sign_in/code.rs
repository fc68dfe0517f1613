//! The second step of signing in at `/vao/ma`: the code of the authenticator app.
use super::halfway::HALFWAY_MS;
use super::place::{self, Tries};
use super::{from_our_page, local_path, open_session};
use crate::account::AccountName;
use crate::form::PublicForm;
use crate::limit::{Address, OF_PLACE};
use crate::office::log::{Did, sign_ins};
use crate::page::{escape_query, render};
use crate::{AppState, LanguageOf, PageError, second_factor, session};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::SecondFactor;
use words::Language;

const COOKIE: &str = "tungnha_halfway";

#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage<'a> {
    lang: Language,
    next: &'a str,
    wrong: bool,
}

/// Asks for the code after the password was right. No session is open yet.
pub fn ask(state: &AppState, account: AccountName, next: &str) -> Response {
    let now = state.clock.now();
    let token = state.halfway.open(account, now, &state.chance);
    let to = format!("/vao/ma?tiep={}", escape_query(next));
    let cookie = session::set_cookie(state, COOKIE, &token, Some(HALFWAY_MS / 1_000));
    ([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response()
}

/// Who gave the right password a short while ago.
fn halfway(state: &AppState, headers: &HeaderMap) -> Option<AccountName> {
    let token = session::cookie(state, headers, COOKIE)?;
    state.halfway.find(token, state.clock.now())
}

#[derive(Deserialize)]
pub struct CodeQuery {
    tiep: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Query(asked): Query<CodeQuery>,
    LanguageOf(lang): LanguageOf,
    headers: HeaderMap,
) -> Response {
    if halfway(&state, &headers).is_none() {
        return Redirect::to("/vao").into_response();
    }
    render(&CodePage {
        lang,
        next: local_path(asked.tiep.as_deref()),
        wrong: false,
    })
}

#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
    next: Option<String>,
}

pub async fn check(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    address: Address,
    headers: HeaderMap,
    PublicForm(given): PublicForm<CodeForm>,
) -> Result<Response, PageError> {
    if !from_our_page(&headers) {
        return Err(PageError::FormExpired);
    }
    let Some(who) = halfway(&state, &headers) else {
        return Ok(Redirect::to("/vao").into_response());
    };
    let next = local_path(given.next.as_deref());
    let (asked, sent) = (who.clone(), headers.clone());
    let read = state.window(lang, move |window| {
        let known = store::Account::get(window.rows, &asked.commune, &asked.id)?;
        let account = known.ok_or(PageError::NotFound)?;
        let place = place::of(window, std::slice::from_ref(&account), &sent, address)?;
        Ok((account, place))
    });
    let (account, place) = read.await?;
    let guessed = format!("code of {} {}", who.commune, who.id);
    let tries = Tries::begin(&state, (&guessed, OF_PLACE), (&place, address));
    let right = match &tries {
        Ok(_) => right(&state, &who, given.code).await,
        Err(wait) => Err((*wait).into()),
    };
    if !matches!(right, Ok(true)) {
        sign_ins::refused(&state, &who.commune, Some(&who.id), Did::RefusedCode);
    }
    if !right? {
        let wrong = true;
        let page = render(&CodePage { lang, next, wrong });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if let Ok(tries) = tries {
        tries.were_none(&state);
    }
    if let Some(token) = session::cookie(&state, &headers, COOKIE) {
        state.halfway.close(token);
    }
    sign_ins::keep(&state, &who, Did::SignedInWithCode).await?;
    let mut answer = open_session(&state, (&headers, address), &account, next).await?;
    let gone = session::set_cookie(&state, COOKIE, "", Some(0));
    answer.headers_mut().append(header::SET_COOKIE, gone);
    Ok(answer)
}

/// Checks the code inside the write, so that no code is accepted twice.
async fn right(state: &AppState, who: &AccountName, code: String) -> Result<bool, PageError> {
    let (who, now) = (who.clone(), state.clock.now());
    let judged = state.store.write_to(&who.commune.clone(), move |ledger| {
        let rows = ledger.transaction();
        let Some(mut factor) = SecondFactor::in_force(rows, &who.commune, &who.id)? else {
            return Ok(false);
        };
        let right = second_factor::accept(&mut factor, &code, now);
        if right {
            factor.put(rows)?;
        }
        Ok(right)
    });
    judged.done().await.map_err(PageError::not_logged)
}

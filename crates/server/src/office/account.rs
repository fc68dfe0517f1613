//! One's own password at `/van-phong/tai-khoan`.
use super::frame::{Frame, Here, Problem};
use super::teams::{Asked, answer};
use crate::page::render;
use crate::{AppState, CsrfForm, PageError, SignedIn, password, second_factor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::Account;
use words::Language;

#[derive(Template)]
#[template(path = "office/account.html")]
struct AccountPage {
    lang: Language,
    frame: Frame,
    shortest: usize,
    /// May have a second factor.
    second: bool,
}

pub async fn show(
    State(state): State<AppState>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let frame = Frame::new(&state, &who, Here::Account)?.done(asked.xong.as_deref(), who.language);
    Ok(page(&who, frame))
}

fn page(who: &SignedIn, frame: Frame) -> Response {
    let refused = frame.problem.is_some();
    let page = render(&AccountPage {
        lang: who.language,
        frame,
        shortest: password::SHORTEST_CHARS,
        second: second_factor::may_have(who.scope.role),
    });
    answer(page, refused)
}

#[derive(Deserialize)]
pub struct Passwords {
    now: String,
    new: String,
    again: String,
}

/// Changes the password and signs out everywhere: whoever knew the old one is out too.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    CsrfForm(it): CsrfForm<Passwords>,
) -> Result<Response, PageError> {
    state
        .limits
        .sign_in_by_account
        .count(who.account.as_str())?;
    let known = state
        .store
        .read(|rows| Account::get(rows, &who.commune, &who.account))
        .map_err(PageError::internal)?;
    let mut account = known.ok_or(PageError::NotFound)?;
    let right = state.passwords.check(it.now, account.password_hash.clone());
    let problem = if !right.await.map_err(|_| PageError::Busy)? {
        Some("password-wrong")
    } else if it.new != it.again {
        Some("password-differs")
    } else if !password::long_enough(&it.new) {
        Some("password-short")
    } else {
        None
    };
    if let Some(code) = problem {
        let frame = Frame::new(&state, &who, Here::Account)?;
        let problem = Problem::told(code, who.language);
        return Ok(page(&who, frame.problem(Some(problem))));
    }
    let chance = state.chance.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&it.new, &chance)).await;
    account.password_hash = Some(hash.map_err(PageError::internal)?);
    let put = state.store.write_to(&who.commune, move |ledger| {
        account.put(ledger.transaction())
    });
    put.done().await.map_err(PageError::internal)?;
    state.sessions.close_all_of(&who.commune, &who.account);
    state.halfway.close_all_of(&who.commune, &who.account);
    Ok(Redirect::to("/vao").into_response())
}

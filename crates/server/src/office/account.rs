//! A person's own password and open sessions at `/van-phong/tai-khoan`.
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, time};
use super::log::{self, Access, Did};
use super::teams::{DoneQuery, answer};
use crate::limit::OF_PLACE;
use crate::page::render;
use crate::{AccountName, AppState, CsrfForm, PageError, SignedIn, password, second_factor};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use store::{Account, OpenSession};
use words::{Language, roster};

#[derive(Template)]
#[template(path = "office/account.html")]
struct AccountPage {
    lang: Language,
    frame: Frame,
    shortest: usize,
    /// Whether this person may have a second factor.
    second: bool,
    sessions: Vec<SessionRow>,
}

/// One of the person's open sessions.
struct SessionRow {
    id: String,
    browser: String,
    opened: String,
    used: String,
    /// The session that shows this page.
    here: bool,
}

pub async fn show(
    State(state): State<AppState>,
    who: SignedIn,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Account)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame)
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame) -> Result<Response, PageError> {
    let refused = frame.problem.is_some();
    let page = render(&AccountPage {
        lang: desk.lang,
        frame,
        shortest: password::SHORTEST_CHARS,
        second: second_factor::may_have(desk.who.scope.role),
        sessions: shown(desk)?,
    });
    Ok(answer(page, refused))
}

fn own(who: &SignedIn) -> AccountName {
    AccountName {
        commune: who.commune.clone(),
        id: who.account.clone(),
    }
}

/// Those of whoever asks.
fn open_sessions(desk: &mut Desk<'_>) -> Result<Vec<OpenSession>, PageError> {
    let sessions = &desk.state.sessions;
    Ok(sessions.of(desk.rows, &own(desk.who), desk.now)?)
}

fn shown(desk: &mut Desk<'_>) -> Result<Vec<SessionRow>, PageError> {
    let open = open_sessions(desk)?.into_iter();
    let shown = open.map(|it| SessionRow {
        browser: browser(&it.browser, desk.lang),
        opened: time(it.opened),
        used: time(it.used),
        here: it.id == desk.who.session,
        id: it.id,
    });
    Ok(shown.collect())
}

/// What a browser says it is, in two words: `Chrome, Windows`.
fn browser(told: &str, lang: Language) -> String {
    let first = |all: &[(&str, &'static str)]| {
        let found = all.iter().find(|(sign, _)| told.contains(sign));
        found.map(|(_, name)| *name)
    };
    let name = first(&[
        ("Edg", "Edge"),
        ("coc_coc", roster::browser_coc_coc(lang)),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => roster::session_unknown(lang).to_owned(),
    }
}

#[derive(Deserialize)]
pub struct Ending {
    /// A session's id; empty for all except this one.
    session: String,
}

/// Ends one of the person's sessions, or all others.
pub async fn end(
    State(state): State<AppState>,
    who: SignedIn,
    CsrfForm(it): CsrfForm<Ending>,
) -> Result<Response, PageError> {
    let mut ending = state.page(&who, open_sessions).await?;
    match it.session.as_str() {
        "others" => ending.retain(|session| session.id != who.session),
        id => ending.retain(|session| session.id == id),
    }
    if !ending.is_empty() {
        let told = Access::new(&state, &who, Did::EndedSession);
        told.keep(&state, &who).await?;
    }
    for session in ending {
        let ended = state.sessions.end(session).await;
        ended.map_err(PageError::internal)?;
    }
    Ok(Redirect::to("/van-phong/tai-khoan?xong=done-session").into_response())
}

#[derive(Deserialize)]
pub struct Passwords {
    now: String,
    new: String,
    again: String,
}

/// Changes the password and ends all sessions, so that whoever knew the old password is signed out
/// too.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    CsrfForm(it): CsrfForm<Passwords>,
) -> Result<Response, PageError> {
    let key = (&who.commune, &who.account, "session");
    let guess = state.limits.guesses.begin(key, OF_PLACE)?;
    let read = state.page(&who, |desk| {
        let known = Account::get(desk.rows, desk.commune, &desk.who.account)?;
        let account = known.ok_or(PageError::NotFound)?;
        Ok((account, desk.settings()?))
    });
    let (mut account, settings) = read.await?;
    let right = state.passwords.check(it.now, account.password_hash.clone());
    let right = right.await?;
    if right {
        state.limits.guesses.was_right(key, &guess);
    }
    let problem = if !right {
        Some("password-wrong")
    } else if it.new != it.again {
        Some("password-differs")
    } else {
        let commune = settings.commune_name.as_str();
        let names = [&account.login, &account.name, commune];
        password::fault(&it.new, &names).map(password::Fault::code)
    };
    if let Some(code) = problem {
        let told = move |desk: &mut Desk<'_>| {
            let problem = PageProblem::told(code, desk.lang);
            let frame = Frame::new(desk, Here::Account)?.problem(Some(problem));
            page(desk, frame)
        };
        return state.page(&who, told).await;
    }
    let hash = state.passwords.hash(it.new, &state.chance).await?;
    account.password_hash = Some(hash);
    let kept = Access::new(&state, &who, Did::ChangedPassword).row(&state, &who);
    let put = state.store.write_to(&who.commune, move |ledger| {
        account.put(ledger.transaction())?;
        ledger.transaction().put_document(log::kind(), &kept)
    });
    put.done().await.map_err(PageError::not_logged)?;
    let closed = state.sessions.close_all_of(&who.commune, &who.account);
    closed.await.map_err(PageError::internal)?;
    state.halfway.close_all_of(&who.commune, &who.account);
    Ok(Redirect::to("/vao").into_response())
}

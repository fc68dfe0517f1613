//! The second factor at `/van-phong/tai-khoan/lop-hai`: set up, stop, and reset a colleague's.
use super::frame::{Frame, Here, Problem};
use super::log::{self, Access, Did};
use super::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, PageError, SignedIn, second_factor};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Role};
use serde::Deserialize;
use store::{Account, SecondFactor};
use words::Language;

/// Where those without one are sent when the commune asks for it.
pub const SET_UP: &str = "/van-phong/tai-khoan/lop-hai";

#[derive(Template)]
#[template(path = "office/second_factor.html")]
struct SecondFactorPage {
    lang: Language,
    frame: Frame,
    /// Asked for at sign-in, and how many recovery codes are left.
    left: Option<usize>,
    /// The commune asks for it.
    needed: bool,
    /// Being set up: the picture and the secret.
    starting: Option<(String, String)>,
    /// Told once.
    codes: Vec<String>,
    colleagues: Vec<(AccountId, String)>,
}

#[derive(Deserialize)]
pub struct Wanted {
    act: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    account: String,
}

pub async fn show(State(state): State<AppState>, who: SignedIn) -> Result<Response, PageError> {
    let frame = frame(&state, &who)?;
    page(&state, &who, frame, None, Vec::new())
}

/// Each form names its act.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    CsrfForm(wanted): CsrfForm<Wanted>,
) -> Result<Response, PageError> {
    if !second_factor::may_have(who.scope.role) {
        return Err(PageError::NotAllowed);
    }
    match wanted.act.as_str() {
        "start" => start(&state, &who).await,
        "confirm" => confirm(&state, &who, wanted.code).await,
        "stop" => stop(&state, &who, wanted.password).await,
        "reset" => reset(&state, &who, wanted.account).await,
        _ => Err(PageError::FormNotUnderstood),
    }
}

async fn start(state: &AppState, who: &SignedIn) -> Result<Response, PageError> {
    let fresh = second_factor::start(who.commune.clone(), who.account.clone(), &state.chance);
    let kept = fresh.clone();
    let put = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let taken = SecondFactor::in_force(rows, &kept.commune, &kept.account)?.is_some();
        if !taken {
            kept.put(rows)?;
        }
        Ok(!taken)
    });
    if !put.done().await.map_err(PageError::internal)? {
        return Ok(Redirect::to(SET_UP).into_response());
    }
    let frame = frame(state, who)?;
    page(state, who, frame, Some(&fresh), Vec::new())
}

async fn confirm(state: &AppState, who: &SignedIn, code: String) -> Result<Response, PageError> {
    count(state, who)?;
    let (commune, account) = (who.commune.clone(), who.account.clone());
    let (now, chance) = (state.clock.now(), state.chance.clone());
    let kept = Access::new(state, who, Did::SetSecondFactor).row(state, who);
    let confirmed = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let known = SecondFactor::get(rows, &commune, &account)?;
        let Some(mut factor) = known.filter(|it| it.confirmed_at.is_none()) else {
            return Ok(None);
        };
        let codes = second_factor::confirm(&mut factor, &code, now, &chance);
        if codes.is_some() {
            factor.put(rows)?;
            rows.put_document(log::kind(), &kept)?;
        }
        Ok(Some((factor, codes)))
    });
    let confirmed = confirmed.done().await.map_err(PageError::internal)?;
    let frame = frame(state, who)?;
    match confirmed {
        None => Ok(Redirect::to(SET_UP).into_response()),
        Some((_, Some(codes))) => page(state, who, frame, None, codes),
        Some((factor, None)) => {
            let problem = Problem::told("code-wrong", who.language);
            let frame = frame.problem(Some(problem));
            page(state, who, frame, Some(&factor), Vec::new())
        }
    }
}

async fn stop(state: &AppState, who: &SignedIn, password: String) -> Result<Response, PageError> {
    count(state, who)?;
    let known = state
        .store
        .read(|rows| Account::get(rows, &who.commune, &who.account))
        .map_err(PageError::internal)?;
    let hash = known.ok_or(PageError::NotFound)?.password_hash;
    let right = state.passwords.check(password, hash).await;
    if !right.map_err(|_| PageError::Busy)? {
        let problem = Problem::told("password-wrong", who.language);
        let frame = frame(state, who)?.problem(Some(problem));
        return page(state, who, frame, None, Vec::new());
    }
    remove(state, who, who.account.clone()).await
}

/// For a colleague who lost phone and codes; they are signed out everywhere.
async fn reset(state: &AppState, who: &SignedIn, account: String) -> Result<Response, PageError> {
    if who.scope.role != Role::Officer {
        return Err(PageError::NotAllowed);
    }
    let account = AccountId::new(account).ok_or(PageError::NotFound)?;
    let answer = remove(state, who, account.clone()).await?;
    state.sessions.close_all_of(&who.commune, &account);
    Ok(answer)
}

/// Forgets a second factor, and who had it forgotten is kept.
async fn remove(
    state: &AppState,
    who: &SignedIn,
    account: AccountId,
) -> Result<Response, PageError> {
    let commune = who.commune.clone();
    let told = Access::new(state, who, Did::RemovedSecondFactor).of(&account);
    let kept = told.row(state, who);
    let removed = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let removed = SecondFactor::remove(rows, &commune, &account)?;
        if removed {
            rows.put_document(log::kind(), &kept)?;
        }
        Ok(removed)
    });
    if !removed.done().await.map_err(PageError::internal)? {
        return Err(PageError::NotFound);
    }
    Ok(Redirect::to(SET_UP).into_response())
}

/// Codes and passwords are guessed no faster here than at the door.
fn count(state: &AppState, who: &SignedIn) -> Result<(), PageError> {
    let key = format!("{}/{}", who.commune, who.account);
    Ok(state.limits.second_factor_by_account.count(&key)?)
}

fn frame(state: &AppState, who: &SignedIn) -> Result<Frame, PageError> {
    if !second_factor::may_have(who.scope.role) {
        return Err(PageError::NotAllowed);
    }
    Frame::new(state, who, Here::SecondFactor)
}

fn page(
    state: &AppState,
    who: &SignedIn,
    frame: Frame,
    starting: Option<&SecondFactor>,
    codes: Vec<String>,
) -> Result<Response, PageError> {
    let (mine, all, accounts) = state
        .store
        .read(|rows| {
            let mine = SecondFactor::in_force(rows, &who.commune, &who.account)?;
            let all = SecondFactor::all(rows, &who.commune)?;
            Ok((mine, all, Account::all(rows, &who.commune)?))
        })
        .map_err(PageError::internal)?;
    let has = |id: &AccountId| {
        all.iter()
            .any(|it| it.account == *id && it.confirmed_at.is_some())
    };
    let officer = who.scope.role == Role::Officer;
    let others = accounts
        .into_iter()
        .filter(|it| officer && it.id != who.account && has(&it.id));
    let starting = starting.map(|it| {
        let qr = super::codes::qr(&second_factor::address(it)).unwrap_or_default();
        (qr, it.secret.clone())
    });
    let refused = frame.problem.is_some();
    let page = render(&SecondFactorPage {
        lang: who.language,
        frame,
        needed: state.config.require_second_factor,
        left: mine.map(|it| it.recovery.len()),
        starting,
        codes,
        colleagues: others.map(|it| (it.id, it.name)).collect(),
    });
    Ok(answer(page, refused))
}

//! The second factor at `/van-phong/tai-khoan/lop-hai`: set it up, stop it, or reset a colleague's.
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem};
use super::log::{self, Access, Did};
use super::teams::answer;
use crate::limit::{Guess, OF_PLACE};
use crate::page::render;
use crate::{AppState, CsrfForm, PageError, SignedIn, second_factor};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Role};
use serde::Deserialize;
use store::{Account, SecondFactor};
use words::Language;

/// Where people without a second factor are sent if the commune requires one.
pub const SET_UP: &str = "/van-phong/tai-khoan/lop-hai";

#[derive(Template)]
#[template(path = "office/second_factor.html")]
struct SecondFactorPage {
    lang: Language,
    frame: Frame,
    /// How many recovery codes are left; `None` if no second factor is in force.
    left: Option<usize>,
    /// Whether the commune requires it.
    needed: bool,
    /// Whether this person has one. Without it, they can reset nobody's.
    own: bool,
    /// While it is being set up: the QR code and the secret.
    starting: Option<(String, String)>,
    /// Recovery codes, shown only once.
    codes: Vec<String>,
    colleagues: Vec<(AccountId, String)>,
}

#[derive(Deserialize)]
pub struct SecondFactorForm {
    act: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    account: String,
}

pub async fn show(State(state): State<AppState>, who: SignedIn) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = frame(desk)?;
            page(desk, frame, None, Vec::new())
        })
        .await
}

/// Does what the form's field `act` says.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    CsrfForm(wanted): CsrfForm<SecondFactorForm>,
) -> Result<Response, PageError> {
    if !second_factor::may_have(who.scope.role) {
        return Err(PageError::NotAllowed);
    }
    match wanted.act.as_str() {
        "start" => start(&state, &who, wanted).await,
        "confirm" => confirm(&state, &who, wanted.code).await,
        "stop" => remove(&state, &who, who.account.clone(), wanted).await,
        "reset" => reset(&state, &who, wanted).await,
        _ => Err(PageError::FormNotUnderstood),
    }
}

/// Asks for the password, so that nobody can use an unattended desk to add their own phone to the
/// account.
async fn start(
    state: &AppState,
    who: &SignedIn,
    given: SecondFactorForm,
) -> Result<Response, PageError> {
    if !password_is_right(state, who, given.password).await? {
        return refuse(state, who, "password-wrong").await;
    }
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
    let show = move |desk: &mut Desk<'_>| {
        let frame = frame(desk)?;
        page(desk, frame, Some(&fresh), Vec::new())
    };
    state.page(who, show).await
}

async fn confirm(state: &AppState, who: &SignedIn, code: String) -> Result<Response, PageError> {
    let guess = count(state, who)?;
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
    let Some((factor, codes)) = confirmed else {
        return Ok(Redirect::to(SET_UP).into_response());
    };
    if codes.is_some() {
        was_right(state, who, &guess);
    }
    let show = move |desk: &mut Desk<'_>| {
        let frame = frame(desk)?;
        match codes {
            Some(codes) => page(desk, frame, None, codes),
            None => {
                let problem = PageProblem::told("code-wrong", desk.lang);
                page(
                    desk,
                    frame.problem(Some(problem)),
                    Some(&factor),
                    Vec::new(),
                )
            }
        }
    };
    state.page(who, show).await
}

/// Resets the factor of a colleague who lost phone and codes. They are signed out everywhere.
async fn reset(
    state: &AppState,
    who: &SignedIn,
    given: SecondFactorForm,
) -> Result<Response, PageError> {
    if who.scope.role != Role::Officer {
        return Err(PageError::NotAllowed);
    }
    let account = AccountId::new(given.account.as_str()).ok_or(PageError::NotFound)?;
    remove(state, who, account, given).await
}

/// The result of removing a second factor.
enum Removed {
    Gone,
    /// The person who asks has none themselves.
    NoneOfOnesOwn,
    CodeWrong,
    /// There was none to remove.
    Unknown,
}

/// Removes a second factor. Whoever asks must give their password and a code, and the log says who
/// asked. The code is checked inside the write, because it can be used only once.
async fn remove(
    state: &AppState,
    who: &SignedIn,
    account: AccountId,
    given: SecondFactorForm,
) -> Result<Response, PageError> {
    if !password_is_right(state, who, given.password).await? {
        return refuse(state, who, "password-wrong").await;
    }
    let guess = count(state, who)?;
    let (commune, actor, now) = (who.commune.clone(), who.account.clone(), state.clock.now());
    let told = Access::new(state, who, Did::RemovedSecondFactor).of(&account);
    let (kept, whose) = (told.row(state, who), account.clone());
    let removed = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let Some(mut own) = SecondFactor::in_force(rows, &commune, &actor)? else {
            return Ok(Removed::NoneOfOnesOwn);
        };
        if !second_factor::accept(&mut own, &given.code, now) {
            return Ok(Removed::CodeWrong);
        }
        own.put(rows)?;
        if !SecondFactor::remove(rows, &commune, &whose)? {
            return Ok(Removed::Unknown);
        }
        rows.put_document(log::kind(), &kept)?;
        Ok(Removed::Gone)
    });
    let removed = removed.done().await.map_err(PageError::not_logged)?;
    if !matches!(removed, Removed::CodeWrong) {
        was_right(state, who, &guess);
    }
    match removed {
        Removed::NoneOfOnesOwn => refuse(state, who, "second-own-first").await,
        Removed::CodeWrong => refuse(state, who, "code-wrong").await,
        Removed::Unknown => Err(PageError::NotFound),
        Removed::Gone => {
            if account != who.account {
                let closed = state.sessions.close_all_of(&who.commune, &account).await;
                closed.map_err(PageError::internal)?;
            }
            Ok(Redirect::to(SET_UP).into_response())
        }
    }
}

/// Checks the password. Guessing is limited here as it is at sign-in.
async fn password_is_right(
    state: &AppState,
    who: &SignedIn,
    password: String,
) -> Result<bool, PageError> {
    let guess = count(state, who)?;
    let known = state.page(who, |desk| {
        Ok(Account::get(desk.rows, desk.commune, &desk.who.account)?)
    });
    let hash = known.await?.ok_or(PageError::NotFound)?.password_hash;
    let right = state.passwords.check(password, hash).await?;
    if right {
        was_right(state, who, &guess);
    }
    Ok(right)
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    code: &'static str,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let problem = PageProblem::told(code, desk.lang);
            let frame = frame(desk)?.problem(Some(problem));
            page(desk, frame, None, Vec::new())
        })
        .await
}

/// Begins a try that counts as failed until it was right.
fn count(state: &AppState, who: &SignedIn) -> Result<Guess, PageError> {
    let key = (&who.commune, &who.account, "session");
    Ok(state.limits.guesses.begin(key, OF_PLACE)?)
}

fn was_right(state: &AppState, who: &SignedIn, guess: &Guess) {
    let key = (&who.commune, &who.account, "session");
    state.limits.guesses.was_right(key, guess);
}

fn frame(desk: &mut Desk<'_>) -> Result<Frame, PageError> {
    if !second_factor::may_have(desk.who.scope.role) {
        return Err(PageError::NotAllowed);
    }
    Ok(Frame::new(desk, Here::SecondFactor)?)
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    starting: Option<&SecondFactor>,
    codes: Vec<String>,
) -> Result<Response, PageError> {
    let who = desk.who;
    let mine = SecondFactor::in_force(desk.rows, &who.commune, &who.account)?;
    let all = SecondFactor::all(desk.rows, &who.commune)?;
    let accounts = desk.accounts()?;
    let has = |id: &AccountId| {
        all.iter()
            .any(|it| it.account == *id && it.confirmed_at.is_some())
    };
    let officer = who.scope.role == Role::Officer;
    let others = accounts
        .iter()
        .filter(|it| officer && it.id != who.account && has(&it.id));
    let starting = starting.map(|it| {
        let qr = super::codes::qr(&second_factor::address(it)).unwrap_or_default();
        (qr, it.secret.clone())
    });
    let refused = frame.problem.is_some();
    let page = render(&SecondFactorPage {
        lang: desk.lang,
        frame,
        needed: desk.state.config.require_second_factor,
        own: mine.is_some(),
        left: mine.map(|it| it.recovery.len()),
        starting,
        codes,
        colleagues: others.map(|it| (it.id.clone(), it.name.clone())).collect(),
    });
    Ok(answer(page, refused))
}

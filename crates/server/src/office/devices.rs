//! Devices at `/van-phong/may`: last contact, unsent work, revoking, and stolen phones.
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, time};
use super::teams::{DoneQuery, answer};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{DeviceId, Millis};
use serde::Deserialize;
use std::collections::HashMap;
use store::{Device, DeviceState};
use words::Language;

/// A phone that was silent for longer is highlighted.
pub const SILENT_MS: i64 = 3 * Millis::DAY;

#[derive(Template)]
#[template(path = "office/devices.html")]
struct DevicesPage {
    lang: Language,
    frame: Frame,
    active: Vec<Row>,
    past: Vec<Row>,
}

struct Row {
    id: String,
    who: String,
    enrolled: String,
    contact: Option<String>,
    silent: bool,
    unsent: u32,
    app: String,
    state: &'static str,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Devices)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame)
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame) -> Result<Response, PageError> {
    let lang = desk.lang;
    let (devices, accounts) = (desk.devices()?, desk.accounts()?);
    let names: HashMap<_, _> = accounts.iter().map(|it| (&it.id, &it.name)).collect();
    let now = desk.now;
    let mut rows: Vec<(bool, Row)> = devices
        .iter()
        .map(|it| {
            let last = it.last_here(now);
            let row = Row {
                id: it.id.to_string(),
                who: names
                    .get(&it.account)
                    .map_or_else(String::new, |it| (*it).clone()),
                enrolled: time(it.enrolled_at),
                contact: it.believed_contact(now).map(time),
                silent: now.0 - last.0 > SILENT_MS,
                unsent: it.unsent,
                app: it.app.clone(),
                state: state_name(it, lang),
            };
            (it.goes_on(), row)
        })
        .collect();
    rows.sort_by_cached_key(|(_, row)| (!row.silent, vietnamese::person_sort_key(&row.who)));
    let (active, past): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(active, _)| *active);
    let refused = frame.problem.is_some();
    let page = render(&DevicesPage {
        lang,
        frame,
        active: active.into_iter().map(|(_, row)| row).collect(),
        past: past.into_iter().map(|(_, row)| row).collect(),
    });
    Ok(answer(page, refused))
}

fn state_name(device: &Device, lang: Language) -> &'static str {
    use words::roster as say;
    match device.state {
        DeviceState::Active if device.left.is_some() => words::held::device_left(lang),
        DeviceState::Active => say::device_active(lang),
        DeviceState::Retired => say::device_retired(lang),
        DeviceState::Revoked => say::device_revoked(lang),
        DeviceState::Stolen => say::device_stolen(lang),
        DeviceState::Wiped => say::device_wiped(lang),
    }
}

#[derive(Deserialize)]
pub struct Ending {
    how: String,
}

/// Revokes a phone or marks it as stolen. A stolen phone is wiped at once, and its unsent work may
/// be lost.
pub async fn end(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(it): CsrfForm<Ending>,
) -> Result<Response, PageError> {
    let id = DeviceId::new(id).ok_or(PageError::NotFound)?;
    let (becomes, done) = match it.how.as_str() {
        "stolen" => (DeviceState::Stolen, "done-stolen"),
        "revoked" => (DeviceState::Revoked, "done-revoked"),
        _ => return Err(PageError::FormNotUnderstood),
    };
    let (commune, now) = (who.commune.clone(), state.clock.now());
    let found = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let Some(mut device) = Device::get(rows, &commune, &id)? else {
            return Ok(None);
        };
        let was = device.state;
        if becomes > was {
            device.end(rows, (becomes, now))?;
        }
        Ok(Some(was))
    });
    let was = found.done().await.map_err(PageError::internal)?;
    let was = was.ok_or(PageError::NotFound)?;
    if was > becomes {
        let code = match was {
            DeviceState::Wiped => "device-is-wiped",
            _ => "device-is-stolen",
        };
        let told = move |desk: &mut Desk<'_>| {
            let problem = PageProblem::told(code, desk.lang);
            let frame = Frame::new(desk, Here::Devices)?.problem(Some(problem));
            page(desk, frame)
        };
        return state.page(&who, told).await;
    }
    Ok(Redirect::to(&format!("/van-phong/may?xong={done}")).into_response())
}

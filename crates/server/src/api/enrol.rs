//! Enrolment of phones.
//!
//! `POST /api/enrol/check` says whose a one-time code is, `POST /api/enrol` turns it into a device. `POST /api/recovery` stores the second
//! wrapping of its key, and `POST /api/recovery/found` returns those of the phone's earlier
//! enrolments.
use super::ApiProblem;
use super::device::KnownDevice;
use super::spoken::{Spoken, is_common};
use crate::limit::Address;
use crate::{AppState, secret};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use domain::{DeviceId, Record, RecordKey};
use store::{Account, Code, Device, EnrolProblem};
use sync::{
    CheckRequest, CheckResponse, EnrolRequest, EnrolResponse, FOUND_LIMIT, FoundRequest,
    FoundResponse, FoundWrapping, Identity, RecoveryRequest, WRAPPED_KEY_LIMIT_BYTES,
};

pub const ENROL_BODY_LIMIT_BYTES: usize = 4 * 1024;

pub async fn enrol(
    State(state): State<AppState>,
    address: Address,
    asked: Result<Spoken<EnrolRequest>, ApiProblem>,
) -> Result<Json<EnrolResponse>, ApiProblem> {
    state.limits.enrol_by_address.count_from(address)?;
    let Spoken(asked) = asked?;
    is_common(asked.protocol)?;
    let now = state.clock.now();
    let token = secret::new_token(&state.chance);
    let (code, token_hash) = (secret::code_hash(&asked.code), secret::hash(&token));
    let device = DeviceId::random(state.chance.number());
    let enrolling = state.store.write(move |ledger| {
        Code::enrol(
            ledger.transaction(),
            &code,
            device,
            token_hash,
            asked.previous.as_ref(),
            (asked.clock, now),
        )
    });
    let enrolled = enrolling.done().await?.map_err(problem)?;
    let commune_name = commune_name(&state, &enrolled.account)?;
    Ok(Json(EnrolResponse {
        identity: Identity {
            commune: enrolled.account.commune,
            account: enrolled.account.id,
            device: enrolled.device.id,
        },
        token,
        name: enrolled.account.name,
        commune_name,
        server_time: now,
        wrapped_key: enrolled.wrapped_key,
    }))
}

pub async fn check(
    State(state): State<AppState>,
    address: Address,
    asked: Result<Spoken<CheckRequest>, ApiProblem>,
) -> Result<Json<CheckResponse>, ApiProblem> {
    state.limits.enrol_by_address.count_from(address)?;
    let Spoken(asked) = asked?;
    is_common(asked.protocol)?;
    let (code, now) = (secret::code_hash(&asked.code), state.clock.now());
    let checked = state.store.read(|rows| Code::check(rows, &code, now))?;
    let account = checked.map_err(problem)?;
    Ok(Json(CheckResponse {
        commune_name: commune_name(&state, &account)?,
        name: account.name,
    }))
}

fn commune_name(state: &AppState, account: &Account) -> Result<String, ApiProblem> {
    let settings = state.store.record(&account.commune, &RecordKey::Settings)?;
    Ok(match settings {
        Some((Record::Settings(settings), _)) => settings.commune_name.as_str().to_owned(),
        _ => account.commune.to_string(),
    })
}

pub async fn keep_wrapping(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    asked: Result<Json<RecoveryRequest>, JsonRejection>,
) -> Result<StatusCode, ApiProblem> {
    let Json(asked) = asked?;
    if asked.wrapped_key.len() > WRAPPED_KEY_LIMIT_BYTES {
        return Err(ApiProblem::TooLarge);
    }
    let commune = device.commune.clone();
    let keeping = state.store.write_to(&commune, move |ledger| {
        // Read again inside the transaction, because a sync of the same phone may have come in
        // between.
        let known = Device::get(ledger.transaction(), &device.commune, &device.id)?;
        let Some(mut device) = known.filter(Device::goes_on) else {
            return Ok(false);
        };
        device.wrapped_key = Some(asked.wrapped_key);
        device.put(ledger.transaction())?;
        Ok(true)
    });
    let kept = keeping.done().await?;
    if !kept {
        return Err(ApiProblem::TokenUnknown);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the key wrappings of books that a phone put aside. After a restore the server may not
/// have known them; once it does again, the same person gets them back.
pub async fn find_wrappings(
    State(state): State<AppState>,
    KnownDevice(device): KnownDevice,
    asked: Result<Json<FoundRequest>, JsonRejection>,
) -> Result<Json<FoundResponse>, ApiProblem> {
    state.limits.found_by_device.count(device.id.as_str())?;
    let Json(asked) = asked?;
    if asked.devices.len() > FOUND_LIMIT {
        return Err(ApiProblem::TooLarge);
    }
    let finding = state.store.read(|rows| {
        let account = Account::get(rows, &device.commune, &device.account)?;
        if !device.goes_on() || account.is_none_or(|it| !it.may_have_a_phone()) {
            return Ok(None);
        }
        let mut found = Vec::new();
        for id in &asked.devices {
            let earlier = Device::get(rows, &device.commune, id)?;
            found.extend(earlier.filter(|it| it.gives_wrapping_to(&device.account)));
        }
        Ok(Some(found))
    });
    let found = finding?.ok_or(ApiProblem::TokenUnknown)?;
    let wrapping = |earlier: Device| {
        Some(FoundWrapping {
            device: earlier.id,
            wrapped_key: earlier.wrapped_key?,
        })
    };
    Ok(Json(FoundResponse {
        found: found.into_iter().filter_map(wrapping).collect(),
    }))
}

fn problem(why: EnrolProblem) -> ApiProblem {
    match why {
        EnrolProblem::Unknown => ApiProblem::CodeUnknown,
        EnrolProblem::Used => ApiProblem::CodeUsed,
        EnrolProblem::Expired => ApiProblem::CodeExpired,
    }
}

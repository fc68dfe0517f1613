//! `/healthz`: the process answers, or must be started anew. `/readyz`: it can take work, or the codes of what keeps it from
//! that; whoever may read `/metrics` is told the rest.
use super::{look, probe, stuck};
use crate::office::frame::time;
use crate::{AppState, PageError};

use crate::metrics::Reader;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

pub async fn alive(State(state): State<AppState>) -> Response {
    probe::ask(&state).await;
    match stuck(&state.health) {
        None => "ok".into_response(),
        Some(sign) => (StatusCode::SERVICE_UNAVAILABLE, sign.code()).into_response(),
    }
}

pub async fn ready(reader: Result<Reader, PageError>, State(state): State<AppState>) -> Response {
    probe::ask(&state).await;
    look::now(&state).await;
    let signs = state.health.signs();
    let ready = !signs.keys().any(|it| it.blocks());
    let status = match ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut lines = Vec::new();
    if ready {
        lines.push("ok".to_owned());
    }
    for (sign, standing) in &signs {
        if reader.is_ok() {
            let (code, since, detail) = (sign.code(), standing.since, &standing.detail);
            lines.push(format!("{code} since {} {detail}", time(since)));
        } else if sign.blocks() {
            lines.push(sign.code().to_owned());
        }
    }
    (status, lines.join("\n") + "\n").into_response()
}

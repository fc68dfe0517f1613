//! A directive on A4 at `/van-phong/viec/{id}/in`: progress while in force, the report once closed.
use super::find;
use super::one::Told;
use super::progress::{self, Progress};
use crate::office::frame::{Frame, Here, date, villages};
use crate::page::render;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use words::Language;

#[derive(Template)]
#[template(path = "office/directive_print.html")]
struct PrintPage {
    lang: Language,
    frame: Frame,
    told: Told,
    progress: Progress,
    open: bool,
    day: String,
}

pub async fn print(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let directive = find(&state, &who, &id)?;
    let closed = directive.closed.as_ref();
    let day = closed.map_or_else(|| state.clock.now().day(), |it| it.at.day());
    Ok(render(&PrintPage {
        lang: who.language,
        frame: Frame::new(&state, &who, Here::Directives)?,
        told: Told::of(&state, &who, &directive)?,
        progress: progress::read(&state, &who, &directive, &villages(&state, &who)?)?,
        open: directive.in_force(),
        day: date(day),
    }))
}

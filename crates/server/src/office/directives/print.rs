//! A directive on A4 at `/van-phong/viec/{id}/in`: its progress while in force, the report once it
//! is closed.
use super::find;
use super::one::DirectiveHead;
use super::progress::{self, Progress};
use crate::office::frame::{Frame, Here, date};
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
    told: DirectiveHead,
    progress: Progress,
    open: bool,
    day: String,
}

pub async fn print(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let directive = find(desk, &id)?;
            let closed = directive.closed.as_ref();
            let day = closed.map_or_else(|| desk.today(), |it| it.at.day());
            Ok(render(&PrintPage {
                lang: desk.lang,
                frame: Frame::new(desk, Here::Directives)?,
                told: DirectiveHead::of(desk, &directive)?,
                progress: progress::read(desk, &directive)?,
                open: directive.in_force(),
                day: date(day),
            }))
        })
        .await
}

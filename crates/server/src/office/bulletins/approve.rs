//! The approval page at `/van-phong/bai/{id}/duyet`: read the exact text first, then approve it or
//! not.
use super::{drafts, find, may_approve};
use crate::bulletin::{html, named};
use crate::office::frame::{Frame, Here, date};
use crate::page::render;
use crate::{AppState, BoardReader, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{BoardPost, Stage, Standing};
use words::{Language, bulletin as say};

#[derive(Template)]
#[template(path = "office/bulletin_approve.html")]
struct ApprovePage {
    lang: Language,
    frame: Frame,
    id: String,
    title: String,
    villages: String,
    author: String,
    day: String,
    html: String,
    hash: String,
    short: String,
    is_author: bool,
    posts: Vec<(&'static str, String, bool)>,
    /// The office that this person named in an earlier approval.
    office: String,
}

pub async fn show(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let draft = find(desk, &id)?;
            if !may_approve(desk.who, &draft) {
                return Err(PageError::NotAllowed);
            }
            if draft.stage() != Stage::Submitted {
                return Ok(Redirect::to(&format!("/van-phong/bai/{id}")).into_response());
            }
            let before = drafts(desk)?.into_iter().find_map(|it| match it.standing {
                Standing::Approved(approval) if approval.by == desk.who.account => Some(approval),
                _ => None,
            });
            let post = before.as_ref().map_or(BoardPost::Deputy, |it| it.post);
            let lang = desk.lang;
            let posts = BoardPost::ALL.map(|it| {
                let id = it.as_str();
                (id, say::paper_post(lang, id), it == post)
            });
            Ok(render(&ApprovePage {
                lang,
                frame: Frame::new(desk, Here::Bulletins)?,
                title: draft.title.as_str().to_owned(),
                villages: named(&draft.villages, &desk.villages()?),
                author: draft.author_name.as_str().to_owned(),
                day: date(draft.drafted.day()),
                html: html(draft.text.as_str()),
                hash: draft.hash.as_str().to_owned(),
                short: draft.hash.short(),
                is_author: draft.is_by(&desk.who.account),
                posts: posts.into(),
                office: before.map_or_else(String::new, |it| it.title.as_str().to_owned()),
                id,
            }))
        })
        .await
}

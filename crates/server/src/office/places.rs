//! Villages and alleys at `/van-phong/thon`, in walking order.
use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem};
use super::teams::{DoneQuery, answer};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AlleyDefined, AlleyId, Label, Operation, Village, VillageDefined, VillageId};
use serde::Deserialize;
use std::sync::Arc;
use words::Language;

#[derive(Template)]
#[template(path = "office/places.html")]
struct PlacesPage {
    lang: Language,
    frame: Frame,
    villages: Arc<Vec<Village>>,
    next: u32,
    typed: Typed,
}

/// What was typed into the form that was refused.
#[derive(Default)]
struct Typed {
    village: String,
    name: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Places)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame, Typed::default())
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame, typed: Typed) -> Result<Response, PageError> {
    let villages = desk.villages()?;
    let refused = frame.problem.is_some();
    let page = render(&PlacesPage {
        lang: desk.lang,
        frame,
        next: villages
            .iter()
            .map(|it| it.order.saturating_add(1))
            .max()
            .unwrap_or(1),
        villages,
        typed,
    });
    Ok(answer(page, refused))
}

#[derive(Deserialize)]
pub struct Named {
    /// The id of the village or alley; empty for a new one.
    #[serde(default)]
    id: String,
    name: String,
    order: String,
}

impl Named {
    /// The name and place in the order, or the problem to show.
    fn read(&self, lang: Language) -> Result<(Label, u32), PageProblem> {
        let name = Label::new(&self.name).map_err(|_| PageProblem::told("name-needed", lang))?;
        let order = self.order.trim().parse();
        Ok((
            name,
            order.map_err(|_| PageProblem::told("number-needed", lang))?,
        ))
    }
}

/// Adds a village or renames one.
pub async fn village(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(it): CsrfForm<Named>,
) -> Result<Response, PageError> {
    let typed = Typed {
        village: it.id.clone(),
        name: it.name.clone(),
    };
    let village = match it.id.as_str() {
        "" => VillageId::random(state.chance.number()),
        id => VillageId::new(id).ok_or(PageError::FormNotUnderstood)?,
    };
    let (name, order) = match it.read(who.language) {
        Ok(read) => read,
        Err(problem) => return refuse(&state, &who, problem, typed).await,
    };
    let operation = Operation::VillageDefined(VillageDefined {
        village,
        name,
        order,
    });
    finish(&state, &who, operation, typed).await
}

/// Adds an alley to a village or renames one.
pub async fn alley(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(village): Path<String>,
    CsrfForm(it): CsrfForm<Named>,
) -> Result<Response, PageError> {
    let typed = Typed {
        village: village.clone(),
        name: it.name.clone(),
    };
    let village = VillageId::new(village).ok_or(PageError::NotFound)?;
    let alley = match it.id.as_str() {
        "" => AlleyId::random(state.chance.number()),
        id => AlleyId::new(id).ok_or(PageError::FormNotUnderstood)?,
    };
    let (name, order) = match it.read(who.language) {
        Ok(read) => read,
        Err(problem) => return refuse(&state, &who, problem, typed).await,
    };
    let operation = Operation::AlleyDefined(AlleyDefined {
        village,
        alley,
        name,
        order,
    });
    finish(&state, &who, operation, typed).await
}

async fn finish(
    state: &AppState,
    who: &SignedIn,
    operation: Operation,
    typed: Typed,
) -> Result<Response, PageError> {
    match act::record(state, who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to("/van-phong/thon?xong=done-place").into_response()),
        Err(code) => refuse(state, who, PageProblem::refused(code, who.language), typed).await,
    }
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    typed: Typed,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Places)?.problem(Some(problem));
            page(desk, frame, typed)
        })
        .await
}

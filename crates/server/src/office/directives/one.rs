//! One directive at `/van-phong/viec/{id}`: its text, each village's progress, correcting it and
//! closing it.
use super::form::{self, Typed, Words};
use super::progress::{self, Counts, Place, Progress};
use super::{DirectivesQuery, done, find, when};
use crate::office::desk::Desk;
use crate::office::figures::{Share, number};
use crate::office::frame::{Frame, Here, PageProblem, date};
use crate::office::{act, teams::answer};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::directive::{Directive, Reached};
use domain::{
    Catalogue, Day, DirectiveClosed, DirectiveCorrected, DirectiveText, Operation, Period,
    VillageId,
};
use std::collections::BTreeMap;
use words::{Language, directive as say};

#[derive(Template)]
#[template(path = "office/directive.html")]
struct DirectivePage {
    lang: Language,
    frame: Frame,
    told: DirectiveHead,
    progress: Progress,
    /// Whether it is in force, so that it can still be corrected and closed.
    open: bool,
    summary: String,
    /// The values in the form's fields.
    decision: String,
    decided: String,
    to: String,
    typed: Typed,
}

/// What the page and the printout say about a directive before its figures.
pub struct DirectiveHead {
    pub id: String,
    pub title: String,
    pub text: String,
    pub goal: String,
    pub whom: String,
    pub when: String,
    pub late: bool,
    pub decision: String,
    pub issued: String,
    pub summary: String,
}

impl DirectiveHead {
    pub fn of(desk: &mut Desk<'_>, directive: &Directive) -> Result<Self, PageError> {
        let (lang, asked) = (desk.lang, &directive.asked);
        let around = desk.around()?;
        let catalogue = Catalogue::new(&*desk.settings()?);
        let (when, late) = when(directive, desk.today(), lang);
        let closing = directive.closed.as_ref();
        Ok(Self {
            id: asked.id.to_string(),
            title: directive.title.as_str().to_owned(),
            text: directive.text.as_str().to_owned(),
            goal: asked.goal_said(lang, &catalogue),
            whom: asked.whom_said(lang, |id| around.village_name(id)),
            when,
            late,
            decision: decision(directive, lang),
            issued: say::issued_on(lang, date(directive.issued.day())),
            summary: closing.map_or_else(String::new, |it| it.summary.as_str().to_owned()),
        })
    }
}

fn decision(directive: &Directive, lang: Language) -> String {
    match (&directive.decision, directive.decided) {
        (Some(decision), Some(day)) => say::by_decision_of(lang, decision.as_str(), date(day)),
        (Some(decision), None) => say::by_decision(lang, decision.as_str()),
        (None, _) => String::new(),
    }
}

pub async fn show_one(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<DirectivesQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let directive = find(desk, &id)?;
            let frame = Frame::new(desk, Here::Directives)?;
            let frame = done(frame, &asked, desk.lang);
            page(desk, frame, &directive, Typed::default())
        })
        .await
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    directive: &Directive,
    typed: Typed,
) -> Result<Response, PageError> {
    let progress = progress::read(desk, directive)?;
    let refused = frame.problem.is_some();
    let (decision, decided) = (directive.decision.as_ref(), directive.decided);
    let page = render(&DirectivePage {
        lang: desk.lang,
        told: DirectiveHead::of(desk, directive)?,
        open: directive.in_force(),
        summary: draft(progress.total.reached, desk.today(), desk.lang),
        decision: decision.map_or_else(String::new, |it| it.as_str().to_owned()),
        decided: decided.map_or_else(String::new, |it| it.to_string()),
        to: directive.to.to_string(),
        frame,
        progress,
        typed,
    });
    Ok(answer(page, refused))
}

/// A first sentence for the summary, to be continued by the officer.
fn draft(reached: Share, today: Day, lang: Language) -> String {
    let day = date(today);
    say::summary_draft(
        lang,
        day,
        number(lang, reached.a),
        number(lang, reached.b),
        reached.percent(lang),
    )
}

impl DirectivePage {
    /// The target as typed, otherwise the present one.
    fn target(&self, place: &Place) -> String {
        let now = place.target.map_or_else(String::new, |it| it.to_string());
        let field = format!("target-{}", place.id);
        self.typed.or(&field, &now).to_owned()
    }
}

/// Corrects or closes a directive.
pub async fn change(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed(fields);
    let about = id.clone();
    let read = state.page(&who, move |desk| {
        let directive = find(desk, &about)?;
        let (made, told) = match typed.get("act") {
            "close" => (closed(desk, &directive, &typed)?, "done-closed"),
            "correct" => (corrected(desk, &directive, &typed)?, "done-corrected"),
            _ => return Err(PageError::FormNotUnderstood),
        };
        Ok((directive, typed, made, told))
    });
    let (directive, typed, made, told) = read.await?;
    let problem = match made {
        Ok(operation) => match act::record(&state, &who, vec![operation]).await? {
            Ok(()) => {
                let there = format!("/van-phong/viec/{id}?xong={told}");
                return Ok(Redirect::to(&there).into_response());
            }
            Err(code) => PageProblem::refused(code, who.language),
        },
        Err(problem) => problem,
    };
    let show = move |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Directives)?.problem(Some(problem));
        page(desk, frame, &directive, typed)
    };
    state.page(&who, show).await
}

type Made = Result<Operation, PageProblem>;

fn corrected(desk: &mut Desk<'_>, directive: &Directive, typed: &Typed) -> Result<Made, PageError> {
    let reached = figures(desk, directive)?;
    let made = Words::read(typed, desk.lang).and_then(|words| {
        Ok(Operation::DirectiveCorrected(Box::new(
            DirectiveCorrected {
                directive: directive.id().clone(),
                title: words.title,
                text: words.text,
                decision: words.decision,
                decided: words.decided,
                to: words.to,
                targets: form::targets(typed, &reached, desk.lang)?,
            },
        )))
    });
    Ok(made)
}

fn closed(desk: &mut Desk<'_>, directive: &Directive, typed: &Typed) -> Result<Made, PageError> {
    // Closing keeps the figures for good, so outdated ones must not be kept.
    if desk.state.recounting.is_old(desk.commune) {
        return Ok(Err(PageProblem {
            code: "figures-old",
            sentence: words::health::figures_old_wait(desk.lang).to_owned(),
        }));
    }
    let figures = figures(desk, directive)?;
    let summary = DirectiveText::new(typed.get("summary"));
    let made = summary.map(|summary| {
        Operation::DirectiveClosed(Box::new(DirectiveClosed {
            directive: directive.id().clone(),
            summary,
            figures,
        }))
    });
    Ok(made.map_err(|_| form::told("summary-needed", desk.lang)))
}

/// The present tallies, by village.
fn figures(
    desk: &mut Desk<'_>,
    directive: &Directive,
) -> Result<BTreeMap<VillageId, Reached>, PageError> {
    let counts = Counts::read(desk, [Period::Now])?;
    let villages = desk.villages()?;
    let told = villages.iter().filter_map(|village| {
        let share = counts.of(directive.id(), Period::Now, Some(&village.id));
        let reached = Reached {
            concerned: u32::try_from(share.b).ok()?,
            done: u32::try_from(share.a).ok()?,
        };
        (reached.concerned > 0).then(|| (village.id.clone(), reached))
    });
    Ok(told.collect())
}

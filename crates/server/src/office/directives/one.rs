//! One directive at `/van-phong/viec/{id}`: its words, each village's progress, correcting, closing.
use super::form::{self, Typed, Words};
use super::progress::{self, Counts, Place, Progress};
use super::{Asked, done, find, when};
use crate::office::figures::{Share, number};
use crate::office::frame::{self, Frame, Here, Problem, date, villages};
use crate::office::register::Around;
use crate::office::{act, teams::answer};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::directive::{Directive, Reached};
use domain::{
    Catalogue, DirectiveClosed, DirectiveCorrected, DirectiveText, Operation, Period, VillageId,
};
use std::collections::BTreeMap;
use words::{Language, directive as say};

#[derive(Template)]
#[template(path = "office/directive.html")]
struct DirectivePage {
    lang: Language,
    frame: Frame,
    told: Told,
    progress: Progress,
    /// In force: it can still be corrected and closed.
    open: bool,
    summary: String,
    /// As they stand in their fields.
    decision: String,
    decided: String,
    to: String,
    typed: Typed,
}

/// What the page and the print say of a directive before its figures.
pub struct Told {
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

impl Told {
    pub fn of(state: &AppState, who: &SignedIn, directive: &Directive) -> Result<Self, PageError> {
        let (lang, asked) = (who.language, &directive.asked);
        let around = Around::read(state, who)?;
        let catalogue = Catalogue::new(&frame::settings(state, who)?);
        let (when, late) = when(directive, state.clock.now().day(), lang);
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
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let directive = find(&state, &who, &id)?;
    let frame = Frame::new(&state, &who, Here::Directives)?;
    let frame = done(frame, &asked, who.language);
    page(&state, &who, frame, &directive, Typed::default())
}

fn page(
    state: &AppState,
    who: &SignedIn,
    frame: Frame,
    directive: &Directive,
    typed: Typed,
) -> Result<Response, PageError> {
    let progress = progress::read(state, who, directive, &villages(state, who)?)?;
    let refused = frame.problem.is_some();
    let (decision, decided) = (directive.decision.as_ref(), directive.decided);
    let page = render(&DirectivePage {
        lang: who.language,
        told: Told::of(state, who, directive)?,
        open: directive.in_force(),
        summary: draft(progress.total.reached, state, who.language),
        decision: decision.map_or_else(String::new, |it| it.as_str().to_owned()),
        decided: decided.map_or_else(String::new, |it| it.to_string()),
        to: directive.to.to_string(),
        frame,
        progress,
        typed,
    });
    Ok(answer(page, refused))
}

/// A first sentence for the summary, to be written on.
fn draft(reached: Share, state: &AppState, lang: Language) -> String {
    let day = date(state.clock.now().day());
    say::summary_draft(
        lang,
        day,
        number(lang, reached.a),
        number(lang, reached.b),
        reached.percent(lang),
    )
}

impl DirectivePage {
    /// The target as typed, else as it stands.
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
    let (typed, lang) = (Typed(fields), who.language);
    let directive = find(&state, &who, &id)?;
    let (made, told) = match typed.get("act") {
        "close" => (closed(&state, &who, &directive, &typed)?, "done-closed"),
        "correct" => (
            corrected(&state, &who, &directive, &typed)?,
            "done-corrected",
        ),
        _ => return Err(PageError::FormNotUnderstood),
    };
    let problem = match made {
        Ok(operation) => match act::record(&state, &who, vec![operation]).await? {
            Ok(()) => {
                let there = format!("/van-phong/viec/{id}?xong={told}");
                return Ok(Redirect::to(&there).into_response());
            }
            Err(code) => Problem::refused(code, lang),
        },
        Err(problem) => problem,
    };
    let frame = Frame::new(&state, &who, Here::Directives)?.problem(Some(problem));
    page(&state, &who, frame, &directive, typed)
}

type Made = Result<Operation, Problem>;

fn corrected(
    state: &AppState,
    who: &SignedIn,
    directive: &Directive,
    typed: &Typed,
) -> Result<Made, PageError> {
    let reached = figures(state, who, directive)?;
    let made = Words::read(typed, who.language).and_then(|words| {
        Ok(Operation::DirectiveCorrected(Box::new(
            DirectiveCorrected {
                directive: directive.id().clone(),
                title: words.title,
                text: words.text,
                decision: words.decision,
                decided: words.decided,
                to: words.to,
                targets: form::targets(typed, &reached, who.language)?,
            },
        )))
    });
    Ok(made)
}

fn closed(
    state: &AppState,
    who: &SignedIn,
    directive: &Directive,
    typed: &Typed,
) -> Result<Made, PageError> {
    // Closing keeps the figures for good, so outdated ones must not be kept.
    if state.recounting.is_old(&who.commune) {
        return Ok(Err(Problem {
            code: "figures-old",
            sentence: words::health::figures_old_wait(who.language).to_owned(),
        }));
    }
    let figures = figures(state, who, directive)?;
    let summary = DirectiveText::new(typed.get("summary"));
    let made = summary.map(|summary| {
        Operation::DirectiveClosed(Box::new(DirectiveClosed {
            directive: directive.id().clone(),
            summary,
            figures,
        }))
    });
    Ok(made.map_err(|_| form::told("summary-needed", who.language)))
}

/// What the tallies say now, by village.
fn figures(
    state: &AppState,
    who: &SignedIn,
    directive: &Directive,
) -> Result<BTreeMap<VillageId, Reached>, PageError> {
    let counts = Counts::read(state, who, [Period::Now])?;
    let told = villages(state, who)?.into_iter().filter_map(|village| {
        let share = counts.of(directive.id(), Period::Now, Some(&village.id));
        let reached = Reached {
            concerned: u32::try_from(share.b).ok()?,
            done: u32::try_from(share.a).ok()?,
        };
        (reached.concerned > 0).then_some((village.id, reached))
    });
    Ok(told.collect())
}

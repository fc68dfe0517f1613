//! Directives at `/van-phong/viec`, and the progress of each.
mod form;
mod issue;
mod one;
mod print;
mod progress;

pub use issue::{ask, send};
pub use one::{change, show_one};
pub use print::print;
pub use progress::Counts;

use super::desk::Desk;
use super::figures::Share;
use super::frame::{Frame, Here, date};
use super::register::Around;
use crate::page::render;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::directive::{Directive, IN_FORCE_LIMIT};
use domain::{Catalogue, Day, DirectiveId, Household, Kind, Period, Record, RecordKey};
use serde::Deserialize;
use std::sync::Arc;
use words::{Language, directive as say};

/// The most closed directives shown, the latest ones.
const CLOSED_SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "office/directives.html")]
struct DirectivesPage {
    lang: Language,
    frame: Frame,
    open: Vec<Line>,
    closed: Vec<Line>,
    full: Option<usize>,
}

/// A directive in a list.
pub struct Line {
    pub id: String,
    pub title: String,
    pub goal: String,
    pub whom: String,
    /// When it is due, or when it was closed.
    pub when: String,
    pub late: bool,
    pub share: Share,
    pub bar: String,
}

#[derive(Deserialize)]
pub struct DirectivesQuery {
    pub xong: Option<String>,
}

/// Adds the message about what was just done.
fn done(frame: Frame, asked: &DirectivesQuery, lang: Language) -> Frame {
    let id = asked.xong.as_deref().filter(|id| id.starts_with("done-"));
    let done = id.and_then(|id| words::directive::by_id(id, lang));
    Frame { done, ..frame }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DirectivesQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let lang = desk.lang;
            let frame = done(Frame::new(desk, Here::Directives)?, &asked, lang);
            let lines = Lines::read(desk)?;
            let (mut open, mut closed): (Vec<_>, Vec<_>) =
                all(desk)?.into_iter().partition(Directive::in_force);
            open.sort_by_key(|it| (it.to, it.issued));
            closed.sort_by_key(|it| std::cmp::Reverse(it.closed.as_ref().map(|it| it.at)));
            Ok(render(&DirectivesPage {
                lang,
                frame,
                full: (open.len() >= IN_FORCE_LIMIT).then_some(open.len()),
                open: open.iter().map(|it| lines.line(it)).collect(),
                closed: closed
                    .iter()
                    .take(CLOSED_SHOWN)
                    .map(|it| lines.line(it))
                    .collect(),
            }))
        })
        .await
}

/// What a line needs besides its directive.
struct Lines {
    around: Arc<Around>,
    catalogue: Catalogue,
    counts: Counts,
    today: Day,
    lang: Language,
}

impl Lines {
    fn read(desk: &mut Desk<'_>) -> Result<Self, PageError> {
        Ok(Self {
            around: desk.around()?,
            catalogue: Catalogue::new(&*desk.settings()?),
            counts: Counts::read(desk, [Period::Now])?,
            today: desk.today(),
            lang: desk.lang,
        })
    }

    fn line(&self, directive: &Directive) -> Line {
        let (asked, lang) = (&directive.asked, self.lang);
        let share = match &directive.closed {
            Some(closing) => progress::told(closing.figures.values()),
            None => self.counts.of(&asked.id, Period::Now, None),
        };
        let (when, late) = when(directive, self.today, lang);
        Line {
            id: asked.id.to_string(),
            title: directive.title.as_str().to_owned(),
            goal: asked.goal_said(lang, &self.catalogue),
            whom: asked.whom_said(lang, |id| self.around.village_name(id)),
            when,
            late,
            bar: reports::bar(share.a, share.b),
            share,
        }
    }
}

/// For example `Hạn 15/12/2026, còn 12 ngày`, and whether it is late.
pub fn when(directive: &Directive, today: Day, lang: Language) -> (String, bool) {
    if let Some(closing) = &directive.closed {
        return (say::closed_on(lang, date(closing.at.day())), false);
    }
    let left = directive.to.0 - today.0;
    let until = match left < 0 {
        true => say::late(lang, -left),
        false => say::days_left(lang, left),
    };
    let due = say::due(lang, date(directive.to));
    (format!("{due}, {until}"), left < 0)
}

/// All directives that were ever issued.
pub fn all(desk: &mut Desk<'_>) -> Result<Vec<Directive>, PageError> {
    let records = desk.records(Kind::Directive)?;
    let directives = records.into_iter().filter_map(|record| match record {
        Record::Directive(directive) => Some(*directive),
        _ => None,
    });
    Ok(directives.collect())
}

fn find(desk: &mut Desk<'_>, id: &str) -> Result<Directive, PageError> {
    let id = DirectiveId::new(id).ok_or(PageError::NotFound)?;
    let found = desk.record(&RecordKey::Directive(id))?;
    match found {
        Some((Record::Directive(directive), _)) => Ok(*directive),
        _ => Err(PageError::NotFound),
    }
}

fn households(desk: &mut Desk<'_>) -> Result<Vec<Household>, PageError> {
    let records = desk.records(Kind::Household)?;
    let households = records.into_iter().filter_map(|record| match record {
        Record::Household(household) => Some(*household),
        _ => None,
    });
    Ok(households.collect())
}

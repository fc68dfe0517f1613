//! Help requests at `/van-phong/nho-giup`: late ones first, each assigned to someone, none
//! forgotten.
mod one;

pub use one::{change, show_one};

use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use super::register::{Around, Choice};
use super::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Catalogue, Day, Help, HelpAsked, HelpId, HelpState, HelpWay, HouseholdId, Kind, Name, Note,
    Operation, Personal, Phone, Record, ResidentWord, TextProblem, TopicId, VillageId,
};
use serde::Deserialize;
use words::{Language, help as say};

/// The most requests shown at once. The others appear when these are handled.
const ROWS_LIMIT: usize = 100;

#[derive(Template)]
#[template(path = "office/help.html")]
struct HelpPage {
    lang: Language,
    frame: Frame,
    /// Shows closed requests instead of open ones.
    over: bool,
    open_count: usize,
    over_count: usize,
    rows: Vec<Row>,
    topics: Vec<Choice>,
    villages: Vec<Choice>,
    typed: Typed,
}

struct Row {
    id: String,
    words: String,
    topic: &'static str,
    who: String,
    place: String,
    way: &'static str,
    due: String,
    late: Option<String>,
    state: &'static str,
    member: String,
}

#[derive(Deserialize)]
pub struct HelpListQuery {
    xong: Option<String>,
    loc: Option<String>,
}

/// What an officer typed into the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    words: String,
    topic: String,
    village: String,
    code: String,
    name: String,
    phone: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<HelpListQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let over = asked.loc.as_deref() == Some("xong");
            let frame = frame(desk, asked.xong.as_deref())?;
            page(desk, frame, over, Typed::default())
        })
        .await
}

/// The frame of these pages, with what was just done.
fn frame(desk: &mut Desk<'_>, done: Option<&str>) -> Result<Frame, PageError> {
    let mut frame = Frame::new(desk, Here::Help)?;
    frame.done = done
        .filter(|id| id.starts_with("done-"))
        .and_then(|id| say::by_id(id, desk.lang));
    Ok(frame)
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    over: bool,
    typed: Typed,
) -> Result<Response, PageError> {
    let (lang, today) = (desk.lang, desk.today());
    let around = desk.around()?;
    let (mut open, mut done): (Vec<Help>, Vec<Help>) =
        all(desk)?.into_iter().partition(Help::is_open);
    open.sort_by_key(|it| (it.due, it.asked));
    done.sort_by_key(|it| std::cmp::Reverse(it.asked));
    let shown = if over { &done } else { &open };
    let rows = shown.iter().take(ROWS_LIMIT);
    let rows = rows.map(|it| row(it, &around, today, lang)).collect();
    let refused = frame.problem.is_some();
    let page = HelpPage {
        lang,
        frame,
        over,
        open_count: open.len(),
        over_count: done.len(),
        rows,
        topics: topics(&typed.topic, lang),
        villages: around.village_choices(Some(&typed.village)),
        typed,
    };
    Ok(answer(render(&page), refused))
}

pub(in crate::office) fn all(desk: &mut Desk<'_>) -> Result<Vec<Help>, PageError> {
    let records = desk.records(Kind::Help)?.into_iter();
    Ok(records
        .filter_map(|record| match record {
            Record::Help(help) => Some(*help),
            _ => None,
        })
        .collect())
}

fn row(help: &Help, around: &Around, today: Day, lang: Language) -> Row {
    let late = help.is_late(today).then(|| today.0 - help.due.0);
    let name = help.name.as_ref().and_then(Personal::reveal);
    Row {
        id: help.id.to_string(),
        words: help.words.reveal().map_or("—", Note::as_str).to_owned(),
        topic: topic_name(help.topic.as_ref(), lang),
        who: name.map_or_else(
            || say::nobody_named(lang).to_owned(),
            |it: &Name| it.as_str().to_owned(),
        ),
        place: help
            .village
            .as_ref()
            .map_or_else(|| "—".to_owned(), |id| around.village_name(id)),
        way: way_name(help.way, lang),
        due: date(help.due),
        late: late.map(|days| say::late_days(lang, days)),
        state: state_name(help.state, lang),
        member: help
            .assigned
            .as_ref()
            .map_or_else(|| "—".to_owned(), |id| around.name(id)),
    }
}

pub(super) fn state_name(state: HelpState, lang: Language) -> &'static str {
    match state {
        HelpState::Asked => say::short_asked(lang),
        HelpState::Assigned => say::short_assigned(lang),
        HelpState::Answered => say::short_answered(lang),
        HelpState::Closed => say::short_closed(lang),
        HelpState::Dismissed => say::short_dismissed(lang),
        HelpState::Erased => say::short_erased(lang),
    }
}

fn way_name(way: HelpWay, lang: Language) -> &'static str {
    match way {
        HelpWay::Site => say::way_site(lang),
        HelpWay::Card => say::way_card(lang),
        HelpWay::Telephone => say::way_telephone(lang),
        HelpWay::Door => say::way_door(lang),
    }
}

/// What the asker says of the help.
fn word_name(word: ResidentWord, lang: Language) -> &'static str {
    match word {
        ResidentWord::Solved => say::word_solved(lang),
        ResidentWord::Partly => say::word_partly(lang),
        ResidentWord::NotSolved => say::word_not_solved(lang),
        ResidentWord::NotReached => say::word_not_reached(lang),
    }
}

pub(super) fn topic_name(topic: Option<&TopicId>, lang: Language) -> &'static str {
    topic
        .and_then(|id| words::site::by_id(&format!("topic-{id}"), lang))
        .unwrap_or_else(|| say::topic_other(lang))
}

pub(super) fn topics(chosen: &str, lang: Language) -> Vec<Choice> {
    let catalogue = Catalogue::new(&domain::Settings::default());
    let choice = |id: &TopicId| Choice {
        id: id.to_string(),
        name: topic_name(Some(id), lang).to_owned(),
        chosen: id.as_str() == chosen,
    };
    catalogue.topics.iter().map(|it| choice(&it.id)).collect()
}

/// Records a request that someone made by phone or in person.
pub async fn take_down(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, PageError> {
    let (read, typed) = state
        .page(&who, move |desk| Ok((read(desk, &typed)?, typed)))
        .await?;
    let asked = match read {
        Ok(asked) => asked,
        Err(problem) => return refuse(&state, &who, problem, typed).await,
    };
    let operation = Operation::HelpAsked(Box::new(asked));
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to("/van-phong/nho-giup?xong=done-asked").into_response()),
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            refuse(&state, &who, problem, typed).await
        }
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
            let frame = frame(desk, None)?.problem(Some(problem));
            page(desk, frame, false, typed)
        })
        .await
}

fn read(desk: &mut Desk<'_>, typed: &Typed) -> Result<Result<HelpAsked, PageProblem>, PageError> {
    let wrong = |code: &'static str| Ok(Err(problem(code, desk.lang)));
    let words = match Note::new(&typed.words) {
        Ok(words) => words,
        Err(TextProblem::Empty) => return wrong("words-missing"),
        Err(_) => return wrong("words-too-long"),
    };
    let phone = match typed.phone.trim() {
        "" => None,
        text => match Phone::new(text) {
            Ok(phone) => Some(Personal::new(phone)),
            Err(_) => return wrong("phone-wrong"),
        },
    };
    let household = match code(desk, &typed.code)? {
        Ok(household) => household,
        Err(problem) => return Ok(Err(problem)),
    };
    Ok(Ok(HelpAsked {
        help: HelpId::random(desk.state.chance.number()),
        way: HelpWay::Telephone,
        topic: TopicId::new(typed.topic.as_str()),
        village: VillageId::new(typed.village.as_str()),
        household,
        name: Name::new(&typed.name).ok().map(Personal::new),
        phone,
        words: Personal::new(words),
    }))
}

/// A problem described by a message of `help.ftl`.
fn problem(code: &'static str, lang: Language) -> PageProblem {
    let sentence = say::by_id(code, lang).unwrap_or(code).to_owned();
    PageProblem { code, sentence }
}

/// The household that the typed code names; `None` if nothing was typed.
fn code(
    desk: &mut Desk<'_>,
    typed: &str,
) -> Result<Result<Option<HouseholdId>, PageProblem>, PageError> {
    if typed.trim().is_empty() {
        return Ok(Ok(None));
    }
    Ok(match super::household::by_code(desk, typed)? {
        Some(id) => Ok(Some(id)),
        None => Err(problem("code-of-household-unknown", desk.lang)),
    })
}

//! Frequent questions at `/van-phong/hoi-dap`: answered once and published for everyone.
use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use super::help::{topic_name, topics};
use super::register::Choice;
use super::teams::answer;
use crate::page::render;
use crate::{AppState, BoardReader, CsrfForm, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    HelpId, Kind, Label, Note, Operation, Personal, Question, QuestionId, QuestionPublished,
    QuestionWithdrawn, Record, RecordKey, SheetText, TopicId,
};
use serde::Deserialize;
use words::{Language, help, site as say};

/// The most questions published, because phones carry them all.
const QUESTIONS_LIMIT: usize = 120;

#[derive(Template)]
#[template(path = "office/questions.html")]
struct QuestionsPage {
    lang: Language,
    frame: Frame,
    questions: Vec<Row>,
    topics: Vec<Choice>,
    typed: Typed,
    answer_limit: usize,
}

struct Row {
    id: String,
    asks: String,
    answer: String,
    topic: &'static str,
    on: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    act: String,
    question: String,
    asks: String,
    answer: String,
    topic: String,
}

#[derive(Deserialize)]
pub struct QuestionsQuery {
    xong: Option<String>,
    /// The question to change.
    sua: Option<String>,
    /// The help request whose words become a question.
    tu: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Query(asked): Query<QuestionsQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let mut frame = Frame::new(desk, Here::Questions)?;
            frame.done = asked
                .xong
                .filter(|id| id.starts_with("done-"))
                .and_then(|id| help::by_id(&id, desk.lang));
            let typed = match (asked.sua, asked.tu) {
                (Some(id), _) => of_question(desk, &id)?,
                (None, Some(id)) if desk.who.scope.sees_all() => of_request(desk, &id)?,
                _ => Typed::default(),
            };
            page(desk, frame, typed)
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame, typed: Typed) -> Result<Response, PageError> {
    let lang = desk.lang;
    let mut on_show = on_show(desk)?;
    on_show.sort_by_cached_key(|it| (it.topic.clone(), std::cmp::Reverse(it.at)));
    let rows = on_show.iter().map(|it| Row {
        id: it.id.to_string(),
        asks: it.asks.as_str().to_owned(),
        answer: it.answer.as_str().to_owned(),
        topic: topic_name(it.topic.as_ref(), lang),
        on: say::questions_on(lang, date(it.at.day())),
    });
    let refused = frame.problem.is_some();
    let page = QuestionsPage {
        lang,
        frame,
        questions: rows.collect(),
        topics: topics(&typed.topic, lang),
        typed,
        answer_limit: SheetText::LIMIT_CHARS,
    };
    Ok(answer(render(&page), refused))
}

fn on_show(desk: &mut Desk<'_>) -> Result<Vec<Question>, PageError> {
    let records = desk.records(Kind::Question)?.into_iter();
    Ok(records
        .filter_map(|record| match record {
            Record::Question(it) if !it.withdrawn => Some(*it),
            _ => None,
        })
        .collect())
}

fn of_question(desk: &mut Desk<'_>, id: &str) -> Result<Typed, PageError> {
    let mut found = on_show(desk)?.into_iter();
    let found = found.find(|it| it.id.as_str() == id).map(|it| Typed {
        question: it.id.to_string(),
        asks: it.asks.as_str().to_owned(),
        answer: it.answer.as_str().to_owned(),
        topic: it.topic.map(|it| it.to_string()).unwrap_or_default(),
        ..Typed::default()
    });
    Ok(found.unwrap_or_default())
}

/// The words of a request. The officer removes personal details from them.
fn of_request(desk: &mut Desk<'_>, id: &str) -> Result<Typed, PageError> {
    let id = HelpId::new(id).ok_or(PageError::NotFound)?;
    let found = desk.record(&RecordKey::Help(id));
    let Some((Record::Help(help), _)) = found? else {
        return Err(PageError::NotFound);
    };
    let text = |it: Option<&Personal<Note>>| {
        let text = it.and_then(Personal::reveal).map(Note::as_str);
        text.unwrap_or_default().to_owned()
    };
    Ok(Typed {
        asks: text(Some(&help.words)),
        answer: text(help.answer.as_ref().map(|it| &it.text)),
        topic: help.topic.map(|it| it.to_string()).unwrap_or_default(),
        ..Typed::default()
    })
}

/// Publishes a question, improves its answer, or withdraws it.
pub async fn change(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, PageError> {
    let withdraws = typed.act == "withdraw";
    let read = state.page(&who, move |desk| Ok((operation(desk, &typed)?, typed)));
    let (meant, typed) = read.await?;
    let operation = match meant {
        Ok(operation) => operation,
        Err(problem) => return refuse(&state, &who, problem, typed).await,
    };
    let done = if withdraws {
        "done-withdrawn"
    } else {
        "done-published"
    };
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to(&format!("/van-phong/hoi-dap?xong={done}")).into_response()),
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            refuse(&state, &who, problem, typed).await
        }
    }
}

fn operation(
    desk: &mut Desk<'_>,
    typed: &Typed,
) -> Result<Result<Operation, PageProblem>, PageError> {
    let known = QuestionId::new(typed.question.as_str());
    if typed.act == "withdraw" {
        let question = known.ok_or(PageError::FormNotUnderstood)?;
        let withdrawn = QuestionWithdrawn { question };
        return Ok(Ok(Operation::QuestionWithdrawn(withdrawn)));
    }
    let lang = desk.lang;
    if known.is_none() && on_show(desk)?.len() >= QUESTIONS_LIMIT {
        let sentence = say::questions_limit(lang).to_owned();
        let code = "questions-limit";
        return Ok(Err(PageProblem { code, sentence }));
    }
    let (Ok(asks), Ok(answer)) = (Label::new(&typed.asks), SheetText::new(&typed.answer)) else {
        let sentence = say::questions_wrong(lang).to_owned();
        let code = "questions-wrong";
        return Ok(Err(PageProblem { code, sentence }));
    };
    let published = QuestionPublished {
        question: known.unwrap_or_else(|| QuestionId::random(desk.state.chance.number())),
        topic: TopicId::new(typed.topic.as_str()),
        asks,
        answer,
    };
    Ok(Ok(Operation::QuestionPublished(Box::new(published))))
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    typed: Typed,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Questions)?.problem(Some(problem));
            page(desk, frame, typed)
        })
        .await
}

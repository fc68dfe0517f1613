//! One request at `/van-phong/nho-giup/{id}`: assign, answer, close, dismiss or erase it.
use super::{Frame, PageProblem, code, frame, problem, row, topic_name, word_name};
use crate::office::act;
use crate::office::desk::Desk;
use crate::office::frame::{Here, date};
use crate::office::log::{Access, Did};
use crate::office::register::Choice;
use crate::office::teams::answer;
use crate::page::render;
use crate::public::shown;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AccountId, Day, Help, HelpAnswered, HelpAssigned, HelpClosed, HelpDismissed, HelpErased,
    HelpId, Note, Operation, Personal, Phone, Record, RecordKey, ResidentWord, VillageId,
};
use serde::Deserialize;
use words::{Language, help as say};

#[derive(Template)]
#[template(path = "office/help_one.html")]
struct OnePage {
    lang: Language,
    frame: Frame,
    id: String,
    reference: String,
    open: bool,
    blanked: bool,
    row: super::Row,
    phone: String,
    asked: String,
    household: Option<(String, String)>,
    answer: Option<(String, String)>,
    closing: Option<(String, String)>,
    villages: Vec<Choice>,
    members: Vec<Choice>,
    due: String,
    words: Vec<Choice>,
    topic: &'static str,
}

pub async fn show_one(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<super::HelpListQuery>,
) -> Result<Response, PageError> {
    let read = state.page(&who, move |desk| {
        let help = find(desk, &id)?;
        let frame = frame(desk, asked.xong.as_deref())?;
        Ok((page(desk, frame, &help)?, help.id))
    });
    let (page, help) = read.await?;
    let opened = Access::new(&state, &who, Did::OpenedHelp);
    opened.of(&help).keep(&state, &who).await?;
    Ok(page)
}

fn find(desk: &mut Desk<'_>, id: &str) -> Result<Help, PageError> {
    let id = HelpId::new(id).ok_or(PageError::NotFound)?;
    match desk.record(&RecordKey::Help(id))? {
        Some((Record::Help(help), _)) => Ok(*help),
        _ => Err(PageError::NotFound),
    }
}

fn page(desk: &mut Desk<'_>, frame: Frame, help: &Help) -> Result<Response, PageError> {
    let (lang, today) = (desk.lang, desk.today());
    let around = desk.around()?;
    let chosen = |it: Option<&AccountId>| it.map(ToString::to_string);
    let words = ResidentWord::ALL.map(|it| Choice {
        id: it.as_str().to_owned(),
        name: word_name(it, lang).to_owned(),
        chosen: it == ResidentWord::Solved,
    });
    let phone = help.phone.as_ref().and_then(Personal::reveal);
    let refused = frame.problem.is_some();
    let page = OnePage {
        lang,
        frame,
        id: help.id.to_string(),
        reference: shown(&help.id),
        open: help.is_open(),
        blanked: help.blanked,
        row: row(help, &around, today, lang),
        phone: phone.map_or_else(String::new, |it: &Phone| it.as_str().to_owned()),
        asked: date(help.asked.day()),
        household: household(desk, help)?,
        answer: help.answer.as_ref().map(|it| {
            let by = say::answered_on(lang, around.name(&it.by), date(it.at.day()));
            (text(Some(&it.text)), by)
        }),
        closing: help.closing.as_ref().map(|it| {
            let (name, day) = (around.name(&it.by), date(it.at.day()));
            let by = say::closed_on(lang, name, day, word_name(it.word, lang));
            (text(it.note.as_ref()), by)
        }),
        villages: around.village_choices(help.village.as_ref().map(ToString::to_string).as_ref()),
        members: around.member_choices(chosen(help.assigned.as_ref()).as_ref()),
        due: help.due.to_string(),
        words: words.into(),
        topic: topic_name(help.topic.as_ref(), lang),
    };
    Ok(answer(render(&page), refused))
}

fn text(note: Option<&Personal<Note>>) -> String {
    let text = note.and_then(Personal::reveal).map(Note::as_str);
    text.unwrap_or_default().to_owned()
}

/// The id and code of the household, if the request names one.
fn household(desk: &mut Desk<'_>, help: &Help) -> Result<Option<(String, String)>, PageError> {
    let Some(id) = &help.household else {
        return Ok(None);
    };
    let key = RecordKey::Household(id.clone());
    let found = desk.record(&key)?;
    let household = found.as_ref().and_then(|(record, _)| record.household());
    Ok(household.map(|it| (it.id.to_string(), it.code.as_str().to_owned())))
}

#[derive(Debug, Deserialize)]
pub struct HelpActForm {
    act: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    village: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    word: String,
    #[serde(default)]
    sure: String,
}

pub async fn change(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(wanted): CsrfForm<HelpActForm>,
) -> Result<Response, PageError> {
    let read = state.page(&who, move |desk| {
        let help = find(desk, &id)?;
        let meant = operation(desk, help.id.clone(), &wanted)?;
        Ok((help, meant, wanted.act))
    });
    let (help, meant, act) = read.await?;
    let problem = match meant {
        Ok(operation) => match act::record(&state, &who, vec![operation]).await? {
            Ok(()) => return Ok(done(&help.id, &act)),
            Err(code) => PageProblem::refused(code, who.language),
        },
        Err(problem) => problem,
    };
    let show = move |desk: &mut Desk<'_>| {
        let frame = frame(desk, None)?.problem(Some(problem));
        page(desk, frame, &help)
    };
    state.page(&who, show).await
}

fn done(id: &HelpId, act: &str) -> Response {
    let (there, done) = match act {
        "assign" => (String::new(), "done-assigned"),
        "answer" => (format!("/{id}"), "done-answered"),
        "close" => (String::new(), "done-closed"),
        "dismiss" => (String::new(), "done-dismissed"),
        _ => (String::new(), "done-erased"),
    };
    Redirect::to(&format!("/van-phong/nho-giup{there}?xong={done}")).into_response()
}

/// The operation that a form asks for, or what is wrong with it.
fn operation(
    desk: &mut Desk<'_>,
    help: HelpId,
    wanted: &HelpActForm,
) -> Result<Result<Operation, PageProblem>, PageError> {
    let note = Note::new(&wanted.text).ok().map(Personal::new);
    Ok(Ok(match wanted.act.as_str() {
        "assign" => match code(desk, &wanted.code)? {
            Ok(household) => Operation::HelpAssigned(HelpAssigned {
                help,
                member: AccountId::new(wanted.member.as_str()),
                household,
                village: VillageId::new(wanted.village.as_str()),
                due: Day::parse(&wanted.due),
            }),
            Err(problem) => return Ok(Err(problem)),
        },
        "answer" => match note {
            Some(answer) => Operation::HelpAnswered(HelpAnswered { help, answer }),
            None => return Ok(Err(problem("words-missing", desk.lang))),
        },
        "close" => {
            let word = ResidentWord::parse(&wanted.word).ok_or(PageError::FormNotUnderstood)?;
            Operation::HelpClosed(HelpClosed { help, word, note })
        }
        "dismiss" => Operation::HelpDismissed(HelpDismissed { help }),
        "erase" if wanted.sure.is_empty() => {
            return Ok(Err(problem("erase-unsure", desk.lang)));
        }
        "erase" => Operation::HelpErased(HelpErased { help }),
        _ => return Err(PageError::FormNotUnderstood),
    }))
}

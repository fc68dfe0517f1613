//! One bulletin at `/van-phong/bai/{id}`: its text, what can be done now, its history and channels.
use super::{figures, find, may_approve, name_of, reach, reach_at, told};
use crate::bulletin::{chat_text, html, named, published};
use crate::office::act::record;
use crate::office::desk::Desk;
use crate::office::figures::Share;
use crate::office::frame::{Frame, Here, PageProblem, date, time};
use crate::office::teams::DoneQuery;
use crate::page::render;
use crate::public_address::base;
use crate::{AppState, BoardReader, CsrfForm, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    BoardPost, Bulletin, BulletinApproved, BulletinId, BulletinPublished, BulletinReturned,
    BulletinSubmitted, BulletinWithdrawn, Draft, Label, Note, Operation, Stage, Standing, TextHash,
};
use serde::Deserialize;
use words::{Language, bulletin as say};

#[derive(Template)]
#[template(path = "office/bulletin.html")]
struct BulletinPage {
    lang: Language,
    frame: Frame,
    id: String,
    title: String,
    stage: &'static str,
    villages: String,
    author: String,
    day: String,
    html: String,
    hash: String,
    /// Why the board returned it, or why it was withdrawn.
    reason: String,
    approval: Option<ApprovalLine>,
    may: May,
    steps: Vec<StepLine>,
    shown: Option<PublishedEdition>,
    /// An older edition is published while this one is being edited.
    also_shown: bool,
    prints: bool,
    prints_pdf: bool,
}

struct ApprovalLine {
    name: String,
    post: String,
    title: String,
    at: String,
}

/// What this person may do now.
struct May {
    submit: bool,
    decide: bool,
    /// This person is on the board but has written part of the text.
    is_author: bool,
    /// It waits for the board, and this person is not on it.
    waits: bool,
    publish: bool,
    withdraw: bool,
}

struct StepLine {
    act: String,
    who: String,
    at: String,
    hash: String,
}

/// The published edition, and how many it has reached.
struct PublishedEdition {
    address: String,
    chat: String,
    since: String,
    reach: Share,
    places: Vec<(String, Share)>,
}

#[derive(Deserialize)]
pub struct Form {
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    title: String,
}

pub async fn show(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let draft = find(desk, &id)?;
            let frame = Frame::new(desk, Here::Bulletins)?.done_of(
                asked.xong.as_deref(),
                words::bulletin::by_id,
                desk.lang,
            );
            page(desk, &headers, &draft, frame)
        })
        .await
}

/// Takes one step with the bulletin. If the rules refuse it, the page says why.
pub async fn act(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
    headers: HeaderMap,
    CsrfForm(form): CsrfForm<Form>,
) -> Result<Response, PageError> {
    let asked = id.clone();
    let draft = state.page(&who, move |desk| find(desk, &asked)).await?;
    let (operation, done) = match step(&draft, &who, &form)? {
        Ok(step) => step,
        Err(problem) => return refuse(&state, &who, headers, id, problem).await,
    };
    match record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to(&format!("/van-phong/bai/{id}?xong={done}")).into_response()),
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            refuse(&state, &who, headers, id, problem).await
        }
    }
}

type Step = Result<(Operation, &'static str), PageProblem>;

fn step(draft: &Draft, who: &SignedIn, form: &Form) -> Result<Step, PageError> {
    let (bulletin, lang) = (draft.id.clone(), who.language);
    let reason = Note::new(&form.reason).map_err(|_| told("reason-needed", lang));
    Ok(match form.act.as_str() {
        "submit" => Ok((
            Operation::BulletinSubmitted(BulletinSubmitted { bulletin }),
            "done-submitted",
        )),
        "return" => reason.map(|reason| {
            let it = BulletinReturned { bulletin, reason };
            (Operation::BulletinReturned(it), "done-returned")
        }),
        "approve" => approved(bulletin, who, form).map(|it| (it, "done-approved")),
        "publish" => Ok((
            Operation::BulletinPublished(BulletinPublished { bulletin }),
            "done-published",
        )),
        "withdraw" => reason.map(|reason| {
            let it = BulletinWithdrawn { bulletin, reason };
            (Operation::BulletinWithdrawn(it), "done-withdrawn")
        }),
        _ => return Err(PageError::FormNotUnderstood),
    })
}

/// Approves exactly the text whose hash was on the page that was read.
fn approved(bulletin: BulletinId, who: &SignedIn, form: &Form) -> Result<Operation, PageProblem> {
    let lang = who.language;
    let needed = |_| told("office-title-needed", lang);
    Ok(Operation::BulletinApproved(BulletinApproved {
        bulletin,
        hash: TextHash::new(&form.hash).ok_or_else(|| told("read-first", lang))?,
        name: Label::new(&who.name).map_err(needed)?,
        post: BoardPost::parse(&form.post).unwrap_or_default(),
        title: Label::new(&form.title).map_err(needed)?,
    }))
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    headers: HeaderMap,
    id: String,
    problem: PageProblem,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let draft = find(desk, &id)?;
            let frame = Frame::new(desk, Here::Bulletins)?.problem(Some(problem));
            let page = page(desk, &headers, &draft, frame)?;
            Ok((StatusCode::CONFLICT, page).into_response())
        })
        .await
}

fn page(
    desk: &mut Desk<'_>,
    headers: &HeaderMap,
    draft: &Draft,
    frame: Frame,
) -> Result<Response, PageError> {
    let (lang, stage) = (desk.lang, draft.stage());
    let shown = published(desk.rows, &desk.who.commune, &draft.id)?.filter(Bulletin::is_on_show);
    let people = desk.accounts()?;
    let villages = desk.villages()?;
    let steps = draft.steps.iter().rev().map(|it| StepLine {
        act: say::act(lang, it.act.as_str()),
        who: name_of(&people, &it.by),
        at: time(it.at),
        hash: it.hash.short(),
    });
    let shown = match &shown {
        Some(it) => Some(self::shown(desk, headers, it, &villages)?),
        None => None,
    };
    Ok(render(&BulletinPage {
        lang,
        frame,
        id: draft.id.to_string(),
        title: draft.title.as_str().to_owned(),
        stage: stage.as_str(),
        villages: named(&draft.villages, &villages),
        author: draft.author_name.as_str().to_owned(),
        day: date(draft.drafted.day()),
        html: html(draft.text.as_str()),
        hash: draft.hash.short(),
        reason: match &draft.standing {
            Standing::Returned { reason } | Standing::Withdrawn { reason } => {
                reason.as_str().to_owned()
            }
            _ => String::new(),
        },
        approval: approval_line(draft, lang),
        may: may(desk.who, draft),
        steps: steps.collect(),
        also_shown: shown.is_some() && stage != Stage::Published,
        prints: shown.is_some() || stage == Stage::Approved,
        prints_pdf: reports::PRINTS_PDF,
        shown,
    }))
}

fn may(who: &SignedIn, draft: &Draft) -> May {
    let (stage, board) = (draft.stage(), may_approve(who, draft));
    let waiting = stage == Stage::Submitted;
    let is_author = draft.is_by(&who.account);
    May {
        submit: matches!(stage, Stage::Draft | Stage::Returned),
        decide: waiting && board,
        is_author: waiting && board && is_author,
        waits: waiting && !board,
        publish: stage == Stage::Approved,
        withdraw: draft.shown.is_some(),
    }
}

fn approval_line(draft: &Draft, lang: Language) -> Option<ApprovalLine> {
    let Standing::Approved(approval) = &draft.standing else {
        return None;
    };
    Some(ApprovalLine {
        name: approval.name.as_str().to_owned(),
        post: say::paper_post(lang, approval.post.as_str()),
        title: approval.title.as_str().to_owned(),
        at: time(approval.at),
    })
}

fn shown(
    desk: &mut Desk<'_>,
    headers: &HeaderMap,
    it: &Bulletin,
    villages: &[domain::Village],
) -> Result<PublishedEdition, PageError> {
    let figures = figures(desk)?;
    let base = base(desk.state, headers);
    let address = format!("{base}/bai/{}/{}", desk.who.commune, it.id);
    let read_on = say::chat_read_on(Language::Vietnamese);
    let places = villages.iter().filter(|village| it.is_for(&village.id));
    Ok(PublishedEdition {
        chat: chat_text(it.title.as_str(), it.text.as_str(), &address, read_on),
        address,
        since: time(it.published),
        reach: reach(&figures, &it.id, &it.villages),
        places: places
            .map(|village| {
                let share = reach_at(&figures, &it.id, Some(&village.id));
                (village.name.as_str().to_owned(), share)
            })
            .collect(),
    })
}

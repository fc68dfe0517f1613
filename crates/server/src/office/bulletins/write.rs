//! Writing at `/van-phong/bai/moi` and `/van-phong/bai/{id}/sua`: a text field with a preview,
//! without script.
use super::{find, told};
use crate::bulletin::html;
use crate::office::act::record;
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here, PageProblem};
use crate::page::render;
use crate::{AppState, BoardReader, CsrfForm, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    BulletinDrafted, BulletinId, BulletinSubmitted, BulletinText, Draft, Label, Operation, Stage,
    VillageId,
};
use words::{Language, bulletin as say};

#[derive(Template)]
#[template(path = "office/bulletin_write.html")]
struct WritePage {
    lang: Language,
    frame: Frame,
    /// Empty for a new bulletin.
    id: String,
    typed: Typed,
    villages: Vec<Choice>,
    preview: Option<String>,
    /// Its approval ends with the first change.
    reopens: bool,
    limit: i64,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

/// What is in the form.
#[derive(Clone, Default)]
struct Typed {
    title: String,
    text: String,
    villages: Vec<String>,
    /// The hash of the text that was opened. If the text has changed meanwhile, the page says so
    /// and overwrites nothing.
    hash: String,
    act: String,
}

impl Typed {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "title" => typed.title = value,
                "text" => typed.text = value.replace("\r\n", "\n"),
                "village" => typed.villages.push(value),
                "hash" => typed.hash = value,
                "act" => typed.act = value,
                _ => {}
            }
        }
        typed
    }

    fn from_draft(draft: &Draft) -> Self {
        Self {
            title: draft.title.as_str().to_owned(),
            text: draft.text.as_str().to_owned(),
            villages: draft.villages.iter().map(ToString::to_string).collect(),
            hash: draft.hash.as_str().to_owned(),
            act: String::new(),
        }
    }

    fn read(&self, id: BulletinId, who: &SignedIn) -> Result<BulletinDrafted, PageProblem> {
        let lang = who.language;
        let villages = self.villages.iter().map(VillageId::new);
        Ok(BulletinDrafted {
            bulletin: id,
            title: Label::new(&self.title).map_err(|_| told("title-needed", lang))?,
            text: BulletinText::new(&self.text).map_err(|problem| match problem {
                domain::TextProblem::TooLong => told("text-too-long", lang),
                _ => told("text-needed", lang),
            })?,
            villages: villages
                .collect::<Option<_>>()
                .ok_or_else(|| told("village-unknown", lang))?,
            author_name: Label::new(&who.name).map_err(|_| told("title-needed", lang))?,
        })
    }
}

pub async fn new(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| page(desk, None, Typed::default(), None))
        .await
}

pub async fn edit(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let draft = find(desk, &id)?;
            let typed = Typed::from_draft(&draft);
            page(desk, Some(&draft), typed, None)
        })
        .await
}

pub async fn create(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let id = BulletinId::random(state.chance.number());
    save(&state, &who, None, id, Typed::of(fields)).await
}

pub async fn change(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let draft = state.page(&who, move |desk| find(desk, &id)).await?;
    let id = draft.id.clone();
    save(&state, &who, Some(draft), id, Typed::of(fields)).await
}

/// Shows what was typed, or saves it, and submits it if that was asked for.
async fn save(
    state: &AppState,
    who: &SignedIn,
    known: Option<Draft>,
    id: BulletinId,
    typed: Typed,
) -> Result<Response, PageError> {
    let is_other = known
        .as_ref()
        .is_some_and(|it| it.hash.as_str() != typed.hash);
    let drafted = typed.read(id.clone(), who);
    let submits = typed.act == "submit";
    let previews = typed.act == "preview";
    let show = |problem: Option<PageProblem>| {
        state.page(who, move |desk| page(desk, known.as_ref(), typed, problem))
    };
    if previews {
        return show(None).await;
    }
    if is_other {
        return show(Some(told("edited-meanwhile", who.language))).await;
    }
    let drafted = match drafted {
        Ok(drafted) => drafted,
        Err(problem) => return show(Some(problem)).await,
    };
    let mut operations = vec![Operation::BulletinDrafted(Box::new(drafted))];
    if submits {
        let bulletin = id.clone();
        operations.push(Operation::BulletinSubmitted(BulletinSubmitted { bulletin }));
    }
    match record(state, who, operations).await? {
        Ok(()) => {
            let done = if submits {
                "done-submitted"
            } else {
                "done-saved"
            };
            Ok(Redirect::to(&format!("/van-phong/bai/{id}?xong={done}")).into_response())
        }
        Err(code) => show(Some(PageProblem::refused(code, who.language))).await,
    }
}

fn page(
    desk: &mut Desk<'_>,
    draft: Option<&Draft>,
    typed: Typed,
    problem: Option<PageProblem>,
) -> Result<Response, PageError> {
    let refused = problem.is_some();
    let frame = Frame::new(desk, Here::Bulletins)?.problem(problem);
    let villages = desk.villages()?;
    let choices = villages.iter().map(|it| Choice {
        chosen: typed.villages.contains(&it.id.to_string()),
        id: it.id.to_string(),
        name: it.name.as_str().to_owned(),
    });
    let page = render(&WritePage {
        lang: desk.lang,
        frame,
        id: draft.map(|it| it.id.to_string()).unwrap_or_default(),
        villages: choices.collect(),
        preview: (typed.act == "preview").then(|| html(&typed.text)),
        reopens: draft.is_some_and(|it| {
            matches!(
                it.stage(),
                Stage::Approved | Stage::Published | Stage::Submitted
            )
        }),
        limit: i64::try_from(BulletinText::LIMIT_CHARS).unwrap_or(i64::MAX),
        typed,
    });
    Ok(if refused {
        (StatusCode::CONFLICT, page).into_response()
    } else {
        page
    })
}

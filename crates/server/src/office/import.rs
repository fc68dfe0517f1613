//! The workbench of a list at `/van-phong/nhap`: upload it, correct how it is understood, decide who
//! is who and what changes, and only then write it. It stays as a draft until it is written or thrown
//! away, seven days at most.
mod answer;
mod called;
mod past;
mod read;
mod uploads;
mod view;
mod write;

pub(crate) use called::{called_by, reason_name, unfit_name, what_name};
pub use past::{show as show_past, undo};
pub use uploads::Uploads;
pub use write::write;

use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, time};
use super::teams::{DoneQuery, answer};
use crate::import_list::Against;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn, share};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::EntryId;
use import::{Decisions, FILE_LIMIT_BYTES, Plan};
use read::{PATIENCE, Reading, decisions};
use serde::Deserialize;
use std::sync::Arc;
use store::{Import, ListDraft};
use uploads::Upload;
use view::{
    ChangeView, DoubtView, GroupView, HomeView, MissingView, Names, PairView, ProblemView, SHOWN,
    SheetView,
};
use words::{Language, workbench as say};

/// Characters kept of a file's name.
const FILE_NAME_LIMIT_CHARS: usize = 120;
/// The most imports listed.
const IMPORTS_SHOWN: usize = 50;
/// A page about something under way asks again after so many seconds.
const AGAIN_S: HeaderValue = HeaderValue::from_static("2");

#[derive(Template)]
#[template(path = "office/import.html")]
struct ImportPage {
    lang: Language,
    frame: Frame,
    drafts: Vec<Row>,
    imports: Vec<Row>,
}

struct Row {
    id: String,
    file: String,
    told: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Import)?.done(asked.xong.as_deref(), desk.lang);
            let frame = match frame.done {
                Some(_) => frame,
                None => frame.done_of(asked.xong.as_deref(), say::by_id, desk.lang),
            };
            Ok(render(&first_page(desk, frame)?))
        })
        .await
}

fn first_page(desk: &mut Desk<'_>, frame: Frame) -> Result<ImportPage, PageError> {
    let (lang, now) = (desk.lang, desk.now);
    let mut drafts = ListDraft::all(desk.rows, desk.commune)?;
    drafts.retain(|it| !it.is_over(now));
    let mut imports = Import::all(desk.rows, desk.commune)?;
    imports.truncate(IMPORTS_SHOWN);
    let draft = |it: ListDraft| Row {
        id: it.id.to_string(),
        told: time(it.at),
        file: it.file,
    };
    let import = |it: Import| Row {
        told: past::told(&it, lang),
        id: it.id,
        file: it.file,
    };
    Ok(ImportPage {
        lang,
        frame,
        drafts: drafts.into_iter().map(draft).collect(),
        imports: imports.into_iter().map(import).collect(),
    })
}

/// Takes the file and keeps it as a draft.
pub async fn upload(
    State(state): State<AppState>,
    Officer(who): Officer,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let mut file = None;
    let mut trusted = false;
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|_| PageError::FormNotUnderstood)?
    {
        match part.name() {
            Some("csrf") => {
                let sent = part
                    .text()
                    .await
                    .map_err(|_| PageError::FormNotUnderstood)?;
                who.csrf.check(&sent)?;
                trusted = true;
            }
            Some("file") if trusted => {
                let name = part.file_name().unwrap_or_default();
                let name = import::shown_file_name(name);
                let name: String = name.chars().take(FILE_NAME_LIMIT_CHARS).collect();
                let bytes = part
                    .bytes()
                    .await
                    .map_err(|_| PageError::FormNotUnderstood)?;
                file = Some((name, bytes));
            }
            _ => {}
        }
    }
    let Some((name, bytes)) = file.filter(|(_, bytes)| !bytes.is_empty()) else {
        if !trusted {
            return Err(PageError::FormExpired);
        }
        let problem = PageProblem::told("file-needed", who.language);
        return refuse(&state, &who, problem).await;
    };
    if bytes.len() > FILE_LIMIT_BYTES {
        let problem = import::Problem::of_file(import::ProblemCode::FileTooLarge);
        return refuse(&state, &who, of_file(&problem, who.language)).await;
    }
    let now = state.clock.now();
    let draft = ListDraft {
        id: state.chance.entry_id(now),
        file: name,
        account: who.account.clone(),
        at: now,
        answers: "{}".to_owned(),
        shape: String::new(),
    };
    begin(&state, &who, draft, bytes).await
}

/// Reads the file for the first time. What was decided about the last list that looked like it goes
/// for this one too.
async fn begin(
    state: &AppState,
    who: &SignedIn,
    mut draft: ListDraft,
    bytes: Bytes,
) -> Result<Response, PageError> {
    let (id, commune) = (draft.id, who.commune.clone());
    let upload = Upload {
        bytes: bytes.clone(),
        commune: commune.clone(),
        at: draft.at,
        read: None,
    };
    state.uploads.keep(id, upload);
    match read::plan(state, &commune, id, &Decisions::default().mapping).await? {
        Reading::Refused(problem) => {
            state.uploads.forget(id);
            return refuse(state, who, of_file(&problem, who.language)).await;
        }
        Reading::Done(plan) => {
            draft.shape = import::shape(&plan.sheets);
            let (of, shape) = (commune.clone(), draft.shape.clone());
            let known = state.read(move |rows| Ok(ListDraft::remembered(rows, &of, &shape)?));
            if let Some(answers) = known.await? {
                draft.answers = answers;
            }
        }
        Reading::Still => {}
    }
    let (store, of) = (state.store.clone(), commune.clone());
    let sealed = share::aside(move || store.seal_list(&of, id, &bytes));
    let sealed = sealed.await.map_err(PageError::internal)?;
    let keeping = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        draft.put(rows, &commune)?;
        match &sealed {
            Some(sealed) => draft.put_file(rows, &commune, sealed),
            // Without a key it stays in memory only.
            None => Ok(()),
        }
    });
    keeping.done().await.map_err(PageError::internal)?;
    Ok(Redirect::to(&address(id)).into_response())
}

fn address(id: EntryId) -> String {
    format!("/van-phong/nhap/{id}")
}

fn of_file(problem: &import::Problem, lang: Language) -> PageProblem {
    PageProblem {
        code: problem.code.as_str(),
        sentence: problem.sentence(lang).to_owned(),
    }
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Import)?.problem(Some(problem));
            Ok(answer(render(&first_page(desk, frame)?), true))
        })
        .await
}

#[derive(Template)]
#[template(path = "office/import_preview.html")]
struct PreviewPage {
    lang: Language,
    frame: Frame,
    id: String,
    file: String,
    rows: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    written: usize,
    sheets: Vec<SheetView>,
    problems: Vec<ProblemView>,
    doubtful: Vec<DoubtView>,
    doubtful_count: usize,
    pairs: Vec<PairView>,
    pairs_count: usize,
    groups: Vec<GroupView>,
    changes: Vec<ChangeView>,
    changes_count: usize,
    missing: Vec<MissingView>,
    missing_count: usize,
    homes: Vec<HomeView>,
    found: usize,
    all: usize,
    looked_for: String,
    page: usize,
    next: Option<usize>,
    nothing: bool,
}

#[derive(Template)]
#[template(path = "office/import_wait.html")]
struct WaitPage {
    lang: Language,
    frame: Frame,
    title: String,
    told: String,
    done: usize,
    all: usize,
}

#[derive(Deserialize)]
pub struct Looked {
    #[serde(default)]
    tim: String,
    #[serde(default)]
    trang: usize,
}

pub async fn preview(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, PageError> {
    let draft = find(&state, &who, &id).await?;
    let decided = decisions(&draft);
    match read::plan(&state, &who.commune, draft.id, &decided.mapping).await? {
        Reading::Refused(problem) => refuse(&state, &who, of_file(&problem, who.language)).await,
        Reading::Still => {
            state
                .page(&who, move |desk| wait_for_list(desk, draft))
                .await
        }
        Reading::Done(plan) => {
            let show = move |desk: &mut Desk<'_>| understood(desk, &draft, &decided, plan, &looked);
            state.page(&who, show).await
        }
    }
}

fn wait_for_list(desk: &mut Desk<'_>, draft: ListDraft) -> Result<Response, PageError> {
    let frame = Frame::new(desk, Here::Import)?;
    Ok(wait(&WaitPage {
        lang: desk.lang,
        frame,
        title: draft.file,
        told: say::is_read(desk.lang).to_owned(),
        done: 0,
        all: 0,
    }))
}

/// A page that asks again by itself, without a script.
fn wait(page: &WaitPage) -> Response {
    let mut page = render(page);
    page.headers_mut().insert(header::REFRESH, AGAIN_S);
    page
}

fn understood(
    desk: &mut Desk<'_>,
    draft: &ListDraft,
    decided: &Decisions,
    plan: Arc<Plan>,
    looked: &Looked,
) -> Result<Response, PageError> {
    let against = Against::read(desk.rows, desk.commune)?;
    let list = against.with(plan);
    let changes = list.changes(decided);
    let accounts = desk.accounts()?;
    let accounts = accounts.iter().map(|it| (it.id.clone(), it.name.clone()));
    let names = Names::new(&list.register.villages, accounts);
    let lang = desk.lang;
    let (homes, found) = view::homes(&list.plan, &changes, (&looked.tim, looked.trang), lang);
    Ok(render(&PreviewPage {
        lang,
        frame: Frame::new(desk, Here::Import)?,
        id: draft.id.to_string(),
        file: draft.file.clone(),
        rows: list.plan.rows,
        new: changes.new.len(),
        changed: changes.changed.len(),
        unchanged: changes.unchanged,
        written: changes.changed.iter().filter(|it| it.is_ticked()).count(),
        sheets: (0..list.plan.sheets.len())
            .map(|number| view::sheet(number, &list.plan, decided, lang))
            .collect(),
        problems: view::problems(&list.plan, lang),
        doubtful_count: changes.doubtful.len(),
        doubtful: some(&changes.doubtful, |it| {
            view::doubt(it, decided, &names, lang)
        }),
        pairs_count: list.plan.pairs.len(),
        pairs: some(&list.plan.pairs, view::pair),
        groups: view::groups(&changes, lang),
        changes_count: changes.changed.len(),
        changes: some(&changes.changed, |it| view::change(it, &names, lang)),
        missing_count: changes.missing.len(),
        missing: some(&changes.missing, view::missing),
        next: view::next_page(looked.trang, found),
        homes,
        found,
        all: list.plan.households.len(),
        looked_for: looked.tim.clone(),
        page: looked.trang,
        nothing: changes.is_empty(),
    }))
}

fn some<T, V>(all: &[T], view: impl FnMut(&T) -> V) -> Vec<V> {
    all.iter().take(SHOWN).map(view).collect()
}

/// Takes in what one of the page's forms says.
pub async fn correct(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut draft = find(&state, &who, &id).await?;
    let (id, commune) = (draft.id, who.commune.clone());
    if fields.iter().any(|(name, _)| name == "away") {
        state.uploads.forget(id);
        let dropping = state.store.write_to(&who.commune, move |ledger| {
            ListDraft::remove(ledger.transaction(), &commune, id)
        });
        dropping.done().await.map_err(PageError::internal)?;
        return Ok(Redirect::to("/van-phong/nhap?xong=done-draft-dropped").into_response());
    }
    let mut decided = decisions(&draft);
    let reading = read::plan(&state, &commune, id, &decided.mapping).await?;
    let Reading::Done(plan) = reading else {
        return Ok(Redirect::to(&address(id)).into_response());
    };
    let named = |wanted: &str| -> Vec<&str> {
        let of = fields.iter().filter(|(name, _)| name == wanted);
        of.map(|(_, value)| value.as_str()).collect()
    };
    for (name, value) in &fields {
        answer::take(&mut decided, &plan, name, value);
    }
    answer::ticks(&mut decided, &named("shown"), &named("tick"));
    for value in named("group") {
        answer::group(&mut decided, value);
    }
    draft.answers = serde_json::to_string(&decided).map_err(PageError::internal)?;
    let keeping = state.store.write_to(&who.commune, move |ledger| {
        draft.put(ledger.transaction(), &commune)
    });
    keeping.done().await.map_err(PageError::internal)?;
    Ok(Redirect::to(&address(id)).into_response())
}

async fn find(state: &AppState, who: &SignedIn, id: &str) -> Result<ListDraft, PageError> {
    let id = EntryId::parse(id).ok_or(PageError::NotFound)?;
    let (commune, now) = (who.commune.clone(), state.clock.now());
    let found = state.read(move |rows| Ok(ListDraft::get(rows, &commune, id)?));
    let found = found.await?.filter(|it| !it.is_over(now));
    found.ok_or(PageError::NotFound)
}

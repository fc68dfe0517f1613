//! Imports a list at `/van-phong/nhap`: upload it, check how it was understood, correct it, and
//! only then write it.
mod uploads;

pub use uploads::Uploads;

use super::frame::{Frame, Here, Problem};
use super::teams::{Asked, answer};
use crate::import_list::{self, Against, ReadList};
use crate::page::render;
use crate::share::{self, Queue};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Millis;
use domain::household::Field as HouseholdField;
use import::{Changed, FILE_LIMIT_BYTES, Field, Mapping, Severity, SheetPreview};
use std::sync::LazyLock;
use uploads::Upload;
use words::Language;

/// The most problems, changes and missing codes shown. Counts cover the rest.
const SHOWN: usize = 200;

/// Characters kept of a file's name.
const FILE_NAME_LIMIT_CHARS: usize = 120;

#[derive(Template)]
#[template(path = "office/import.html")]
struct ImportPage {
    lang: Language,
    frame: Frame,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Import)?.done(asked.xong.as_deref(), desk.lang);
            let lang = desk.lang;
            Ok(render(&ImportPage { lang, frame }))
        })
        .await
}

/// Takes the file and keeps it in memory until it is written or an hour has passed.
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
                let name = name.chars().take(FILE_NAME_LIMIT_CHARS).collect();
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
        let problem = if trusted {
            Problem::told("file-needed", who.language)
        } else {
            return Err(PageError::FormExpired);
        };
        return refuse(&state, &who, problem).await;
    };
    if bytes.len() > FILE_LIMIT_BYTES {
        let problem = import::Problem::of_file(import::ProblemCode::FileTooLarge);
        return refuse(&state, &who, of_file(&problem, who.language)).await;
    }
    let id = domain::letters(state.chance.number());
    let upload = Upload {
        name,
        bytes,
        mapping: Mapping::default(),
        commune: who.commune.clone(),
        account: who.account.clone(),
        at: state.clock.now(),
    };
    match read(&state, &upload).await? {
        Err(problem) => refuse(&state, &who, of_file(&problem, who.language)).await,
        Ok(_) => {
            state.uploads.keep(id.clone(), upload);
            Ok(Redirect::to(&format!("/van-phong/nhap/{id}")).into_response())
        }
    }
}

fn of_file(problem: &import::Problem, lang: Language) -> Problem {
    Problem {
        code: problem.code.as_str(),
        sentence: problem.sentence(lang).to_owned(),
    }
}

async fn refuse(state: &AppState, who: &SignedIn, problem: Problem) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Import)?.problem(Some(problem));
            let lang = desk.lang;
            Ok(answer(render(&ImportPage { lang, frame }), true))
        })
        .await
}

/// Lists read at once, and waiting. A large one takes about 100 MB for a moment.
static READING: LazyLock<Queue> = LazyLock::new(|| Queue::new(1, 8, 4));

/// Reads the list on another thread, because a large one takes a second.
async fn read(
    state: &AppState,
    upload: &Upload,
) -> Result<Result<ReadList, import::Problem>, PageError> {
    let (commune, upload) = (upload.commune.clone(), upload.clone());
    let against = state
        .read(move |rows| Ok(Against::read(rows, &commune)?))
        .await?;
    Ok(take_apart(against, upload, state.clock.now()).await?.0)
}

/// In its turn; what was read from the data is let go of before.
async fn take_apart(
    against: Against,
    upload: Upload,
    now: Millis,
) -> Result<(Result<ReadList, import::Problem>, Upload), PageError> {
    let _turn = READING.turn().await?;
    let reading = share::aside(move || {
        let list = against.compare(&upload.bytes, &upload.mapping, now);
        (list, upload)
    });
    reading.await.map_err(PageError::internal)
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
    missing: usize,
    sheets: Vec<SheetView>,
    problems: Vec<ProblemView>,
    problems_left: usize,
    changes: Vec<ChangeView>,
    missing_codes: String,
    nothing: bool,
}

struct SheetView {
    number: usize,
    name: String,
    header_row: Option<usize>,
    columns: Vec<ColumnView>,
}

struct ColumnView {
    number: usize,
    letter: String,
    title: String,
    legacy: bool,
    samples: String,
    fields: Vec<Choice>,
}

struct Choice {
    id: &'static str,
    name: &'static str,
    chosen: bool,
}

struct ProblemView {
    place: String,
    sentence: &'static str,
    code: &'static str,
    /// `error`, `warning` or `note`.
    weight: &'static str,
    weight_name: &'static str,
}

struct ChangeView {
    code: String,
    head: String,
    fields: Vec<(&'static str, String, String)>,
    added: String,
}

pub async fn preview(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let upload = find(&state, &who, &id)?;
    let read_on = state.page(&who, |desk| {
        let against = Against::read(desk.rows, desk.commune)?;
        Ok((Frame::new(desk, Here::Import)?, against))
    });
    let (frame, against) = read_on.await?;
    let (list, upload) = take_apart(against, upload, state.clock.now()).await?;
    match list {
        Ok(list) => Ok(understood(frame, id, &upload, &list)),
        Err(problem) => refuse(&state, &who, of_file(&problem, who.language)).await,
    }
}

fn understood(frame: Frame, id: String, upload: &Upload, list: &ReadList) -> Response {
    let lang = frame.lang;
    let changes = list.changes();
    let mut problems: Vec<_> = list.plan.problems.iter().collect();
    problems.sort_by(|a, b| (b.severity, &a.place).cmp(&(a.severity, &b.place)));
    let missing = changes.missing.len();
    render(&PreviewPage {
        lang,
        frame,
        id,
        file: upload.name.clone(),
        rows: list.plan.rows,
        new: changes.new.len(),
        changed: changes.changed.len(),
        unchanged: changes.unchanged,
        missing,
        sheets: list
            .plan
            .sheets
            .iter()
            .enumerate()
            .map(|(number, it)| sheet(number, it, lang))
            .collect(),
        problems_left: problems.len().saturating_sub(SHOWN),
        problems: problems
            .into_iter()
            .take(SHOWN)
            .map(|it| problem(it, lang))
            .collect(),
        changes: changes
            .changed
            .iter()
            .take(SHOWN)
            .map(|it| change(it, lang))
            .collect(),
        missing_codes: missing_codes(changes.missing.clone()),
        nothing: changes.new.is_empty() && changes.changed.is_empty(),
    })
}

fn missing_codes(mut codes: Vec<String>) -> String {
    codes.sort_by_cached_key(|it| vietnamese::word_sort_key(it));
    let more = codes.len() > SHOWN;
    codes.truncate(SHOWN);
    codes.join(", ") + if more { ", …" } else { "" }
}

fn sheet(number: usize, sheet: &SheetPreview, lang: Language) -> SheetView {
    let column = |it: &import::ColumnPreview| {
        let fields = Field::ALL.iter().map(|field| Choice {
            id: field.as_str(),
            name: field_name(*field, lang),
            chosen: it.field == Some(*field),
        });
        ColumnView {
            number: it.column,
            letter: it.letter.clone(),
            title: it.title.clone(),
            legacy: it.legacy,
            samples: it.samples.join(" · "),
            fields: fields.collect(),
        }
    };
    SheetView {
        number,
        name: sheet.name.clone(),
        header_row: sheet.header_row,
        columns: sheet.columns.iter().map(column).collect(),
    }
}

fn field_name(field: Field, lang: Language) -> &'static str {
    let id = format!("column-{}", field.as_str());
    words::roster::by_id(&id, lang).unwrap_or(field.as_str())
}

fn problem(problem: &import::Problem, lang: Language) -> ProblemView {
    let (weight, weight_name) = match problem.severity {
        Severity::Error => ("error", words::roster::weight_error(lang)),
        Severity::Warning => ("warning", words::roster::weight_warning(lang)),
        Severity::Note => ("note", words::roster::weight_note(lang)),
    };
    ProblemView {
        place: problem.place.to_string(),
        sentence: problem.sentence(lang),
        code: problem.code.as_str(),
        weight,
        weight_name,
    }
}

fn change(changed: &Changed<'_>, lang: Language) -> ChangeView {
    let head = changed.household.head.reveal();
    let fields = changed.fields.iter().map(|it| {
        let name = household_field(it.field, lang);
        (name, it.before.clone(), it.after.clone())
    });
    let added: Vec<&str> = changed.added.iter().map(|it| it.name.as_str()).collect();
    ChangeView {
        code: changed.household.code.as_str().to_owned(),
        head: head.map_or_else(String::new, |it| it.as_str().to_owned()),
        fields: fields.collect(),
        added: added.join(", "),
    }
}

/// The name of a household's field.
pub(crate) fn household_field(field: HouseholdField, lang: Language) -> &'static str {
    use words::roster as say;
    match field {
        HouseholdField::Code => say::column_code(lang),
        HouseholdField::Head => say::column_head(lang),
        HouseholdField::Address => say::column_address(lang),
        HouseholdField::Phones => say::column_phone(lang),
        HouseholdField::Place => say::field_place(lang),
        HouseholdField::Alley => say::column_alley(lang),
        HouseholdField::Order => say::column_door_number(lang),
        HouseholdField::Children => say::field_children(lang),
        HouseholdField::Business | HouseholdField::BusinessName => say::column_business(lang),
        HouseholdField::Name => say::column_name(lang),
        HouseholdField::Born => say::column_birth_year(lang),
        HouseholdField::Assigned => say::field_assigned(lang),
    }
}

/// Corrects columns. The form's fields are named `c-<sheet>-<column>`.
pub async fn correct(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut upload = find(&state, &who, &id)?;
    let list = read(&state, &upload).await?;
    let list = list.map_err(|_| PageError::NotFound)?;
    for (name, value) in &fields {
        let place = name.strip_prefix("c-").and_then(|it| it.split_once('-'));
        let Some((sheet, column)) = place else {
            continue;
        };
        let sheet = sheet
            .parse()
            .ok()
            .and_then(|it: usize| list.plan.sheets.get(it));
        if let (Some(sheet), Ok(column)) = (sheet, column.parse()) {
            let corrected = upload.mapping.sheet(&sheet.name);
            corrected.columns.insert(column, Field::parse(value));
        }
    }
    state.uploads.keep(id.clone(), upload);
    Ok(Redirect::to(&format!("/van-phong/nhap/{id}")).into_response())
}

/// Writes what the preview showed.
pub async fn write(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(_): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let upload = find(&state, &who, &id)?;
    let list = match read(&state, &upload).await? {
        Ok(list) => list,
        Err(problem) => return refuse(&state, &who, of_file(&problem, who.language)).await,
    };
    let operations = import::operations(&list.changes(), &list.register, || state.chance.number());
    let written = import_list::write(
        &state.store,
        who.commune.clone(),
        who.account.clone(),
        operations,
        state.clock.now(),
        state.chance.clone(),
    );
    let written = written.done().await.map_err(PageError::internal)?;
    state.uploads.forget(&id);
    match written.refused.first() {
        Some(code) => refuse(&state, &who, Problem::refused(*code, who.language)).await,
        None => Ok(Redirect::to("/van-phong/nhap?xong=done-import").into_response()),
    }
}

fn find(state: &AppState, who: &SignedIn, id: &str) -> Result<Upload, PageError> {
    let upload = state.uploads.find(id, state.clock.now());
    upload
        .filter(|it| it.commune == who.commune && it.account == who.account)
        .ok_or(PageError::NotFound)
}

//! An approved bulletin on paper and for the loudspeakers: PDF, DOCX, the script, and a draft
//! voice.
use super::{find, told};
use crate::bulletin::script::{Frame as Around, Line, SENTENCE_LIMIT_SYLLABLES, Script};
use crate::bulletin::speech::{SpeechProblem, speak};
use crate::bulletin::{Approved, paper, published, read_by_all, script as loudspeaker};
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here};
use crate::page::render;
use crate::print::{self, For};
use crate::{AppState, BoardReader, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Bulletin, BulletinId, Settings, Stage};
use reports::{OfficialText, Print, to_docx};
use words::{Language, bulletin as say};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const VI: Language = Language::Vietnamese;

#[derive(Template)]
#[template(path = "office/bulletin_script.html")]
struct ScriptPage {
    lang: Language,
    frame: Frame,
    id: String,
    title: String,
    lines: Vec<Line>,
    unknown: String,
    long: usize,
    limit: usize,
    syllables: i64,
    minutes: usize,
    seconds: usize,
    rate: u32,
}

pub async fn pdf(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (sheet, name) = state.page(&who, move |desk| sheet(desk, &id)).await?;
    print::pdf(Print::Official(sheet), &name, For::Office).await
}

pub async fn docx(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let (sheet, name) = sheet(desk, &id)?;
            let bytes = to_docx(&sheet).map_err(PageError::internal)?;
            file(bytes, DOCX, &format!("{name}.docx"))
        })
        .await
}

/// The bulletin on paper, and the file's name without an ending.
fn sheet(desk: &mut Desk<'_>, id: &str) -> Result<(OfficialText, String), PageError> {
    let approved = approved(desk, id)?;
    let sheet = paper::paper(&approved, &*desk.settings()?);
    Ok((sheet, format!("bai-tuyen-truyen-{}", approved.id)))
}

pub async fn script(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Bulletins)?;
            page(desk, &id, frame)
        })
        .await
}

pub async fn script_text(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let (it, script) = read_out(desk, &id)?;
            let name = format!("bai-phat-thanh-{}.txt", it.id);
            file(
                script.text().into_bytes(),
                "text/plain; charset=utf-8",
                &name,
            )
        })
        .await
}

/// A draft voice, to hear how the text sounds and how long it takes. A person reads it to the
/// village.
pub async fn audio(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let asked = id.clone();
    let (it, script) = state.page(&who, move |desk| read_out(desk, &asked)).await?;
    let code = match speak(&state.config.speech.command, script.text()).await {
        Ok(sound) => return file(sound, "audio/wav", &format!("giong-doc-thu-{}.wav", it.id)),
        Err(SpeechProblem::Busy) => return Err(PageError::Busy),
        Err(SpeechProblem::Missing) => "speech-missing",
        Err(SpeechProblem::Beyond) => "speech-beyond",
        Err(SpeechProblem::Failed(why)) => {
            tracing::warn!(why, "the command for speech failed");
            "speech-failed"
        }
    };
    let show = move |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Bulletins)?;
        let frame = frame.problem(Some(told(code, desk.lang)));
        page(desk, &id, frame)
    };
    let page = state.page(&who, show).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

fn page(desk: &mut Desk<'_>, id: &str, frame: Frame) -> Result<Response, PageError> {
    let (it, script) = read_out(desk, id)?;
    let rate = desk.state.config.speech.syllables_a_minute;
    let (minutes, seconds) = script.length(rate);
    Ok(render(&ScriptPage {
        lang: desk.lang,
        frame,
        id: id.to_owned(),
        title: it.title.as_str().to_owned(),
        unknown: script.unknown.join(", "),
        long: script.lines.iter().filter(|it| it.is_long()).count(),
        limit: SENTENCE_LIMIT_SYLLABLES,
        syllables: i64::try_from(script.syllables()).unwrap_or(i64::MAX),
        lines: script.lines,
        minutes,
        seconds,
        rate,
    }))
}

/// Only a published bulletin is read aloud. A withdrawn one is gone here too.
fn read_out(desk: &mut Desk<'_>, id: &str) -> Result<(Bulletin, Script), PageError> {
    let bulletin = read_by_all(desk.rows, &desk.who.commune, id)?;
    let settings = desk.settings()?;
    let region = desk.state.config.speech.region();
    let script = loudspeaker::script(
        bulletin.text.as_str(),
        &around(bulletin.title.as_str(), &settings),
        region,
    );
    Ok((bulletin, script))
}

fn around(title: &str, settings: &Settings) -> Around {
    let commune = paper::within(settings.commune_name.as_str());
    Around {
        opening: say::script_opening(VI, &commune, title),
        points: [
            say::script_again(VI).to_owned(),
            say::script_once_more(VI).to_owned(),
        ],
        ending: say::script_ending(VI, &commune),
    }
}

/// The published edition, otherwise one that is approved and not published yet, so that it can be
/// printed and signed.
fn approved(desk: &mut Desk<'_>, id: &str) -> Result<Approved, PageError> {
    if let Some(bulletin) = shown(desk, id)? {
        return Ok(Approved::of(&bulletin));
    }
    let draft = find(desk, id)?;
    match Approved::of_draft(&draft) {
        Some(approved) => Ok(approved),
        None if draft.stage() == Stage::Withdrawn => Err(PageError::Gone),
        None => Err(PageError::NotFound),
    }
}

fn shown(desk: &mut Desk<'_>, id: &str) -> Result<Option<Bulletin>, PageError> {
    let id = BulletinId::new(id).ok_or(PageError::NotFound)?;
    Ok(published(desk.rows, &desk.who.commune, &id)?.filter(Bulletin::is_on_show))
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Result<Response, PageError> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(PageError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

//! An approved bulletin on paper and over the loudspeakers: PDF, DOCX, the script and a draft voice.
use super::*;
use crate::bulletin::script::{Frame as Around, Line as Said, SENTENCE_LIMIT_SYLLABLES, Script};
use crate::bulletin::speech::{SpeechProblem, speak};
use crate::bulletin::{Approved, paper, published, read_by_all, script as loudspeaker};
use crate::print::{self, For};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use domain::{Bulletin, Settings};
use reports::{OfficialText, Print, to_docx};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const VI: Language = Language::Vietnamese;

#[derive(Template)]
#[template(path = "office/bulletin_script.html")]
struct ScriptPage {
    lang: Language,
    frame: Frame,
    id: String,
    title: String,
    lines: Vec<Said>,
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
    let (sheet, name) = sheet(&state, &who, &id)?;
    print::pdf(Print::Official(sheet), &name, For::Office).await
}

pub async fn docx(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (sheet, name) = sheet(&state, &who, &id)?;
    let bytes = to_docx(&sheet).map_err(PageError::internal)?;
    file(bytes, DOCX, &format!("{name}.docx"))
}

/// The bulletin on paper, and its file's name without an ending.
fn sheet(state: &AppState, who: &SignedIn, id: &str) -> Result<(OfficialText, String), PageError> {
    let approved = approved(state, who, id)?;
    let sheet = paper::paper(&approved, &frame::settings(state, who)?);
    Ok((sheet, format!("bai-tuyen-truyen-{}", approved.id)))
}

pub async fn script(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let frame = Frame::new(&state, &who, Here::Bulletins)?;
    page(&state, &who, &id, frame)
}

pub async fn script_text(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (it, script) = read_out(&state, &who, &id)?;
    let name = format!("bai-phat-thanh-{}.txt", it.id);
    file(
        script.text().into_bytes(),
        "text/plain; charset=utf-8",
        &name,
    )
}

/// A voice to hear how it sounds and how long it takes; people are read to by a person.
pub async fn audio(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (it, script) = read_out(&state, &who, &id)?;
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
    let frame = Frame::new(&state, &who, Here::Bulletins)?;
    let frame = frame.problem(Some(told(code, who.language)));
    let page = page(&state, &who, &id, frame)?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

fn page(state: &AppState, who: &SignedIn, id: &str, frame: Frame) -> Result<Response, PageError> {
    let (it, script) = read_out(state, who, id)?;
    let rate = state.config.speech.syllables_a_minute;
    let (minutes, seconds) = script.length(rate);
    Ok(render(&ScriptPage {
        lang: who.language,
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

/// Only what is on show is read out: what was withdrawn is gone from here too.
fn read_out(state: &AppState, who: &SignedIn, id: &str) -> Result<(Bulletin, Script), PageError> {
    let bulletin = read_by_all(state, &who.commune, id)?;
    let settings = frame::settings(state, who)?;
    let region = state.config.speech.region();
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

/// What is on show, else an edition that is approved and not shown yet: printed to be signed.
fn approved(state: &AppState, who: &SignedIn, id: &str) -> Result<Approved, PageError> {
    if let Some(bulletin) = shown(state, who, id)? {
        return Ok(Approved::of(&bulletin));
    }
    let draft = find(state, who, id)?;
    match Approved::of_draft(&draft) {
        Some(approved) => Ok(approved),
        None if draft.stage() == Stage::Withdrawn => Err(PageError::Gone),
        None => Err(PageError::NotFound),
    }
}

fn shown(state: &AppState, who: &SignedIn, id: &str) -> Result<Option<Bulletin>, PageError> {
    let id = BulletinId::new(id).ok_or(PageError::NotFound)?;
    Ok(published(state, &who.commune, &id)?.filter(Bulletin::is_on_show))
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

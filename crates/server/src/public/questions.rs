//! Frequent questions at `/hoi-dap/{commune}`. Searching works without tone marks too.
use super::{Room, Site, cacheable, commune_of, searched, typed};
use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use domain::Question;
use serde::Deserialize;
use vietnamese::Query as Search;
use words::Language;

/// The most questions on the page, so that it stays under 50 kB.
const PAGE_QUESTIONS: usize = 30;
/// The most bytes of answers shown. Searching for a question shows the rest.
const PAGE_LIMIT_BYTES: usize = 32 * 1024;

#[derive(Debug, Deserialize)]
pub struct QuestionsQuery {
    tim: Option<String>,
    #[serde(rename = "chu-de")]
    topic: Option<String>,
}

#[derive(Template)]
#[template(path = "site/questions.html")]
struct QuestionsPage {
    lang: Language,
    site: Site,
    search: String,
    count: usize,
    /// Whether a search or a topic narrows the list.
    narrowed: bool,
    questions: Vec<Answered>,
}

struct Answered {
    asks: String,
    paragraphs: Vec<String>,
    on: String,
    /// Shown unfolded, because few were found.
    open: bool,
}

pub async fn show(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(commune): Path<String>,
    Query(asked): Query<QuestionsQuery>,
) -> Result<Response, PageError> {
    let site = state
        .site(commune_of(&commune)?, lang, Room::Questions)
        .await?;
    let (search, topic) = (typed(asked.tim), asked.topic);
    let narrowed = !search.trim().is_empty() || topic.is_some();
    let face = site.shared_face();
    let look = move |query: &Search| {
        let fits = |it: &Question| {
            let text = format!("{} {}", it.asks.as_str(), it.answer.as_str());
            let of_topic = it.topic.as_ref().map(domain::TopicId::as_str);
            (topic.is_none() || topic.as_deref() == of_topic) && query.matches(&text)
        };
        let all = face.questions.iter().enumerate();
        all.filter(|(_, it)| fits(it))
            .map(|(place, _)| place)
            .collect()
    };
    let found: Vec<usize> = searched(&search, look).await?;
    let questions = &site.face().questions;
    let found: Vec<&Question> = found.iter().filter_map(|at| questions.get(*at)).collect();
    let few = found.len() <= 3;
    let mut room = PAGE_LIMIT_BYTES;
    let fits_the_page = |it: &&&Question| {
        let bytes = it.asks.as_str().len() + it.answer.as_str().len();
        room = room.saturating_sub(bytes);
        room > 0
    };
    let shown = found.iter().take_while(fits_the_page).take(PAGE_QUESTIONS);
    let questions = shown.map(|it| Answered {
        asks: it.asks.as_str().to_owned(),
        paragraphs: paragraphs(it.answer.as_str()),
        on: date(it.at.day()),
        open: few,
    });
    let page = QuestionsPage {
        lang,
        questions: questions.collect(),
        count: found.len(),
        narrowed,
        search,
        site,
    };
    Ok(cacheable(render(&page), &uri))
}

fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

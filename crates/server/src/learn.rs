//! "Học kỹ năng số" at `/hoc`: the teaching cards for everyone, and the self-check of ten questions.
mod leaflet;
mod self_check;

use crate::office::frame::date;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;
use domain::{Catalogue, Settings, Skill, Topic, Who};
use lessons::{Lesson, spans};
use std::sync::LazyLock;
use words::{Language, lessons as say};

/// How old a page may be when someone else's machine keeps it.
const CACHING: &str = "public, max-age=300";

/// The topics as shipped: what a commune added has no card.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(&Settings::default()));

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/hoc", get(topics))
        .route("/hoc/{topic}", get(topic))
        .route("/hoc/{topic}/to-roi", get(leaflet::page))
        .route("/hoc/{topic}/to-roi.pdf", get(leaflet::pdf))
        .route("/hoc/{topic}/{skill}", get(card))
        .route(
            "/tu-kiem-tra",
            get(self_check::start).post(self_check::next),
        )
        .layer(DefaultBodyLimit::max(self_check::FORM_LIMIT_BYTES))
}

#[derive(Template)]
#[template(path = "learn/topics.html")]
struct TopicsPage {
    lang: Language,
    topics: Vec<(&'static Topic, usize)>,
}

#[derive(Template)]
#[template(path = "learn/topic.html")]
struct TopicPage {
    lang: Language,
    topic: &'static Topic,
    cards: Vec<(&'static Skill, &'static Lesson)>,
}

#[derive(Template)]
#[template(path = "learn/card.html")]
struct CardPage {
    lang: Language,
    topic: &'static Topic,
    skill: &'static Skill,
    lesson: &'static Lesson,
    checked: String,
    old: bool,
}

async fn topics(LanguageOf(lang): LanguageOf, uri: Uri) -> Response {
    let topics = CATALOGUE.topics.iter();
    let topics = topics.map(|topic| (topic, cards_of(topic).len())).collect();
    cacheable(render(&TopicsPage { lang, topics }), &uri)
}

async fn topic(
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(topic): Path<String>,
) -> Result<Response, PageError> {
    let topic = topic_named(&topic)?;
    let page = TopicPage {
        lang,
        topic,
        cards: cards_of(topic),
    };
    Ok(cacheable(render(&page), &uri))
}

async fn card(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path((topic, skill)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let topic = topic_named(&topic)?;
    let mut cards = cards_of(topic).into_iter();
    let found = cards.find(|(it, _)| it.id.as_str() == skill);
    let (skill, lesson) = found.ok_or(PageError::NotFound)?;
    let page = CardPage {
        lang,
        topic,
        skill,
        lesson,
        checked: date(lesson.card.checked),
        old: lesson.card.is_old(state.clock.now().day()),
    };
    Ok(cacheable(render(&page), &uri))
}

fn topic_named(id: &str) -> Result<&'static Topic, PageError> {
    let found = CATALOGUE
        .topics
        .iter()
        .find(|topic| topic.id.as_str() == id);
    found.ok_or(PageError::NotFound)
}

/// The topic's skills that have a card, in the order of the catalogue.
fn cards_of(topic: &'static Topic) -> Vec<(&'static Skill, &'static Lesson)> {
    let skills = topic.skills.iter();
    skills
        .filter_map(|skill| Some((skill, lessons::lesson_of(&skill.id)?)))
        .collect()
}

/// A card's text as HTML: its bold pieces are its only markup.
pub(crate) fn told(text: &str) -> String {
    let pieces = spans(text).map(|span| {
        let text = span
            .text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        if span.bold {
            format!("<b>{text}</b>")
        } else {
            text
        }
    });
    pieces.collect()
}

/// Anyone may keep the page for a while; not the one on which a language was just chosen.
fn cacheable(mut response: Response, uri: &Uri) -> Response {
    if !uri.query().is_some_and(|query| query.contains("lang=")) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}

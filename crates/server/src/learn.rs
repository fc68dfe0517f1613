//! "Học kỹ năng số" at `/hoc`: the teaching cards for everyone, and a self-check of ten questions.
mod leaflet;
mod self_check;

use crate::office::frame::date;
use crate::page::render;
use crate::public::{Room, Site, cacheable};
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use domain::{Catalogue, Settings, Skill, Topic, Who};
use lessons::{Lesson, spans};
use quick_xml::escape::escape;
use std::sync::LazyLock;
use words::{Language, lessons as say};

/// The topics as shipped, called as on the home page. Skills that a commune added have no card.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue::new(&Settings::default());
    for topic in &mut catalogue.topics {
        let id = format!("topic-{}", topic.id);
        if let Some(name) = words::site::by_id(&id, Language::Vietnamese) {
            name.clone_into(&mut topic.name);
        }
    }
    catalogue
});

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
    site: Option<Site>,
    topics: Vec<(&'static Topic, usize)>,
}

#[derive(Template)]
#[template(path = "learn/topic.html")]
struct TopicPage {
    lang: Language,
    site: Option<Site>,
    topic: &'static Topic,
    cards: Vec<(&'static Skill, &'static Lesson)>,
}

#[derive(Template)]
#[template(path = "learn/card.html")]
struct CardPage {
    lang: Language,
    site: Option<Site>,
    topic: &'static Topic,
    skill: &'static Skill,
    lesson: &'static Lesson,
    checked: String,
    old: bool,
}

async fn topics(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
) -> Result<Response, PageError> {
    let topics = CATALOGUE.topics.iter();
    let topics = topics.map(|topic| (topic, cards_of(topic).len())).collect();
    let page = TopicsPage {
        lang,
        site: site(&state, lang).await?,
        topics,
    };
    Ok(cacheable(render(&page), &uri))
}

async fn topic(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    Path(topic): Path<String>,
) -> Result<Response, PageError> {
    let topic = topic_named(&topic)?;
    let page = TopicPage {
        lang,
        site: site(&state, lang).await?,
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
        site: site(&state, lang).await?,
        topic,
        skill,
        lesson,
        checked: date(lesson.card.checked),
        old: lesson.card.is_old(state.clock.now().day()),
    };
    Ok(cacheable(render(&page), &uri))
}

/// The frame of the commune's pages, if the server has only one commune. The cards are the same for
/// all.
async fn site(state: &AppState, lang: Language) -> Result<Option<Site>, PageError> {
    state
        .window(lang, |window| window.only_site(Room::Learn))
        .await
}

fn topic_named(id: &str) -> Result<&'static Topic, PageError> {
    let found = CATALOGUE
        .topics
        .iter()
        .find(|topic| topic.id.as_str() == id);
    found.ok_or(PageError::NotFound)
}

/// The skills of the topic that have a card, in the catalogue's order.
fn cards_of(topic: &'static Topic) -> Vec<(&'static Skill, &'static Lesson)> {
    let skills = topic.skills.iter();
    skills
        .filter_map(|skill| Some((skill, lessons::lesson_of(&skill.id)?)))
        .collect()
}

/// The text of a card as HTML. Bold is its only markup.
pub(crate) fn told(text: &str) -> String {
    let pieces = spans(text).map(|span| {
        let text = escape(span.text);
        if span.bold {
            format!("<b>{text}</b>")
        } else {
            text.into_owned()
        }
    });
    pieces.collect()
}

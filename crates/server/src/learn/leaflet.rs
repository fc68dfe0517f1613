//! A leaflet of one topic at `/hoc/{topic}/to-roi`: its cards in short, as a page to print and as
//! PDF.
use super::{cards_of, site, topic_named};
use crate::office::codes::qr;
use crate::page::render;
use crate::print::{self, For};
use crate::public::{Site, base, cacheable};
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::{Skill, Topic};
use lessons::{Lesson, spans};
use reports::{Leaflet, LeafletCard, Piece, Print};
use words::{Language, lessons as say, public};

#[derive(Template)]
#[template(path = "learn/leaflet.html")]
struct LeafletPage {
    lang: Language,
    site: Option<Site>,
    topic: &'static Topic,
    cards: Vec<(&'static Skill, &'static Lesson)>,
    address: String,
    qr: String,
}

pub async fn page(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(topic): Path<String>,
) -> Result<Response, PageError> {
    let topic = topic_named(&topic)?;
    let address = there(&state, &headers, topic);
    let page = LeafletPage {
        lang,
        site: site(&state, lang).await?,
        topic,
        cards: cards_of(topic),
        qr: qr(&address).unwrap_or_default(),
        address,
    };
    Ok(cacheable(render(&page), &uri))
}

pub async fn pdf(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(topic): Path<String>,
) -> Result<Response, PageError> {
    let topic = topic_named(&topic)?;
    let cards = cards_of(topic);
    if cards.is_empty() {
        return Err(PageError::NotFound);
    }
    let address = there(&state, &headers, topic);
    let leaflet = Leaflet {
        // The cards are in Vietnamese.
        lang: Language::Vietnamese.code(),
        title: topic.name.clone(),
        number: topic.number,
        heading: say::learn_title(lang).to_owned(),
        qr_svg: qr(&address).ok_or(PageError::NotFound)?,
        address,
        scan: say::leaflet_scan(lang).to_owned(),
        safety: format!("{} {}", public::safe_title(lang), public::safe_text(lang)),
        cards: cards.into_iter().map(short).collect(),
    };
    let name = format!("to-roi-{}", topic.id);
    let response = print::pdf(Print::Leaflet(leaflet), &name, For::Public).await?;
    Ok(cacheable(response, &uri))
}

fn there(state: &AppState, headers: &HeaderMap, topic: &Topic) -> String {
    let base = base(state, headers);
    format!("{base}/hoc/{}", topic.id)
}

/// The card's name, drawing, steps and safety note.
fn short((skill, lesson): (&Skill, &Lesson)) -> LeafletCard {
    LeafletCard {
        name: skill.name.clone(),
        picture_svg: lesson.picture.clone(),
        steps: lesson.card.steps.iter().map(|it| pieces(it)).collect(),
        safety: pieces(&lesson.card.safety),
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let pieces = spans(text).map(|span| Piece {
        text: span.text.to_owned(),
        bold: span.bold,
    });
    pieces.collect()
}

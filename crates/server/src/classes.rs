//! The commune's classes for everyone at `/lop`: the timetable, a calendar feed, signing up with a
//! phone number; no account, no script.
mod calendar;
mod sign_up;
mod sweep;

pub use sweep::sweep;

use crate::office::classes::{place, state_name, teacher_name, when};
use crate::office::codes::address;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::class::ClassState;
use domain::{
    Catalogue, Class, ClassId, CommuneId, Day, Kind, Record, RecordKey, Seq, Settings, Team,
    Village,
};
use serde::Deserialize;
use sign_up::SignUpForm;
use store::Rows;
use words::Language;

/// Classes on the timetable: the page stays under 50 kB.
const SHOWN_LIMIT: usize = 60;
/// How long others may keep the timetable: seats fill.
const CACHING: &str = "public, max-age=60";
/// A form of a name and a phone number.
const FORM_LIMIT_BYTES: usize = 4 * 1024;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/lop", get(communes))
        .route("/lop/{commune}", get(timetable))
        .route("/lop/{commune}/lich.ics", get(calendar::feed))
        .route(
            "/lop/{commune}/{class}",
            get(class)
                .post(sign_up::sign_up)
                .layer(DefaultBodyLimit::max(FORM_LIMIT_BYTES)),
        )
}

#[derive(Template)]
#[template(path = "classes/communes.html")]
struct CommunesPage {
    lang: Language,
    communes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "classes/timetable.html")]
struct TimetablePage {
    lang: Language,
    commune: String,
    name: String,
    classes: Vec<Shown>,
    /// For programs that keep a calendar.
    feed: String,
}

#[derive(Template)]
#[template(path = "classes/class.html")]
struct ClassPage {
    lang: Language,
    commune: String,
    name: String,
    class: Shown,
    topic: String,
    materials: Vec<(String, String)>,
    open: bool,
    done: bool,
    problem: Option<String>,
    form: SignUpForm,
}

struct Shown {
    id: String,
    title: String,
    when: String,
    place: String,
    teacher: String,
    seats: u16,
    left: u16,
    /// Why it is called off.
    cancelled: Option<String>,
    state: &'static str,
}

#[derive(Deserialize)]
struct Asked {
    xong: Option<String>,
}

async fn communes(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
) -> Result<Response, PageError> {
    let all = state.store.read(|rows| rows.communes());
    let all = all.map_err(PageError::internal)?;
    if let [only] = all.as_slice() {
        return Ok(Redirect::to(&format!("/lop/{only}")).into_response());
    }
    let mut communes = Vec::new();
    for id in all {
        let settings = settings(&state, &id)?;
        communes.push((id.to_string(), settings.commune_name.as_str().to_owned()));
    }
    communes.sort_by_cached_key(|(_, name)| vietnamese::word_sort_key(name));
    Ok(render(&CommunesPage { lang, communes }))
}

async fn timetable(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let around = Around::read(&state, &commune)?;
    let today = state.clock.now().day();
    let mut coming = around.classes(&state)?;
    coming.retain(|(it, _)| it.plan.day >= today);
    coming.sort_by_key(|(it, _)| (it.plan.day, it.plan.from));
    let shown = coming.iter().take(SHOWN_LIMIT);
    let feed = format!(
        "{}/lop/{commune}/lich.ics",
        address(&headers, state.config.secure_cookies)
    );
    let page = TimetablePage {
        lang,
        name: around.name(),
        classes: shown.map(|(it, _)| around.shown(it, lang)).collect(),
        feed,
        commune,
    };
    Ok(cacheable(render(&page), &uri, CACHING))
}

/// Anyone may keep it for a while; not the answer by which a language was just chosen.
fn cacheable(mut response: Response, uri: &Uri, caching: &'static str) -> Response {
    if !uri.query().is_some_and(|query| query.contains("lang=")) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}

async fn class(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    Path((commune, class)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let around = Around::read(&state, &commune)?;
    let class = around.class(&state, &class)?;
    let done = asked.xong.is_some();
    Ok(around.page(&state, lang, &class, SignUpForm::default(), None, done))
}

/// What a commune's classes are shown with.
struct Around {
    commune: CommuneId,
    settings: Settings,
    villages: Vec<Village>,
    teams: Vec<Team>,
}

impl Around {
    fn read(state: &AppState, commune: &str) -> Result<Self, PageError> {
        let commune = CommuneId::new(commune).ok_or(PageError::NotFound)?;
        let there = state.store.read(|rows| rows.commune(&commune));
        there
            .map_err(PageError::internal)?
            .ok_or(PageError::NotFound)?;
        let records = |kind| {
            state
                .store
                .records(&commune, kind)
                .map_err(PageError::internal)
        };
        let villages = records(Kind::Village)?.into_iter();
        let teams = records(Kind::Team)?.into_iter();
        Ok(Self {
            settings: settings(state, &commune)?,
            villages: villages
                .filter_map(|record| match record {
                    Record::Village(village) => Some(*village),
                    _ => None,
                })
                .collect(),
            teams: teams
                .filter_map(|record| match record {
                    Record::Team(team) => Some(*team),
                    _ => None,
                })
                .collect(),
            commune,
        })
    }

    fn name(&self) -> String {
        self.settings.commune_name.as_str().to_owned()
    }

    /// All classes with the place in the log of their last change.
    fn classes(&self, state: &AppState) -> Result<Vec<(Class, Seq)>, PageError> {
        let read = state.store.read(|rows| {
            let mut classes = Vec::new();
            for row in rows.records(&self.commune, Kind::Class, None)? {
                if let Record::Class(class) = row.read()? {
                    classes.push((*class, row.seq));
                }
            }
            Rows::Ok(classes)
        });
        read.map_err(PageError::internal)
    }

    fn class(&self, state: &AppState, id: &str) -> Result<Class, PageError> {
        let id = ClassId::new(id).ok_or(PageError::NotFound)?;
        let found = state.store.record(&self.commune, &RecordKey::Class(id));
        match found.map_err(PageError::internal)? {
            Some((Record::Class(class), _)) => Ok(*class),
            _ => Err(PageError::NotFound),
        }
    }

    fn place(&self, class: &Class) -> String {
        let village = class.plan.village.as_ref();
        let village = village.and_then(|id| self.villages.iter().find(|it| it.id == *id));
        place(class, village.map(|it| it.name.as_str().to_owned()))
    }

    fn shown(&self, class: &Class, lang: Language) -> Shown {
        Shown {
            id: class.id.to_string(),
            title: class.plan.title.as_str().to_owned(),
            when: when(class, lang),
            place: self.place(class),
            teacher: teacher_name(&self.teams, &class.plan.teacher),
            seats: class.plan.seats,
            left: class.seats_left(),
            cancelled: match &class.state {
                ClassState::Cancelled(reason) => Some(reason.as_str().to_owned()),
                _ => None,
            },
            state: state_name(&class.state, lang),
        }
    }

    /// The page of one class; never kept by anyone, for it answers one person's form.
    fn page(
        &self,
        state: &AppState,
        lang: Language,
        class: &Class,
        form: SignUpForm,
        problem: Option<String>,
        done: bool,
    ) -> Response {
        let catalogue = Catalogue::new(&self.settings);
        let topic = catalogue.topic(&class.plan.topic);
        let materials = class.plan.materials.iter().map(|it| {
            let link = it.link.as_ref().map(|it| it.as_str().to_owned());
            (it.name.as_str().to_owned(), link.unwrap_or_default())
        });
        let today: Day = state.clock.now().day();
        let mut response = render(&ClassPage {
            lang,
            commune: self.commune.to_string(),
            name: self.name(),
            class: self.shown(class, lang),
            topic: topic.map(|it| it.name.clone()).unwrap_or_default(),
            materials: materials.collect(),
            open: class.is_open_on(today),
            done,
            problem,
            form,
        });
        let caching = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, caching);
        response
    }
}

fn settings(state: &AppState, commune: &CommuneId) -> Result<Settings, PageError> {
    let found = state.store.record(commune, &RecordKey::Settings);
    Ok(match found.map_err(PageError::internal)? {
        Some((Record::Settings(settings), _)) => *settings,
        _ => Settings::default(),
    })
}

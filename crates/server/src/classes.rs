//! The commune's classes for everyone at `/lop`: the timetable, a calendar feed, and signing up
//! with a phone number. No account or script is needed.
mod calendar;
mod sign_up;
mod sweep;

pub use sweep::sweep;

use crate::office::classes::{place, state_name, teacher_name, when};
use crate::page::render;
use crate::public::{A_MINUTE, Room, Site, Window, base, cacheable_for, commune_of, which};
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use axum::routing::get;
use domain::class::ClassState;
use domain::{Catalogue, Class, ClassId, CommuneId, Day, Kind, Record, RecordKey, Seq};
use serde::Deserialize;
use sign_up::SignUpForm;
use words::Language;

/// The most classes on the timetable, so that the page stays under 50 kB.
const SHOWN_LIMIT: usize = 60;
/// Enough for a form with a name and a phone number.
const FORM_LIMIT_BYTES: usize = 4 * 1024;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/lop", get(which(Room::Classes)))
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
#[template(path = "classes/timetable.html")]
struct TimetablePage {
    lang: Language,
    site: Site,
    classes: Vec<ClassShown>,
    /// Address of the feed for calendar programs.
    feed: String,
}

#[derive(Template)]
#[template(path = "classes/class.html")]
struct ClassPage {
    lang: Language,
    site: Site,
    class: ClassShown,
    topic: String,
    materials: Vec<(String, String)>,
    open: bool,
    done: Option<&'static str>,
    problem: Option<String>,
    form: SignUpForm,
}

struct ClassShown {
    id: String,
    title: String,
    when: String,
    place: String,
    teacher: String,
    seats: u16,
    left: u16,
    /// Why the class was cancelled.
    cancelled: Option<String>,
    state: &'static str,
}

#[derive(Deserialize)]
struct ClassQuery {
    xong: Option<String>,
}

async fn timetable(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let (around, mut coming) = Around::with_classes(&state, commune.clone(), lang).await?;
    let today = state.clock.now().day();
    coming.retain(|(it, _)| it.plan.day >= today);
    coming.sort_by_key(|(it, _)| (it.plan.day, it.plan.from));
    let shown = coming.iter().take(SHOWN_LIMIT);
    let page = TimetablePage {
        lang,
        classes: shown.map(|(it, _)| around.shown(it)).collect(),
        feed: format!("{}/lop/{commune}/lich.ics", base(&state, &headers)),
        site: around.site,
    };
    Ok(cacheable_for(render(&page), &uri, A_MINUTE))
}

async fn class(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    Path((commune, class)): Path<(String, String)>,
    Query(asked): Query<ClassQuery>,
) -> Result<Response, PageError> {
    let (around, class) = Around::with_class(&state, commune, class, lang).await?;
    let done = asked.xong.as_deref().map(|it| match it {
        sign_up::WAITS => words::classes::sign_up_waits_text(lang),
        _ => words::classes::sign_up_done_text(lang),
    });
    Ok(around.page(&state, &class, SignUpForm::default(), None, done))
}

/// What is needed to show a commune's classes.
struct Around {
    commune: CommuneId,
    site: Site,
}

impl Around {
    fn read(window: &mut Window<'_>, commune: &str) -> Result<Self, PageError> {
        let commune = commune_of(commune)?;
        let site = Site::new(window, &commune, Room::Classes)?;
        Ok(Self { commune, site })
    }

    /// All classes, each with the sequence number of its last change.
    async fn with_classes(
        state: &AppState,
        commune: String,
        lang: Language,
    ) -> Result<(Self, Vec<(Class, Seq)>), PageError> {
        let read = state.window(lang, move |window| {
            let around = Self::read(window, &commune)?;
            let mut classes = Vec::new();
            let commune = around.commune.clone();
            for row in window.rows.records(&commune, Kind::Class, None)? {
                if let Ok(Record::Class(class)) = window.rows.read_row(&commune, &row) {
                    classes.push((*class, row.seq));
                }
            }
            Ok((around, classes))
        });
        read.await
    }

    async fn with_class(
        state: &AppState,
        commune: String,
        id: String,
        lang: Language,
    ) -> Result<(Self, Class), PageError> {
        let read = state.window(lang, move |window| {
            let around = Self::read(window, &commune)?;
            let id = ClassId::new(id).ok_or(PageError::NotFound)?;
            let found = store::record(window.rows, &around.commune, &RecordKey::Class(id))?;
            match found {
                Some((Record::Class(class), _)) => Ok((around, *class)),
                _ => Err(PageError::NotFound),
            }
        });
        read.await
    }

    fn shown(&self, class: &Class) -> ClassShown {
        let (face, lang) = (self.site.face(), self.site.lang);
        let village = class.plan.village.as_ref();
        let village = village.map(|id| face.village_name(id).to_owned());
        ClassShown {
            id: class.id.to_string(),
            title: class.plan.title.as_str().to_owned(),
            when: when(class, lang),
            place: place(class, village),
            teacher: teacher_name(&face.teams, &class.plan.teacher),
            seats: class.plan.seats,
            left: class.seats_left(),
            cancelled: match &class.state {
                ClassState::Cancelled(reason) => Some(reason.as_str().to_owned()),
                _ => None,
            },
            state: state_name(&class.state, lang),
        }
    }

    /// The page of one class. It must not be cached, because it answers one person's form.
    fn page(
        &self,
        state: &AppState,
        class: &Class,
        form: SignUpForm,
        problem: Option<String>,
        done: Option<&'static str>,
    ) -> Response {
        let catalogue = Catalogue::new(&self.site.face().settings);
        let topic = catalogue.topic(&class.plan.topic);
        let materials = class.plan.materials.iter().map(|it| {
            let link = it.link.as_ref().map(|it| it.as_str().to_owned());
            (it.name.as_str().to_owned(), link.unwrap_or_default())
        });
        let today: Day = state.clock.now().day();
        let mut response = render(&ClassPage {
            lang: self.site.lang,
            class: self.shown(class),
            topic: topic.map(|it| it.name.clone()).unwrap_or_default(),
            materials: materials.collect(),
            open: class.is_open_on(today),
            done,
            problem,
            form,
            site: self.site.clone(),
        });
        let caching = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, caching);
        response
    }
}

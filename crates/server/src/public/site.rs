//! What every public page shows around its content: the commune, its rooms, what the team never does.
use crate::market::sells;
use crate::{AppState, PageError};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CommuneId, Kind, Millis, Record, RecordKey, Settings, Team, Village};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Rows, Store};
use words::Language;

/// How old a page may be when someone else's machine keeps it.
const CACHING: &str = "public, max-age=300";
/// A change is seen by the public after this long at the latest.
const KEPT_MS: i64 = Millis::MINUTE;
/// Most communes whose public face is kept.
const COMMUNES_LIMIT: usize = 400;

/// The rooms of the navigation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    Home,
    Learn,
    Classes,
    Questions,
    Help,
    Visiting,
    Badge,
    Market,
}

/// What the public may know of a commune, put together once a minute at most.
#[derive(Debug)]
pub struct Face {
    pub settings: Settings,
    pub villages: Vec<Village>,
    pub teams: Vec<Team>,
    pub questions: Vec<domain::Question>,
    teaches: bool,
    sells: bool,
}

/// The faces put together lately.
#[derive(Debug, Default)]
pub struct Faces(Mutex<HashMap<CommuneId, (Millis, Arc<Face>)>>);

/// The frame of one page.
#[derive(Clone, Debug)]
pub struct Site {
    pub lang: Language,
    pub commune: String,
    pub name: String,
    pub unit: String,
    pub here: Room,
    rooms: Vec<Room>,
    face: Arc<Face>,
}

impl Site {
    /// # Errors
    /// Not found where the server has no such commune.
    pub fn new(
        state: &AppState,
        commune: &CommuneId,
        lang: Language,
        here: Room,
    ) -> Result<Self, PageError> {
        let face = state.faces.of(state, commune)?;
        let mut rooms = vec![Room::Home, Room::Learn];
        if face.teaches {
            rooms.push(Room::Classes);
        }
        rooms.push(Room::Help);
        if !face.questions.is_empty() {
            rooms.push(Room::Questions);
        }
        rooms.extend([Room::Visiting, Room::Badge]);
        if face.sells {
            rooms.push(Room::Market);
        }
        Ok(Self {
            lang,
            commune: commune.to_string(),
            name: face.settings.commune_name.as_str().to_owned(),
            unit: face.settings.unit.as_str().to_owned(),
            here,
            rooms,
            face,
        })
    }

    pub fn face(&self) -> &Face {
        &self.face
    }

    /// Address and name of each room that there is something in.
    pub fn rooms(&self) -> Vec<(String, &'static str, bool)> {
        let rooms = self.rooms.iter();
        rooms
            .map(|room| (self.address(*room), self.title(*room), *room == self.here))
            .collect()
    }

    pub fn address(&self, room: Room) -> String {
        let commune = &self.commune;
        match room {
            Room::Home => format!("/xa/{commune}"),
            Room::Learn => "/hoc".to_owned(),
            Room::Classes => format!("/lop/{commune}"),
            Room::Questions => format!("/hoi-dap/{commune}"),
            Room::Help => format!("/nho-giup/{commune}"),
            Room::Visiting => format!("/lich-tham/{commune}"),
            Room::Badge => "/kiem-tra".to_owned(),
            Room::Market => format!("/cho-so/{commune}"),
        }
    }

    fn title(&self, room: Room) -> &'static str {
        use words::site as say;
        match room {
            Room::Home => say::home(self.lang),
            Room::Learn => say::learn(self.lang),
            Room::Classes => words::classes::nav(self.lang),
            Room::Questions => say::questions_nav(self.lang),
            Room::Help => words::help::nav(self.lang),
            Room::Visiting => say::visiting_nav(self.lang),
            Room::Badge => say::badge_nav(self.lang),
            Room::Market => words::business::market_title(self.lang),
        }
    }
}

impl Faces {
    fn of(&self, state: &AppState, commune: &CommuneId) -> Result<Arc<Face>, PageError> {
        let now = state.clock.now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, face)) = kept.get(commune)
            && now.0 - at.0 < KEPT_MS
        {
            return Ok(face.clone());
        }
        let there = state.store.read(|rows| rows.commune(commune));
        if there.map_err(PageError::internal)?.is_none() {
            return Err(PageError::NotFound);
        }
        let face = Face::read(&state.store, commune).map_err(PageError::internal)?;
        let sells = sells(state, commune)?;
        let face = Arc::new(Face { sells, ..face });
        if kept.len() >= COMMUNES_LIMIT {
            kept.clear();
        }
        kept.insert(commune.clone(), (now, face.clone()));
        Ok(face)
    }
}

impl Face {
    fn read(store: &Store, commune: &CommuneId) -> Rows<Self> {
        let settings = match store.record(commune, &RecordKey::Settings)? {
            Some((Record::Settings(settings), _)) => *settings,
            _ => Settings::default(),
        };
        let mut villages: Vec<Village> = Vec::new();
        let mut teams: Vec<Team> = Vec::new();
        let mut questions = Vec::new();
        for kind in [Kind::Village, Kind::Team, Kind::Question] {
            for record in store.records(commune, kind)? {
                match record {
                    Record::Village(it) => villages.push(*it),
                    Record::Team(it) => teams.push(*it),
                    Record::Question(it) if !it.withdrawn => questions.push(*it),
                    _ => {}
                }
            }
        }
        villages.sort_by_cached_key(|it| (it.order, vietnamese::word_sort_key(it.name.as_str())));
        teams.sort_by_cached_key(|it| vietnamese::word_sort_key(it.name.as_str()));
        questions.sort_by_cached_key(|it| (it.topic.clone(), std::cmp::Reverse(it.at)));
        Ok(Self {
            settings,
            villages,
            teams,
            questions,
            teaches: !store.records(commune, Kind::Class)?.is_empty(),
            sells: false,
        })
    }

    pub fn village_name<'a>(&'a self, id: &'a domain::VillageId) -> &'a str {
        let found = self.villages.iter().find(|it| it.id == *id);
        found.map_or(id.as_str(), |it| it.name.as_str())
    }
}

/// The commune that a path names.
///
/// # Errors
/// Not found where the path names none.
pub fn commune_of(path: &str) -> Result<CommuneId, PageError> {
    CommuneId::new(path).ok_or(PageError::NotFound)
}

/// Where a server has one commune only, its page; else the list to choose from.
pub fn one_commune(state: &AppState, page: &str) -> Result<Response, PageError> {
    let all = state.store.read(|rows| rows.communes());
    match all.map_err(PageError::internal)?.as_slice() {
        [only] => Ok(Redirect::to(&format!("{page}/{only}")).into_response()),
        _ => Ok(Redirect::to("/").into_response()),
    }
}

/// Where people find this server, as their browser does.
pub fn base(state: &AppState, headers: &HeaderMap) -> String {
    crate::office::codes::address(headers, state.config.secure_cookies)
}

/// Anyone may keep the page for a while; not the one on which a language was just chosen.
pub fn cacheable(mut response: Response, uri: &Uri) -> Response {
    if !uri.query().is_some_and(|query| query.contains("lang=")) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}

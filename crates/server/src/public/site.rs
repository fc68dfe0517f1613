//! The frame of every public page: the commune, its pages, and what the team never does.
use super::Window;
use crate::market::sells;
use crate::page::render;
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CommuneId, Kind, Millis, Record, Settings, Team, Village};
use futures::FutureExt;
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Rows;
use words::Language;

/// How long caches may keep a page.
const FIVE_MINUTES: &str = "public, max-age=300";
/// The same for pages whose content may be withdrawn or fill up.
pub(crate) const A_MINUTE: &str = "public, max-age=60";
/// The public sees a change after this long at the latest.
const KEPT_MS: i64 = Millis::MINUTE;
/// The most communes whose public data are kept in memory.
const COMMUNES_LIMIT: usize = 400;

/// The pages in the navigation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    Home,
    Learn,
    Bulletins,
    Classes,
    Questions,
    Help,
    Visiting,
    Badge,
    Market,
}

/// What the public may know about a commune, built at most once a minute.
#[derive(Debug)]
pub struct Face {
    pub settings: Settings,
    pub villages: Vec<Village>,
    pub teams: Vec<Team>,
    pub questions: Vec<domain::Question>,
    speaks: bool,
    teaches: bool,
    sells: bool,
}

/// The faces built lately.
#[derive(Debug, Default)]
pub struct Faces(Mutex<Kept>);

type Kept = HashMap<CommuneId, (Millis, Arc<Face>)>;

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
    /// Not found, if the server has no such commune.
    pub fn new(
        window: &mut Window<'_>,
        commune: &CommuneId,
        here: Room,
    ) -> Result<Self, PageError> {
        let face = window.state.faces.of(window, commune)?;
        let mut rooms = vec![Room::Home, Room::Learn];
        if face.speaks {
            rooms.push(Room::Bulletins);
        }
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
            lang: window.lang,
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

    /// The face, shared with work on another thread.
    pub fn shared_face(&self) -> Arc<Face> {
        self.face.clone()
    }

    /// Address and name of each page that has content, and whether it is the present one.
    pub fn rooms(&self) -> Vec<(String, &'static str, bool)> {
        let rooms = self.rooms.iter();
        rooms
            .map(|room| {
                (
                    self.address(*room),
                    room.title(self.lang),
                    *room == self.here,
                )
            })
            .collect()
    }

    pub fn address(&self, room: Room) -> String {
        let (page, commune) = (room.page(), &self.commune);
        match room {
            Room::Learn | Room::Badge => page.to_owned(),
            _ => format!("{page}/{commune}"),
        }
    }
}

impl Room {
    /// The page's address on this server. Most pages add a commune's id.
    fn page(self) -> &'static str {
        match self {
            Self::Home => "/xa",
            Self::Learn => "/hoc",
            Self::Bulletins => "/bai",
            Self::Classes => "/lop",
            Self::Questions => "/hoi-dap",
            Self::Help => "/nho-giup",
            Self::Visiting => "/lich-tham",
            Self::Badge => "/kiem-tra",
            Self::Market => "/cho-so",
        }
    }

    fn title(self, lang: Language) -> &'static str {
        use words::site as say;
        match self {
            Self::Home => say::home(lang),
            Self::Learn => say::learn(lang),
            Self::Bulletins => say::bulletins_nav(lang),
            Self::Classes => words::classes::nav(lang),
            Self::Questions => say::questions_nav(lang),
            Self::Help => words::help::nav(lang),
            Self::Visiting => say::visiting_nav(lang),
            Self::Badge => say::badge_nav(lang),
            Self::Market => words::business::market_title(lang),
        }
    }
}

impl Faces {
    /// One that is fresh, or else put together of the window's moment. What is kept is locked only
    /// to look at it: nobody waits here for the database.
    fn of(&self, window: &mut Window<'_>, commune: &CommuneId) -> Result<Arc<Face>, PageError> {
        let now = window.now;
        if let Some((at, face)) = self.lock().get(commune)
            && (0..KEPT_MS).contains(&(now.0 - at.0))
        {
            return Ok(face.clone());
        }
        if window.rows.commune(commune)?.is_none() {
            return Err(PageError::NotFound);
        }
        let face = Arc::new(Face::read(window, commune)?);
        let mut kept = self.lock();
        if kept.len() >= COMMUNES_LIMIT {
            kept.clear();
        }
        kept.insert(commune.clone(), (now, face.clone()));
        Ok(face)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Face {
    fn read(window: &mut Window<'_>, commune: &CommuneId) -> Rows<Self> {
        let sells = sells(window, commune)?;
        let rows = &mut *window.rows;
        let settings = store::settings(rows, commune)?;
        let mut face = Self {
            settings,
            villages: Vec::new(),
            teams: Vec::new(),
            questions: Vec::new(),
            speaks: false,
            teaches: !rows.records(commune, Kind::Class, None)?.is_empty(),
            sells,
        };
        for kind in [Kind::Village, Kind::Team, Kind::Question, Kind::Bulletin] {
            for record in store::records(rows, commune, kind)? {
                face.take(record);
            }
        }
        let villages = &mut face.villages;
        villages.sort_by_cached_key(|it| (it.order, vietnamese::word_sort_key(it.name.as_str())));
        let teams = &mut face.teams;
        teams.sort_by_cached_key(|it| vietnamese::word_sort_key(it.name.as_str()));
        let questions = &mut face.questions;
        questions.sort_by_cached_key(|it| (it.topic.clone(), std::cmp::Reverse(it.at)));
        Ok(face)
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Village(it) => self.villages.push(*it),
            Record::Team(it) => self.teams.push(*it),
            Record::Question(it) if !it.withdrawn => self.questions.push(*it),
            Record::Bulletin(it) => self.speaks |= it.is_on_show(),
            _ => {}
        }
    }

    pub fn village_name<'a>(&'a self, id: &'a domain::VillageId) -> &'a str {
        let found = self.villages.iter().find(|it| it.id == *id);
        found.map_or(id.as_str(), |it| it.name.as_str())
    }
}

/// The commune that a path names.
///
/// # Errors
/// Not found, if the path names none.
pub fn commune_of(path: &str) -> Result<CommuneId, PageError> {
    CommuneId::new(path).ok_or(PageError::NotFound)
}

/// A list of communes to choose from.
#[derive(Template)]
#[template(path = "site/communes.html")]
struct CommunesPage {
    lang: Language,
    title: &'static str,
    page: &'static str,
    communes: Vec<(String, String)>,
}

/// The ids and names of all communes, sorted by name.
pub fn communes(window: &mut Window<'_>) -> Result<Vec<(String, String)>, PageError> {
    let mut communes = Vec::new();
    for id in window.rows.communes()? {
        let site = Site::new(window, &id, Room::Home)?;
        communes.push((site.commune, site.name));
    }
    communes.sort_by_cached_key(|(_, name)| vietnamese::word_sort_key(name));
    Ok(communes)
}

/// Answers the address of a page without a commune: redirects to that of the only commune, or lists
/// the communes.
pub fn which(
    room: Room,
) -> impl Fn(State<AppState>, LanguageOf) -> BoxFuture<'static, Result<Response, PageError>> + Copy
{
    move |State(state), LanguageOf(lang)| {
        let chosen = async move { state.window(lang, move |it| choose(it, room)).await };
        chosen.boxed()
    }
}

fn choose(window: &mut Window<'_>, room: Room) -> Result<Response, PageError> {
    let communes = communes(window)?;
    if let [(only, _)] = communes.as_slice() {
        return Ok(Redirect::to(&format!("{}/{only}", room.page())).into_response());
    }
    Ok(render(&CommunesPage {
        lang: window.lang,
        title: room.title(window.lang),
        page: room.page(),
        communes,
    }))
}

/// Lets caches keep the page for some minutes.
pub fn cacheable(response: Response, uri: &Uri) -> Response {
    cacheable_for(response, uri, FIVE_MINUTES)
}

/// Lets caches keep the page for a while, except the one on which a language was just chosen.
pub fn cacheable_for(mut response: Response, uri: &Uri, caching: &'static str) -> Response {
    if !uri.query().is_some_and(|query| query.contains("lang=")) {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    }
    response
}

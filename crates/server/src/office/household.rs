//! A household's page at `/van-phong/ho/{id}`: its people, its whole history, and what may be
//! changed.
mod change;
mod facts;

pub use change::{by_code, change};
pub use facts::{Exported, FACTS};

use super::desk::Desk;
use super::details::Reader;
use super::frame::{Frame, Here, date, time};
use super::groups::{group_name, group_short};
use super::log::{Access, Did};
use super::register::{Around, Choice};
use super::teams::answer;
use crate::page::render;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::household::{FollowUp, GroupProgress, Purpose, Resident, Status, Visit};
use domain::{
    Catalogue, Household, HouseholdId, Level, Name, Note, Personal, Record, RecordKey, Seq,
    Settings,
};
use serde::Deserialize;
use std::sync::Arc;
use store::EntryRow;
use words::{Language, board as say};

/// The most entries of the history shown.
const HISTORY_LIMIT: usize = 200;

#[derive(Template)]
#[template(path = "office/household.html")]
struct HouseholdPage {
    lang: Language,
    frame: Frame,
    id: String,
    seq: u64,
    code: String,
    head: String,
    place: String,
    address: String,
    trade: String,
    order: u32,
    /// What, and its value.
    facts: Vec<(&'static str, String)>,
    member: String,
    children: Option<String>,
    consent: String,
    kept: Option<String>,
    left: Option<String>,
    people: Vec<Person>,
    follow_ups: Vec<String>,
    differences: Vec<String>,
    visits: Vec<VisitRow>,
    history: Vec<Event>,
    members: Vec<Choice>,
    alleys: Vec<Choice>,
}

struct Person {
    id: String,
    name: String,
    born: String,
    unconfirmed: bool,
    groups: Vec<Badge>,
    skills: Vec<String>,
}

struct Badge {
    name: &'static str,
    short: &'static str,
    class: &'static str,
}

struct VisitRow {
    id: String,
    text: String,
    day: String,
}

struct Event {
    what: String,
    by: String,
}

#[derive(Deserialize)]
pub struct HouseholdQuery {
    xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<HouseholdQuery>,
) -> Result<Response, PageError> {
    let shown = id.clone();
    let read = state.page(&who, move |desk| {
        let frame = Frame::new(desk, Here::Register)?.done(asked.xong.as_deref(), desk.lang);
        page(desk, &shown, frame)
    });
    let page = read.await?;
    let opened = Access::new(&state, &who, Did::OpenedHousehold);
    opened.of(&id).keep(&state, &who).await?;
    Ok(page)
}

pub(super) fn page(desk: &mut Desk<'_>, id: &str, frame: Frame) -> Result<Response, PageError> {
    let id = HouseholdId::new(id).ok_or(PageError::NotFound)?;
    let key = RecordKey::Household(id);
    let found = desk.record(&key)?;
    let Some((Record::Household(household), seq)) = found else {
        return Err(PageError::NotFound);
    };
    let entries = history(desk, &household)?;
    let around = desk.around()?;
    let settings = desk.settings()?;
    let refused = frame.problem.is_some();
    let page = render(
        &Reading {
            around,
            settings,
            lang: desk.lang,
        }
        .page(frame, &household, seq, &entries),
    );
    Ok(answer(page, refused))
}

/// The entries of this household and of those merged into it, newest first.
fn history(desk: &mut Desk<'_>, household: &Household) -> Result<Vec<EntryRow>, PageError> {
    let mut all = Vec::new();
    for id in household.merged.iter().chain([&household.id]) {
        let key = RecordKey::Household(id.clone());
        all.extend(desk.rows.history(&desk.who.commune, &key, HISTORY_LIMIT)?);
    }
    all.sort_by_key(|row| std::cmp::Reverse(row.seq));
    all.dedup_by_key(|row| row.seq);
    all.truncate(HISTORY_LIMIT);
    Ok(all)
}

struct Reading {
    around: Arc<Around>,
    settings: Arc<Settings>,
    lang: Language,
}

impl Reading {
    fn page(
        &self,
        frame: Frame,
        household: &Household,
        seq: Seq,
        entries: &[EntryRow],
    ) -> HouseholdPage {
        let lang = self.lang;
        let catalogue = Catalogue::new(&self.settings);
        let assigned = household.assigned.as_ref();
        let trade = household.business.as_ref().map(|it| it.trade.as_str());
        let residents = household.residents.iter();
        let differences = household.differences.iter();
        let shown = FACTS.iter().filter(|it| it.on_page);
        let shown = shown.map(|it| ((it.what)(lang), (it.value)(household, &self.around, lang)));
        HouseholdPage {
            lang,
            frame,
            id: household.id.to_string(),
            seq: seq.0,
            code: household.code.as_str().to_owned(),
            head: text(&household.head),
            place: self.around.place(household),
            address: household.address.as_ref().map(text).unwrap_or_default(),
            trade: trade.unwrap_or_default().to_owned(),
            order: household.order,
            facts: shown.collect(),
            member: assigned
                .map_or_else(|| say::nobody(lang).to_owned(), |it| self.around.name(it)),
            children: self.children(household),
            consent: self.consent(household),
            kept: match &household.status {
                Status::MergedInto(id) => Some(id.to_string()),
                _ => None,
            },
            left: match household.status {
                Status::MovedAway(day) => Some(say::moved_away(lang, date(day))),
                _ => None,
            },
            people: residents.map(|it| self.person(it, &catalogue)).collect(),
            follow_ups: self.follow_ups(household),
            differences: differences
                .map(|it| say::other_value(lang, it.other.reveal().map_or("—", Note::as_str)))
                .collect(),
            visits: self.visits(household),
            history: entries
                .iter()
                .map(|it| self.event(it, &catalogue))
                .collect(),
            members: self
                .around
                .member_choices(assigned.map(ToString::to_string).as_ref()),
            alleys: self.places(household),
        }
    }

    fn children(&self, household: &Household) -> Option<String> {
        let it = household.children;
        let ages = [it.under_6, it.from_6_to_15, it.from_16_to_17];
        let any = ages.iter().any(|count| *count > 0);
        any.then(|| say::children(self.lang, it.under_6, it.from_6_to_15, it.from_16_to_17))
    }

    /// Each village and each alley of it, where the household may be moved to.
    fn places(&self, household: &Household) -> Vec<Choice> {
        let mut places = Vec::new();
        for village in self.around.villages.iter() {
            let here = village.id == household.village;
            places.push(Choice {
                id: format!("{}/", village.id),
                name: village.name.as_str().to_owned(),
                chosen: here && household.alley.is_none(),
            });
            places.extend(village.alleys.iter().map(|alley| Choice {
                id: format!("{}/{}", village.id, alley.id),
                name: format!("{} · {}", village.name.as_str(), alley.name.as_str()),
                chosen: here && household.alley.as_ref() == Some(&alley.id),
            }));
        }
        places
    }

    fn follow_ups(&self, household: &Household) -> Vec<String> {
        let told =
            |it: &FollowUp| say::follow_up(self.lang, date(it.due), self.around.name(&it.to));
        household.follow_ups.iter().map(told).collect()
    }

    /// The latest first.
    fn visits(&self, household: &Household) -> Vec<VisitRow> {
        let row = |it: &Visit| VisitRow {
            id: it.id.to_string(),
            text: format!(
                "{} · {} · {}",
                time(it.at),
                it.outcome.called()(self.lang),
                self.around.name(&it.author)
            ),
            day: it.at.day().to_string(),
        };
        household.visits.iter().rev().map(row).collect()
    }

    fn consent(&self, household: &Household) -> String {
        match household.consents.get(&Purpose::Register) {
            None => say::consent_no(self.lang).to_owned(),
            Some(it) => match it.withdrawn {
                Some(at) => say::consent_withdrawn(self.lang, date(at.day())),
                None => say::consent_yes(self.lang, date(it.given.day())),
            },
        }
    }

    fn person(&self, resident: &Resident, catalogue: &Catalogue) -> Person {
        let lang = self.lang;
        let groups = catalogue.groups.iter().map(|group| Badge {
            name: group_name(group.id.as_str(), lang),
            short: group_short(group.id.as_str(), lang),
            class: match resident.progress(group, self.settings.told_counts) {
                GroupProgress::Passed => "y",
                GroupProgress::Partly { .. } => "h",
                GroupProgress::Unknown => "",
            },
        });
        let skills = resident.skills.iter().map(|(id, state)| {
            let name = catalogue
                .skill(id)
                .map_or_else(|| id.to_string(), |it| it.name.clone());
            format!(
                "{name}: {} · {}",
                level(state.last.level, lang),
                date(state.last.at.day())
            )
        });
        Person {
            id: resident.id.to_string(),
            name: text(&resident.name),
            born: resident
                .born
                .map(|year| say::born(lang, year))
                .unwrap_or_default(),
            unconfirmed: resident.unconfirmed,
            groups: groups.collect(),
            skills: skills.collect(),
        }
    }

    /// One entry as a sentence: what was done, by whom and when.
    fn event(&self, row: &EntryRow, catalogue: &Catalogue) -> Event {
        let lang = self.lang;
        let reader = Reader {
            lang,
            around: &self.around,
            catalogue,
        };
        let did = row.entry.operation.called(lang);
        let what = match reader.details(&row.entry.operation) {
            Some(details) => format!("{did}: {details}"),
            None => did.to_owned(),
        };
        let by = say::history_line(
            lang,
            self.around.name(&row.entry.author),
            time(row.entry.at),
        );
        let accepted = row.entry.accepted.as_ref().map(|it| {
            let who = self.around.name(&it.by);
            words::held::accepted_by(lang, who, time(it.at))
        });
        Event {
            what,
            by: accepted.map_or(by.clone(), |accepted| format!("{by}. {accepted}")),
        }
    }
}

fn text(name: &Personal<Name>) -> String {
    name.reveal().map_or("—", Name::as_str).to_owned()
}

pub(super) fn level(level: Level, lang: Language) -> &'static str {
    match level {
        Level::TEACHES => say::level_3(lang),
        Level::ALONE => say::level_2(lang),
        Level::WITH_HELP => say::level_1(lang),
        _ => say::level_0(lang),
    }
}

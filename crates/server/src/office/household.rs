//! A household's page at `/van-phong/ho/{id}`: its people, its whole history, and what may be changed.
mod change;

pub use change::{by_code, change};

use super::details::Reader;
use super::frame::{Frame, Here, date, time};
use super::groups::{group_name, group_short};
use super::log::{Access, Did};
use super::register::{Around, Choice, outcome};
use super::teams::answer;
use crate::page::render;
use crate::{AppState, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::household::{GroupProgress, Purpose, Resident, Status};
use domain::{
    Catalogue, Household, HouseholdId, Level, Name, Note, Personal, Phone, Record, RecordKey, Seq,
    Settings,
};
use serde::Deserialize;
use store::EntryRow;
use words::{Language, board as say};

/// Entries of the history shown.
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
    phones: String,
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
pub struct Asked {
    xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let frame = Frame::new(&state, &who, Here::Register)?.done(asked.xong.as_deref(), who.language);
    let page = page(&state, &who, &id, frame)?;
    let opened = Access::new(&state, &who, Did::OpenedHousehold);
    opened.of(&id).keep(&state, &who).await?;
    Ok(page)
}

pub(super) fn page(
    state: &AppState,
    who: &SignedIn,
    id: &str,
    frame: Frame,
) -> Result<Response, PageError> {
    let id = HouseholdId::new(id).ok_or(PageError::NotFound)?;
    let key = RecordKey::Household(id);
    let found = state
        .store
        .record(&who.commune, &key)
        .map_err(PageError::internal)?;
    let Some((Record::Household(household), seq)) = found else {
        return Err(PageError::NotFound);
    };
    let entries = history(state, who, &household)?;
    let around = Around::read(state, who)?;
    let settings = super::frame::settings(state, who)?;
    let refused = frame.problem.is_some();
    let page = render(
        &Reading {
            around,
            settings,
            lang: who.language,
        }
        .page(frame, &household, seq, &entries),
    );
    Ok(answer(page, refused))
}

/// The entries on this household and on those merged into it, newest first.
fn history(
    state: &AppState,
    who: &SignedIn,
    household: &Household,
) -> Result<Vec<EntryRow>, PageError> {
    let ids = household.merged.iter().chain([&household.id]).cloned();
    let read = state.store.read(|rows| {
        let mut all = Vec::new();
        for id in ids {
            all.extend(rows.history(&who.commune, &RecordKey::Household(id), HISTORY_LIMIT)?);
        }
        all.sort_by_key(|row| std::cmp::Reverse(row.seq));
        all.dedup_by_key(|row| row.seq);
        all.truncate(HISTORY_LIMIT);
        Ok(all)
    });
    read.map_err(PageError::internal)
}

struct Reading {
    around: Around,
    settings: Settings,
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
        let children = household.children;
        let any = u16::from(children.under_6)
            + u16::from(children.from_6_to_15)
            + u16::from(children.from_16_to_17)
            > 0;
        let choice = |id: &str, name: String, chosen: bool| Choice {
            id: id.to_owned(),
            name,
            chosen,
        };
        let members = self.around.names.iter();
        let mut members: Vec<Choice> = members
            .map(|(id, name)| {
                choice(
                    id.as_str(),
                    name.clone(),
                    household.assigned.as_ref() == Some(id),
                )
            })
            .collect();
        members.sort_by_cached_key(|it| vietnamese::person_sort_key(&it.name));
        let mut alleys = Vec::new();
        for village in &self.around.villages {
            let here = village.id == household.village;
            alleys.push(choice(
                &format!("{}/", village.id),
                village.name.as_str().to_owned(),
                here && household.alley.is_none(),
            ));
            for alley in &village.alleys {
                let name = format!("{} · {}", village.name.as_str(), alley.name.as_str());
                let chosen = here && household.alley.as_ref() == Some(&alley.id);
                alleys.push(choice(
                    &format!("{}/{}", village.id, alley.id),
                    name,
                    chosen,
                ));
            }
        }
        let phones: Vec<&str> = household
            .phones
            .iter()
            .filter_map(Personal::reveal)
            .map(Phone::as_str)
            .collect();
        HouseholdPage {
            lang,
            frame,
            id: household.id.to_string(),
            seq: seq.0,
            code: household.code.as_str().to_owned(),
            head: text(&household.head),
            place: self.around.place(household),
            address: household.address.as_ref().map(text).unwrap_or_default(),
            trade: household
                .business
                .as_ref()
                .map(|it| it.trade.as_str().to_owned())
                .unwrap_or_default(),
            order: household.order,
            phones: phones.join(", "),
            member: household
                .assigned
                .as_ref()
                .map_or_else(|| say::nobody(lang).to_owned(), |it| self.around.name(it)),
            children: any.then(|| {
                say::children(
                    lang,
                    children.under_6,
                    children.from_6_to_15,
                    children.from_16_to_17,
                )
            }),
            consent: self.consent(household),
            kept: match &household.status {
                Status::MergedInto(id) => Some(id.to_string()),
                _ => None,
            },
            left: match household.status {
                Status::MovedAway(day) => Some(say::moved_away(lang, date(day))),
                _ => None,
            },
            people: household
                .residents
                .iter()
                .map(|it| self.person(it, &catalogue))
                .collect(),
            follow_ups: household
                .follow_ups
                .iter()
                .map(|it| say::follow_up(lang, date(it.due), self.around.name(&it.to)))
                .collect(),
            differences: household
                .differences
                .iter()
                .map(|it| say::other_value(lang, it.other.reveal().map_or("—", Note::as_str)))
                .collect(),
            visits: household
                .visits
                .iter()
                .rev()
                .map(|it| VisitRow {
                    id: it.id.to_string(),
                    text: format!(
                        "{} · {} · {}",
                        time(it.at),
                        outcome(it.outcome, lang),
                        self.around.name(&it.author)
                    ),
                    day: it.at.day().to_string(),
                })
                .collect(),
            history: entries
                .iter()
                .map(|row| self.event(row, &catalogue))
                .collect(),
            members,
            alleys,
        }
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

    /// One entry as a sentence: what, and by whom and when.
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

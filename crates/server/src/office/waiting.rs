//! Waiting work at `/van-phong/viec-cho`: what cannot be judged yet, whose it is, and what it waits
//! for.
pub mod register;

use super::desk::Desk;
use super::frame::{Frame, Here, date, time};
use super::teams::DoneQuery;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Entry, EntryId, HouseholdId, RecordKey, RefusalCode};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::{Account, Rows, WaitingEntry};
use sync::Why;
use words::{Language, waiting as say};

pub const ADDRESS: &str = "/van-phong/viec-cho";
/// The most pieces of work shown in a group; the others are counted.
const SHOWN_LIMIT: usize = 20;

#[derive(Template)]
#[template(path = "office/waiting.html")]
struct WaitingPage {
    lang: Language,
    frame: Frame,
    groups: Vec<Group>,
}

struct Group {
    key: String,
    title: String,
    why: String,
    who: String,
    count: usize,
    entries: Vec<Row>,
    hidden: usize,
    /// The household that can be registered.
    missing: Option<HouseholdId>,
}

struct Row {
    id: String,
    what: &'static str,
    author: String,
    made: String,
}

/// A group of work that waits for the same thing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Household(HouseholdId, Option<String>),
    Reader(String),
    Other(Option<String>),
}

impl About {
    fn of(waiting: &WaitingEntry, entry: Option<&Entry>) -> Self {
        let Some(entry) = entry else {
            return About::Reader(waiting.device.to_string());
        };
        match household_of(entry) {
            Some(id) => About::Household(id, waiting.code.clone()),
            None => About::Other(waiting.code.clone()),
        }
    }

    /// The group's name in forms.
    fn key(&self) -> String {
        let code = |code: &Option<String>| code.clone().unwrap_or_default();
        match self {
            About::Household(id, why) => format!("ho {id} {}", code(why)),
            About::Reader(device) => format!("may {device}"),
            About::Other(why) => format!("khac {}", code(why)),
        }
    }
}

pub(super) fn household_of(entry: &Entry) -> Option<HouseholdId> {
    let touched = entry.operation.touches().into_iter();
    touched.into_iter().find_map(|key| match key {
        RecordKey::Household(id) => Some(id),
        _ => None,
    })
}

/// How many pieces of work wait.
pub(super) fn count(desk: &mut Desk<'_>) -> Rows<usize> {
    let row = desk.rows.commune(desk.commune)?;
    Ok(row.map_or(0, |row| row.waiting as usize))
}

pub(super) fn all(desk: &mut Desk<'_>) -> Rows<Vec<WaitingEntry>> {
    WaitingEntry::all(desk.rows, desk.commune)
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let lang = desk.lang;
            let frame = Frame::new(desk, Here::Held)?;
            let frame = frame.done_of(asked.xong.as_deref(), say::by_id, lang);
            let names = names(desk)?;
            let mut found: BTreeMap<About, Vec<(WaitingEntry, Option<Entry>)>> = BTreeMap::new();
            for waiting in all(desk)? {
                let entry = waiting.entry();
                let about = About::of(&waiting, entry.as_ref());
                found.entry(about).or_default().push((waiting, entry));
            }
            let groups = found.into_iter();
            let groups = groups.map(|(about, found)| group(desk, &names, &about, &found));
            Ok(render(&WaitingPage {
                lang,
                frame,
                groups: groups.collect::<Result<_, _>>()?,
            })
            .into_response())
        })
        .await
}

fn names(desk: &mut Desk<'_>) -> Rows<HashMap<AccountId, String>> {
    let accounts = desk.accounts()?;
    let name = |it: &Account| (it.id.clone(), it.name.clone());
    Ok(accounts.iter().map(name).collect())
}

fn group(
    desk: &mut Desk<'_>,
    names: &HashMap<AccountId, String>,
    about: &About,
    found: &[(WaitingEntry, Option<Entry>)],
) -> Result<Group, PageError> {
    let lang = desk.lang;
    let name = |id: &AccountId| names.get(id).cloned().unwrap_or_else(|| id.to_string());
    let authors: BTreeSet<String> = found.iter().map(|(it, _)| name(&it.author)).collect();
    let authors = Vec::from_iter(authors).join(", ");
    let since = found.iter().map(|(it, _)| it.received_at).min();
    let since = since.map_or_else(String::new, |at| date(at.day()));
    let why = found
        .first()
        .map(|(it, _)| told(it, lang))
        .unwrap_or_default();
    let mut missing = None;
    let title = match about {
        About::Household(id, _) => {
            let key = RecordKey::Household(id.clone());
            let known = desk.record(&key)?;
            let code = known.as_ref().and_then(|(it, _)| it.household());
            let code = code.map(|it| it.code.as_str().to_owned());
            missing = known.is_none().then(|| id.clone());
            match code.or_else(|| label(found.iter().map(|(it, _)| it))) {
                Some(code) => say::household(lang, code),
                None => say::household_unnamed(lang, id),
            }
        }
        About::Reader(_) => say::for_reader(lang).to_owned(),
        About::Other(_) => say::for_other(lang).to_owned(),
    };
    let row = |(waiting, entry): &(WaitingEntry, Option<Entry>)| Row {
        id: waiting.id.to_string(),
        what: (entry.as_ref()).map_or(say::unreadable(lang), |it| it.operation.called(lang)),
        author: name(&waiting.author),
        made: time(entry.as_ref().map_or(waiting.received_at, |it| it.at)),
    };
    Ok(Group {
        key: about.key(),
        title,
        why,
        who: say::from(lang, authors, since),
        count: found.len(),
        hidden: found.len().saturating_sub(SHOWN_LIMIT),
        entries: found.iter().take(SHOWN_LIMIT).map(row).collect(),
        missing,
    })
}

/// The household's code, as a phone wrote it down.
pub(super) fn label<'a>(found: impl Iterator<Item = &'a WaitingEntry>) -> Option<String> {
    let mut labels = found.filter_map(|it| it.label.clone());
    labels.find(|label| !label.is_empty())
}

fn told(waiting: &WaitingEntry, lang: Language) -> String {
    let code = waiting.code.as_deref();
    match (waiting.why, code.and_then(RefusalCode::parse)) {
        (Why::Reader, _) => say::why_reader(lang).to_owned(),
        (Why::Household, _) => say::why_household(lang).to_owned(),
        (Why::Resident, _) => say::why_resident(lang).to_owned(),
        (Why::Other, Some(code)) => code.sentence(lang).to_owned(),
        (Why::Other, None) => code.unwrap_or_default().to_owned(),
    }
}

fn of_group(desk: &mut Desk<'_>, group: &str) -> Result<Vec<EntryId>, PageError> {
    let is_of = |it: &WaitingEntry| About::of(it, it.entry().as_ref()).key() == group;
    let all = all(desk)?.into_iter();
    Ok(all.filter(is_of).map(|it| it.id).collect())
}

#[derive(Deserialize)]
pub struct LetGo {
    /// One piece of work; empty for a whole group.
    #[serde(default)]
    id: String,
    #[serde(default)]
    group: String,
}

/// Turns down work that will never be needed, one by one or a whole group.
pub async fn turn_down(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(it): CsrfForm<LetGo>,
) -> Result<Response, PageError> {
    let ids: Vec<EntryId> = match it.id.is_empty() {
        false => EntryId::parse(&it.id).into_iter().collect(),
        true => {
            state
                .page(&who, move |desk| of_group(desk, &it.group))
                .await?
        }
    };
    let (commune, by, now) = (who.commune.clone(), who.account.clone(), state.clock.now());
    let down = state.store.write_to(&who.commune, move |ledger| {
        WaitingEntry::turn_down(ledger, &commune, &ids, (&by, now))
    });
    match down.done().await.map_err(PageError::internal)? {
        0 => Err(PageError::NotFound),
        _ => {
            let done = format!("{ADDRESS}?xong=done-waiting-turned-down");
            Ok(Redirect::to(&done).into_response())
        }
    }
}

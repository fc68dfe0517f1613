//! Held entries at `/van-phong/cho`: made outside the author's area, or on a phone that has ended.
//! Each shows what it would change. It is judged by what its author and the deciding officer may
//! do.
mod about;
mod decided;
mod told;

use super::desk::Desk;
use super::details::Reader;
use super::frame::{Frame, Here, PageProblem, time};
use super::log::{self, Access, Did};
use super::teams::answer;
use super::waiting;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use decided::Decided;
use domain::{AccountId, Catalogue, DeviceId, EntryId, Marketplace, Operation};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use store::{Decider, HeldEntry};
use sync::Outcome;
use told::{Change, Teller};
use words::{Language, held as say};

const ADDRESS: &str = "/van-phong/cho";
/// Entries on a page.
const SHOWN_LIMIT: usize = 50;
/// How many entries are turned down in one commit.
const AT_A_TIME: usize = 1_000;

#[derive(Template)]
#[template(path = "office/held.html")]
struct HeldPage {
    lang: Language,
    frame: Frame,
    devices: Vec<Phone>,
    entries: Vec<Row>,
    count: usize,
    /// The phone that the page is limited to; empty for all.
    device: String,
    /// The last entry on this page, if more follow.
    next: Option<String>,
    /// Work that cannot be judged yet, which has a page of its own.
    waiting: usize,
}

struct Phone {
    id: String,
    count: usize,
    who: String,
}

struct Row {
    id: String,
    author: String,
    made: String,
    received: String,
    what: &'static str,
    /// The names of the records that it touches.
    about: String,
    changes: Vec<Change>,
    /// Why it cannot be accepted.
    refused: Option<&'static str>,
}

#[derive(Default, Deserialize)]
pub struct HeldQuery {
    xong: Option<String>,
    may: Option<String>,
    sau: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<HeldQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Held)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame, &asked)
        })
        .await
}

fn decider(state: &AppState, who: &SignedIn) -> Decider {
    Decider {
        account: who.account.clone(),
        scope: who.scope.clone(),
        at: state.clock.now(),
    }
}

fn page(desk: &mut Desk<'_>, frame: Frame, asked: &HeldQuery) -> Result<Response, PageError> {
    let (state, who, lang) = (desk.state, desk.who, desk.lang);
    let device = asked.may.clone().and_then(DeviceId::new);
    let after = asked.sau.as_deref().and_then(EntryId::parse);
    let decider = decider(state, who);
    let counts = HeldEntry::count(desk.rows, &who.commune)?;
    let limit = SHOWN_LIMIT + 1;
    let held = HeldEntry::some(desk.rows, &who.commune, device.as_ref(), after, limit)?;
    let mut found = Vec::new();
    for it in held {
        let would = it.would(desk.rows, &decider)?;
        found.push((it, would));
    }
    let (devices, accounts) = (desk.devices()?, desk.accounts()?);
    let names: HashMap<_, _> = accounts.iter().map(|it| (&it.id, &it.name)).collect();
    let name = |id: &AccountId| {
        let known = names.get(id);
        known.map_or_else(|| id.to_string(), |it| (*it).clone())
    };
    let more = found.len() > SHOWN_LIMIT;
    found.truncate(SHOWN_LIMIT);
    let next = found.last().filter(|_| more);
    let next = next.map(|(it, _)| it.entry.id.to_string());
    let (around, settings) = (desk.around()?, desk.settings()?);
    let teller = Teller {
        lang,
        around: &around,
        catalogue: &Catalogue::new(&settings),
        marketplaces: &Marketplace::all(&settings),
        number: &|account| {
            let number = state.store.account_number(&who.commune, account);
            number.map_or_else(String::new, |it| it.masked())
        },
    };
    let reader = Reader {
        lang,
        around: &around,
        catalogue: teller.catalogue,
    };
    let mut entries = Vec::new();
    for (it, would) in &found {
        let (changes, refused) = match would {
            Ok(changed) => {
                let changed = changed.iter();
                let changes =
                    changed.flat_map(|(before, after)| teller.changes(before.as_deref(), after));
                (changes.collect(), None)
            }
            Err(code) => (Vec::new(), Some(code.sentence(lang))),
        };
        entries.push(Row {
            id: it.entry.id.to_string(),
            author: name(&it.entry.author),
            made: time(it.entry.at),
            received: time(it.received_at),
            what: it.entry.operation.called(lang),
            about: about(desk, &it.entry.operation, &reader)?,
            changes,
            refused,
        });
    }
    let owner = |id: &DeviceId| devices.iter().find(|it| it.id == *id);
    let phones = counts.iter().map(|(id, count)| Phone {
        id: id.to_string(),
        count: *count,
        who: owner(id).map_or_else(|| id.to_string(), |it| name(&it.account)),
    });
    let refused = frame.problem.is_some();
    let page = render(&HeldPage {
        lang,
        frame,
        devices: phones.collect(),
        entries,
        count: counts.values().sum(),
        device: device.map(|it| it.to_string()).unwrap_or_default(),
        next,
        waiting: waiting::count(desk)?,
    });
    Ok(answer(page, refused))
}

fn about(
    desk: &mut Desk<'_>,
    operation: &Operation,
    reader: &Reader<'_>,
) -> Result<String, PageError> {
    let mut records = Vec::new();
    for key in operation.touches() {
        records.extend(desk.record(&key)?.map(|(record, _)| record));
    }
    Ok(about::about(operation, &records, reader).join("; "))
}

#[derive(Deserialize)]
pub struct Decision {
    how: String,
}

/// Accepts one entry into the log as it was made, or turns it down for good.
pub async fn decide(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(it): CsrfForm<Decision>,
) -> Result<Response, PageError> {
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    decide_on(&state, &who, vec![id], &it.how).await
}

/// Decides about the ticked entries, or turns down all of a phone.
pub async fn decide_several(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let of = |name: &'static str| fields.iter().filter(move |(key, _)| key == name);
    if let Some((_, device)) = of("device").next() {
        let device = DeviceId::new(device.as_str()).ok_or(PageError::NotFound)?;
        return turn_down_all(&state, &who, device).await;
    }
    let ids = of("id").map(|(_, id)| EntryId::parse(id));
    let ids: Option<Vec<EntryId>> = ids.take(SHOWN_LIMIT).collect();
    let ids = ids.ok_or(PageError::NotFound)?;
    if ids.is_empty() {
        let problem = PageProblem::told_by("none-chosen", say::by_id, who.language);
        return refuse(&state, &who, problem).await;
    }
    let how = of("how").next().map_or("", |(_, how)| how.as_str());
    decide_on(&state, &who, ids, how).await
}

async fn decide_on(
    state: &AppState,
    who: &SignedIn,
    mut ids: Vec<EntryId>,
    how: &str,
) -> Result<Response, PageError> {
    let (accept, done) = match how {
        "accept" => (true, "done-accepted"),
        "reject" => (false, "done-rejected"),
        _ => return Err(PageError::FormNotUnderstood),
    };
    // In the order in which they were made, because later ones may need earlier ones.
    ids.sort();
    let did = match accept {
        true => Did::AcceptedHeld,
        false => Did::TurnedDownHeld,
    };
    let logged = LogIds::new(state, ids.len());
    let (commune, by) = (who.commune.clone(), decider(state, who));
    let decided = state.store.write_to(&who.commune, move |ledger| {
        let mut decided = Decided::default();
        for id in &ids {
            let held = HeldEntry::get(ledger.transaction(), &commune, *id)?;
            let Some(author) = held.map(|it| it.entry.author) else {
                decided.miss(ledger.transaction(), &commune, *id)?;
                continue;
            };
            let outcome = match accept {
                true => HeldEntry::accept(ledger, &commune, *id, &by)?,
                false => {
                    let by = (&by.account, by.at);
                    HeldEntry::reject(ledger.transaction(), &commune, *id, by)?;
                    Some(Outcome::Rejected)
                }
            };
            match outcome {
                Some(Outcome::Refused { code }) => decided.refused.push(code),
                _ => *decided.of.entry(author).or_default() += 1,
            }
        }
        logged.put(ledger, &commune, &by, did, &decided.of)?;
        Ok(decided)
    });
    let decided = decided.done().await.map_err(PageError::internal)?;
    if decided.is_nothing() {
        return Err(PageError::NotFound);
    }
    match decided.problem(accept, who.language) {
        Some(problem) => refuse(state, who, problem).await,
        None => Ok(Redirect::to(&format!("{ADDRESS}?xong={done}")).into_response()),
    }
}

async fn turn_down_all(
    state: &AppState,
    who: &SignedIn,
    device: DeviceId,
) -> Result<Response, PageError> {
    let mut all = 0;
    let phone = device.clone();
    loop {
        let logged = LogIds::new(state, 1);
        let (commune, by) = (who.commune.clone(), decider(state, who));
        let device = device.clone();
        let some = state.store.write_to(&who.commune, move |ledger| {
            let rows = ledger.transaction();
            let first = HeldEntry::some(rows, &commune, Some(&device), None, 1)?;
            let author = first.into_iter().next().map(|it| it.entry.author);
            let told = (&by.account, by.at);
            let count = HeldEntry::reject_of(rows, &commune, &device, AT_A_TIME, told)?;
            let of = author.filter(|_| count > 0).map(|author| (author, count));
            let of = of.into_iter().collect();
            logged.put(ledger, &commune, &by, Did::TurnedDownHeld, &of)?;
            Ok(count)
        });
        let some = some.done().await.map_err(PageError::internal)?;
        all += some;
        if some < AT_A_TIME {
            break;
        }
    }
    match all {
        0 => none_left(state, who, phone).await,
        _ => Ok(Redirect::to(&format!("{ADDRESS}?xong=done-rejected")).into_response()),
    }
}

/// Answers that nothing of the phone is held any more, because someone else has decided about all
/// of it.
async fn none_left(
    state: &AppState,
    who: &SignedIn,
    phone: DeviceId,
) -> Result<Response, PageError> {
    let found = state.page(who, move |desk| {
        Ok(store::Device::get(desk.rows, desk.commune, &phone)?)
    });
    found.await?.ok_or(PageError::NotFound)?;
    let problem = PageProblem {
        code: decided::BEFORE,
        sentence: say::none_left(who.language).to_owned(),
    };
    refuse(state, who, problem).await
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
) -> Result<Response, PageError> {
    let show = |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Held)?.problem(Some(problem));
        page(desk, frame, &HeldQuery::default())
    };
    state.page(who, show).await
}

/// Ids for the access log, drawn before the write.
#[derive(Clone)]
struct LogIds(Vec<EntryId>);

impl LogIds {
    fn new(state: &AppState, count: usize) -> Self {
        let now = state.clock.now();
        Self((0..count).map(|_| state.chance.entry_id(now)).collect())
    }

    /// Adds a line for each author, in the commit that carries the decisions.
    fn put(
        self,
        ledger: &mut store::Ledger<'_>,
        commune: &domain::CommuneId,
        by: &Decider,
        did: Did,
        of: &BTreeMap<AccountId, usize>,
    ) -> store::Rows<()> {
        for ((author, count), id) in of.iter().zip(&self.0) {
            let access = Access::counted(by.at, &by.account, did, *count).of(author);
            let row = access.row_of(commune, id);
            ledger.transaction().put_document(log::kind(), &row)?;
        }
        Ok(())
    }
}

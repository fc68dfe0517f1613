//! The register at `/van-phong/ho`: filter, search, sort as people do, assign, export.
mod export;
mod filter;

pub use export::export;
pub use filter::Filter;

use super::act;
use super::frame::{self, Frame, Here, Problem, date, teams, villages};
use super::teams::answer;
use crate::page::{escape_query, page_of, render};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::household::Outcome;
use domain::{
    AccountId, Catalogue, Household, HouseholdAssigned, HouseholdId, Kind, Name, Operation, Record,
    TOUCHED_LIMIT, Village, VillageId,
};
use std::collections::BTreeMap;
use words::{Language, board as say};

/// Rows on a page.
const PAGE_ROWS: usize = 60;

#[derive(Template)]
#[template(path = "office/register.html")]
struct RegisterPage {
    lang: Language,
    frame: Frame,
    filter: Filter,
    villages: Vec<Choice>,
    alleys: Vec<Choice>,
    members: Vec<Choice>,
    states: Vec<Choice>,
    directives: Vec<Choice>,
    rows: Vec<Row>,
    count: usize,
    page: usize,
    pages: usize,
    query: String,
}

pub struct Choice {
    pub id: String,
    pub name: String,
    pub chosen: bool,
}

impl Choice {
    pub(super) fn new(id: &str, name: &str, chosen: Option<&String>) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            chosen: chosen.is_some_and(|it| it == id),
        }
    }
}

struct Row {
    id: String,
    code: String,
    head: String,
    place: String,
    member: String,
    visit: String,
    five: bool,
}

/// What the pages of the register share: villages and names of members.
pub struct Around {
    pub villages: Vec<Village>,
    pub names: BTreeMap<AccountId, String>,
}

impl Around {
    pub fn read(state: &AppState, who: &SignedIn) -> Result<Self, PageError> {
        let members = teams(state, who)?.into_iter().flat_map(|team| team.members);
        let names = members
            .map(|it| (it.id, it.name.as_str().to_owned()))
            .collect();
        Ok(Self {
            villages: villages(state, who)?,
            names,
        })
    }

    pub fn place(&self, household: &Household) -> String {
        let village = self.villages.iter().find(|it| it.id == household.village);
        let alley = village.and_then(|it| it.alley(household.alley.as_ref()?));
        let names = [
            alley.map(|it| it.name.as_str()),
            village.map(|it| it.name.as_str()),
        ];
        names.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    pub fn village_name(&self, id: &VillageId) -> String {
        let village = self.villages.iter().find(|it| it.id == *id);
        village.map_or_else(|| id.to_string(), |it| it.name.as_str().to_owned())
    }

    pub fn village_choices(&self, chosen: Option<&String>) -> Vec<Choice> {
        let villages = self.villages.iter();
        let choice = |it: &Village| Choice::new(it.id.as_str(), it.name.as_str(), chosen);
        villages.map(choice).collect()
    }

    /// By given name, as people look for each other.
    pub fn member_choices(&self, chosen: Option<&String>) -> Vec<Choice> {
        let names = self.names.iter();
        let choice = |(id, name): (&AccountId, &String)| Choice::new(id.as_str(), name, chosen);
        let mut members: Vec<Choice> = names.map(choice).collect();
        members.sort_by_cached_key(|it| vietnamese::person_sort_key(&it.name));
        members
    }

    pub fn name(&self, account: &AccountId) -> String {
        self.names
            .get(account)
            .cloned()
            .unwrap_or_else(|| account.to_string())
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(filter): Query<Filter>,
) -> Result<Response, PageError> {
    let frame =
        Frame::new(&state, &who, Here::Register)?.done(filter.xong.as_deref(), who.language);
    page(&state, &who, frame, filter)
}

fn page(
    state: &AppState,
    who: &SignedIn,
    frame: Frame,
    filter: Filter,
) -> Result<Response, PageError> {
    let lang = who.language;
    let around = Around::read(state, who)?;
    let found = find(state, who, &around, &filter)?;
    let settings = frame::settings(state, who)?;
    let catalogue = Catalogue::new(&settings);
    let today = state.clock.now().day();
    let (number, pages) = page_of(filter.trang, found.len(), PAGE_ROWS);
    let rows = found
        .iter()
        .skip((number - 1) * PAGE_ROWS)
        .take(PAGE_ROWS)
        .map(|household| Row {
            id: household.id.to_string(),
            code: household.code.as_str().to_owned(),
            head: household.head.reveal().map_or("—", Name::as_str).to_owned(),
            place: around.place(household),
            member: household
                .assigned
                .as_ref()
                .map_or_else(|| say::nobody(lang).to_owned(), |it| around.name(it)),
            visit: last_visit(household, lang),
            five: household.has_five(&catalogue, &settings, today),
        });
    let alleys = around
        .villages
        .iter()
        .filter(|it| filter.thon.as_deref() == Some(it.id.as_str()));
    let states = filter::State::ALL
        .iter()
        .map(|it| Choice::new(it.code(), it.name(lang), filter.tinh_trang.as_ref()));
    let directives = super::directives::all(state, who)?;
    let directives = directives
        .iter()
        .filter(|it| it.in_force())
        .map(|it| Choice::new(it.id().as_str(), it.title.as_str(), filter.viec.as_ref()));
    let refused = frame.problem.is_some();
    let page = RegisterPage {
        lang,
        frame,
        villages: around.village_choices(filter.thon.as_ref()),
        alleys: alleys
            .flat_map(|it| &it.alleys)
            .map(|it| Choice::new(it.id.as_str(), it.name.as_str(), filter.ngo.as_ref()))
            .collect(),
        members: around.member_choices(filter.to_vien.as_ref()),
        states: states.collect(),
        directives: directives.collect(),
        rows: rows.collect(),
        count: found.len(),
        page: number,
        pages,
        query: filter.query(),
        filter,
    };
    Ok(answer(render(&page), refused))
}

/// The households that fit, in walking order: village, alley, door.
pub(super) fn find(
    state: &AppState,
    who: &SignedIn,
    around: &Around,
    filter: &Filter,
) -> Result<Vec<Household>, PageError> {
    let records = state
        .store
        .records(&who.commune, Kind::Household)
        .map_err(PageError::internal)?;
    let settings = frame::settings(state, who)?;
    let test = filter::Test::new(filter, &settings, state.clock.now().day());
    let mut found: Vec<Household> = records
        .into_iter()
        .filter_map(|record| match record {
            Record::Household(household) => Some(*household),
            _ => None,
        })
        .filter(|household| test.takes(household))
        .collect();
    let order = |household: &Household| {
        let village = around
            .villages
            .iter()
            .position(|it| it.id == household.village);
        let alleys = village
            .and_then(|it| around.villages.get(it))
            .map(|it| &it.alleys);
        let alley = alleys.and_then(|all| {
            all.iter()
                .position(|it| Some(&it.id) == household.alley.as_ref())
        });
        (
            village,
            alley.unwrap_or(usize::MAX),
            household.order,
            vietnamese::word_sort_key(household.code.as_str()),
        )
    };
    found.sort_by_cached_key(order);
    Ok(found)
}

pub fn last_visit(household: &Household, lang: Language) -> String {
    match household.last_visit() {
        Some(visit) => format!(
            "{} · {}",
            date(visit.at.day()),
            outcome(visit.outcome, lang)
        ),
        None => say::never_visited(lang).to_owned(),
    }
}

pub fn outcome(outcome: Outcome, lang: Language) -> &'static str {
    match outcome {
        Outcome::Met => say::outcome_met(lang),
        Outcome::Absent => say::outcome_absent(lang),
        Outcome::Refused => say::outcome_refused(lang),
        Outcome::Moved => say::outcome_moved(lang),
    }
}

/// Gives the ticked households to a member.
pub async fn assign(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(filter): Query<Filter>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let chosen: Vec<HouseholdId> = fields
        .iter()
        .filter(|(name, _)| name == "household")
        .filter_map(|(_, id)| HouseholdId::new(id.clone()))
        .collect();
    let member = fields
        .iter()
        .find(|(name, _)| name == "member")
        .and_then(|(_, id)| AccountId::new(id.clone()));
    let frame = Frame::new(&state, &who, Here::Register)?;
    if chosen.is_empty() {
        let problem = Problem {
            code: "nothing-chosen",
            sentence: say::nothing_chosen(who.language).to_owned(),
        };
        return page(&state, &who, frame.problem(Some(problem)), filter);
    }
    let operations = chosen.chunks(TOUCHED_LIMIT).map(|households| {
        Operation::HouseholdAssigned(HouseholdAssigned {
            households: households.to_vec(),
            member: member.clone(),
        })
    });
    match act::record(&state, &who, operations.collect()).await? {
        Ok(()) => Ok(Redirect::to(&format!("/van-phong/ho?{}", filter.query())).into_response()),
        Err(code) => page(
            &state,
            &who,
            frame.problem(Some(Problem::refused(code, who.language))),
            filter,
        ),
    }
}

pub(super) fn pair(name: &str, value: &str) -> String {
    format!("{name}={}", escape_query(value))
}

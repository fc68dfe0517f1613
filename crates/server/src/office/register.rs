//! The register at `/van-phong/ho`: filter, search, sort by name as people do, assign, export.
mod export;
mod filter;

pub use export::export;
pub use filter::Filter;

use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use super::teams::answer;
use crate::page::{escape_query, page_of, render};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AccountId, Alley, Catalogue, Household, HouseholdAssigned, HouseholdId, Kind, Member, Name,
    Operation, Record, TOUCHED_LIMIT, Team, Village, VillageId,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use vietnamese::Fit;
use words::{Language, board as say};

/// As the form says that chosen households are to be nobody's.
pub(super) const NOBODY: &str = "-";
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
    /// What a search only nearly finds.
    near: Vec<Row>,
    count: usize,
    page: usize,
    pages: usize,
    query: String,
}

impl RegisterPage {
    /// What fits, then what is near.
    fn groups(&self) -> [(bool, &[Row]); 2] {
        [(false, &self.rows), (true, &self.near)]
    }
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

/// What gives names to places and members.
pub struct Around {
    pub villages: Arc<Vec<Village>>,
    pub names: BTreeMap<AccountId, String>,
}

impl Around {
    pub fn new(villages: Arc<Vec<Village>>, teams: &[Team]) -> Self {
        let members = teams.iter().flat_map(|team| &team.members);
        let name = |it: &Member| (it.id.clone(), it.name.as_str().to_owned());
        Self {
            villages,
            names: members.map(name).collect(),
        }
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

    /// Empty if the household has no alley.
    pub fn alley_name(&self, household: &Household) -> &str {
        let village = self.villages.iter().find(|it| it.id == household.village);
        let alley = village.and_then(|it| it.alley(household.alley.as_ref()?));
        alley.map_or("", |it| it.name.as_str())
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

    /// Those of the village that was chosen.
    pub fn alley_choices(&self, village: Option<&String>, chosen: Option<&String>) -> Vec<Choice> {
        let here = |it: &&Village| village.is_some_and(|id| id == it.id.as_str());
        let alleys = self.villages.iter().filter(here).flat_map(|it| &it.alleys);
        let choice = |it: &Alley| Choice::new(it.id.as_str(), it.name.as_str(), chosen);
        alleys.map(choice).collect()
    }

    /// Members sorted by given name, as people look for each other.
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
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Register)?.done(filter.xong.as_deref(), desk.lang);
            page(desk, frame, filter)
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame, filter: Filter) -> Result<Response, PageError> {
    let lang = desk.lang;
    let around = desk.around()?;
    let found = find(desk, &filter)?;
    let (number, pages) = page_of(filter.trang, found.households.len(), PAGE_ROWS);
    let shown = found.households.iter().skip((number - 1) * PAGE_ROWS);
    // Behind the last of those that fit; whoever searches among more types another letter.
    let near = found
        .near
        .iter()
        .filter(|_| number == pages)
        .take(PAGE_ROWS);
    let states = filter::State::ALL
        .iter()
        .map(|it| Choice::new(it.code(), it.name(lang), filter.tinh_trang.as_ref()));
    let directives = super::directives::all(desk)?;
    let directives = directives
        .iter()
        .filter(|it| it.in_force())
        .map(|it| Choice::new(it.id().as_str(), it.title.as_str(), filter.viec.as_ref()));
    let refused = frame.problem.is_some();
    let page = RegisterPage {
        lang,
        frame,
        villages: around.village_choices(filter.thon.as_ref()),
        alleys: around.alley_choices(filter.thon.as_ref(), filter.ngo.as_ref()),
        members: around.member_choices(filter.to_vien.as_ref()),
        states: states.collect(),
        directives: directives.collect(),
        rows: rows(desk, shown.take(PAGE_ROWS))?,
        near: rows(desk, near)?,
        count: found.households.len(),
        page: number,
        pages,
        query: filter.query(),
        filter,
    };
    Ok(answer(render(&page), refused))
}

fn rows<'a>(
    desk: &mut Desk<'_>,
    shown: impl Iterator<Item = &'a Household>,
) -> Result<Vec<Row>, PageError> {
    let (settings, around) = (desk.settings()?, desk.around()?);
    let (lang, today, catalogue) = (desk.lang, desk.today(), Catalogue::new(&settings));
    let nobody = || say::nobody(lang).to_owned();
    let row = |household: &Household| Row {
        id: household.id.to_string(),
        code: household.code.as_str().to_owned(),
        head: household.head.reveal().map_or("—", Name::as_str).to_owned(),
        place: around.place(household),
        member: (household.assigned.as_ref()).map_or_else(nobody, |it| around.name(it)),
        visit: last_visit(household, lang),
        five: household.has_five(&catalogue, &settings, today),
    };
    Ok(shown.map(row).collect())
}

/// The households that a filter takes.
pub(super) struct Found {
    /// The best fits of a search first, else in walking order: village, alley, door.
    pub households: Vec<Household>,
    /// Those that a search only nearly finds: a mark or a letter differs.
    pub near: Vec<Household>,
}

pub(super) fn find(desk: &mut Desk<'_>, filter: &Filter) -> Result<Found, PageError> {
    let records = desk.records(Kind::Household)?;
    let (settings, around) = (desk.settings()?, desk.around()?);
    let test = filter::Test::new(filter, &settings, desk.today());
    let households = records.into_iter().filter_map(|record| match record {
        Record::Household(household) => Some(*household),
        _ => None,
    });
    let mut taken: Vec<Household> = households.filter(|it| test.takes(it)).collect();
    taken.sort_by_cached_key(|household| walk(household, &around.villages));
    if !test.searches() {
        let (households, near) = (taken, Vec::new());
        return Ok(Found { households, near });
    }
    let fit = |it: &Household| test.fit(it, &around);
    let mut fitting: Vec<(Fit, Household)> = Vec::new();
    let mut others = Vec::new();
    for household in taken {
        match fit(&household) {
            Some(fit) => fitting.push((fit, household)),
            None => others.push(household),
        }
    }
    if fitting.is_empty() {
        let near = others.into_iter().filter(|it| test.is_near(it));
        fitting = near.map(|it| (Fit::Near, it)).collect();
    }
    fitting.sort_by_key(|(fit, _)| *fit);
    let first_near = fitting.partition_point(|(fit, _)| *fit < Fit::Near);
    let near = fitting.split_off(first_near);
    let only = |found: Vec<(Fit, Household)>| found.into_iter().map(|(_, it)| it).collect();
    Ok(Found {
        households: only(fitting),
        near: only(near),
    })
}

/// The place of a household in walking order.
fn walk(household: &Household, villages: &[Village]) -> impl Ord + use<> {
    let place = villages.iter().position(|it| it.id == household.village);
    let alleys = place.and_then(|it| villages.get(it)).map(|it| &it.alleys);
    let is_here = |it: &Alley| Some(&it.id) == household.alley.as_ref();
    let alley = alleys.and_then(|all| all.iter().position(is_here));
    (
        place,
        alley.unwrap_or(usize::MAX),
        household.order,
        vietnamese::word_sort_key(household.code.as_str()),
    )
}

pub fn last_visit(household: &Household, lang: Language) -> String {
    match household.last_visit() {
        Some(visit) => format!(
            "{} · {}",
            date(visit.at.day()),
            visit.outcome.called()(lang)
        ),
        None => say::never_visited(lang).to_owned(),
    }
}

/// Assigns the ticked households to a member.
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
    let member = fields.iter().find(|(name, _)| name == "member");
    let member = match member.map_or("", |(_, id)| id.as_str()) {
        NOBODY => Some(None),
        id => AccountId::new(id).map(Some),
    };
    if chosen.is_empty() {
        let problem = PageProblem {
            code: "nothing-chosen",
            sentence: say::nothing_chosen(who.language).to_owned(),
        };
        return refuse(&state, &who, problem, filter).await;
    }
    let Some(member) = member else {
        let problem = PageProblem {
            code: "member-not-chosen",
            sentence: say::member_not_chosen(who.language).to_owned(),
        };
        return refuse(&state, &who, problem, filter).await;
    };
    let operations = chosen.chunks(TOUCHED_LIMIT).map(|households| {
        Operation::HouseholdAssigned(HouseholdAssigned {
            households: households.to_vec(),
            member: member.clone(),
        })
    });
    match act::record(&state, &who, operations.collect()).await? {
        Ok(()) => {
            let back = format!("/van-phong/ho?{}&xong=done-shared", filter.query());
            Ok(Redirect::to(&back).into_response())
        }
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            refuse(&state, &who, problem, filter).await
        }
    }
}

/// The same doors with what was wrong.
async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    filter: Filter,
) -> Result<Response, PageError> {
    let show = |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Register)?.problem(Some(problem));
        page(desk, frame, filter)
    };
    state.page(who, show).await
}

pub(super) fn pair(name: &str, value: &str) -> String {
    format!("{name}={}", escape_query(value))
}

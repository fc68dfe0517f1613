//! Shares out households at `/van-phong/chia`: by alley, or evenly with a preview first.
mod even;

use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem};
use super::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AccountId, Area, Household, HouseholdAssigned, HouseholdId, Kind, Operation, Record,
    TOUCHED_LIMIT, Village,
};
use even::{Block, DoorInOrder, share};
use serde::Deserialize;
use std::sync::Arc;
use words::Language;

#[derive(Template)]
#[template(path = "office/sharing.html")]
struct SharingPage {
    lang: Language,
    frame: Frame,
    villages: Vec<Choice>,
    village: String,
    village_name: String,
    alleys: Vec<AlleyRow>,
    members: Vec<MemberRow>,
    preview: Vec<BlockRow>,
    only_free: bool,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct AlleyRow {
    id: String,
    name: String,
    households: usize,
    free: usize,
    /// Who is responsible for how many now, such as `Hạnh 12, Quý 9`.
    now: String,
}

struct MemberRow {
    id: String,
    name: String,
    households: usize,
    ticked: bool,
}

struct BlockRow {
    name: String,
    households: usize,
    stretch: String,
}

#[derive(Deserialize)]
pub struct Where {
    thon: Option<String>,
    xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<Where>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Sharing)?.done(asked.xong.as_deref(), desk.lang);
            let ground = Ground::read(desk, asked.thon.as_deref())?;
            Ok(page(frame, &ground, &Evenly::default(), &[]))
        })
        .await
}

/// One village with its households in walking order and the members who may take them.
struct Ground {
    villages: Arc<Vec<Village>>,
    chosen: Option<Village>,
    households: Vec<Household>,
    members: Vec<(AccountId, String)>,
}

impl Ground {
    fn read(desk: &mut Desk<'_>, village: Option<&str>) -> Result<Self, PageError> {
        let villages = desk.villages()?;
        let chosen = village
            .and_then(|id| villages.iter().find(|it| it.id.as_str() == id))
            .or(villages.first())
            .cloned();
        let Some(village) = &chosen else {
            return Ok(Self {
                villages,
                chosen,
                households: Vec::new(),
                members: Vec::new(),
            });
        };
        let today = desk.today();
        let mut members: Vec<(AccountId, String)> = desk
            .teams()?
            .iter()
            .filter(|team| team.villages.contains(&village.id))
            .flat_map(|team| team.serving(today))
            .map(|it| (it.id.clone(), it.name.as_str().to_owned()))
            .collect();
        members.sort_by_cached_key(|(_, name)| vietnamese::person_sort_key(name));
        members.dedup();
        let households = households(desk, village)?;
        Ok(Self {
            villages,
            chosen,
            households,
            members,
        })
    }

    fn name(&self, member: &AccountId) -> Option<&str> {
        let found = self.members.iter().find(|(id, _)| id == member);
        found.map(|(_, name)| name.as_str())
    }

    fn alley_name(&self, household: &Household) -> &str {
        let village = self.chosen.as_ref();
        let alley = household.alley.as_ref();
        let found = village.zip(alley).and_then(|(it, id)| it.alley(id));
        found.map_or("—", |it| it.name.as_str())
    }

    fn doors(&self, evenly: &Evenly) -> Vec<DoorInOrder> {
        let wanted = self
            .households
            .iter()
            .filter(|it| !evenly.only_free || it.assigned.is_none());
        wanted
            .map(|it| DoorInOrder {
                household: it.id.clone(),
                now: it.assigned.clone(),
            })
            .collect()
    }
}

/// A village's households that are here, alley by alley in walking order.
fn households(desk: &mut Desk<'_>, village: &Village) -> Result<Vec<Household>, PageError> {
    let areas = [Area::Village(village.id.clone())];
    let commune = desk.commune;
    let records = desk.rows.readable(commune, Kind::Household, Some(&areas))?;
    let mut households = Vec::new();
    for record in records {
        if let Record::Household(household) = record
            && household.is_here()
        {
            households.push(*household);
        }
    }
    let place = |it: &Household| {
        let alley = it.alley.as_ref();
        let place = alley.and_then(|id| village.alleys.iter().position(|alley| alley.id == *id));
        place.unwrap_or(usize::MAX)
    };
    households.sort_by_cached_key(|it| {
        let code = vietnamese::word_sort_key(it.code.as_str());
        (place(it), it.order, code)
    });
    Ok(households)
}

/// Assigns every alley for which a member was chosen.
pub async fn by_alley(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let read = state.page(&who, move |desk| {
        let ground = Ground::read(desk, Some(value(&fields, "village")))?;
        Ok((alleys_given(&ground, &fields)?, ground))
    });
    let (operations, ground) = read.await?;
    finish(&state, &who, ground, operations).await
}

fn alleys_given(ground: &Ground, fields: &[(String, String)]) -> Result<Vec<Operation>, PageError> {
    let mut operations = Vec::new();
    for (name, member) in fields {
        let Some(alley) = name.strip_prefix("alley-").filter(|_| !member.is_empty()) else {
            continue;
        };
        let member = match member.as_str() {
            "nobody" => None,
            id => Some(AccountId::new(id).ok_or(PageError::FormNotUnderstood)?),
        };
        let moved = ground.households.iter().filter(|it| {
            let here = it.alley.as_ref().map_or("", |alley| alley.as_str());
            here == alley && it.assigned != member
        });
        let moved: Vec<HouseholdId> = moved.map(|it| it.id.clone()).collect();
        operations.extend(assignments(&moved, member.as_ref()));
    }
    Ok(operations)
}

#[derive(Default)]
struct Evenly {
    members: Vec<AccountId>,
    only_free: bool,
}

/// What a form of an even share comes to.
enum Even {
    /// Something to look at first.
    Look(Response),
    Do(Ground, Vec<Operation>),
}

/// Shows what an even share would be; with `do`, assigns it.
pub async fn evenly(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    match state.page(&who, move |desk| even(desk, &fields)).await? {
        Even::Look(page) => Ok(page),
        Even::Do(ground, operations) => finish(&state, &who, ground, operations).await,
    }
}

fn even(desk: &mut Desk<'_>, fields: &[(String, String)]) -> Result<Even, PageError> {
    let ground = Ground::read(desk, Some(value(fields, "village")))?;
    let ticked = fields.iter().filter(|(name, _)| name == "member");
    let evenly = Evenly {
        members: ticked
            .filter_map(|(_, id)| AccountId::new(id.as_str()))
            .filter(|id| ground.name(id).is_some())
            .collect(),
        only_free: value(fields, "only") == "free",
    };
    let frame = Frame::new(desk, Here::Sharing)?;
    if evenly.members.is_empty() {
        let frame = frame.problem(Some(PageProblem::told("members-needed", desk.lang)));
        return Ok(Even::Look(answer(page(frame, &ground, &evenly, &[]), true)));
    }
    let doors = ground.doors(&evenly);
    let blocks = share(&doors, &evenly.members);
    if value(fields, "do").is_empty() {
        return Ok(Even::Look(page(frame, &ground, &evenly, &blocks)));
    }
    let operations = blocks.iter().flat_map(|block| {
        let moved = doors[block.doors.clone()]
            .iter()
            .filter(|door| door.now.as_ref() != Some(&block.member));
        let moved: Vec<HouseholdId> = moved.map(|door| door.household.clone()).collect();
        assignments(&moved, Some(&block.member))
    });
    let operations = operations.collect();
    Ok(Even::Do(ground, operations))
}

/// Splits an assignment into operations, because one operation may touch only a limited number of
/// households.
fn assignments(households: &[HouseholdId], member: Option<&AccountId>) -> Vec<Operation> {
    let groups = households.chunks(TOUCHED_LIMIT);
    let group = |households: &[HouseholdId]| {
        Operation::HouseholdAssigned(HouseholdAssigned {
            households: households.to_vec(),
            member: member.cloned(),
        })
    };
    groups.map(group).collect()
}

async fn finish(
    state: &AppState,
    who: &SignedIn,
    ground: Ground,
    operations: Vec<Operation>,
) -> Result<Response, PageError> {
    let village = ground.chosen.as_ref().map_or("", |it| it.id.as_str());
    match act::record(state, who, operations).await? {
        Ok(()) => {
            let back = format!("/van-phong/chia?thon={village}&xong=done-shared");
            Ok(Redirect::to(&back).into_response())
        }
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            let show = move |desk: &mut Desk<'_>| {
                let frame = Frame::new(desk, Here::Sharing)?.problem(Some(problem));
                Ok(answer(page(frame, &ground, &Evenly::default(), &[]), true))
            };
            state.page(who, show).await
        }
    }
}

fn page(frame: Frame, ground: &Ground, evenly: &Evenly, blocks: &[Block]) -> Response {
    let chosen = ground.chosen.as_ref();
    let of = |member: &AccountId| {
        let theirs = |it: &&Household| it.assigned.as_ref() == Some(member);
        ground.households.iter().filter(theirs).count()
    };
    let members = ground.members.iter().map(|(id, name)| MemberRow {
        id: id.to_string(),
        name: name.clone(),
        households: of(id),
        ticked: blocks.is_empty() || evenly.members.contains(id),
    });
    let choice = |it: &Village| Choice {
        id: it.id.to_string(),
        name: it.name.as_str().to_owned(),
        chosen: chosen.is_some_and(|chosen| chosen.id == it.id),
    };
    let doors = ground.doors(evenly);
    render(&SharingPage {
        lang: frame.lang,
        frame,
        villages: ground.villages.iter().map(choice).collect(),
        village: chosen.map_or_else(String::new, |it| it.id.to_string()),
        village_name: chosen.map_or_else(String::new, |it| it.name.as_str().to_owned()),
        alleys: alleys(ground),
        members: members.collect(),
        preview: blocks
            .iter()
            .map(|block| block_row(ground, &doors, block))
            .collect(),
        only_free: evenly.only_free,
    })
}

fn block_row(ground: &Ground, doors: &[DoorInOrder], block: &Block) -> BlockRow {
    let mut stretch: Vec<String> = Vec::new();
    for door in &doors[block.doors.clone()] {
        let household = ground.households.iter().find(|it| it.id == door.household);
        let name = household.map_or("—", |it| ground.alley_name(it));
        if stretch.last().map(String::as_str) != Some(name) {
            stretch.push(name.to_owned());
        }
    }
    BlockRow {
        name: ground.name(&block.member).unwrap_or("—").to_owned(),
        households: block.doors.len(),
        stretch: stretch.join(", "),
    }
}

fn alleys(ground: &Ground) -> Vec<AlleyRow> {
    let Some(village) = &ground.chosen else {
        return Vec::new();
    };
    let named = village
        .alleys
        .iter()
        .map(|it| (it.id.as_str(), it.name.as_str()));
    let all = named.chain([("", "—")]);
    let row = |(id, name): (&str, &str)| {
        let here: Vec<&Household> = ground
            .households
            .iter()
            .filter(|it| it.alley.as_ref().map_or("", |alley| alley.as_str()) == id)
            .collect();
        let counts = ground.members.iter().filter_map(|(member, name)| {
            let theirs = |it: &&&Household| it.assigned.as_ref() == Some(member);
            let count = here.iter().filter(theirs).count();
            (count > 0).then(|| format!("{name} {count}"))
        });
        AlleyRow {
            id: id.to_owned(),
            name: name.to_owned(),
            households: here.len(),
            free: here.iter().filter(|it| it.assigned.is_none()).count(),
            now: counts.collect::<Vec<_>>().join(", "),
        }
    };
    all.map(row).filter(|row| row.households > 0).collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value.as_str())
}

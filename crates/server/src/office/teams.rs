//! Teams and their roster at `/van-phong/to`: who serves, since when, by which decision.
use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AccountId, Day, Label, Member, MemberJoined, MemberLeft, MemberRole, Millis, Operation, Role,
    Team, TeamDefined, TeamId, VillageId,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Account;
use words::Language;

#[derive(Template)]
#[template(path = "office/teams.html")]
struct TeamsPage {
    lang: Language,
    frame: Frame,
    teams: Vec<TeamCard>,
    villages: Vec<Choice>,
    today: String,
    typed: Typed,
}

struct TeamCard {
    id: String,
    name: String,
    villages: String,
    visiting: String,
    choices: Vec<Choice>,
    serving: Vec<MemberRow>,
    left: Vec<MemberRow>,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct MemberRow {
    id: String,
    name: String,
    leader: bool,
    term: String,
    decision: String,
    has_phone: bool,
}

/// What was typed into the form that was refused.
#[derive(Default)]
struct Typed {
    team: String,
    name: String,
    decision: String,
}

/// `?xong=` names what was just done, for pages that ask nothing else.
#[derive(Deserialize)]
pub struct DoneQuery {
    pub xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Teams)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame, Typed::default())
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame, typed: Typed) -> Result<Response, PageError> {
    let today = desk.today();
    let villages = desk.villages()?;
    let devices = desk.devices()?;
    let has_phone = |id: &AccountId| devices.iter().any(|it| it.account == *id && it.goes_on());
    let choices = |team: Option<&Team>| -> Vec<Choice> {
        let choice = |it: &domain::Village| Choice {
            id: it.id.to_string(),
            name: it.name.as_str().to_owned(),
            chosen: team.is_some_and(|team| team.villages.contains(&it.id)),
        };
        villages.iter().map(choice).collect()
    };
    let teams = desk.teams()?;
    let cards = teams.iter().map(|team| {
        let mut members: Vec<&Member> = team.members.iter().collect();
        members.sort_by_cached_key(|it| {
            let leader = it.role == MemberRole::Leader;
            (!leader, vietnamese::person_sort_key(it.name.as_str()))
        });
        let (serving, left): (Vec<_>, Vec<_>) = members
            .into_iter()
            .partition(|it| it.to.is_none_or(|to| today <= to));
        let choices = choices(Some(team));
        let names: Vec<&str> = choices
            .iter()
            .filter(|it| it.chosen)
            .map(|it| it.name.as_str())
            .collect();
        TeamCard {
            id: team.id.to_string(),
            name: team.name.as_str().to_owned(),
            villages: names.join(", "),
            visiting: team.visiting.as_ref().map_or("", Label::as_str).to_owned(),
            serving: serving
                .iter()
                .map(|it| row(it, has_phone(&it.id)))
                .collect(),
            left: left.iter().map(|it| row(it, false)).collect(),
            choices,
        }
    });
    let refused = frame.problem.is_some();
    let page = render(&TeamsPage {
        lang: desk.lang,
        frame,
        teams: cards.collect(),
        villages: choices(None),
        today: today.to_string(),
        typed,
    });
    Ok(answer(page, refused))
}

/// A page that shows a problem also says so in its status code.
pub(super) fn answer(page: Response, refused: bool) -> Response {
    if refused {
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    } else {
        page
    }
}

fn row(member: &Member, has_phone: bool) -> MemberRow {
    let decision = member.decision.as_ref().map_or("", Label::as_str);
    let decided = member.decided.map(date);
    let term = match member.to {
        Some(to) => format!("{} – {}", date(member.from), date(to)),
        None => date(member.from),
    };
    MemberRow {
        id: member.id.to_string(),
        name: member.name.as_str().to_owned(),
        leader: member.role == MemberRole::Leader,
        term,
        decision: match decided {
            Some(day) if !decision.is_empty() => format!("{decision}, {day}"),
            _ => decision.to_owned(),
        },
        has_phone,
    }
}

/// Adds or changes a team. The field for villages may come several times.
pub async fn define(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let villages = fields.iter().filter(|(key, _)| key == "village");
    let villages: Option<Vec<VillageId>> = villages
        .map(|(_, value)| VillageId::new(value.as_str()))
        .collect();
    let typed = Typed {
        team: field("team").to_owned(),
        name: field("name").to_owned(),
        ..Typed::default()
    };
    let team = match field("team") {
        "" => Some(TeamId::random(state.chance.number())),
        id => TeamId::new(id),
    };
    let (Ok(name), Some(team), Some(villages)) = (Label::new(field("name")), team, villages) else {
        return refuse(
            &state,
            &who,
            PageProblem::told("name-needed", who.language),
            typed,
        )
        .await;
    };
    let operation = Operation::TeamDefined(TeamDefined {
        team,
        name,
        villages,
        visiting: Label::new(field("visiting")).ok(),
    });
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to("/van-phong/to?xong=done-team").into_response()),
        Err(code) => {
            refuse(
                &state,
                &who,
                PageProblem::refused(code, who.language),
                typed,
            )
            .await
        }
    }
}

#[derive(Deserialize)]
pub struct Joining {
    /// The member whose role changes; empty for someone new.
    #[serde(default)]
    member: String,
    name: String,
    #[serde(default)]
    role: String,
    from: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    decided: String,
}

/// Starts a term and, for someone new, makes the account for enrolling a phone.
pub async fn join(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
    CsrfForm(it): CsrfForm<Joining>,
) -> Result<Response, PageError> {
    let typed = Typed {
        team: team.clone(),
        name: it.name.clone(),
        decision: it.decision.clone(),
    };
    let team = TeamId::new(team).ok_or(PageError::NotFound)?;
    let member = match it.member.as_str() {
        "" => Some(AccountId::random(state.chance.number())),
        id => AccountId::new(id),
    };
    let (Ok(name), Some(member)) = (Label::new(&it.name), member) else {
        return refuse(
            &state,
            &who,
            PageProblem::told("name-needed", who.language),
            typed,
        )
        .await;
    };
    let decided = match it.decided.as_str() {
        "" => Some(None),
        day => Day::parse(day).map(Some),
    };
    let (Some(from), Some(decided)) = (Day::parse(&it.from), decided) else {
        return refuse(
            &state,
            &who,
            PageProblem::told("date-needed", who.language),
            typed,
        )
        .await;
    };
    let role = match it.role.as_str() {
        "leader" => MemberRole::Leader,
        _ => MemberRole::Member,
    };
    let operation = Operation::MemberJoined(MemberJoined {
        team,
        member: member.clone(),
        name: name.clone(),
        role,
        from,
        decision: Label::new(&it.decision).ok(),
        decided,
    });
    let account = account(&who, member, &name, role, state.clock.now());
    let done = act::record_with(
        &state,
        &who,
        vec![operation],
        BTreeMap::new(),
        move |ledger| {
            let rows = ledger.transaction();
            match Account::get(rows, &account.commune, &account.id)? {
                Some(_) => Ok(()),
                None => account.put(rows),
            }
        },
    );
    match done.await? {
        Ok(()) => Ok(Redirect::to("/van-phong/to?xong=done-member").into_response()),
        Err(code) => {
            refuse(
                &state,
                &who,
                PageProblem::refused(code, who.language),
                typed,
            )
            .await
        }
    }
}

fn account(who: &SignedIn, id: AccountId, name: &Label, role: MemberRole, now: Millis) -> Account {
    Account {
        id,
        commune: who.commune.clone(),
        login: String::new(),
        name: name.as_str().to_owned(),
        role: match role {
            MemberRole::Leader => Role::Leader,
            MemberRole::Member => Role::Member,
        },
        password_hash: None,
        disabled: false,
        created: Some(now),
    }
}

#[derive(Deserialize)]
pub struct Leaving {
    member: String,
    to: String,
}

pub async fn leave(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
    CsrfForm(it): CsrfForm<Leaving>,
) -> Result<Response, PageError> {
    let team = TeamId::new(team).ok_or(PageError::NotFound)?;
    let member = AccountId::new(it.member).ok_or(PageError::NotFound)?;
    let Some(to) = Day::parse(&it.to) else {
        let problem = PageProblem::told("date-needed", who.language);
        return refuse(&state, &who, problem, Typed::default()).await;
    };
    let operation = Operation::MemberLeft(MemberLeft { team, member, to });
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to("/van-phong/to?xong=done-left").into_response()),
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            refuse(&state, &who, problem, Typed::default()).await
        }
    }
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    typed: Typed,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Teams)?.problem(Some(problem));
            page(desk, frame, typed)
        })
        .await
}

//! Badges to print and wear, at `/van-phong/to/{team}/the`, each with a code that residents can
//! check.
use super::codes::{find, qr};
use super::desk::Desk;
use super::frame::{Frame, Here};
use crate::badge::Badge;
use crate::page::render;
use crate::public_address::base;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, Member, MemberRole, Team};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Rows;
use words::{Language, site as say};

#[derive(Template)]
#[template(path = "office/badges.html")]
struct BadgesPage {
    lang: Language,
    frame: Frame,
    team_name: String,
    villages: String,
    check_at: String,
    badges: Vec<Card>,
    /// How many members have no code yet.
    without: usize,
}

struct Card {
    id: String,
    name: String,
    role: &'static str,
    decision: String,
    code: String,
    qr: String,
}

#[derive(Deserialize)]
pub struct BadgesQuery {
    xong: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
    Query(asked): Query<BadgesQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let team = find(desk, &team)?;
            let mut frame = Frame::new(desk, Here::Teams)?;
            frame.done = asked.xong.map(|_| say::done_badges(desk.lang));
            let codes = codes(desk)?;
            let base = base(desk.state, &headers);
            let today = desk.today();
            let mut members: Vec<&Member> = team.serving(today).collect();
            members.sort_by_cached_key(|it| {
                let leader = it.role == MemberRole::Leader;
                (!leader, vietnamese::person_sort_key(it.name.as_str()))
            });
            let villages = desk.villages()?;
            let of_team = villages.iter();
            let of_team = of_team.filter(|it| team.villages.contains(&it.id));
            let of_team: Vec<String> = of_team.map(|it| it.name.as_str().to_owned()).collect();
            let badges = members.iter().filter_map(|member| {
                let badge = codes.get(&member.id)?;
                card(member, badge, &base, desk.lang)
            });
            let badges: Vec<Card> = badges.collect();
            Ok(render(&BadgesPage {
                lang: desk.lang,
                frame,
                team_name: team.name.as_str().to_owned(),
                villages: of_team.join(", "),
                check_at: format!("{base}/kiem-tra"),
                without: members.len() - badges.len(),
                badges,
            }))
        })
        .await
}

fn codes(desk: &mut Desk<'_>) -> Rows<BTreeMap<AccountId, Badge>> {
    let all = Badge::of_commune(desk.rows, desk.commune)?.into_iter();
    Ok(all.map(|it| (it.member.clone(), it)).collect())
}

fn card(member: &Member, badge: &Badge, base: &str, lang: Language) -> Option<Card> {
    Some(Card {
        id: member.id.to_string(),
        name: member.name.as_str().to_owned(),
        role: match member.role {
            MemberRole::Leader => say::badge_leader(lang),
            MemberRole::Member => say::badge_member(lang),
        },
        decision: member
            .decision
            .as_ref()
            .map(|number| say::badge_decision(lang, number.as_str()))
            .unwrap_or_default(),
        code: badge.shown(),
        qr: qr(&format!("{base}/kiem-tra?ma={}", badge.code))?,
    })
}

#[derive(Debug, Deserialize)]
pub struct BadgesForm {
    /// The member whose code is renewed; empty for all who have none.
    #[serde(default)]
    member: String,
}

pub async fn make(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
    CsrfForm(wanted): CsrfForm<BadgesForm>,
) -> Result<Response, PageError> {
    let read = move |desk: &mut Desk<'_>| Ok((find(desk, &team)?, codes(desk)?));
    let (team, known) = state.page(&who, read).await?;
    let asked_for = |member: &&Member| match wanted.member.as_str() {
        "" => !known.contains_key(&member.id),
        id => member.id.as_str() == id,
    };
    let now = state.clock.now();
    let badges: Vec<Badge> = serving(&team, now)
        .filter(asked_for)
        .map(|member| Badge::new(&who.commune, &member.id, &state.chance))
        .collect();
    let put = state.store.write_to(&who.commune, move |ledger| {
        for badge in &badges {
            badge.put(ledger.transaction(), now)?;
        }
        Ok(())
    });
    put.done().await.map_err(PageError::internal)?;
    let there = format!("/van-phong/to/{}/the?xong=1", team.id);
    Ok(Redirect::to(&there).into_response())
}

fn serving(team: &Team, now: domain::Millis) -> impl Iterator<Item = &Member> {
    team.serving(now.day())
}

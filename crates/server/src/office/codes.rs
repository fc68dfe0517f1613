//! Enrolment codes at `/van-phong/to/{team}/ma`: a sheet to print, with a slip for each member.
use super::desk::Desk;
use super::frame::{Frame, Here, time};
use super::log::{self, Access, Did};
use crate::page::render;
use crate::public_address::base;
use crate::{AppState, CsrfForm, Officer, PageError, secret};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{AccountId, Day, Record, RecordKey, Team, TeamId};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use store::{Account, Code, DocumentRow};
use words::Language;

/// The most slips on one sheet. A team has about seven members.
const SLIPS_LIMIT: usize = 60;

#[derive(Template)]
#[template(path = "office/codes.html")]
struct CodesPage {
    lang: Language,
    frame: Frame,
    team_name: String,
    members: Vec<Choice>,
    slips: Vec<Slip>,
    until: String,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct Slip {
    name: String,
    code: String,
    qr: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let team = find(desk, &team)?;
            page(desk, &team, Vec::new(), String::new())
        })
        .await
}

/// Makes a code for each ticked member. Codes are shown only once and stored as hashes.
pub async fn make(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(team): Path<String>,
    headers: HeaderMap,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let team = state.page(&who, move |desk| find(desk, &team)).await?;
    let now = state.clock.now();
    let ticked = fields.iter().filter(|(name, _)| name == "member");
    let members: Vec<AccountId> = ticked
        .filter_map(|(_, value)| AccountId::new(value.as_str()))
        .filter(|id| team.member(id, now.day()).is_some())
        .take(SLIPS_LIMIT)
        .collect();
    let commune = who.commune.clone();
    let codes: Vec<(AccountId, String)> = members
        .into_iter()
        .map(|member| (member, secret::new_code(&state.chance)))
        .collect();
    let kept = codes;
    let logged: Vec<(AccountId, DocumentRow)> = kept
        .iter()
        .map(|(member, _)| {
            (
                member.clone(),
                Access::new(&state, &who, Did::MadeCode).of(member),
            )
        })
        .map(|(member, access)| (member, access.row(&state, &who)))
        .collect();
    let put = state.store.write_to(&who.commune, move |ledger| {
        let rows = ledger.transaction();
        let mut made = Vec::new();
        for (member, code) in kept {
            let account = Account::get(rows, &commune, &member)?;
            if let Some(account) = account.filter(|it| !it.disabled) {
                Code::new(secret::code_hash(&code), &account, now).put(rows)?;
                made.push((member, code));
            }
        }
        for (_, row) in logged
            .iter()
            .filter(|(member, _)| made.iter().any(|(it, _)| it == member))
        {
            rows.put_document(log::kind(), row)?;
        }
        Ok(made)
    });
    let codes = put.done().await.map_err(PageError::not_logged)?;
    let base = base(&state, &headers);
    let slips = codes
        .into_iter()
        .filter_map(|(member, code)| slip(&team, &member, &code, &base, now.day()));
    let slips: Vec<Slip> = slips.collect();
    let until = domain::Millis(now.0 + domain::Millis::DAY);
    let show = move |desk: &mut Desk<'_>| page(desk, &team, slips, time(until));
    state.page(&who, show).await
}

fn slip(team: &Team, member: &AccountId, code: &str, base: &str, today: Day) -> Option<Slip> {
    let name = team.member(member, today)?.name.as_str().to_owned();
    let address = format!("{base}/app/#code={code}");
    Some(Slip {
        name,
        qr: qr(&address)?,
        code: code.to_uppercase(),
    })
}

/// A QR code as inline SVG, black on white in every theme, with the white border that scanners
/// need.
pub(crate) fn qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let mut drawing = code.render::<svg::Color<'_>>();
    let drawn = drawing.min_dimensions(160, 160).build();
    let start = drawn.find("<svg")?;
    let (_, svg) = drawn.split_at(start);
    Some(svg.replacen("<svg", r#"<svg aria-hidden="true" focusable="false""#, 1))
}

fn page(
    desk: &mut Desk<'_>,
    team: &Team,
    slips: Vec<Slip>,
    until: String,
) -> Result<Response, PageError> {
    let devices = desk.devices()?;
    let has_phone = |id: &AccountId| devices.iter().any(|it| it.account == *id && it.goes_on());
    let today = desk.today();
    let mut members: Vec<_> = team.serving(today).collect();
    members.sort_by_cached_key(|it| vietnamese::person_sort_key(it.name.as_str()));
    let members = members.into_iter().map(|it| Choice {
        id: it.id.to_string(),
        name: it.name.as_str().to_owned(),
        chosen: !has_phone(&it.id),
    });
    Ok(render(&CodesPage {
        lang: desk.lang,
        frame: Frame::new(desk, Here::Teams)?,
        team_name: team.name.as_str().to_owned(),
        members: members.collect(),
        slips,
        until,
    }))
}

pub(super) fn find(desk: &mut Desk<'_>, id: &str) -> Result<Team, PageError> {
    let id = TeamId::new(id).ok_or(PageError::NotFound)?;
    match desk.record(&RecordKey::Team(id))? {
        Some((Record::Team(team), _)) => Ok(*team),
        _ => Err(PageError::NotFound),
    }
}

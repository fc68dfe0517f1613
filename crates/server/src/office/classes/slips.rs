//! Slips for households at `/van-phong/phieu-ho`: a code and a QR code each, and no personal data.
//!
//! A member's phone scans the slip at the class and finds the household. Anyone else who finds a
//! slip learns nothing from it.
use super::super::register::Choice;
use crate::office::codes::qr;
use crate::office::frame::{Frame, Here};
use crate::page::{page_of, render};
use crate::public_address::base;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{Household, Kind, Record, VillageId};
use serde::Deserialize;
use words::Language;

/// Slips on one page in the browser: eight sheets of A4.
const PAGE_SLIPS: usize = 120;

#[derive(Deserialize)]
pub struct SlipsQuery {
    thon: Option<String>,
    trang: Option<usize>,
}

#[derive(Template)]
#[template(path = "office/class_slips.html")]
struct SlipsPage {
    lang: Language,
    frame: Frame,
    villages: Vec<Choice>,
    village: String,
    slips: Vec<Slip>,
    page: usize,
    pages: usize,
}

struct Slip {
    code: String,
    qr: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    headers: HeaderMap,
    Query(asked): Query<SlipsQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let around = desk.around()?;
            let village = asked.thon.as_deref().and_then(VillageId::new);
            let mut households: Vec<Household> = Vec::new();
            if let Some(village) = &village {
                let records = desk.records(Kind::Household)?.into_iter();
                households.extend(records.filter_map(|record| match record {
                    Record::Household(it) if it.is_here() && it.village == *village => Some(*it),
                    _ => None,
                }));
            }
            households.sort_by_cached_key(|it| {
                let alley = it.alley.as_ref().map(ToString::to_string);
                (alley, it.order, vietnamese::word_sort_key(it.code.as_str()))
            });
            let (page, pages) = page_of(asked.trang, households.len(), PAGE_SLIPS);
            let base = base(desk.state, &headers);
            let shown = households.iter().skip((page - 1) * PAGE_SLIPS);
            let slip = |it: &Household| Slip {
                code: it.code.as_str().to_owned(),
                qr: qr(&slip_address(&base, it)).unwrap_or_default(),
            };
            Ok(render(&SlipsPage {
                lang: desk.lang,
                frame: Frame::new(desk, Here::Classes)?,
                villages: around.village_choices(asked.thon.as_ref()),
                village: village.map(|it| it.to_string()).unwrap_or_default(),
                slips: shown.take(PAGE_SLIPS).map(slip).collect(),
                page,
                pages,
            }))
        })
        .await
}

/// The address opens the household on a member's phone. For anyone else it is a locked app.
fn slip_address(base: &str, household: &Household) -> String {
    format!("{base}/app/#/household/{}", household.id)
}

//! Changes to one household. Each form names what it does.
use super::page;
use crate::office::act;
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here, PageProblem};
use crate::{AppState, CsrfForm, Officer, PageError};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::household::Business;
use domain::{
    AccountId, AlleyId, BusinessChange, Day, DifferencesSettled, EntryId, HelpErased,
    HouseholdAssigned, HouseholdCorrected, HouseholdId, HouseholdLeft, HouseholdRelocated,
    HouseholdsMerged, Kind, Label, Name, Operation, Parting, Personal, Record, RecordKey,
    ResidentErased, ResidentId, ResidentParted, Seq, VillageId, VisitRedated,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use words::board as say;

#[derive(Debug, Deserialize)]
pub struct HouseholdForm {
    act: String,
    /// The sequence number that the page was made from.
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    head: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    trade: String,
    #[serde(default)]
    order: u32,
    #[serde(default)]
    member: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    resident: String,
    #[serde(default)]
    visit: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    sure: String,
}

pub async fn change(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(wanted): CsrfForm<HouseholdForm>,
) -> Result<Response, PageError> {
    let household = HouseholdId::new(id.clone()).ok_or(PageError::NotFound)?;
    let seen = BTreeMap::from([(RecordKey::Household(household.clone()), Seq(wanted.seq))]);
    let meant = state.page(&who, move |desk| {
        match operation(desk, &household, &wanted)? {
            Ok(operation) => Ok(Ok(with_requests(desk, operation)?)),
            Err(problem) => Ok(Err(problem)),
        }
    });
    let problem = match meant.await? {
        Ok(operations) => match act::record_seen(&state, &who, operations, seen).await? {
            Ok(()) => return Ok(Redirect::to(&format!("/van-phong/ho/{id}")).into_response()),
            Err(code) => PageProblem::refused(code, who.language),
        },
        Err(problem) => problem,
    };
    let show = move |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Register)?.problem(Some(problem));
        page(desk, &id, frame)
    };
    state.page(&who, show).await
}

/// Adds the erasure of a resident's help requests to the erasure of the resident.
fn with_requests(desk: &mut Desk<'_>, operation: Operation) -> Result<Vec<Operation>, PageError> {
    let Operation::ResidentErased(it) = &operation else {
        return Ok(vec![operation]);
    };
    let requests = crate::office::help::all(desk)?.into_iter();
    let theirs = requests.filter(|help| help.household.as_ref() == Some(&it.household));
    let erased = theirs
        .filter(|help| !help.blanked)
        .map(|help| Operation::HelpErased(HelpErased { help: help.id }));
    let erased: Vec<Operation> = erased.collect();
    Ok([operation].into_iter().chain(erased).collect())
}

/// The operation that a form asks for, or what is wrong with it.
fn operation(
    desk: &mut Desk<'_>,
    household: &HouseholdId,
    wanted: &HouseholdForm,
) -> Result<Result<Operation, PageProblem>, PageError> {
    let household = household.clone();
    let resident = || ResidentId::new(wanted.resident.clone()).ok_or(PageError::FormNotUnderstood);
    Ok(Ok(match wanted.act.as_str() {
        "correct" => Operation::HouseholdCorrected(Box::new(correction(household, wanted))),
        "assign" => {
            let member = AccountId::new(wanted.member.clone());
            Operation::HouseholdAssigned(HouseholdAssigned {
                households: vec![household],
                member,
            })
        }
        "relocate" => {
            let (village, alley) = wanted
                .place
                .split_once('/')
                .ok_or(PageError::FormNotUnderstood)?;
            let village = VillageId::new(village).ok_or(PageError::FormNotUnderstood)?;
            let order = wanted.order;
            Operation::HouseholdRelocated(HouseholdRelocated {
                household,
                village,
                alley: AlleyId::new(alley),
                order,
            })
        }
        "leave" | "back" => Operation::HouseholdLeft(HouseholdLeft {
            household,
            back: wanted.act == "back",
        }),
        "settle" => Operation::DifferencesSettled(DifferencesSettled { household }),
        "left" | "died" => {
            let why = if wanted.act == "died" {
                Parting::Died
            } else {
                Parting::Left
            };
            Operation::ResidentParted(ResidentParted {
                household,
                resident: resident()?,
                why,
            })
        }
        "redate" => {
            let visit = EntryId::parse(&wanted.visit).ok_or(PageError::FormNotUnderstood)?;
            let day = Day::parse(&wanted.day).ok_or(PageError::FormNotUnderstood)?;
            Operation::VisitRedated(VisitRedated {
                household,
                visit,
                day,
            })
        }
        "erase" if wanted.sure.is_empty() => {
            let sentence = say::erase_unsure(desk.lang).to_owned();
            return Ok(Err(PageProblem {
                code: "erase-unsure",
                sentence,
            }));
        }
        "erase" => Operation::ResidentErased(ResidentErased {
            household,
            resident: resident()?,
        }),
        "merge" => match by_code(desk, &wanted.code)? {
            Some(gone) => Operation::HouseholdsMerged(HouseholdsMerged {
                keep: household,
                gone,
            }),
            None => {
                let sentence = say::code_unknown(desk.lang).to_owned();
                return Ok(Err(PageProblem {
                    code: "code-unknown",
                    sentence,
                }));
            }
        },
        _ => return Err(PageError::FormNotUnderstood),
    }))
}

fn correction(household: HouseholdId, wanted: &HouseholdForm) -> HouseholdCorrected {
    let name = |text: &str| Name::new(text).ok().map(Personal::new);
    HouseholdCorrected {
        head: name(&wanted.head),
        address: name(&wanted.address),
        order: Some(wanted.order),
        business: Some(match Label::new(&wanted.trade) {
            Ok(trade) => BusinessChange::Is(Business { trade }),
            Err(_) => BusinessChange::IsNot,
        }),
        ..HouseholdCorrected::of(household)
    }
}

/// The household here with this code, however it was typed.
pub fn by_code(desk: &mut Desk<'_>, code: &str) -> Result<Option<HouseholdId>, PageError> {
    let wanted = vietnamese::search_key(code);
    let records = desk.records(Kind::Household)?;
    Ok(records.into_iter().find_map(|record| match record {
        Record::Household(it)
            if it.is_here() && vietnamese::search_key(it.code.as_str()) == wanted =>
        {
            Some(it.id)
        }
        _ => None,
    }))
}

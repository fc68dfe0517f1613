//! Held entries at `/van-phong/cho`: made outside the author's area or on a revoked phone.
use super::frame::{Frame, Here, Problem, time};
use super::teams::{Asked, answer};
use super::waiting;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{EntryId, Household, Operation, RecordKey};
use serde::Deserialize;
use std::collections::HashMap;
use store::{Account, HeldEntry};
use sync::Outcome;
use words::roster as say;
use words::{Language, board};

#[derive(Template)]
#[template(path = "office/held.html")]
struct HeldPage {
    lang: Language,
    frame: Frame,
    entries: Vec<Row>,
    /// Pieces of work that cannot be judged yet; they are on a page of their own.
    waiting: usize,
}

struct Row {
    id: String,
    author: String,
    made: String,
    received: String,
    what: &'static str,
    /// Code and head of each household touched.
    about: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let frame = Frame::new(&state, &who, Here::Held)?.done(asked.xong.as_deref(), who.language);
    page(&state, &who, frame)
}

fn page(state: &AppState, who: &SignedIn, frame: Frame) -> Result<Response, PageError> {
    let lang = who.language;
    let (mut held, accounts) = state
        .store
        .read(|rows| {
            let held = HeldEntry::all(rows, &who.commune)?;
            Ok((held, Account::all(rows, &who.commune)?))
        })
        .map_err(PageError::internal)?;
    let names: HashMap<_, _> = accounts.iter().map(|it| (&it.id, &it.name)).collect();
    held.sort_by_key(|it| (it.received_at, it.entry.id));
    let mut entries = Vec::new();
    for it in &held {
        let author = &it.entry.author;
        entries.push(Row {
            id: it.entry.id.to_string(),
            author: names
                .get(author)
                .map_or_else(|| author.to_string(), |it| (*it).clone()),
            made: time(it.entry.at),
            received: time(it.received_at),
            what: operation_name(&it.entry.operation, lang),
            about: about(state, who, &it.entry.operation)?,
        });
    }
    let refused = frame.problem.is_some();
    let page = render(&HeldPage {
        lang,
        frame,
        entries,
        waiting: waiting::count(state, who)?,
    });
    Ok(answer(page, refused))
}

fn about(state: &AppState, who: &SignedIn, operation: &Operation) -> Result<String, PageError> {
    let mut told = Vec::new();
    for key in operation.touches() {
        if !matches!(key, RecordKey::Household(_)) {
            continue;
        }
        let found = state.store.record(&who.commune, &key);
        if let Some((record, _)) = found.map_err(PageError::internal)?
            && let Some(household) = record.household()
        {
            told.push(household_name(household));
        }
    }
    if let Operation::HouseholdRegistered(it) = operation {
        let head = it.head.reveal().map_or("", |it| it.as_str());
        told.push(format!("{} {head}", it.code.as_str()));
    }
    Ok(told.join(", "))
}

pub(super) fn household_name(household: &Household) -> String {
    let head = household.head.reveal().map_or("", |it| it.as_str());
    format!("{} {head}", household.code.as_str())
}

/// What kind of work an entry is, in a few words.
pub(super) fn operation_name(operation: &Operation, lang: Language) -> &'static str {
    match operation {
        Operation::SettingsChanged(_) => say::did_settings(lang),
        Operation::DenominatorSet(_) => say::did_denominator(lang),
        Operation::VillageDefined(_) => say::did_village(lang),
        Operation::AlleyDefined(_) => say::did_alley(lang),
        Operation::TeamDefined(_) => say::did_team(lang),
        Operation::MemberJoined(_) => say::did_joined(lang),
        Operation::MemberLeft(_) => say::did_left(lang),
        Operation::HouseholdRegistered(_) => say::did_registered(lang),
        Operation::HouseholdCorrected(_) => say::did_corrected(lang),
        Operation::HouseholdsMerged(_) => say::did_merged(lang),
        Operation::HouseholdRelocated(_) => say::did_relocated(lang),
        Operation::HouseholdLeft(it) if it.back => say::did_came_back(lang),
        Operation::HouseholdLeft(_) => say::did_moved_away(lang),
        Operation::HouseholdAssigned(_) => say::did_assigned(lang),
        Operation::DifferencesSettled(_) => say::did_settled(lang),
        Operation::ResidentAdded(_) => say::did_resident_added(lang),
        Operation::ResidentCorrected(_) => say::did_resident_corrected(lang),
        Operation::ResidentMoved(_) => say::did_resident_moved(lang),
        Operation::ResidentParted(_) => say::did_resident_parted(lang),
        Operation::ResidentErased(_) => say::did_resident_erased(lang),
        Operation::ConsentGiven(_) => say::did_consent(lang),
        Operation::ConsentWithdrawn(_) => say::did_consent_withdrawn(lang),
        Operation::VisitRecorded(_) => say::did_visit(lang),
        Operation::VisitRedated(_) => say::did_redated(lang),
        Operation::SkillObserved(_) => say::did_skill(lang),
        Operation::FollowUpFinished(_) => say::did_follow_up(lang),
        Operation::FollowUpHandedOn(_) => say::did_handed_on(lang),
        Operation::BusinessRegistered(_) => say::did_business_registered(lang),
        Operation::BusinessCorrected(_) => say::did_business_corrected(lang),
        Operation::PaymentStepDone(_) => say::did_payment_step_done(lang),
        Operation::PaymentAccountRecorded(_) => say::did_payment_account_recorded(lang),
        Operation::PaymentAccountRemoved(_) => say::did_payment_account_removed(lang),
        Operation::ShopAdvanced(_) => say::did_shop_advanced(lang),
        Operation::PapersTicked(_) => say::did_papers_ticked(lang),
        Operation::ProductSet(_) => say::did_product_set(lang),
        Operation::ProductRemoved(_) => say::did_product_removed(lang),
        Operation::SalesTold(_) => say::did_sales_told(lang),
        Operation::IncomeBeforeTold(_) => say::did_income_before_told(lang),
        Operation::ClassPlanned(_) => board::did_class_planned(lang),
        Operation::ClassChanged(_) => board::did_class_changed(lang),
        Operation::ClassCancelled(_) => board::did_class_cancelled(lang),
        Operation::ClassContactsDropped(_) => board::did_class_contacts_dropped(lang),
        Operation::ClassJoined(_) => board::did_class_joined(lang),
        Operation::ClassLeft(_) => board::did_class_left(lang),
        Operation::ClassAttended(_) => board::did_class_attended(lang),
        Operation::ClassHeld(_) => board::did_class_held(lang),
        Operation::ClassPhotographed(it) if it.removed => board::did_class_photo_removed(lang),
        Operation::ClassPhotographed(_) => board::did_class_photographed(lang),
        Operation::HelpAsked(_) => say::did_help_asked(lang),
        Operation::HelpAssigned(_) => say::did_help_assigned(lang),
        Operation::HelpAnswered(_) => say::did_help_answered(lang),
        Operation::HelpClosed(_) => say::did_help_closed(lang),
        Operation::HelpDismissed(_) => say::did_help_dismissed(lang),
        Operation::HelpErased(_) => say::did_help_erased(lang),
        Operation::QuestionPublished(_) => say::did_question_published(lang),
        Operation::QuestionWithdrawn(_) => say::did_question_withdrawn(lang),
        Operation::DirectiveIssued(_) => say::did_directive_issued(lang),
        Operation::DirectiveCorrected(_) => say::did_directive_corrected(lang),
        Operation::DirectiveClosed(_) => say::did_directive_closed(lang),
        Operation::BulletinHeard(_) => words::bulletin::did_heard(lang),
        Operation::BulletinDrafted(_)
        | Operation::BulletinSubmitted(_)
        | Operation::BulletinReturned(_)
        | Operation::BulletinApproved(_)
        | Operation::BulletinPublished(_)
        | Operation::BulletinWithdrawn(_) => words::bulletin::title(lang),
    }
}

#[derive(Deserialize)]
pub struct Decision {
    how: String,
}

/// Takes the entry into the log as it was made, or turns it down for good.
pub async fn decide(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(it): CsrfForm<Decision>,
) -> Result<Response, PageError> {
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    let (commune, by) = (who.commune.clone(), who.account.clone());
    let accept = match it.how.as_str() {
        "accept" => true,
        "reject" => false,
        _ => return Err(PageError::FormNotUnderstood),
    };
    let decided = state.store.write_to(&who.commune, move |ledger| {
        if accept {
            return HeldEntry::accept(ledger, &commune, id);
        }
        let known = HeldEntry::reject(ledger.transaction(), &commune, id, &by)?;
        Ok(known.then_some(Outcome::Rejected))
    });
    match decided.done().await.map_err(PageError::internal)? {
        None => Err(PageError::NotFound),
        Some(Outcome::Refused { code }) => {
            let problem = Problem::refused(code, who.language);
            let frame = Frame::new(&state, &who, Here::Held)?.problem(Some(problem));
            page(&state, &who, frame)
        }
        Some(Outcome::Rejected) => {
            Ok(Redirect::to("/van-phong/cho?xong=done-rejected").into_response())
        }
        Some(_) => Ok(Redirect::to("/van-phong/cho?xong=done-accepted").into_response()),
    }
}

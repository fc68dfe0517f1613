//! One business at `/van-phong/kinh-doanh/{household}`: its masked account, shops, products and
//! sales.
use super::{Filter, FoundBusiness, Names, dong, stage_name};
use crate::office::act;
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here, PageProblem, date};
use crate::office::log::{Access, Did};
use crate::office::photos;
use crate::office::register::Choice;
use crate::office::teams::answer;
use crate::page::render;
use crate::shop_link::{self, Links};
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::household::{PaymentStep, Stage, Tick, Trading};
use domain::{
    BusinessRegistered, Day, HouseholdId, Label, Link, Marketplace, MarketplaceId, Name, Operation,
    PAPERS, Personal, PhotoId, Record, RecordKey, ShopAdvanced,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use words::{Language, business as say};

/// Months of sales shown.
const MONTHS_SHOWN: usize = 12;

#[derive(Template)]
#[template(path = "office/business.html")]
struct BusinessPage {
    lang: Language,
    frame: Frame,
    id: String,
    name: String,
    trade: String,
    owner: String,
    code: String,
    place: String,
    account: Option<AccountShown>,
    steps: Vec<(u8, &'static str, bool, String)>,
    papers: Vec<(&'static str, bool)>,
    shops: Vec<ShopShown>,
    products: Vec<ProductShown>,
    sales: Vec<[String; 4]>,
    before: String,
    marketplaces: Vec<Choice>,
    stages: Vec<Choice>,
    today: String,
}

struct AccountShown {
    bank: String,
    number: String,
    holder: String,
    checked: bool,
    open: bool,
}

struct ShopShown {
    id: String,
    what: String,
    link: String,
    still: bool,
    /// The public does not see the address yet.
    waits: bool,
    /// The public sees the address because the office approved it. The approval can be taken back.
    by_office: bool,
}

struct ProductShown {
    name: String,
    price: String,
    listed: String,
    missing: String,
    photo: Option<PhotoId>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    Query(asked): Query<Filter>,
) -> Result<Response, PageError> {
    let shown = id.clone();
    let read = state.page(&who, move |desk| {
        let frame = Frame::new(desk, Here::Business)?.done(asked.xong.as_deref(), desk.lang);
        page(desk, &shown, frame, false)
    });
    let page = read.await?;
    let opened = Access::new(&state, &who, Did::OpenedBusiness);
    opened.of(&id).keep(&state, &who).await?;
    Ok(page)
}

/// The business of a household, whether or not anything was recorded about it.
pub(super) fn find(desk: &mut Desk<'_>, id: &str) -> Result<FoundBusiness, PageError> {
    let id = HouseholdId::new(id).ok_or(PageError::NotFound)?;
    let key = RecordKey::Household(id);
    let found = desk.record(&key)?;
    let Some((Record::Household(household), _)) = found else {
        return Err(PageError::NotFound);
    };
    Ok(FoundBusiness {
        trading: household.trading.as_deref().cloned().unwrap_or_default(),
        household: *household,
    })
}

pub(super) fn page(
    desk: &mut Desk<'_>,
    id: &str,
    frame: Frame,
    open: bool,
) -> Result<Response, PageError> {
    let lang = desk.lang;
    let found = find(desk, id)?;
    let around = desk.around()?;
    let settings = desk.settings()?;
    let marketplaces = Marketplace::all(&settings);
    let names = Names {
        marketplaces: &marketplaces,
        around: &around,
        lang,
    };
    let today = desk.today();
    let (household, trading) = (&found.household, &found.trading);
    let links = Links::read(desk.rows, desk.commune, &marketplaces)?;
    let waiting = links.waiting(&household.id, trading);
    let ticked = |tick: Option<&Tick>| tick.filter(|it| it.done).map(|it| date(it.on));
    let owner = trading.owner.as_ref().and_then(|it| household.resident(it));
    let choice = |id: &str, name: &str| Choice {
        id: id.to_owned(),
        name: name.to_owned(),
        chosen: false,
    };
    let refused = frame.problem.is_some();
    let page = render(&BusinessPage {
        lang,
        frame,
        id: household.id.to_string(),
        name: found.name(),
        trade: found.trade().to_owned(),
        owner: owner
            .and_then(|it| it.name.reveal())
            .or(household.head.reveal())
            .map_or("—", Name::as_str)
            .to_owned(),
        code: household.code.as_str().to_owned(),
        place: around.place(household),
        account: account(desk, &found, open),
        steps: PaymentStep::ALL
            .into_iter()
            .map(|step| {
                let done = ticked(trading.steps.get(&step));
                (
                    step.number(),
                    step_name(step, lang),
                    done.is_some(),
                    done.unwrap_or_default(),
                )
            })
            .collect(),
        papers: PAPERS
            .iter()
            .map(|paper| {
                let tick = trading
                    .papers
                    .iter()
                    .find(|(id, _)| id.as_str() == paper.id);
                (paper.name, tick.is_some_and(|(_, tick)| tick.done))
            })
            .collect(),
        shops: trading
            .shops
            .iter()
            .map(|(id, shop)| ShopShown {
                id: id.to_string(),
                waits: waiting.iter().any(|(waits, _)| *waits == id),
                by_office: (shop.link.as_ref())
                    .is_some_and(|link| links.is_by_office(&household.id, id, link)),
                what: names.stands(id, shop, today),
                link: shop
                    .link
                    .as_ref()
                    .map(|it| it.as_str().to_owned())
                    .unwrap_or_default(),
                still: shop.stands_still(today),
            })
            .collect(),
        products: products(&found, &names, &photos::here(desk)?),
        sales: sales(trading, lang),
        before: match &trading.income_before {
            None => say::not_asked(lang).to_owned(),
            Some(told) => told
                .month
                .map_or_else(|| say::not_told(lang).to_owned(), dong),
        },
        marketplaces: marketplaces
            .iter()
            .map(|it| choice(it.id.as_str(), &it.name))
            .collect(),
        stages: Stage::ALL
            .iter()
            .map(|it| choice(it.as_str(), stage_name(*it, lang)))
            .collect(),
        today: today.to_string(),
    });
    Ok(answer(page, refused))
}

fn account(desk: &mut Desk<'_>, found: &FoundBusiness, open: bool) -> Option<AccountShown> {
    let account = found.trading.account.as_ref()?;
    let number = desk.state.store.account_number(&desk.who.commune, account);
    let shown = number.map(|number| match number.digits().filter(|_| open) {
        Some(digits) => digits.to_owned(),
        None => number.masked(),
    });
    Some(AccountShown {
        bank: bank_name(account.bank.as_str()),
        number: shown.unwrap_or_else(|| "••••".to_owned()),
        holder: account.holder.reveal().map_or("—", Name::as_str).to_owned(),
        checked: found.trading.scan_tested(),
        open,
    })
}

/// The short name of a bank, or its number if the table does not have it.
pub(in crate::office) fn bank_name(bin: &str) -> String {
    let table = include_str!("../../../../../content/banks.csv");
    let mut rows = table
        .lines()
        .skip(1)
        .map(|line| line.splitn(4, ',').collect::<Vec<_>>());
    let found = rows.find(|row| row.first() == Some(&bin));
    let name = found.and_then(|row| row.get(2).copied());
    name.map_or_else(|| bin.to_owned(), str::to_owned)
}

fn products(
    found: &FoundBusiness,
    names: &Names<'_>,
    here: &BTreeSet<PhotoId>,
) -> Vec<ProductShown> {
    let all = found.trading.products.values();
    all.map(|it| {
        let listed: Vec<String> = it.listed.iter().map(|at| names.marketplace(at)).collect();
        let missing: Vec<&str> = it.missing().iter().map(|column| column.name).collect();
        ProductShown {
            name: it.name().to_owned(),
            price: it.price().map_or_else(|| "—".to_owned(), dong),
            listed: listed.join(", "),
            missing: missing.join(", "),
            photo: it.photos.iter().find(|id| here.contains(*id)).cloned(),
        }
    })
    .collect()
}

/// The latest months, newest first. What a household did not tell is marked so.
fn sales(trading: &Trading, lang: Language) -> Vec<[String; 4]> {
    let told = |amount: Option<String>| amount.unwrap_or_else(|| say::not_told(lang).to_owned());
    let months = trading.sales.iter().rev().take(MONTHS_SHOWN);
    months
        .map(|(month, it)| {
            [
                said(*month),
                told(it.orders.map(|orders| orders.to_string())),
                told(it.online.map(dong)),
                told(it.total.map(dong)),
            ]
        })
        .collect()
}

/// The month as people say it: `11/2026`.
fn said(month: domain::Month) -> String {
    let (year, month, _) = month.first_day().civil();
    format!("{month}/{year}")
}

#[derive(Debug, Deserialize)]
pub struct BusinessForm {
    act: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    trade: String,
    #[serde(default)]
    marketplace: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    on: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    reason: String,
}

pub async fn change(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(wanted): CsrfForm<BusinessForm>,
) -> Result<Response, PageError> {
    if wanted.act == "reveal" {
        return match keep_reason(&state, &who, &wanted.reason, &id, 1).await? {
            true => again(&state, &who, id, None, true).await,
            false => again(&state, &who, id, Some(reason_needed(&who)), false).await,
        };
    }
    let household = HouseholdId::new(id.clone()).ok_or(PageError::NotFound)?;
    let of_link = match wanted.act.as_str() {
        "show-link" => Some(show_link(&state, &who, &household, &wanted).await?),
        "hide-link" => Some(hide_link(&state, &who, &household, &wanted).await?),
        _ => None,
    };
    if of_link.is_some() {
        return Ok(Redirect::to(&format!("/van-phong/kinh-doanh/{id}")).into_response());
    }
    let problem = match operation(household.clone(), &wanted, who.language) {
        Ok(operation) => match act::record(&state, &who, vec![operation]).await? {
            Ok(()) => {
                // An address that the office itself records counts as approved.
                show_link(&state, &who, &household, &wanted).await?;
                let back = format!("/van-phong/kinh-doanh/{id}");
                return Ok(Redirect::to(&back).into_response());
            }
            Err(code) => PageProblem::refused(code, who.language),
        },
        Err(problem) => problem,
    };
    again(&state, &who, id, Some(problem), false).await
}

/// The page after a form, with the account's number where it may be seen.
pub(super) async fn again(
    state: &AppState,
    who: &SignedIn,
    id: String,
    problem: Option<PageProblem>,
    open: bool,
) -> Result<Response, PageError> {
    let show = move |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Business)?.problem(problem);
        page(desk, &id, frame, open)
    };
    state.page(who, show).await
}

/// Hides a shop's address from the public again, if the office had approved it.
async fn hide_link(
    state: &AppState,
    who: &SignedIn,
    household: &HouseholdId,
    wanted: &BusinessForm,
) -> Result<(), PageError> {
    let Some(marketplace) = MarketplaceId::new(wanted.marketplace.clone()) else {
        return Ok(());
    };
    let (commune, household) = (who.commune.clone(), household.clone());
    let hidden = state.store.write_to(&who.commune, move |ledger| {
        shop_link::hide(ledger.transaction(), &commune, (&household, &marketplace))
    });
    hidden.done().await.map_err(PageError::internal)
}

/// Shows this address of a shop to the public from now on, as it is in the form.
async fn show_link(
    state: &AppState,
    who: &SignedIn,
    household: &HouseholdId,
    wanted: &BusinessForm,
) -> Result<(), PageError> {
    let marketplace = MarketplaceId::new(wanted.marketplace.clone());
    let (Some(marketplace), Ok(link)) = (marketplace, Link::new(&wanted.link)) else {
        return Ok(());
    };
    let (commune, household) = (who.commune.clone(), household.clone());
    let by = (who.account.clone(), state.clock.now());
    let put = state.store.write_to(&who.commune, move |ledger| {
        let shop = (&household, &marketplace);
        shop_link::show(ledger.transaction(), &commune, shop, link, by)
    });
    put.done().await.map_err(PageError::internal)
}

fn operation(
    household: HouseholdId,
    wanted: &BusinessForm,
    lang: Language,
) -> Result<Operation, PageProblem> {
    let told = |code: &'static str| PageProblem {
        code,
        sentence: words::business::by_id(code, lang)
            .unwrap_or(code)
            .to_owned(),
    };
    let label = |text: &str| Label::new(text).map_err(|_| told("name-needed"));
    if wanted.act == "register" {
        return Ok(Operation::BusinessRegistered(BusinessRegistered {
            household,
            name: label(&wanted.name)?,
            trade: label(&wanted.trade)?,
            owner: None,
        }));
    }
    let link = match wanted.link.trim() {
        "" => None,
        text => Some(Link::new(text).map_err(|_| told("link-wrong"))?),
    };
    Ok(Operation::ShopAdvanced(Box::new(ShopAdvanced {
        household,
        marketplace: MarketplaceId::new(wanted.marketplace.clone())
            .ok_or_else(|| told("stage-needed"))?,
        stage: Stage::parse(&wanted.stage).ok_or_else(|| told("stage-needed"))?,
        on: Day::parse(&wanted.on).ok_or_else(|| told("stage-needed"))?,
        link,
        helper: None,
        obstacle: None,
    })))
}

pub(super) fn reason_needed(who: &SignedIn) -> PageProblem {
    PageProblem {
        code: "reason-needed",
        sentence: say::reason_needed(who.language).to_owned(),
    }
}

/// Logs who looked at account numbers and why. Without a reason nothing is shown.
pub(super) async fn keep_reason(
    state: &AppState,
    who: &SignedIn,
    reason: &str,
    what: &str,
    accounts: usize,
) -> Result<bool, PageError> {
    let saw = Access::new(state, who, Did::SawAccountNumbers).of(&what);
    let Some(saw) = saw.because(reason, accounts) else {
        return Ok(false);
    };
    saw.keep(state, who).await?;
    Ok(true)
}

pub(super) fn head_phone(found: &FoundBusiness) -> String {
    let phone = found.household.phones.first().and_then(Personal::reveal);
    phone.map(|it| it.as_str().to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_are_called_by_their_short_names() {
        assert_eq!(bank_name("970436"), "Vietcombank");
        assert_eq!(bank_name("000000"), "000000");
    }
}

fn step_name(step: PaymentStep, lang: Language) -> &'static str {
    match step {
        PaymentStep::ChooseBank => say::step_1(lang),
        PaymentStep::OpenAccount => say::step_2(lang),
        PaymentStep::SecureApp => say::step_3(lang),
        PaymentStep::TurnOnAlerts => say::step_4(lang),
        PaymentStep::ReadBackTwice => say::step_5(lang),
        PaymentStep::MakeCode => say::step_6(lang),
        PaymentStep::ScanTest => say::step_7(lang),
        PaymentStep::PrintAndFix => say::step_8(lang),
        PaymentStep::KeepApart => say::step_9(lang),
    }
}

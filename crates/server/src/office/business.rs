//! Household businesses at `/van-phong/kinh-doanh`: the pipeline of shops, the chain, the register.
mod chain;
mod export;
mod one;
mod pack;
mod payment_code;
mod sheets;
mod thresholds;

pub(super) use one::bank_name;

pub use export::export;
pub use one::{change, show as show_one};
pub use pack::Packs;
pub use payment_code::print as print_code;
pub use sheets::{print, print_pdf};

use super::desk::Desk;
use super::frame::{Frame, Here};
use super::register::{self, Around, Choice};
use super::teams::answer;
use crate::page::{escape_query, page_of, render};
use crate::shop_link::Links;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chain::Link;
use domain::household::{Obstacle, Shop, Stage, Trading, median};
use domain::{Day, Household, Marketplace, MarketplaceId, Name};
use serde::Deserialize;
use thresholds::{Threshold, thresholds};
use words::{Language, business as say};

/// Rows on a page.
const PAGE_ROWS: usize = 60;
/// The most stalled shops shown; the others are in the register.
const STILL_LIMIT: usize = 12;

/// The filter as it is in the address. Every part may be missing.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Filter {
    tim: Option<String>,
    thon: Option<String>,
    san: Option<String>,
    /// A stage, or `chua` for no shop at all.
    buoc: Option<String>,
    /// Only shops that stand still.
    dung: Option<String>,
    trang: Option<String>,
    xong: Option<String>,
}

#[derive(Template)]
#[template(path = "office/businesses.html")]
struct BusinessesPage {
    lang: Language,
    frame: Frame,
    chain: Vec<Link>,
    filter: Filter,
    villages: Vec<Choice>,
    marketplaces: Vec<Choice>,
    stages: Vec<Choice>,
    pipeline: Vec<PipelineRow>,
    still: Vec<Still>,
    still_count: usize,
    /// Businesses with shops whose address waits for the office.
    links: Vec<Still>,
    income: Income,
    thresholds: Vec<Threshold>,
    rows: Vec<Row>,
    count: usize,
    page: usize,
    pages: usize,
    query: String,
}

struct PipelineRow {
    name: String,
    /// The count, the median of the days waited where that makes sense, and a link.
    cells: Vec<(usize, String, String)>,
}

struct Still {
    id: String,
    name: String,
    what: String,
}

struct Row {
    id: String,
    name: String,
    trade: String,
    place: String,
    shops: String,
    account: &'static str,
    products: usize,
}

#[derive(Default)]
struct Income {
    open: usize,
    answered: usize,
    before: String,
    after: String,
    before_spread: String,
    after_spread: String,
}

/// A business with its household, for the pages of this area.
pub(super) struct FoundBusiness {
    pub household: Household,
    pub trading: Trading,
}

impl FoundBusiness {
    pub fn name(&self) -> String {
        match (&self.trading.name, &self.household.business) {
            (Some(name), _) => name.as_str().to_owned(),
            (None, Some(business)) => business.trade.as_str().to_owned(),
            (None, None) => String::new(),
        }
    }

    pub fn trade(&self) -> &str {
        let business = self.household.business.as_ref();
        business.map_or("", |it| it.trade.as_str())
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(filter): Query<Filter>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Business)?.done(filter.xong.as_deref(), desk.lang);
            page(desk, frame, filter)
        })
        .await
}

fn page(desk: &mut Desk<'_>, frame: Frame, filter: Filter) -> Result<Response, PageError> {
    let lang = desk.lang;
    let around = desk.around()?;
    let settings = desk.settings()?;
    let today = desk.today();
    let households = register::find(desk, &register::Filter::default())?.households;
    let chain = chain::chain(desk, &settings, today)?;
    let all = businesses(households);
    let shown: Vec<&FoundBusiness> = all.iter().filter(|it| takes(&filter, it, today)).collect();
    let marketplaces = Marketplace::all(&settings);
    let names = Names {
        marketplaces: &marketplaces,
        around: &around,
        lang,
    };
    let still = still(&all, &names, today);
    let number = filter.trang.as_deref().and_then(|it| it.parse().ok());
    let (number, pages) = page_of(number, shown.len(), PAGE_ROWS);
    let choice = |id: &str, name: &str, chosen: &Option<String>| Choice {
        id: id.to_owned(),
        name: name.to_owned(),
        chosen: chosen.as_deref() == Some(id),
    };
    let stages = Stage::ALL
        .iter()
        .map(|it| choice(it.as_str(), stage_name(*it, lang), &filter.buoc));
    let none = choice(NO_SHOP, say::no_shop(lang), &filter.buoc);
    let refused = frame.problem.is_some();
    let page = render(&BusinessesPage {
        lang,
        frame,
        chain,
        villages: around.village_choices(filter.thon.as_ref()),
        marketplaces: marketplaces
            .iter()
            .map(|it| choice(it.id.as_str(), &it.name, &filter.san))
            .collect(),
        stages: [none].into_iter().chain(stages).collect(),
        pipeline: pipeline(&all, &names, &filter, today),
        links: links_that_wait(desk, &all, &names)?,
        still_count: still.len(),
        still: still.into_iter().take(STILL_LIMIT).collect(),
        income: income(&all, lang),
        thresholds: thresholds(today, lang),
        rows: shown
            .iter()
            .skip((number - 1) * PAGE_ROWS)
            .take(PAGE_ROWS)
            .map(|it| names.row(it))
            .collect(),
        count: shown.len(),
        page: number,
        pages,
        query: filter.query(),
        filter,
    });
    Ok(answer(page, refused))
}

const NO_SHOP: &str = "chua";

/// Household businesses that are here, in walking order.
pub(super) fn businesses(households: Vec<Household>) -> Vec<FoundBusiness> {
    let here = households
        .into_iter()
        .filter(|it| it.is_here() && it.business.is_some());
    here.map(|household| FoundBusiness {
        trading: household.trading.as_deref().cloned().unwrap_or_default(),
        household,
    })
    .collect()
}

pub(super) fn takes(filter: &Filter, it: &FoundBusiness, today: Day) -> bool {
    let given = |asked: &Option<String>| asked.clone().filter(|text| !text.is_empty());
    let marketplace = given(&filter.san);
    let mut shops = it.trading.shops.iter().filter(|(id, _)| {
        marketplace
            .as_deref()
            .is_none_or(|asked| asked == id.as_str())
    });
    let of_stage = match given(&filter.buoc).as_deref() {
        Some(NO_SHOP) => shops.next().is_none(),
        Some(stage) => shops.any(|(_, shop)| {
            shop.stage.as_str() == stage
                && (given(&filter.dung).is_none() || shop.stands_still(today))
        }),
        None if given(&filter.dung).is_some() => shops.any(|(_, shop)| shop.stands_still(today)),
        None => marketplace.is_none() || shops.next().is_some(),
    };
    let searched = given(&filter.tim).is_none_or(|text| {
        let query = vietnamese::Query::new(&text);
        let head = it.household.head.reveal().map_or("", Name::as_str);
        let words = format!(
            "{} {} {} {head}",
            it.name(),
            it.trade(),
            it.household.code.as_str()
        );
        query.matches(&words)
    });
    of_stage
        && searched
        && given(&filter.thon).is_none_or(|asked| asked == it.household.village.as_str())
}

impl Filter {
    fn search(&self) -> &str {
        self.tim.as_deref().unwrap_or_default()
    }

    fn only_still(&self) -> bool {
        self.dung.as_deref().is_some_and(|it| !it.is_empty())
    }

    /// The address of the page with this filter.
    pub fn query(&self) -> String {
        let parts = [
            ("tim", &self.tim),
            ("thon", &self.thon),
            ("san", &self.san),
            ("buoc", &self.buoc),
            ("dung", &self.dung),
        ];
        let filled = parts.iter().filter_map(|(name, value)| {
            let value = value.as_deref().filter(|it| !it.is_empty())?;
            Some(format!("{name}={}", escape_query(value)))
        });
        filled.collect::<Vec<_>>().join("&")
    }
}

/// Names for the ids on these pages.
pub(super) struct Names<'a> {
    pub marketplaces: &'a [Marketplace],
    pub around: &'a Around,
    pub lang: Language,
}

impl Names<'_> {
    pub fn marketplace(&self, id: &MarketplaceId) -> String {
        market_name(self.marketplaces, id)
    }

    fn row(&self, it: &FoundBusiness) -> Row {
        let shops = it.trading.shops.iter();
        let shops: Vec<String> = shops
            .map(|(id, shop)| {
                format!(
                    "{}: {}",
                    self.marketplace(id),
                    stage_name(shop.stage, self.lang)
                )
            })
            .collect();
        Row {
            id: it.household.id.to_string(),
            name: it.name(),
            trade: it.trade().to_owned(),
            place: self.around.place(&it.household),
            shops: shops.join("; "),
            account: match (&it.trading.account, it.trading.scan_tested()) {
                (None, _) => say::account_none(self.lang),
                (Some(_), false) => say::account_unchecked(self.lang),
                (Some(_), true) => say::account_checked(self.lang),
            },
            products: it.trading.products.len(),
        }
    }

    pub fn stands(&self, id: &MarketplaceId, shop: &Shop, today: Day) -> String {
        let stage = stage_name(shop.stage, self.lang);
        let why = shop
            .obstacle
            .map(|it| obstacle_name(it, self.lang))
            .unwrap_or_default();
        let days = shop.days_at_stage(today);
        let told = say::stands(self.lang, self.marketplace(id), stage, days);
        let helper = say::helped_by(self.lang, self.around.name(&shop.helper));
        [told, why.to_owned(), helper]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

/// One row for each village, one column for each stage. The filter's marketplace is kept.
fn pipeline(
    all: &[FoundBusiness],
    names: &Names<'_>,
    filter: &Filter,
    today: Day,
) -> Vec<PipelineRow> {
    let villages = names.around.villages.iter();
    let mut rows: Vec<PipelineRow> = villages
        .map(|village| {
            let there = all.iter().filter(|it| it.household.village == village.id);
            let there: Vec<&FoundBusiness> = there.collect();
            pipeline_row(
                village.name.as_str(),
                Some(village.id.as_str()),
                &there,
                filter,
                today,
            )
        })
        .collect();
    let all: Vec<&FoundBusiness> = all.iter().collect();
    rows.push(pipeline_row(
        say::total(names.lang),
        None,
        &all,
        filter,
        today,
    ));
    rows
}

fn pipeline_row(
    name: &str,
    village: Option<&str>,
    there: &[&FoundBusiness],
    filter: &Filter,
    today: Day,
) -> PipelineRow {
    let stages = Stage::ALL.iter().map(|stage| stage.as_str());
    let cells = [NO_SHOP].into_iter().chain(stages).map(|stage| {
        let asked = Filter {
            thon: village.map(str::to_owned),
            san: filter.san.clone(),
            buoc: Some(stage.to_owned()),
            ..Filter::default()
        };
        let fitting: Vec<_> = there.iter().filter(|it| takes(&asked, it, today)).collect();
        let waiting = fitting.iter().flat_map(|it| it.trading.shops.values());
        let waiting = waiting
            .filter(|shop| shop.stage.as_str() == stage && shop.stage.is_on_the_way())
            .filter_map(|shop| u64::try_from(shop.days_at_stage(today)).ok());
        let days = median(waiting.collect()).map_or_else(String::new, |days| days.to_string());
        (fitting.len(), days, asked.query())
    });
    PipelineRow {
        name: name.to_owned(),
        cells: cells.collect(),
    }
}

fn still(all: &[FoundBusiness], names: &Names<'_>, today: Day) -> Vec<Still> {
    let mut still: Vec<(i32, Still)> = Vec::new();
    for it in all {
        for (id, shop) in it
            .trading
            .shops
            .iter()
            .filter(|(_, shop)| shop.stands_still(today))
        {
            let told = Still {
                id: it.household.id.to_string(),
                name: it.name(),
                what: names.stands(id, shop, today),
            };
            still.push((shop.days_at_stage(today), told));
        }
    }
    still.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    still.into_iter().map(|(_, it)| it).collect()
}

/// Addresses of shops that the public does not see until the office has approved them.
fn links_that_wait(
    desk: &mut Desk<'_>,
    all: &[FoundBusiness],
    names: &Names<'_>,
) -> Result<Vec<Still>, PageError> {
    let links = Links::read(desk.rows, desk.commune, names.marketplaces)?;
    let waiting = all.iter().flat_map(|it| {
        let shops = links.waiting(&it.household.id, &it.trading).into_iter();
        shops.map(|(id, _)| Still {
            id: it.household.id.to_string(),
            name: it.name(),
            what: names.marketplace(id),
        })
    });
    Ok(waiting.take(STILL_LIMIT).collect())
}

/// Only households that told both amounts, before and after, so that the same households are
/// compared.
fn income(all: &[FoundBusiness], lang: Language) -> Income {
    let open: Vec<&FoundBusiness> = all
        .iter()
        .filter(|it| it.trading.opened().is_some())
        .collect();
    let told: Vec<(u64, u64)> = open
        .iter()
        .filter_map(|it| {
            Some((
                it.trading.income_before.as_ref()?.month?,
                it.trading.income_after()?,
            ))
        })
        .collect();
    let (mut before, mut after): (Vec<u64>, Vec<u64>) = told.iter().copied().unzip();
    before.sort_unstable();
    after.sort_unstable();
    let spread = |values: &[u64]| match (
        values.get(values.len() / 4),
        values.get(values.len() * 3 / 4),
    ) {
        (Some(low), Some(high)) => say::spread(lang, dong(*low), dong(*high)),
        _ => String::new(),
    };
    let middle = |values: &[u64]| median(values.to_vec()).map_or_else(|| "—".to_owned(), dong);
    Income {
        open: open.len(),
        answered: told.len(),
        before: middle(&before),
        after: middle(&after),
        before_spread: spread(&before),
        after_spread: spread(&after),
    }
}

pub(crate) fn market_name(marketplaces: &[Marketplace], id: &MarketplaceId) -> String {
    let known = marketplaces.iter().find(|it| it.id == *id);
    known.map_or_else(|| id.to_string(), |it| it.name.clone())
}

/// For example `85.000đ`.
pub(crate) fn dong(amount: u64) -> String {
    vietnamese::format_money_short(i64::try_from(amount).unwrap_or(i64::MAX))
}

pub(crate) fn stage_name(stage: Stage, lang: Language) -> &'static str {
    match stage {
        Stage::Considering => say::stage_considering(lang),
        Stage::PapersReady => say::stage_papers_ready(lang),
        Stage::Submitted => say::stage_submitted(lang),
        Stage::WaitingForReview => say::stage_waiting_for_review(lang),
        Stage::Open => say::stage_open(lang),
        Stage::Paused => say::stage_paused(lang),
        Stage::Closed => say::stage_closed(lang),
    }
}

fn obstacle_name(obstacle: Obstacle, lang: Language) -> &'static str {
    match obstacle {
        Obstacle::Papers => say::obstacle_papers(lang),
        Obstacle::Account => say::obstacle_account(lang),
        Obstacle::Photos => say::obstacle_photos(lang),
        Obstacle::Smartphone => say::obstacle_smartphone(lang),
        Obstacle::Time => say::obstacle_time(lang),
        Obstacle::Marketplace => say::obstacle_marketplace(lang),
        Obstacle::Other => say::obstacle_other(lang),
    }
}

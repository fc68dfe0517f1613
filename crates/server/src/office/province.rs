//! The province's page at `/van-phong/tinh`: one row for each commune, with sums only, never a
//! person.
use super::desk::Desk;
use super::download::download;
use super::figures::{Figures, Share};
use super::frame::{Frame, Here};
use crate::page::render;
use crate::{AppState, PageError, ProvinceReader};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::{
    CommuneId, Counted, Denominator, Measure, Month, Period, Record, RecordKey, Settings,
};
use reports::{Cell, Sheet};
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Rows, Split, TallyRow, Transaction};
use words::{Language, board as say};

const OF_NOW: [Measure; 2] = [Measure::Households, Measure::NeverVisited];
const BY_BIRTH: [Measure; 1] = [Measure::HouseholdFive];
const OF_MONTH: [Measure; 3] = [Measure::Visited, Measure::TaughtResidents, Measure::Minutes];

#[derive(Template)]
#[template(path = "office/province.html")]
struct ProvincePage {
    lang: Language,
    frame: Frame,
    month: String,
    rows: Vec<Row>,
    total: Row,
    bar: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Row {
    name: String,
    households: i64,
    visited: Share,
    taught: i64,
    minutes: i64,
    five: Share,
    never: i64,
}

#[derive(Deserialize)]
pub struct ProvinceQuery {
    thang: Option<String>,
    /// `xlsx` or `csv`: the communes as a file.
    dang: Option<String>,
}

pub async fn show(
    State(state): State<AppState>,
    ProvinceReader(who): ProvinceReader,
    Query(asked): Query<ProvinceQuery>,
) -> Result<Response, PageError> {
    state.page(&who, move |desk| page(desk, &asked)).await
}

fn page(desk: &mut Desk<'_>, asked: &ProvinceQuery) -> Result<Response, PageError> {
    let frame = Frame::new(desk, Here::Province)?;
    let today = desk.today();
    let asked_month = asked.thang.as_deref().and_then(Month::parse);
    let month = asked_month.unwrap_or(today.month());
    let mut rows = communes(desk.rows, month, today.year())?;
    rows.sort_by_cached_key(|it| vietnamese::word_sort_key(&it.name));
    let total = rows.iter().fold(Row::default(), Row::plus);
    let page = ProvincePage {
        lang: desk.lang,
        frame,
        month: month.to_string(),
        bar: reports::bar(total.five.a, total.five.b),
        rows,
        total,
    };
    match &asked.dang {
        Some(form) => download(page.sheet(), &page.frame.caveats, form, "toan-tinh"),
        None => Ok(render(&page)),
    }
}

/// One row for each commune, in a handful of queries however many there are.
fn communes(rows: &mut dyn Transaction, month: Month, year: i32) -> Rows<Vec<Row>> {
    let mut sums: BTreeMap<CommuneId, Vec<TallyRow>> = BTreeMap::new();
    let asked: [(Period, &[Measure], Split); 3] = [
        (Period::Now, &OF_NOW, Split::Whole),
        (Period::Now, &BY_BIRTH, Split::ByBirth),
        (Period::Month(month), &OF_MONTH, Split::Whole),
    ];
    for (period, measures, split) in asked {
        for (id, sum) in rows.tally_sums(period, measures, split)? {
            sums.entry(id).or_default().push(sum);
        }
    }
    let mut settings = BTreeMap::new();
    for (id, record) in rows.record_of_each(&RecordKey::Settings)? {
        if let Ok(Record::Settings(read)) = rows.read_row(&id, &record) {
            settings.insert(id, *read);
        }
    }
    let row = |id: CommuneId| {
        let settings = settings.remove(&id).unwrap_or_default();
        let sums = sums.remove(&id).unwrap_or_default();
        row(&id, &Figures::new(sums, &settings, year), &settings, month)
    };
    Ok(rows.communes()?.into_iter().map(row).collect())
}

fn row(id: &CommuneId, figures: &Figures, settings: &Settings, month: Month) -> Row {
    let of_month = Period::Month(month);
    let households = figures.plain(Period::Now, None, Measure::Households);
    let entered = Denominator::in_force(&settings.denominators, Counted::Households, month);
    let b = entered.map_or(households, |it| i64::from(it.value));
    let share = |a| Share { a, b };
    let name = settings.commune_name.as_str();
    Row {
        name: if name.is_empty() { id.as_str() } else { name }.to_owned(),
        households,
        visited: share(figures.plain(of_month, None, Measure::Visited)),
        taught: figures.plain(of_month, None, Measure::TaughtResidents),
        minutes: figures.plain(of_month, None, Measure::Minutes),
        five: share(figures.adults(Period::Now, None, Measure::HouseholdFive)),
        never: figures.plain(Period::Now, None, Measure::NeverVisited),
    }
}

impl Row {
    fn plus(self, other: &Row) -> Row {
        let add = |one: Share, two: Share| Share {
            a: one.a + two.a,
            b: one.b + two.b,
        };
        Row {
            name: self.name,
            households: self.households + other.households,
            visited: add(self.visited, other.visited),
            taught: self.taught + other.taught,
            minutes: self.minutes + other.minutes,
            five: add(self.five, other.five),
            never: self.never + other.never,
        }
    }
}

impl ProvincePage {
    fn sheet(&self) -> Sheet {
        let lang = self.lang;
        let shares = [say::visited(lang), say::five_short(lang)];
        let mut columns = vec![
            say::commune(lang).to_owned(),
            say::households(lang).to_owned(),
        ];
        let both = |name| [say::file_achieved(lang, name), say::file_total(lang, name)];
        columns.extend(shares.into_iter().flat_map(both));
        columns
            .extend([say::taught(lang), say::minutes(lang), say::never(lang)].map(str::to_owned));
        let row = |it: &Row, name: &str| {
            let numbers = [
                it.households,
                it.visited.a,
                it.visited.b,
                it.five.a,
                it.five.b,
                it.taught,
                it.minutes,
                it.never,
            ];
            let numbers = numbers.into_iter().map(Cell::Number);
            [Cell::text(name)].into_iter().chain(numbers).collect()
        };
        let mut rows: Vec<Vec<Cell>> = self.rows.iter().map(|it| row(it, &it.name)).collect();
        rows.push(row(&self.total, say::province_total(lang)));
        Sheet {
            title: format!("{} {}", say::province_title(lang), self.month),
            columns,
            rows,
        }
    }
}

//! The visits behind a figure, at `/van-phong/chuyen-tham`: those of a month, by household and
//! member.
use super::caveat::Caveats;
use super::desk::Desk;
use super::download::download;
use super::frame::{Frame, Here};
use super::register::{self, Around, Choice, Filter};
use crate::page::{page_of, render};
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::{Book, Household, HouseholdId, Kind, Month, Name, Record};
use reports::{Cell, Sheet};
use serde::Deserialize;
use std::collections::HashMap;
use words::{Language, board as say};

/// Rows on a page.
const PAGE_ROWS: usize = 60;

#[derive(Debug, Default, Deserialize)]
pub struct VisitsQuery {
    thang: Option<String>,
    thon: Option<String>,
    to_vien: Option<String>,
    trang: Option<usize>,
    /// `xlsx` or `csv`: the visits as a file.
    dang: Option<String>,
}

#[derive(Template)]
#[template(path = "office/visits.html")]
struct VisitsPage {
    lang: Language,
    frame: Frame,
    month: String,
    month_said: String,
    villages: Vec<Choice>,
    members: Vec<Choice>,
    rows: Vec<Row>,
    sum: Counts,
    page: usize,
    pages: usize,
    query: String,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    visits: u32,
    minutes: u32,
    taught: u32,
}

/// One member's visits to one household in the month, at the place where the household lived that
/// day.
struct Row {
    household: String,
    code: String,
    head: String,
    village: String,
    member: String,
    counts: Counts,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<VisitsQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let lang = desk.lang;
            let today = desk.today();
            let month = asked.thang.as_deref().and_then(Month::parse);
            let month = month.unwrap_or(today.month());
            let around = desk.around()?;
            let all = rows(desk, &around, &asked, month)?;
            if let Some(form) = &asked.dang {
                let caveats = Caveats::of(desk.state, desk.who);
                return download(sheet(&all, month, lang), &caveats, form, "chuyen-tham");
            }
            let sum = all
                .iter()
                .fold(Counts::default(), |sum, row| sum.and(row.counts));
            let (page, pages) = page_of(asked.trang, all.len(), PAGE_ROWS);
            let rows = all.into_iter().skip((page - 1) * PAGE_ROWS).take(PAGE_ROWS);
            Ok(render(&VisitsPage {
                lang,
                frame: Frame::new(desk, Here::Board)?,
                month: month.to_string(),
                month_said: said(month),
                villages: around.village_choices(asked.thon.as_ref()),
                members: around.member_choices(asked.to_vien.as_ref()),
                rows: rows.collect(),
                sum,
                page,
                pages,
                query: query(&asked, month),
            }))
        })
        .await
}

impl Counts {
    fn and(self, other: Counts) -> Counts {
        Counts {
            visits: self.visits + other.visits,
            minutes: self.minutes + other.minutes,
            taught: self.taught + other.taught,
        }
    }
}

/// The same figures as on the board, which adds these up.
fn rows(
    desk: &mut Desk<'_>,
    around: &Around,
    asked: &VisitsQuery,
    month: Month,
) -> Result<Vec<Row>, PageError> {
    let chosen = |wanted: &Option<String>, id: &str| {
        wanted.as_deref().is_none_or(|it| it.is_empty() || it == id)
    };
    let mut rows = Vec::new();
    let books = books(desk)?;
    for household in register::find(desk, &Filter::default())?.households {
        let book = books.get(&household.id);
        for (place, done) in book.map(|book| book.month(month)).unwrap_or_default() {
            for (member, counts) in &done.members {
                if chosen(&asked.thon, place.as_str()) && chosen(&asked.to_vien, member.as_str()) {
                    let counts = Counts {
                        visits: counts.visits,
                        minutes: counts.minutes,
                        taught: counts.taught,
                    };
                    let village = around.village_name(&place);
                    rows.push(row(&household, village, around.name(member), counts));
                }
            }
        }
    }
    Ok(rows)
}

fn books(desk: &mut Desk<'_>) -> Result<HashMap<HouseholdId, Book>, PageError> {
    let found = desk.records(Kind::Book)?.into_iter();
    let book = |record| match record {
        Record::Book(book) => Some((book.id.clone(), *book)),
        _ => None,
    };
    Ok(found.filter_map(book).collect())
}

fn row(household: &Household, village: String, member: String, counts: Counts) -> Row {
    Row {
        household: household.id.to_string(),
        code: household.code.as_str().to_owned(),
        head: household.head.reveal().map_or("—", Name::as_str).to_owned(),
        village,
        member,
        counts,
    }
}

/// Has codes instead of names, because the file may be passed on.
fn sheet(rows: &[Row], month: Month, lang: Language) -> Sheet {
    let columns = [
        say::code(lang),
        say::village_plain(lang),
        say::member(lang),
        say::visits(lang),
        say::minutes(lang),
        say::people_taught(lang),
    ];
    let row = |it: &Row| {
        vec![
            Cell::text(&it.code),
            Cell::text(&it.village),
            Cell::text(&it.member),
            Cell::Number(i64::from(it.counts.visits)),
            Cell::Number(i64::from(it.counts.minutes)),
            Cell::Number(i64::from(it.counts.taught)),
        ]
    };
    Sheet {
        title: say::visits_title(lang, said(month)),
        columns: columns.into_iter().map(str::to_owned).collect(),
        rows: rows.iter().map(row).collect(),
    }
}

/// The month as people say it: `11/2026`.
fn said(month: Month) -> String {
    let text = month.to_string();
    match text.split_once('-') {
        Some((year, month)) => format!("{month}/{year}"),
        None => text,
    }
}

/// The address of the same view, without the page number.
fn query(asked: &VisitsQuery, month: Month) -> String {
    let mut parts = vec![register::pair("thang", &month.to_string())];
    for (name, value) in [("thon", &asked.thon), ("to_vien", &asked.to_vien)] {
        if let Some(value) = value.as_ref().filter(|it| !it.is_empty()) {
            parts.push(register::pair(name, value));
        }
    }
    parts.join("&")
}

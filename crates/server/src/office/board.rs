//! The board at `/van-phong/bang`: the commune's figures of the day, one row for each village.
use super::desk::Desk;
use super::directives::{self, Counts};
use super::download::download;
use super::figures::{Figures, Share, number};
use super::frame::{Frame, Here, date};
use super::groups::group_name;
use super::rolled_back;
use crate::health::{self, Notice};
use crate::page::render;
use crate::{AppState, BoardReader, PageError};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::{
    AccountId, Catalogue, Counted, Day, Denominator, Dimension, Directive, Measure, Millis, Month,
    Period, Settings, Village, VillageId,
};
use reports::{Cell, LineChart, Point, Sheet};
use serde::Deserialize;
use std::sync::Arc;
use store::{Device, HeldEntry};
use words::{Language, board as say, help};

/// Weeks in the trend, the present one included.
const TREND_WEEKS: i32 = 12;
/// A device that was silent for longer is listed.
const SILENT_MS: i64 = 3 * Millis::DAY;
/// The most members listed as stuck.
const STUCK_LIMIT: usize = 5;
/// The last columns of the villages' table and of its file: plain counts of today.
const COUNTS: &[Count] = &[Count {
    name: say::never,
    of: Measure::NeverVisited,
}];

struct Count {
    name: fn(Language) -> &'static str,
    of: Measure,
}

#[derive(Template)]
#[template(path = "office/board.html")]
struct BoardPage {
    lang: Language,
    frame: Frame,
    empty: bool,
    /// Messages that data were put back to an earlier state, until someone has read them.
    rolled_back: Vec<String>,
    month: String,
    groups: Vec<&'static str>,
    counts: Vec<&'static str>,
    total: Row,
    rows: Vec<Row>,
    seen: Share,
    bar: String,
    taught: i64,
    sessions: i64,
    minutes: i64,
    never: i64,
    /// Attendances at this month's classes: a person counts once for each class.
    class_people: i64,
    habit: Option<Share>,
    source: String,
    counting_since: Option<String>,
    trend: String,
    members: Vec<MemberRow>,
    stuck: Vec<Stuck>,
    directives: Vec<Line>,
    /// What is not well with the server.
    notices: Vec<Notice>,
}

struct Row {
    id: String,
    name: String,
    members: usize,
    households: i64,
    visited: Share,
    groups: Vec<Share>,
    five: Share,
    /// One for each of [`COUNTS`].
    counts: Vec<i64>,
}

struct MemberRow {
    id: String,
    name: String,
    visits: i64,
    minutes: i64,
    taught: i64,
    doors: i64,
    left: i64,
}

/// A directive in force.
struct Line {
    id: String,
    title: String,
    when: String,
    late: bool,
    share: Share,
    bar: String,
}

struct Stuck {
    text: String,
    link: String,
}

#[derive(Deserialize)]
pub struct BoardQuery {
    thang: Option<String>,
    /// `xlsx` or `csv`: the villages as a file.
    dang: Option<String>,
}

/// Everything that the page reads, in one snapshot.
struct Data {
    figures: Figures,
    settings: Arc<Settings>,
    villages: Arc<Vec<Village>>,
    teams: Arc<Vec<domain::Team>>,
    today: Day,
    month: Month,
    silent: usize,
    held: usize,
    waiting: usize,
    directives: Vec<Directive>,
    counts: Counts,
    counting_since: Option<Millis>,
}

pub async fn show(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Query(asked): Query<BoardQuery>,
) -> Result<Response, PageError> {
    if who.scope.sees_all() {
        health::now(&state).await;
    }
    state.page(&who, move |desk| show_at(desk, &asked)).await
}

fn show_at(desk: &mut Desk<'_>, asked: &BoardQuery) -> Result<Response, PageError> {
    let frame = Frame::new(desk, Here::Board)?;
    let month = asked.thang.as_deref().and_then(Month::parse);
    let data = Data::read(desk, month.unwrap_or(desk.today().month()))?;
    let mut page = page(frame, &data, desk.lang);
    if page.frame.officer {
        page.notices = health::notices(desk.state, desk.lang);
    }
    page.rolled_back = rolled_back::told(desk)?;
    match &asked.dang {
        Some(form) => download(page.sheet(), &page.frame.caveats, form, "bang-tong-hop"),
        None => Ok(render(&page)),
    }
}

impl BoardPage {
    /// One row for each village, with both numbers of every figure.
    fn sheet(&self) -> Sheet {
        let lang = self.lang;
        let shares = [say::visited(lang)]
            .into_iter()
            .chain(self.groups.iter().copied());
        let shares = shares.chain([say::five_short(lang)]);
        let mut columns = vec![
            say::village(lang).to_owned(),
            say::households(lang).to_owned(),
        ];
        let both = |name| [say::file_achieved(lang, name), say::file_total(lang, name)];
        columns.extend(shares.flat_map(both));
        columns.extend(self.counts.iter().map(|it| (*it).to_owned()));
        let told = |value: i64| Cell::Number(value);
        let row = |it: &Row, name: &str| {
            let shares = [it.visited].into_iter().chain(it.groups.iter().copied());
            let shares = shares.chain([it.five]);
            let mut cells = vec![Cell::text(name), told(it.households)];
            cells.extend(shares.flat_map(|share| [told(share.a), told(share.b)]));
            cells.extend(it.counts.iter().map(|it| told(*it)));
            cells
        };
        let mut rows: Vec<Vec<Cell>> = self.rows.iter().map(|it| row(it, &it.name)).collect();
        rows.push(row(&self.total, say::total(lang)));
        Sheet {
            title: format!("{} {}", say::title(lang), self.month),
            columns,
            rows,
        }
    }
}

impl Data {
    fn read(desk: &mut Desk<'_>, month: Month) -> Result<Self, PageError> {
        let (today, now) = (desk.today(), desk.now);
        let settings = desk.settings()?;
        let row = desk.rows.commune(desk.commune)?;
        let shown = [Period::Now, Period::Month(month)].into_iter();
        let tallies = desk.tallies(shown.chain(weeks(today)))?;
        let held = HeldEntry::count(desk.rows, desk.commune)?;
        let in_force = directives::all(desk)?.into_iter();
        let silent = |it: &&Device| it.goes_on() && now.0 - it.last_here(now).0 > SILENT_MS;
        Ok(Self {
            counts: Counts::new(tallies.iter()),
            figures: Figures::new(tallies, &settings, today.year()),
            villages: desk.villages()?,
            teams: desk.teams()?,
            settings,
            today,
            month,
            silent: desk.devices()?.iter().filter(silent).count(),
            held: held.values().sum(),
            waiting: row.as_ref().map_or(0, |row| row.waiting as usize),
            directives: in_force.filter(Directive::in_force).collect(),
            counting_since: row.and_then(|row| row.counting_since),
        })
    }
}

fn weeks(today: Day) -> impl Iterator<Item = Period> {
    (1..TREND_WEEKS)
        .rev()
        .map(move |back| Period::Week(today.week().plus(-back)))
}

fn page(frame: Frame, data: &Data, lang: Language) -> BoardPage {
    let catalogue = Catalogue::new(&data.settings);
    let rows: Vec<Row> = data
        .villages
        .iter()
        .map(|village| row(data, &catalogue, Some(village)))
        .collect();
    let total = row(data, &catalogue, None);
    let month = Period::Month(data.month);
    let figures = &data.figures;
    let entered =
        Denominator::in_force(&data.settings.denominators, Counted::Households, data.month);
    let source = match entered {
        Some(it) => {
            say::source_entered(lang, number(lang, i64::from(it.value)), it.source.as_str())
        }
        None => say::source_register(lang, number(lang, total.five.b)),
    };
    let habit = habit(figures, data.month);
    BoardPage {
        lang,
        empty: total.households == 0,
        rolled_back: Vec::new(),
        month: data.month.to_string(),
        groups: catalogue
            .groups
            .iter()
            .map(|it| group_name(it.id.as_str(), lang))
            .collect(),
        counts: COUNTS.iter().map(|it| (it.name)(lang)).collect(),
        seen: Share {
            a: figures.adults(Period::Now, None, Measure::HouseholdFiveSeen),
            b: total.five.b,
        },
        bar: reports::bar(total.five.a, total.five.b),
        taught: figures.plain(month, None, Measure::TaughtResidents),
        sessions: figures.plain(month, None, Measure::Taught),
        minutes: figures.plain(month, None, Measure::Minutes),
        never: figures.plain(Period::Now, None, Measure::NeverVisited),
        class_people: figures.plain(month, None, Measure::ClassPeople),
        habit: (habit.b > 0).then_some(habit),
        source,
        counting_since: data.counting_since.map(|at| date(at.day())),
        trend: trend(data, lang),
        members: members(data),
        stuck: stuck(data, lang, frame.officer),
        directives: lines(data, lang),
        notices: Vec::new(),
        total,
        rows,
        frame,
    }
}

fn row(data: &Data, catalogue: &Catalogue, village: Option<&Village>) -> Row {
    let place = village.map(|it| &it.id);
    let figures = &data.figures;
    let now = |measure| figures.plain(Period::Now, place, measure);
    let households = now(Measure::Households);
    let denominators = village.map_or(&data.settings.denominators, |it| &it.denominators);
    let entered = Denominator::in_force(denominators, Counted::Households, data.month);
    let b = entered.map_or(households, |it| i64::from(it.value));
    let adults = figures.adults(Period::Now, place, Measure::Residents);
    let groups = catalogue.groups.iter().map(|group| Share {
        a: figures.group(place, &group.id),
        b: adults,
    });
    let serving = |id: &VillageId| {
        let teams = data.teams.iter().filter(|team| team.villages.contains(id));
        teams.map(|team| team.serving(data.today).count()).sum()
    };
    Row {
        id: place.map(ToString::to_string).unwrap_or_default(),
        name: village
            .map(|it| it.name.as_str().to_owned())
            .unwrap_or_default(),
        members: place.map_or(0, serving),
        households,
        visited: Share {
            a: figures.plain(Period::Month(data.month), place, Measure::Visited),
            b,
        },
        groups: groups.collect(),
        five: Share {
            a: figures.adults(Period::Now, place, Measure::HouseholdFive),
            b,
        },
        counts: COUNTS.iter().map(|it| now(it.of)).collect(),
    }
}

fn habit(figures: &Figures, month: Month) -> Share {
    let skill = |it: &Dimension| matches!(it, Dimension::Skill(_));
    let sum = |measure| figures.sum(Period::Month(month), None, measure, skill);
    Share {
        a: sum(Measure::HabitHeld),
        b: sum(Measure::HabitDue),
    }
}

/// A week without entries shows the figure of the week before.
fn trend(data: &Data, lang: Language) -> String {
    let mut points = Vec::new();
    let mut last = 0;
    for period in weeks(data.today).chain([Period::Now]) {
        let there = data.figures.plain(period, None, Measure::Households) > 0;
        let value = data.figures.adults(period, None, Measure::HouseholdFive);
        last = if there { value } else { last };
        let day = match period {
            Period::Week(week) => week.monday().plus(6),
            _ => data.today,
        };
        let (_, month, day) = day.civil();
        points.push(Point {
            label: format!("{day}/{month}"),
            value: last,
            shown: number(lang, last),
        });
    }
    let first = points.first().map_or(0, |it| it.value);
    let description = say::trend_text(lang, first, last, points.len());
    LineChart {
        id: "five".to_owned(),
        title: say::trend(lang).to_owned(),
        description,
        points,
    }
    .to_svg()
}

/// The directives in force, ordered by due day, the earliest first.
fn lines(data: &Data, lang: Language) -> Vec<Line> {
    let mut directives: Vec<&Directive> = data.directives.iter().collect();
    directives.sort_by_key(|it| (it.to, it.issued));
    let line = |it: &Directive| {
        let share = data.counts.of(it.id(), Period::Now, None);
        let (when, late) = directives::when(it, data.today, lang);
        Line {
            id: it.id().to_string(),
            title: it.title.as_str().to_owned(),
            when,
            late,
            bar: reports::bar(share.a, share.b),
            share,
        }
    };
    directives.into_iter().map(line).collect()
}

fn members(data: &Data) -> Vec<MemberRow> {
    let month = Period::Month(data.month);
    let of = |period, measure, id: &AccountId| {
        data.figures.sum(
            period,
            None,
            measure,
            |it| matches!(it, Dimension::Member(member) if member == id),
        )
    };
    let mut rows: Vec<MemberRow> = Vec::new();
    for member in data.teams.iter().flat_map(|team| team.serving(data.today)) {
        rows.push(MemberRow {
            id: member.id.to_string(),
            name: member.name.as_str().to_owned(),
            visits: of(month, Measure::Visits, &member.id),
            minutes: of(month, Measure::Minutes, &member.id),
            taught: of(month, Measure::Taught, &member.id),
            doors: of(Period::Now, Measure::Households, &member.id),
            left: of(Period::Now, Measure::NeverVisited, &member.id),
        });
    }
    rows.sort_by_cached_key(|it| (-it.visits, vietnamese::person_sort_key(&it.name)));
    rows
}

fn stuck(data: &Data, lang: Language, officer: bool) -> Vec<Stuck> {
    let now = |measure| data.figures.plain(Period::Now, None, measure);
    let n = |value: i64| number(lang, value);
    let mut most: Vec<MemberRow> = members(data).into_iter().filter(|it| it.left > 0).collect();
    most.sort_by_key(|it| -it.left);
    let mut stuck = Vec::new();
    let mut tell = |count: i64, text: String, link: String| {
        if count > 0 {
            stuck.push(Stuck {
                text,
                link: if officer { link } else { String::new() },
            });
        }
    };
    for member in most.into_iter().take(STUCK_LIMIT) {
        let link = format!("/van-phong/ho?to_vien={}&tinh_trang=never", member.id);
        tell(
            member.left,
            say::stuck_never(lang, &member.name, n(member.left)),
            link,
        );
    }
    let late = data.figures.sum(
        Period::Now,
        None,
        Measure::FollowUps,
        |it| matches!(it, Dimension::Due(day) if *day < data.today),
    );
    let requests = |late: bool| {
        data.figures.sum(
            Period::Now,
            None,
            Measure::HelpOpen,
            |it| matches!(it, Dimension::Due(day) if !late || *day < data.today),
        )
    };
    let (open, late_requests) = (requests(false), requests(true));
    let room = "/van-phong/nho-giup";
    tell(
        late_requests,
        help::stuck_late(lang, n(late_requests)),
        room.to_owned(),
    );
    tell(open, help::stuck_open(lang, n(open)), room.to_owned());
    let register = |state: &str| format!("/van-phong/ho?tinh_trang={state}");
    tell(late, say::stuck_late(lang, n(late)), register("late"));
    let absent = now(Measure::AbsentThree);
    tell(
        absent,
        say::stuck_absent(lang, n(absent)),
        register("absent"),
    );
    let differs = now(Measure::Differences);
    tell(
        differs,
        say::stuck_differences(lang, n(differs)),
        register("differences"),
    );
    let doubtful = now(Measure::Doubtful);
    tell(
        doubtful,
        say::stuck_doubtful(lang, n(doubtful)),
        register("doubtful"),
    );
    let assigned = data
        .figures
        .sum(Period::Now, None, Measure::Households, |it| {
            matches!(it, Dimension::Member(_))
        });
    let unassigned = now(Measure::Households) - assigned;
    tell(
        unassigned,
        say::stuck_unassigned(lang, n(unassigned)),
        register("unassigned"),
    );
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    tell(
        count(data.silent),
        say::stuck_silent(lang, data.silent),
        "/van-phong/may".to_owned(),
    );
    tell(
        count(data.held),
        say::stuck_held(lang, data.held),
        "/van-phong/cho".to_owned(),
    );
    tell(
        count(data.waiting),
        words::waiting::stuck(lang, data.waiting),
        super::waiting::ADDRESS.to_owned(),
    );
    stuck
}

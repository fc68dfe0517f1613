//! The progress of a directive: from tallies while it is in force, as it was reported once it is
//! closed.
use crate::PageError;
use crate::office::desk::Desk;
use crate::office::figures::{Share, number};
use domain::directive::{Directive, Reached};
use domain::{Day, Dimension, DirectiveId, Map, Measure, Period, Village, VillageId};
use reports::{LineChart, Point};
use store::TallyRow;
use words::{Language, directive as say};

/// Weeks in the trend, the present one included.
const TREND_WEEKS: i32 = 12;

/// The tallies of directives in some periods.
#[derive(Debug)]
pub struct Counts {
    rows: Vec<TallyRow>,
}

impl Counts {
    pub fn read(
        desk: &mut Desk<'_>,
        periods: impl IntoIterator<Item = Period>,
    ) -> Result<Self, PageError> {
        Ok(Self::new(desk.tallies(periods)?.iter()))
    }

    /// The directives' tallies among those that were read already.
    pub fn new<'a>(tallies: impl Iterator<Item = &'a TallyRow>) -> Self {
        let ours = tallies.filter(|it| matches!(it.dimension, Dimension::Directive(_)));
        Self {
            rows: ours.cloned().collect(),
        }
    }

    /// Households that have reached the goal, of those concerned.
    pub fn of(&self, id: &DirectiveId, period: Period, place: Option<&VillageId>) -> Share {
        let sum = |measure| {
            let fits = |row: &&TallyRow| {
                row.period == period
                    && row.measure == measure
                    && place.is_none_or(|it| *it == row.place)
                    && matches!(&row.dimension, Dimension::Directive(it) if it == id)
            };
            self.rows.iter().filter(fits).map(|row| row.value).sum()
        };
        Share {
            a: sum(Measure::DirectiveDone),
            b: sum(Measure::DirectiveConcerned),
        }
    }

    fn knows(&self, id: &DirectiveId, period: Period) -> bool {
        self.of(id, period, None).b > 0
    }
}

/// The line of a village or of the commune.
pub struct Place {
    pub id: String,
    pub name: String,
    pub reached: Share,
    pub target: Option<i64>,
    /// How many reached the goal since the last week ended; `None` once it is closed.
    pub week: Option<i64>,
}

impl Place {
    pub fn bar(&self) -> String {
        reports::bar(self.reached.a, self.reached.b)
    }

    pub fn left(&self) -> i64 {
        self.reached.b - self.reached.a
    }

    pub fn on_target(&self) -> bool {
        self.target.is_some_and(|target| self.reached.a >= target)
    }
}

pub struct Progress {
    pub places: Vec<Place>,
    pub total: Place,
    /// The share of all households when it was issued.
    pub started: Share,
    pub trend: Option<String>,
}

pub fn read(desk: &mut Desk<'_>, directive: &Directive) -> Result<Progress, PageError> {
    let (today, villages) = (desk.today(), desk.villages()?);
    let ended = weeks(directive, today);
    let counts = Counts::read(desk, ended.iter().copied().chain([Period::Now]))?;
    let id = directive.id();
    let last_week = ended.iter().rev().find(|it| counts.knows(id, **it));
    let place = |village: Option<&Village>| {
        let at = village.map(|it| &it.id);
        let reached = match &directive.closed {
            Some(closing) => figure(&closing.figures, at),
            None => counts.of(id, Period::Now, at),
        };
        let before = match last_week {
            Some(week) => counts.of(id, *week, at),
            None => figure(&directive.started, at),
        };
        Place {
            id: at.map(ToString::to_string).unwrap_or_default(),
            name: village.map_or_else(String::new, |it| it.name.as_str().to_owned()),
            reached,
            target: target(&directive.targets, at),
            week: directive.in_force().then_some(reached.a - before.a),
        }
    };
    let concerned = |it: &Place| it.reached.b > 0 || it.target.is_some();
    let places: Vec<Place> = villages
        .iter()
        .map(|village| place(Some(village)))
        .filter(concerned)
        .collect();
    Ok(Progress {
        places,
        total: place(None),
        started: figure(&directive.started, None),
        trend: trend(directive, &counts, &ended, today, desk.lang),
    })
}

/// The weeks that have ended since it was issued, the latest ones.
fn weeks(directive: &Directive, today: Day) -> Vec<Period> {
    let issued = directive.issued.day().week();
    let ended = (1..TREND_WEEKS).rev().map(|back| today.week().plus(-back));
    ended.filter(|it| *it >= issued).map(Period::Week).collect()
}

/// The sum of the villages' reported figures.
pub fn told<'a>(figures: impl Iterator<Item = &'a Reached>) -> Share {
    figures.fold(Share::default(), |sum, it| Share {
        a: sum.a + i64::from(it.done),
        b: sum.b + i64::from(it.concerned),
    })
}

fn figure(figures: &Map<VillageId, Reached>, at: Option<&VillageId>) -> Share {
    match at {
        Some(id) => told(figures.get(id).into_iter()),
        None => told(figures.values()),
    }
}

fn target(targets: &Map<VillageId, u32>, at: Option<&VillageId>) -> Option<i64> {
    match at {
        Some(id) => targets.get(id).map(|it| i64::from(*it)),
        None if targets.is_empty() => None,
        None => Some(targets.values().map(|it| i64::from(*it)).sum()),
    }
}

/// A line from the day of issuing, week by week, to now or to its end. It needs at least two
/// points.
fn trend(
    directive: &Directive,
    counts: &Counts,
    ended: &[Period],
    today: Day,
    lang: Language,
) -> Option<String> {
    let mut points = vec![(directive.issued.day(), figure(&directive.started, None).a)];
    for period in ended.iter().filter(|it| counts.knows(directive.id(), **it)) {
        if let Period::Week(week) = period {
            let done = counts.of(directive.id(), *period, None).a;
            points.push((week.monday().plus(6), done));
        }
    }
    points.push(match &directive.closed {
        Some(closing) => (closing.at.day(), figure(&closing.figures, None).a),
        None => (today, counts.of(directive.id(), Period::Now, None).a),
    });
    points.dedup_by_key(|(day, _)| *day);
    let (first, last) = (points.first()?.1, points.last()?.1);
    let description = say::trend_text(lang, number(lang, first), number(lang, last), points.len());
    let chart = LineChart {
        id: "trend".to_owned(),
        title: say::trend(lang).to_owned(),
        description,
        points: points
            .iter()
            .map(|(day, done)| Point {
                label: short(*day),
                value: *done,
                shown: number(lang, *done),
            })
            .collect(),
    };
    (points.len() > 1).then(|| chart.to_svg())
}

fn short(day: Day) -> String {
    let (_, month, day) = day.civil();
    format!("{day}/{month}")
}

//! Classes at `/van-phong/lop`: coming ones, past ones, and how many people came.
mod figures;
mod form;
mod one;
mod paper;
mod photo;
mod slips;

pub use one::{act as act_on, show as show_one};
pub use paper::{invitation, sign_in_sheet};
pub use slips::show as slips;

use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use super::register::Choice;
use super::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::class::{ClassState, Teacher};
use domain::{
    Catalogue, Class, ClassId, ClassPlanned, Day, Kind, Month, Operation, Record, Settings, Team,
    Village, VillageId,
};
use figures::Trained;
use form::PlanForm;
use serde::Deserialize;
use std::sync::Arc;
use words::{Language, classes as say};

/// The most past classes listed; older ones are in the log.
const PAST_LIMIT: usize = 60;

#[derive(Deserialize)]
pub struct ClassesQuery {
    xong: Option<String>,
    thang: Option<String>,
}

#[derive(Template)]
#[template(path = "office/classes.html")]
struct ClassesPage {
    lang: Language,
    frame: Frame,
    month: String,
    trained: Trained,
    coming: Vec<Row>,
    past: Vec<Row>,
    form: PlanForm,
    choices: Choices,
}

/// A class in the list.
struct Row {
    id: String,
    title: String,
    when: String,
    place: String,
    teacher: String,
    taken: u16,
    seats: u16,
    state: &'static str,
    /// The class is past and nobody has recorded how it went.
    untold: bool,
    heads: Option<u16>,
}

/// The choices in the form for a plan.
struct Choices {
    topics: Vec<Choice>,
    villages: Vec<Choice>,
    teachers: Vec<Choice>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<ClassesQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Classes)?;
            let frame = done(frame, asked.xong.as_deref(), desk.lang);
            let month = asked.thang.as_deref().and_then(Month::parse);
            page(desk, frame, month, PlanForm::default())
        })
        .await
}

/// Plans a class.
pub async fn plan(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(form): CsrfForm<PlanForm>,
) -> Result<Response, PageError> {
    let plan = match form.read(who.language) {
        Ok(plan) => plan,
        Err(problem) => return refuse(&state, &who, problem, form).await,
    };
    let class = ClassId::random(state.chance.number());
    let operation = Operation::ClassPlanned(Box::new(ClassPlanned {
        class: class.clone(),
        plan,
    }));
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => {
            Ok(Redirect::to(&format!("/van-phong/lop/{class}?xong=done-planned")).into_response())
        }
        Err(code) => refuse(&state, &who, PageProblem::refused(code, who.language), form).await,
    }
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    form: PlanForm,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Classes)?.problem(Some(problem));
            page(desk, frame, None, form)
        })
        .await
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    month: Option<Month>,
    form: PlanForm,
) -> Result<Response, PageError> {
    let (lang, today) = (desk.lang, desk.today());
    let month = month.unwrap_or(today.month());
    let around = Around::read(desk)?;
    let mut classes = all(desk)?;
    let held_in_month =
        |it: &&Class| it.plan.day.month() == month && matches!(it.state, ClassState::Held);
    let held = classes.iter().filter(held_in_month).count();
    classes.sort_by_key(|it| (it.plan.day, it.plan.from));
    let (coming, past): (Vec<Class>, Vec<Class>) =
        classes.into_iter().partition(|it| today <= it.plan.day);
    let row = |it: &Class| around.row(it, today, lang);
    let refused = frame.problem.is_some();
    let page = ClassesPage {
        lang,
        frame,
        month: month.to_string(),
        trained: Trained::read(desk, &around.settings, month, held)?,
        coming: coming.iter().map(row).collect(),
        past: past.iter().rev().take(PAST_LIMIT).map(row).collect(),
        choices: around.choices(&form, lang),
        form,
    };
    Ok(answer(render(&page), refused))
}

/// All classes of the commune, in no particular order.
pub(super) fn all(desk: &mut Desk<'_>) -> Result<Vec<Class>, PageError> {
    let records = desk.records(Kind::Class);
    let classes = records?.into_iter();
    let class = |record| match record {
        Record::Class(class) => Some(*class),
        _ => None,
    };
    Ok(classes.filter_map(class).collect())
}

/// The message of `classes.ftl` for `?xong=` in the address.
fn done(mut frame: Frame, done: Option<&str>, lang: Language) -> Frame {
    frame.done = done
        .filter(|id| id.starts_with("done-"))
        .and_then(|id| say::by_id(id, lang));
    frame
}

/// What is needed to name the ids in a class.
struct Around {
    settings: Arc<Settings>,
    villages: Arc<Vec<Village>>,
    teams: Arc<Vec<Team>>,
    today: Day,
}

impl Around {
    fn read(desk: &mut Desk<'_>) -> Result<Self, PageError> {
        Ok(Self {
            settings: desk.settings()?,
            villages: desk.villages()?,
            teams: desk.teams()?,
            today: desk.today(),
        })
    }

    fn village(&self, id: &VillageId) -> String {
        let found = self.villages.iter().find(|it| it.id == *id);
        found.map_or_else(|| id.to_string(), |it| it.name.as_str().to_owned())
    }

    fn teacher(&self, teacher: &Teacher) -> String {
        teacher_name(&self.teams, teacher)
    }

    /// The place and, unless its name contains it already, the village.
    fn place(&self, class: &Class) -> String {
        let village = class.plan.village.as_ref().map(|it| self.village(it));
        place(class, village)
    }

    fn row(&self, class: &Class, today: Day, lang: Language) -> Row {
        Row {
            id: class.id.to_string(),
            title: class.plan.title.as_str().to_owned(),
            when: when(class, lang),
            place: self.place(class),
            teacher: self.teacher(&class.plan.teacher),
            taken: class.seats_taken(),
            seats: class.plan.seats,
            state: state_name(&class.state, lang),
            untold: class.state.is_planned() && class.plan.day < today,
            heads: class.result.as_ref().map(|it| it.heads),
        }
    }

    fn choices(&self, form: &PlanForm, lang: Language) -> Choices {
        let catalogue = Catalogue::new(&self.settings);
        let topics = catalogue.topics.iter();
        let topics = topics.map(|it| Choice::new(it.id.as_str(), &it.name, Some(&form.topic)));
        let villages = self.villages.iter();
        let villages =
            villages.map(|it| Choice::new(it.id.as_str(), it.name.as_str(), Some(&form.village)));
        let mut teachers: Vec<Choice> = Vec::new();
        for team in self.teams.iter() {
            for member in team.serving(self.today) {
                let name = format!("{} · {}", member.name.as_str(), team.name.as_str());
                teachers.push(Choice::new(member.id.as_str(), &name, Some(&form.teacher)));
            }
        }
        let guest = Choice::new(form::GUEST, say::teacher_guest(lang), Some(&form.teacher));
        teachers.push(guest);
        Choices {
            topics: topics.collect(),
            villages: villages.collect(),
            teachers,
        }
    }
}

pub(crate) fn teacher_name(teams: &[Team], teacher: &Teacher) -> String {
    match teacher {
        Teacher::Guest(name) => name.as_str().to_owned(),
        Teacher::Member(id) => {
            let terms = teams.iter().flat_map(|team| team.members.iter().rev());
            let found = terms.into_iter().find(|it| it.id == *id);
            found.map_or_else(|| id.to_string(), |it| it.name.as_str().to_owned())
        }
    }
}

pub(crate) fn place(class: &Class, village: Option<String>) -> String {
    let place = class.plan.place.as_str();
    match village {
        Some(village) if !place.contains(village.as_str()) => format!("{place}, {village}"),
        _ => place.to_owned(),
    }
}

/// For example `14:00–16:00, thứ Bảy 05/12/2026`.
pub(crate) fn when(class: &Class, lang: Language) -> String {
    let plan = &class.plan;
    let day = say::day(lang, plan.day.weekday(), date(plan.day));
    say::hours_on(lang, plan.from, plan.to, day)
}

pub(crate) fn state_name(state: &ClassState, lang: Language) -> &'static str {
    match state {
        ClassState::Planned => say::state_planned(lang),
        ClassState::Held => say::state_held(lang),
        ClassState::Cancelled(_) => say::state_cancelled(lang),
    }
}

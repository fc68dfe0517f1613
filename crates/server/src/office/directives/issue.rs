//! Issues a directive at `/van-phong/viec/moi`: a form, a preview of its doors, then the directive.
use super::form::{self, Typed};
use super::households;
use crate::office::act;
use crate::office::desk::Desk;
use crate::office::figures::Share;
use crate::office::frame::{Frame, Here, PageProblem};
use crate::office::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::directive::{DirectiveTask, Reached};
use domain::{
    Catalogue, DirectiveId, DirectiveIssued, Operation, RefusalCode, Topic, Village, VillageId,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use words::{Language, directive as say};

/// The default number of days until the directive is due.
const DAYS_FIRST_OFFERED: i32 = 30;

#[derive(Template)]
#[template(path = "office/directive_form.html")]
struct FormPage {
    lang: Language,
    frame: Frame,
    typed: Typed,
    goals: Vec<(&'static str, &'static str)>,
    topics: Vec<Topic>,
    villages: Arc<Vec<Village>>,
    today: String,
    later: String,
}

#[derive(Template)]
#[template(path = "office/directive_preview.html")]
struct PreviewPage {
    lang: Language,
    frame: Frame,
    typed: Typed,
    id: String,
    title: String,
    goal: String,
    whom: String,
    rows: Vec<PreviewRow>,
    total: Share,
}

struct PreviewRow {
    id: String,
    name: String,
    reached: Share,
    target: String,
}

impl PreviewPage {
    /// What the form said, to be sent again. Targets and steps have fields of their own.
    fn kept(&self) -> impl Iterator<Item = &(String, String)> {
        let own =
            |name: &str| ["csrf", "step", "id"].contains(&name) || name.starts_with("target-");
        self.typed.0.iter().filter(move |(name, _)| !own(name))
    }
}

pub async fn ask(
    State(state): State<AppState>,
    Officer(who): Officer,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Directives)?;
            form_page(desk, frame, Typed::default())
        })
        .await
}

fn form_page(desk: &mut Desk<'_>, frame: Frame, typed: Typed) -> Result<Response, PageError> {
    let lang = desk.lang;
    let refused = frame.problem.is_some();
    let today = desk.today();
    let page = render(&FormPage {
        lang,
        frame,
        typed,
        goals: vec![
            ("skill", say::option_skill(lang)),
            ("five", say::option_five(lang)),
            ("met", say::option_met(lang)),
            ("consent", say::option_consent(lang)),
            ("shop", say::option_shop(lang)),
            ("account", say::option_account(lang)),
        ],
        topics: Catalogue::new(&*desk.settings()?).topics,
        villages: desk.villages()?,
        today: today.to_string(),
        later: today.plus(DAYS_FIRST_OFFERED).to_string(),
    });
    Ok(answer(page, refused))
}

/// Does a step of the form: `edit` it again, `preview` its doors, or `send` it.
pub async fn send(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed(fields);
    // The preview sends the same id back, so that a directive sent twice is issued once.
    let id = DirectiveId::new(typed.get("id"))
        .unwrap_or_else(|| DirectiveId::random(state.chance.number()));
    let there = format!("/van-phong/viec/{id}?xong=done-issued");
    let (operation, typed) = match state.page(&who, move |desk| step(desk, id, typed)).await? {
        Step::Look(page) => return Ok(page),
        Step::Send(operation, typed) => (*operation, typed),
    };
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to(&there).into_response()),
        Err(code) => {
            let problem = PageProblem::refused(code, who.language);
            let show = move |desk: &mut Desk<'_>| refused(desk, problem, typed);
            state.page(&who, show).await
        }
    }
}

/// What a step of the form comes to.
enum Step {
    /// Something to look at first.
    Look(Response),
    Send(Box<Operation>, Typed),
}

fn step(desk: &mut Desk<'_>, id: DirectiveId, typed: Typed) -> Result<Step, PageError> {
    let lang = desk.lang;
    if typed.get("step") == "edit" {
        let frame = Frame::new(desk, Here::Directives)?;
        return form_page(desk, frame, typed).map(Step::Look);
    }
    let issued = match form::issued(&typed, id, lang) {
        Ok(issued) => issued,
        Err(problem) => return refused(desk, problem, typed).map(Step::Look),
    };
    let Some(draft) = Draft::count(desk, issued)? else {
        let problem = PageProblem::refused(RefusalCode::SkillUnknown, lang);
        return refused(desk, problem, typed).map(Step::Look);
    };
    let frame = Frame::new(desk, Here::Directives)?;
    if typed.get("step") != "send" {
        return draft.preview(desk, frame, typed).map(Step::Look);
    }
    match draft.operation(&typed, lang) {
        Ok(operation) => Ok(Step::Send(Box::new(operation), typed)),
        Err(problem) => {
            let frame = frame.problem(Some(problem));
            draft.preview(desk, frame, typed).map(Step::Look)
        }
    }
}

/// The form as it was typed, with what is wrong.
fn refused(desk: &mut Desk<'_>, problem: PageProblem, typed: Typed) -> Result<Response, PageError> {
    let frame = Frame::new(desk, Here::Directives)?.problem(Some(problem));
    form_page(desk, frame, typed)
}

/// A directive that is not sent yet, with the households that it would concern.
struct Draft {
    issued: DirectiveIssued,
    asked: DirectiveTask,
    catalogue: Catalogue,
    reached: BTreeMap<VillageId, Reached>,
}

impl Draft {
    /// `None` if its skill is not known.
    fn count(desk: &mut Desk<'_>, issued: DirectiveIssued) -> Result<Option<Self>, PageError> {
        let settings = desk.settings()?;
        let catalogue = Catalogue::new(&settings);
        let skill_is_for = |id: &domain::SkillId| catalogue.skill(id).map(|skill| skill.who);
        let Some(asked) = issued.asked(skill_is_for) else {
            return Ok(None);
        };
        let mut reached: BTreeMap<VillageId, Reached> = BTreeMap::new();
        for household in households(desk)?.iter().filter(|it| asked.concerns(it)) {
            let here = reached.entry(household.village.clone()).or_default();
            here.concerned += 1;
            here.done += u32::from(asked.done_by(household, &settings, &catalogue));
        }
        Ok(Some(Self {
            issued,
            asked,
            catalogue,
            reached,
        }))
    }

    fn operation(&self, typed: &Typed, lang: Language) -> Result<Operation, PageProblem> {
        if self.reached.is_empty() {
            return Err(form::told("preview-nothing", lang));
        }
        Ok(Operation::DirectiveIssued(Box::new(DirectiveIssued {
            targets: form::targets(typed, &self.reached, lang)?,
            started: self.reached.clone(),
            ..self.issued.clone()
        })))
    }

    fn preview(
        &self,
        desk: &mut Desk<'_>,
        frame: Frame,
        typed: Typed,
    ) -> Result<Response, PageError> {
        let lang = desk.lang;
        let villages = desk.villages()?;
        let name = |id: &VillageId| {
            let village = villages.iter().find(|it| it.id == *id);
            village.map_or_else(|| id.to_string(), |it| it.name.as_str().to_owned())
        };
        let row = |village: &Village| {
            let reached = self.reached.get(&village.id)?;
            let field = format!("target-{}", village.id);
            let all = reached.concerned.to_string();
            Some(PreviewRow {
                id: village.id.to_string(),
                name: village.name.as_str().to_owned(),
                reached: super::progress::told([reached].into_iter()),
                target: typed.or(&field, &all).to_owned(),
            })
        };
        let rows: Vec<PreviewRow> = villages.iter().filter_map(row).collect();
        let refused = frame.problem.is_some();
        let page = render(&PreviewPage {
            lang,
            frame,
            id: self.asked.id.to_string(),
            title: self.issued.title.as_str().to_owned(),
            goal: self.asked.goal_said(lang, &self.catalogue),
            whom: self.asked.whom_said(lang, name),
            rows,
            total: super::progress::told(self.reached.values()),
            typed,
        });
        Ok(answer(page, refused))
    }
}

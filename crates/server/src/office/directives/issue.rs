//! Issuing a directive at `/van-phong/viec/moi`: a form, the doors it would concern, then the order.
use super::form::{self, Typed};
use super::households;
use crate::office::act;
use crate::office::figures::Share;
use crate::office::frame::{self, Frame, Here, Problem, villages};
use crate::office::teams::answer;
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::directive::{Asked, Reached};
use domain::{
    Catalogue, DirectiveId, DirectiveIssued, Operation, RefusalCode, Topic, Village, VillageId,
};
use std::collections::BTreeMap;
use words::{Language, directive as say};

/// What is asked for when nothing else is said.
const DAYS_FIRST_OFFERED: i32 = 30;

#[derive(Template)]
#[template(path = "office/directive_form.html")]
struct FormPage {
    lang: Language,
    frame: Frame,
    typed: Typed,
    goals: Vec<(&'static str, &'static str)>,
    topics: Vec<Topic>,
    villages: Vec<Village>,
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
    /// What the form said, to be sent again; targets and steps are fields of their own.
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
    let frame = Frame::new(&state, &who, Here::Directives)?;
    form_page(&state, &who, frame, Typed::default())
}

fn form_page(
    state: &AppState,
    who: &SignedIn,
    frame: Frame,
    typed: Typed,
) -> Result<Response, PageError> {
    let lang = who.language;
    let refused = frame.problem.is_some();
    let today = state.clock.now().day();
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
        topics: Catalogue::new(&frame::settings(state, who)?).topics,
        villages: villages(state, who)?,
        today: today.to_string(),
        later: today.plus(DAYS_FIRST_OFFERED).to_string(),
    });
    Ok(answer(page, refused))
}

/// A step of the form: `edit` it again, `preview` its doors, or `send` it.
pub async fn send(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let typed = Typed(fields);
    let frame = Frame::new(&state, &who, Here::Directives)?;
    if typed.get("step") == "edit" {
        return form_page(&state, &who, frame, typed);
    }
    // The same id comes back from the preview: sent twice, it is issued once.
    let id = DirectiveId::new(typed.get("id"))
        .unwrap_or_else(|| DirectiveId::random(state.chance.number()));
    let issued = match form::issued(&typed, id, who.language) {
        Ok(issued) => issued,
        Err(problem) => return form_page(&state, &who, frame.problem(Some(problem)), typed),
    };
    let Some(draft) = Draft::count(&state, &who, issued)? else {
        let problem = Problem::refused(RefusalCode::SkillUnknown, who.language);
        return form_page(&state, &who, frame.problem(Some(problem)), typed);
    };
    if typed.get("step") != "send" {
        return draft.preview(&state, &who, frame, typed);
    }
    let operation = match draft.operation(&typed, who.language) {
        Ok(operation) => operation,
        Err(problem) => {
            return draft.preview(&state, &who, frame.problem(Some(problem)), typed);
        }
    };
    match act::record(&state, &who, vec![operation]).await? {
        Ok(()) => {
            let there = format!("/van-phong/viec/{}?xong=done-issued", draft.asked.id);
            Ok(Redirect::to(&there).into_response())
        }
        Err(code) => {
            let problem = Problem::refused(code, who.language);
            form_page(&state, &who, frame.problem(Some(problem)), typed)
        }
    }
}

/// A directive not sent yet, with what it would find.
struct Draft {
    issued: DirectiveIssued,
    asked: Asked,
    catalogue: Catalogue,
    reached: BTreeMap<VillageId, Reached>,
}

impl Draft {
    /// `None` where its skill is not known.
    fn count(
        state: &AppState,
        who: &SignedIn,
        issued: DirectiveIssued,
    ) -> Result<Option<Self>, PageError> {
        let settings = frame::settings(state, who)?;
        let catalogue = Catalogue::new(&settings);
        let skill_is_for = |id: &domain::SkillId| catalogue.skill(id).map(|skill| skill.who);
        let Some(asked) = issued.asked(skill_is_for) else {
            return Ok(None);
        };
        let mut reached: BTreeMap<VillageId, Reached> = BTreeMap::new();
        for household in households(state, who)?
            .iter()
            .filter(|it| asked.concerns(it))
        {
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

    fn operation(&self, typed: &Typed, lang: Language) -> Result<Operation, Problem> {
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
        state: &AppState,
        who: &SignedIn,
        frame: Frame,
        typed: Typed,
    ) -> Result<Response, PageError> {
        let lang = who.language;
        let villages = villages(state, who)?;
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

//! Registers a household from what waiting work says about it, at
//! `/van-phong/viec-cho/{household}`.
use super::super::act;
use super::super::desk::Desk;
use super::super::details::household_name;
use super::super::frame::{Frame, Here, PageProblem};
use super::super::teams::answer;
use super::{ADDRESS, all, household_of, label};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::household::Children;
use domain::{
    Follows, Household, HouseholdId, HouseholdRegistered, Kind, Label, ListedResident, Name,
    Operation, Personal, RecordKey, ResidentId, VillageId, told_of,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::Rows;
use words::{Language, waiting as say};

/// The most similar households shown.
const NEAR_LIMIT: usize = 10;

#[derive(Template)]
#[template(path = "office/waiting_register.html")]
struct RegisterPage {
    lang: Language,
    frame: Frame,
    household: HouseholdId,
    says: Vec<String>,
    people: Vec<String>,
    /// Some people are named only by their ids.
    unnamed: bool,
    villages: Vec<Choice>,
    typed: Typed,
    /// Similar households, once the form was checked; `None` before.
    near: Option<Vec<Near>>,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

struct Near {
    id: String,
    name: String,
}

#[derive(Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    head: String,
    #[serde(default)]
    village: String,
    /// `look` or `write`.
    #[serde(default)]
    how: String,
}

/// What the work that waits for a household says about it.
#[derive(Default)]
struct SaidOfHousehold {
    code: Option<String>,
    head: Option<String>,
    /// How often each kind of work occurs.
    work: BTreeMap<&'static str, usize>,
    /// Everyone who is named; the name only if it is known.
    people: BTreeMap<ResidentId, Option<String>>,
    /// Residents that waiting work adds by itself.
    added: BTreeSet<ResidentId>,
}

impl SaidOfHousehold {
    fn of(desk: &mut Desk<'_>, household: &HouseholdId) -> Result<Self, PageError> {
        let all = all(desk)?;
        let read = |it: &store::WaitingEntry| it.entry();
        let about = |it: &&store::WaitingEntry| {
            read(it).and_then(|it| household_of(&it)).as_ref() == Some(household)
        };
        let about: Vec<_> = all.iter().filter(about).collect();
        let mut said = SaidOfHousehold {
            code: label(about.iter().copied()),
            ..SaidOfHousehold::default()
        };
        for mut entry in about.into_iter().filter_map(read) {
            let what = entry.operation.called(desk.lang);
            *said.work.entry(what).or_default() += 1;
            said.listen(&mut entry.operation);
        }
        Ok(said)
    }

    fn listen(&mut self, operation: &mut Operation) {
        let text = |name: &Personal<Name>| name.reveal().map(|it| it.as_str().to_owned());
        if let Operation::ResidentAdded(it) = operation {
            self.added.insert(it.resident.clone());
            let name = text(&it.name);
            self.head = self.head.take().or_else(|| name.clone());
            self.people.insert(it.resident.clone(), name);
        }
        if let Operation::ResidentCorrected(it) = operation {
            let name = it.name.as_ref().and_then(text);
            let known = self.people.entry(it.resident.clone()).or_default();
            *known = known.take().or(name);
        }
        if let Operation::HouseholdCorrected(it) = operation {
            self.head = it.head.as_ref().and_then(text).or(self.head.take());
            let code = it.code.as_ref().map(|it| it.as_str().to_owned());
            self.code = code.or(self.code.take());
        }
        // Nobody is registered because they are to be forgotten.
        if !matches!(operation.follows(), Follows::ForgetResident(..)) {
            operation.resident().iter().for_each(|it| self.name(it));
            told_of(operation).iter().for_each(|it| self.name(it));
        }
    }

    fn name(&mut self, resident: &ResidentId) {
        self.people.entry(resident.clone()).or_default();
    }

    /// Residents that no waiting work adds. They are registered with the household, unconfirmed.
    fn residents(&self, lang: Language) -> Vec<ListedResident> {
        let missing = self.people.iter();
        let missing = missing.filter(|(id, _)| !self.added.contains(*id));
        missing
            .filter_map(|(id, name)| {
                let name = name.clone().unwrap_or_else(|| say::no_name_yet(lang, id));
                Some(ListedResident {
                    resident: id.clone(),
                    name: Personal::new(Name::new(&name).ok()?),
                    born: None,
                })
            })
            .collect()
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(household): Path<String>,
) -> Result<Response, PageError> {
    let show = move |desk: &mut Desk<'_>| {
        let household = HouseholdId::new(household).ok_or(PageError::NotFound)?;
        let said = SaidOfHousehold::of(desk, &household)?;
        if said.work.is_empty() {
            return done_by_another(desk, &household);
        }
        let typed = Typed {
            code: said.code.clone().unwrap_or_default(),
            head: said.head.clone().unwrap_or_default(),
            ..Typed::default()
        };
        page(desk, household, &said, typed, None)
    };
    state.page(&who, show).await
}

/// Nothing waits for the household any more: someone registered it, or turned the work down.
fn done_by_another(desk: &mut Desk<'_>, household: &HouseholdId) -> Result<Response, PageError> {
    let known = is_known(desk, household)?;
    let registered = known.then_some("done-waiting-registered");
    Ok(back(registered.unwrap_or("done-waiting-gone")))
}

fn is_known(desk: &mut Desk<'_>, id: &HouseholdId) -> Rows<bool> {
    let key = RecordKey::Household(id.clone());
    Ok(desk.record(&key)?.is_some())
}

fn back(done: &str) -> Response {
    Redirect::to(&format!("{ADDRESS}?xong={done}")).into_response()
}

fn page(
    desk: &mut Desk<'_>,
    household: HouseholdId,
    said: &SaidOfHousehold,
    typed: Typed,
    problem: Option<PageProblem>,
) -> Result<Response, PageError> {
    let lang = desk.lang;
    let refused = problem.is_some();
    let confirms = typed.how == "look" && !refused;
    let near = confirms.then(|| near(desk, &typed)).transpose()?;
    let villages = desk.villages()?;
    let choices = villages.iter().map(|it| Choice {
        chosen: it.id.as_str() == typed.village,
        id: it.id.to_string(),
        name: it.name.as_str().to_owned(),
    });
    let times = |(what, count): (&&str, &usize)| format!("{what}: {count}");
    let person = |(id, name): (&ResidentId, &Option<String>)| {
        let name = name.clone();
        name.unwrap_or_else(|| say::person_unnamed(lang, id))
    };
    let page = render(&RegisterPage {
        lang,
        frame: Frame::new(desk, Here::Held)?.problem(problem),
        household,
        says: said.work.iter().map(times).collect(),
        people: said.people.iter().map(person).collect(),
        unnamed: said.people.values().any(Option::is_none),
        villages: choices.collect(),
        typed,
        near,
    });
    Ok(answer(page, refused))
}

/// Households in the register with the same code or head.
fn near(desk: &mut Desk<'_>, typed: &Typed) -> Result<Vec<Near>, PageError> {
    let records = desk.records(Kind::Household)?;
    let (code, head) = (key(&typed.code), key(&typed.head));
    let is_near = |it: &&Household| {
        key(it.code.as_str()) == code || it.head.reveal().is_some_and(|it| key(it.as_str()) == head)
    };
    let found = records.iter().filter_map(|it| it.household());
    let found = found.filter(is_near).take(NEAR_LIMIT);
    let told = |it: &Household| Near {
        id: it.id.to_string(),
        name: household_name(&it.code, &it.head),
    };
    Ok(found.map(told).collect())
}

fn key(text: &str) -> String {
    let folded = vietnamese::search_key(text);
    folded.split_whitespace().collect()
}

/// Shows once more what would be written, or writes it.
pub async fn write(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(household): Path<String>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, PageError> {
    let lang = who.language;
    let household = HouseholdId::new(household).ok_or(PageError::NotFound)?;
    let about = household.clone();
    let read = state.page(&who, move |desk| {
        let said = SaidOfHousehold::of(desk, &about)?;
        if said.work.is_empty() || is_known(desk, &about)? {
            return done_by_another(desk, &about).map(Err);
        }
        Ok(Ok(said))
    });
    let said = match read.await? {
        Ok(said) => said,
        Err(done) => return Ok(done),
    };
    let fields = (
        Label::new(&typed.code),
        Name::new(&typed.head),
        VillageId::new(typed.village.clone()),
    );
    let again = |said: SaidOfHousehold, typed: Typed, problem: Option<PageProblem>| {
        let household = household.clone();
        state.page(&who, move |desk| {
            page(desk, household, &said, typed, problem)
        })
    };
    let (Ok(code), Ok(head), Some(village)) = fields else {
        let problem = Some(PageProblem {
            code: "incomplete",
            sentence: say::incomplete(lang).to_owned(),
        });
        return again(said, typed, problem).await;
    };
    if typed.how != "write" {
        return again(said, typed, None).await;
    }
    let register = Operation::HouseholdRegistered(Box::new(HouseholdRegistered {
        household: household.clone(),
        code,
        village,
        alley: None,
        order: 0,
        head: Personal::new(head),
        head_resident: None,
        address: None,
        children: Children::default(),
        business: None,
        listed: true,
        phones: Vec::new(),
        residents: said.residents(lang),
    }));
    match act::record(&state, &who, vec![register]).await? {
        Ok(()) => Ok(back("done-waiting-registered")),
        Err(code) => {
            let problem = Some(PageProblem::refused(code, lang));
            again(said, typed, problem).await
        }
    }
}

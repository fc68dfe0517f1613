//! Settings at `/van-phong/cai-dat`: words, what counts, skills of topic six, entered figures.
use super::act;
use super::desk::Desk;
use super::frame::{Frame, Here, PageProblem, date};
use super::teams::{DoneQuery, answer};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Catalogue, Counted, Day, Denominator, DenominatorSet, Label, LocalSkill, Month, Operation,
    Settings, SettingsChanged, SkillId, Topic, Village, VillageId, Who,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use words::Language;
use words::roster as say;

const COUNTED: [(&str, Counted); 4] = [
    ("households", Counted::Households),
    ("adults", Counted::Adults),
    ("businesses", Counted::Businesses),
    ("working-age", Counted::WorkingAge),
];

#[derive(Template)]
#[template(path = "office/settings.html")]
struct SettingsPage {
    lang: Language,
    frame: Frame,
    settings: Arc<Settings>,
    since: Option<String>,
    topics: Vec<Topic>,
    villages: Arc<Vec<Village>>,
    figures: Vec<FigureRow>,
    counted: Vec<(&'static str, &'static str)>,
    month: String,
    today: String,
    old_cards: Vec<OldCard>,
    cards: usize,
    typed: BTreeMap<String, String>,
}

struct FigureRow {
    place: String,
    counted: &'static str,
    from: String,
    value: String,
    source: String,
    dated: String,
}

/// A teaching card that was not checked against its source for more than a year.
struct OldCard {
    name: String,
    address: String,
    checked: String,
}

impl SettingsPage {
    /// What was typed into a field before the form was refused.
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// What was typed, otherwise the present value.
    fn or<'a>(&'a self, name: &str, now: &'a Label) -> &'a str {
        self.typed.get(name).map_or(now.as_str(), String::as_str)
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Settings)?.done(asked.xong.as_deref(), desk.lang);
            page(desk, frame, BTreeMap::new())
        })
        .await
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    typed: BTreeMap<String, String>,
) -> Result<Response, PageError> {
    let lang = desk.lang;
    let settings = desk.settings()?;
    let villages = desk.villages()?;
    let of_commune = settings
        .denominators
        .iter()
        .map(|it| figure(say::whole_commune(lang), it, lang));
    let of_villages = villages.iter().flat_map(|village| {
        let figures = village.denominators.iter();
        figures.map(|it| figure(village.name.as_str(), it, lang))
    });
    let figures = of_commune.chain(of_villages).collect();
    let today = desk.today();
    let refused = frame.problem.is_some();
    let page = render(&SettingsPage {
        lang,
        frame,
        since: settings.counting_since.map(|it| date(it.day())),
        topics: Catalogue::new(&settings).topics,
        villages,
        figures,
        counted: COUNTED
            .iter()
            .map(|(id, it)| (*id, counted_name(*it, lang)))
            .collect(),
        settings,
        old_cards: old_cards(today),
        cards: lessons::all().len(),
        month: today.month().to_string(),
        today: today.to_string(),
        typed,
    });
    Ok(answer(page, refused))
}

fn old_cards(today: Day) -> Vec<OldCard> {
    let shipped = Catalogue::new(&Settings::default());
    let old = lessons::stale(today).into_iter().filter_map(|card| {
        let topic = shipped.topic_of(&card.skill)?;
        Some(OldCard {
            name: shipped.skill(&card.skill)?.name.clone(),
            address: format!("/hoc/{}/{}", topic.id, card.skill),
            checked: date(card.checked),
        })
    });
    old.collect()
}

fn figure(place: &str, it: &Denominator, lang: Language) -> FigureRow {
    let (year, month, _) = it.from.first_day().civil();
    FigureRow {
        place: place.to_owned(),
        counted: counted_name(it.counted, lang),
        from: format!("{month}/{year}"),
        value: vietnamese::format_integer(i64::from(it.value)),
        source: it.source.as_str().to_owned(),
        dated: date(it.dated),
    }
}

/// The figure on one line, without its place.
pub(super) fn figure_line(it: &Denominator, lang: Language) -> String {
    let it = figure("", it, lang);
    format!("{} {} ({}, {})", it.counted, it.value, it.from, it.source)
}

fn counted_name(counted: Counted, lang: Language) -> &'static str {
    match counted {
        Counted::Households => say::counted_households(lang),
        Counted::Adults => say::counted_adults(lang),
        Counted::Businesses => say::counted_businesses(lang),
        Counted::WorkingAge => say::counted_working_age(lang),
    }
}

type Fields = BTreeMap<String, String>;

/// Changes names, words, the adult age and what counts. Only differences are written.
pub async fn change(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(typed): CsrfForm<Fields>,
) -> Result<Response, PageError> {
    let now = state.page(&who, |desk| Ok(desk.settings()?)).await?;
    let operation = match changes(&now, &typed, who.language) {
        Ok(change) => Operation::SettingsChanged(change),
        Err(problem) => return refuse(&state, &who, problem, typed).await,
    };
    finish(&state, &who, operation, typed).await
}

fn changes(now: &Settings, typed: &Fields, lang: Language) -> Result<SettingsChanged, PageProblem> {
    let label = |name: &str, now: &Label| {
        let new = typed.get(name).map_or("", String::as_str);
        let new = Label::new(new).map_err(|_| PageProblem::told("name-needed", lang))?;
        Ok((new != *now).then_some(new))
    };
    let number = || PageProblem::told("number-needed", lang);
    let text = |name: &str| typed.get(name).map_or("", |it| it.trim());
    let age: u8 = text("adult_age").parse().map_err(|_| number())?;
    let version: u16 = text("consent").parse().map_err(|_| number())?;
    let told = typed.contains_key("told");
    Ok(SettingsChanged {
        commune_name: label("commune", &now.commune_name)?,
        controller: label("controller", &now.controller)?,
        unit: label("unit", &now.unit)?,
        adult_age: (age != now.adult_age).then_some(age),
        told_counts: (told != now.told_counts).then_some(told),
        consent_text_version: (version != now.consent_text_version).then_some(version),
        ..SettingsChanged::default()
    })
}

/// Sets which skills are core: every skill in the catalogue whose tick has changed.
pub async fn core(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(typed): CsrfForm<Fields>,
) -> Result<Response, PageError> {
    let now = state.page(&who, |desk| Ok(desk.settings()?)).await?;
    let catalogue = Catalogue::new(&now);
    let skills = catalogue.topics.iter().flat_map(|topic| &topic.skills);
    let changed = skills
        .filter(|it| it.who == Who::Everyone)
        .filter_map(|it| {
            let ticked = typed.contains_key(&format!("core-{}", it.id));
            (ticked != it.core).then(|| (it.id.clone(), ticked))
        });
    let operation = Operation::SettingsChanged(SettingsChanged {
        core: changed.collect(),
        ..SettingsChanged::default()
    });
    finish(&state, &who, operation, Fields::new()).await
}

/// Adds a skill to topic six.
pub async fn skill(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(typed): CsrfForm<Fields>,
) -> Result<Response, PageError> {
    let label = |name: &str| Label::new(typed.get(name).map_or("", String::as_str));
    let (Ok(name), Ok(observe)) = (label("skill_name"), label("skill_observe")) else {
        let problem = PageProblem::told("name-needed", who.language);
        return refuse(&state, &who, problem, typed).await;
    };
    let business = typed.get("skill_who").is_some_and(|it| it == "business");
    let operation = Operation::SettingsChanged(SettingsChanged {
        skill_added: Some(LocalSkill {
            id: SkillId::random(state.chance.number()),
            name,
            observe,
            who: if business {
                Who::Business
            } else {
                Who::Everyone
            },
        }),
        ..SettingsChanged::default()
    });
    finish(&state, &who, operation, typed).await
}

/// Records a figure of the commune's own, with its source and date.
pub async fn denominator(
    State(state): State<AppState>,
    Officer(who): Officer,
    CsrfForm(typed): CsrfForm<Fields>,
) -> Result<Response, PageError> {
    match entered(&typed, who.language) {
        Ok(it) => finish(&state, &who, Operation::DenominatorSet(it), typed).await,
        Err(problem) => refuse(&state, &who, problem, typed).await,
    }
}

fn entered(typed: &Fields, lang: Language) -> Result<DenominatorSet, PageProblem> {
    let text = |name: &str| typed.get(name).map_or("", |it| it.trim());
    let village = match text("village") {
        "" => None,
        id => Some(VillageId::new(id).ok_or_else(|| PageProblem::told("name-needed", lang))?),
    };
    let counted = COUNTED.iter().find(|(id, _)| *id == text("counted"));
    let value = text("value").replace(['.', ' '], "").parse();
    Ok(DenominatorSet {
        village,
        counted: counted
            .map(|(_, it)| *it)
            .ok_or_else(|| PageProblem::told("number-needed", lang))?,
        from: Month::parse(text("from")).ok_or_else(|| PageProblem::told("date-needed", lang))?,
        value: value.map_err(|_| PageProblem::told("number-needed", lang))?,
        source: Label::new(text("source")).map_err(|_| PageProblem::told("source-needed", lang))?,
        dated: Day::parse(text("dated")).ok_or_else(|| PageProblem::told("date-needed", lang))?,
    })
}

async fn finish(
    state: &AppState,
    who: &SignedIn,
    operation: Operation,
    typed: Fields,
) -> Result<Response, PageError> {
    match act::record(state, who, vec![operation]).await? {
        Ok(()) => Ok(Redirect::to("/van-phong/cai-dat?xong=done-settings").into_response()),
        Err(code) => refuse(state, who, PageProblem::refused(code, who.language), typed).await,
    }
}

async fn refuse(
    state: &AppState,
    who: &SignedIn,
    problem: PageProblem,
    typed: Fields,
) -> Result<Response, PageError> {
    state
        .page(who, move |desk| {
            let frame = Frame::new(desk, Here::Settings)?.problem(Some(problem));
            page(desk, frame, typed)
        })
        .await
}

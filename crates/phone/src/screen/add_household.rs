//! Adds a household that is not on the list yet, with a warning if it seems to be there already.

use super::consent;
use crate::{
    app::{After, App},
    book::Book,
    component::{
        Field, Fields, Foot, Keeper, Page, field, fields, kept_form, live, page, pick, typed,
    },
    newcomer::{Newcomer, id_bits},
    platform::chance,
    route::Route,
};
use domain::{
    AlleyId, HouseholdId, Label, Name, Operation, ResidentId, Settings, VillageId,
    household::{Business, ConsentWay},
};
use leptos::prelude::*;
use words::phone as w;

#[derive(Clone, Copy)]
struct Form {
    village: RwSignal<String>,
    alley: RwSignal<String>,
    head: RwSignal<String>,
    address: RwSignal<String>,
    trade: RwSignal<String>,
    way: RwSignal<Option<ConsentWay>>,
    problem: RwSignal<Option<&'static str>>,
}

pub fn add_household(app: App) -> AnyView {
    let Some(book) = app.book.get_untracked() else {
        return ().into_any();
    };
    // Starts with the alley of the last visit: the member is probably still standing there.
    let here = book
        .cards()
        .filter(|card| card.mine || !book.has_own)
        .max_by_key(|card| card.last_visit.map(|(day, _)| day));
    let village = here
        .map(|card| card.village.to_string())
        .or_else(|| villages(app, &book).first().map(|(id, _)| id.clone()));
    let form = Form {
        village: RwSignal::new(village.unwrap_or_default()),
        alley: RwSignal::new(
            here.and_then(|card| card.alley.as_ref())
                .map(ToString::to_string)
                .unwrap_or_default(),
        ),
        head: RwSignal::new(String::new()),
        address: RwSignal::new(String::new()),
        trade: RwSignal::new(String::new()),
        way: RwSignal::new(None),
        problem: RwSignal::new(None),
    };
    let village_options = villages(app, &book);
    kept_form(app, DRAFT.to_owned(), form.fields(), move |keeper| {
        if form.head.with_untracked(String::is_empty) {
            form.head.set(searched_name(app).unwrap_or_default());
        }
        draw(app, keeper, form, village_options.clone())
    })
}

/// The name of its draft.
const DRAFT: &str = "household/add";

fn draw(app: App, keeper: Keeper, form: Form, village_options: Vec<(String, String)>) -> AnyView {
    let lang = app.lang();
    let settings = app.read(sync::Replica::settings).unwrap_or_default();
    let version = settings.consent_text_version;
    let save = move || match operations(form, version) {
        Ok((id, operations)) => {
            let after = After::Instead(Route::Household(id));
            keeper.record(operations, w::household_added(lang), after);
        }
        Err(()) => form.problem.set(Some(w::head_needed(lang))),
    };
    let content = view! {
        {select(w::village(lang), form.village, move || village_options.clone())}
        {select(w::alley(lang), form.alley, move || alleys(app, &form.village.get()))}
        {field(Field::text(w::head(lang), Name::LIMIT_CHARS), form.head)}
        {live(move || form.problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
        {live(move || lookalikes(app, &form.village.get(), &form.head.get()))}
        {ask_consent(app, &settings, form)}
        {field(Field::text(w::address(lang), Name::LIMIT_CHARS).hint(w::address_hint(lang)), form.address)}
        {field(Field::text(w::trade(lang), 60).hint(w::trade_hint(lang)), form.trade)}
        {keeper.drop_button()}
    };
    let frame = Page::new(w::add_household(lang)).back();
    let foot = keeper.foot(move || w::save(lang).to_owned(), save);
    page(app, frame.foot(Foot::Action(foot)), content.into_any())
}

impl Form {
    fn fields(self) -> Fields {
        fields([
            ("village", self.village),
            ("alley", self.alley),
            ("head", self.head),
            ("address", self.address),
            ("trade", self.trade),
        ])
    }
}

/// What registers the household, with its id. `Err` where the head has no name yet.
fn operations(form: Form, text_version: u16) -> Result<(HouseholdId, Vec<Operation>), ()> {
    let bits = id_bits(chance::id_bits);
    let newcomer = Newcomer {
        village: VillageId::new(form.village.get_untracked()).ok_or(())?,
        alley: AlleyId::new(form.alley.get_untracked()),
        head: Name::new(&form.head.get_untracked()).map_err(drop)?,
        address: Name::new(&form.address.get_untracked()).ok(),
        business: Label::new(&form.trade.get_untracked())
            .ok()
            .map(|trade| Business { trade }),
        consent: form.way.get_untracked().map(|way| (way, text_version)),
    };
    let resident = ResidentId::random(chance::id_bits());
    let operations = newcomer.operations(bits, resident).ok_or(())?;
    Ok((HouseholdId::random(bits), operations))
}

/// Asks whether names may be recorded. No answer is preselected, and none is kept as a draft.
fn ask_consent(app: App, settings: &Settings, form: Form) -> AnyView {
    let lang = app.lang();
    view! {
        <details class="card">
            <summary>{w::consent_now(lang)}</summary>
            {consent::text(app, settings)}
            <h2 class="heading">{w::how_agreed(lang)}</h2>
            {pick("way", consent::ways(lang), move || form.way.get(), move |way| form.way.set(Some(way)))}
        </details>
    }
    .into_any()
}

/// The name that was just searched for. Numbers and codes are no names.
fn searched_name(app: App) -> Option<String> {
    let from_search = app.came_from() == Some(Route::Search);
    let name = app.choices.searched.get_untracked().trim().to_owned();
    let is_name = !name.is_empty() && !name.chars().any(char::is_numeric);
    (from_search && is_name).then_some(name)
}

/// The villages of the team; all villages if the team has none.
fn villages(app: App, book: &Book) -> Vec<(String, String)> {
    let scope = app.read(sync::Replica::scope).flatten();
    let sees = |id: &VillageId| {
        scope
            .as_ref()
            .is_none_or(|scope| scope.sees(&domain::Area::Village(id.clone())))
    };
    let seen = book.villages.iter().filter(|village| sees(&village.id));
    seen.map(|village| (village.id.to_string(), village.name.as_str().to_owned()))
        .collect()
}

pub(super) fn alleys(app: App, village: &str) -> Vec<(String, String)> {
    let lang = app.lang();
    let unknown = (String::new(), w::no_alley(lang).to_owned());
    app.book.with_untracked(|book| {
        let village = VillageId::new(village).and_then(|id| book.as_ref()?.village(&id));
        let alleys = village.into_iter().flat_map(|village| &village.alleys);
        let alleys = alleys.map(|alley| (alley.id.to_string(), alley.name.as_str().to_owned()));
        [unknown].into_iter().chain(alleys).collect()
    })
}

pub(super) fn select(
    label: &'static str,
    value: RwSignal<String>,
    options: impl Fn() -> Vec<(String, String)> + Send + 'static,
) -> AnyView {
    let options = move || {
        let options = options().into_iter().map(|(id, name)| {
            let selected = value.get_untracked() == id;
            view! { <option value=id selected=selected>{name}</option> }
        });
        options.collect_view()
    };
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change=typed(move |text| value.set(text))>{live(options)}</select>
        </label>
    }
    .into_any()
}

/// Existing households that may be the one being added.
fn lookalikes(app: App, village: &str, name: &str) -> AnyView {
    let lang = app.lang();
    let found = app.book.with_untracked(|book| {
        let (book, village) = (book.as_ref()?, VillageId::new(village)?);
        app.read(|replica| book.same_name(replica, &village, name))
    });
    let lines = found.unwrap_or_default().into_iter().map(|it| {
        let text = format!("{} · {}", w::household_code(lang, &it.code), it.name);
        view! { <li><a href=Route::Household(it.id).hash()>{text}</a></li> }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| view! { <div class="note due" role="status"><p>{w::maybe_there_already(lang)}</p><ul class="links">{lines}</ul></div> })
        .into_any()
}

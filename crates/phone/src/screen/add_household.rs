//! Adds a household that is not on the list yet, with a warning if it seems to be there already.

use crate::{
    app::{After, App},
    book::Book,
    component::{Field, Fields, Foot, Keeper, Page, field, fields, kept_form, live, page, typed},
    platform::chance,
    route::Route,
};
use domain::{
    AlleyId, HouseholdId, HouseholdRegistered, Label, Name, Operation, Personal, VillageId,
    household::{Business, Children},
    letters,
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
        problem: RwSignal::new(None),
    };
    let village_options = villages(app, &book);
    kept_form(app, DRAFT.to_owned(), form.fields(), move |keeper| {
        draw(app, keeper, form, village_options.clone())
    })
}

/// The name of its draft.
const DRAFT: &str = "household/add";

fn draw(app: App, keeper: Keeper, form: Form, village_options: Vec<(String, String)>) -> AnyView {
    let lang = app.lang();
    let save = move || match operation(form) {
        Ok((id, operation)) => {
            let after = After::Instead(Route::Household(id));
            keeper.record(vec![operation], w::household_added(lang), after);
        }
        Err(()) => form.problem.set(Some(w::head_needed(lang))),
    };
    let content = view! {
        {select(w::village(lang), form.village, move || village_options.clone())}
        {select(w::alley(lang), form.alley, move || alleys(app, &form.village.get()))}
        {field(Field::text(w::head(lang), Name::LIMIT_CHARS), form.head)}
        {live(move || form.problem.get().map(|text| view! { <p class="note stop" role="alert">{text}</p> }))}
        {live(move || lookalikes(app, &form.village.get(), &form.head.get()))}
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

fn operation(form: Form) -> Result<(HouseholdId, Operation), ()> {
    let bits = chance::id_bits();
    let id = HouseholdId::random(bits);
    let registered = HouseholdRegistered {
        household: id.clone(),
        code: Label::new(&letters(bits)).map_err(drop)?,
        village: VillageId::new(form.village.get_untracked()).ok_or(())?,
        alley: AlleyId::new(form.alley.get_untracked()),
        order: u32::MAX,
        head: Personal::new(Name::new(&form.head.get_untracked()).map_err(drop)?),
        head_resident: None,
        address: Name::new(&form.address.get_untracked())
            .ok()
            .map(Personal::new),
        children: Children::default(),
        business: Label::new(&form.trade.get_untracked())
            .ok()
            .map(|trade| Business { trade }),
        listed: false,
        phones: Vec::new(),
        residents: Vec::new(),
    };
    Ok((id, Operation::HouseholdRegistered(Box::new(registered))))
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

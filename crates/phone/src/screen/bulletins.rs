//! The screen "Tin của xã": the commune's current bulletins, read out at the door and ticked there.

use super::{household_title, newer, not_here, with_book};
use crate::{
    app::{After, App},
    book::Book,
    component::{Icon, Page, day_month, icon, page, pick, share_button},
    platform::share,
    route::Route,
};
use domain::{
    Bulletin, BulletinHeard, BulletinId, Household, HouseholdId, Kind, Operation, Record,
    RecordKey,
    household::Hearing,
    markup::{Block, Span, blocks},
};
use leptos::prelude::*;
use words::{Language, bulletin as w};

/// `rest` is `""` for all, `b1` for one bulletin, and at a house `for/h1` or `for/h1/b1`.
pub fn bulletins(app: App, rest: &str) -> AnyView {
    match rest.split('/').collect::<Vec<_>>().as_slice() {
        [""] => list(app, None),
        ["for", house] => at_house(app, house, |app, house| list(app, Some(house))),
        ["for", house, id] => {
            let id = (*id).to_owned();
            at_house(app, house, move |app, house| one(app, &id, Some(house)))
        }
        [id, ..] => one(app, id, None),
        [] => list(app, None),
    }
}

fn at_house(app: App, id: &str, draw: impl FnOnce(App, HouseholdId) -> AnyView) -> AnyView {
    match HouseholdId::new(id).filter(|id| app.household(id).is_some()) {
        Some(id) => draw(app, id),
        None => not_here(app, id),
    }
}

/// Bulletins on show, the newest first: for this phone's villages, or for the village of the house.
fn on_show(app: App, book: &Book, house: Option<&Household>) -> Vec<Bulletin> {
    let is_for = |it: &Bulletin| match house {
        Some(house) => it.is_for(&house.village),
        None => it.villages.is_empty() || book.cards().any(|card| it.is_for(&card.village)),
    };
    let found = app.read(|replica| {
        let records = replica.records().filter_map(|record| match record {
            Record::Bulletin(it) if it.is_on_show() && is_for(it) => Some((**it).clone()),
            _ => None,
        });
        records.collect::<Vec<_>>()
    });
    let mut found = found.unwrap_or_default();
    domain::put_in_order(&mut found, |it| std::cmp::Reverse(it.published));
    found
}

fn list(app: App, house: Option<HouseholdId>) -> AnyView {
    let lang = app.lang();
    let mut frame = Page::new(w::phone_title(lang)).back();
    if let Some(household) = house.as_ref().and_then(|id| app.household(id)) {
        frame = frame.below(w::phone_for(lang, household_title(&household, lang)));
    }
    let content = with_book(app, move |book| {
        let household = house.as_ref().and_then(|id| app.household(id));
        let shown = on_show(app, book, household.as_ref());
        if shown.is_empty() {
            return view! { <p class="empty" role="status">{w::phone_none(lang)}</p>{newer::of_kind(app, Kind::Bulletin)} }.into_any();
        }
        let lines = shown
            .iter()
            .map(|it| line(app, book, it, household.as_ref()));
        view! { <ul>{lines.collect_view()}</ul>{newer::of_kind(app, Kind::Bulletin)} }.into_any()
    });
    page(app, frame, content)
}

fn line(app: App, book: &Book, it: &Bulletin, house: Option<&Household>) -> AnyView {
    let lang = app.lang();
    let since = w::phone_since(lang, day_month(it.published.day(), book.today));
    let (there, remark) = match house {
        Some(house) => (
            format!("for/{}/{}", house.id, it.id),
            said(house.has_heard(&it.id), lang).to_owned(),
        ),
        None => (it.id.to_string(), houses(app, it, lang)),
    };
    let title = it.title.as_str().to_owned();
    view! {
        <li><a class="door" href=Route::Bulletins(there).hash()>
            <span><b>{title}</b><small>{since}" · "{remark}</small></span>
            {icon(Icon::Next)}
        </a></li>
    }
    .into_any()
}

fn said(how: Option<Hearing>, lang: Language) -> &'static str {
    match how {
        None => w::not_yet(lang),
        Some(Hearing::Heard) => w::heard(lang),
        Some(Hearing::ReadOut) => w::read_out(lang),
    }
}

/// How many of this phone's households have heard it.
fn houses(app: App, it: &Bulletin, lang: Language) -> String {
    let counted = app.read(|replica| {
        let all = replica
            .households()
            .filter(|house| house.is_here() && it.is_for(&house.village));
        all.fold((0_u32, 0_u32), |(heard, all), house| {
            (
                heard + u32::from(house.has_heard(&it.id).is_some()),
                all + 1,
            )
        })
    });
    let (heard, all) = counted.unwrap_or_default();
    w::phone_houses(lang, heard, all)
}

fn one(app: App, id: &str, house: Option<HouseholdId>) -> AnyView {
    let lang = app.lang();
    let id = BulletinId::new(id);
    let content = with_book(app, move |_| {
        let found = id.as_ref().and_then(|id| find(app, id));
        let Some(it) = found else {
            return view! { <p class="empty" role="status">{w::phone_gone(lang)}</p> }.into_any();
        };
        let household = house.as_ref().and_then(|id| app.household(id));
        let below = match &household {
            Some(household) => tick(app, &it, household),
            None => {
                let told = houses(app, &it, lang);
                view! { <p class="small quiet">{told}</p> }.into_any()
            }
        };
        view! {
            <p class="note">{w::phone_hint(lang)}</p>
            <article class="card read" lang="vi">
                <h2>{it.title.as_str().to_owned()}</h2>
                {text(it.text.as_str())}
            </article>
            {share_button(app, it.title.as_str().to_owned(), shared(app, &it))}
            {below}
        }
        .into_any()
    });
    page(app, Page::new(w::phone_title(lang)).back(), content)
}

/// The approved text, word for word, and where it stands in public.
fn shared(app: App, it: &Bulletin) -> String {
    let commune = app.read(|replica| replica.identity().commune.clone());
    let there = commune.map(|commune| share::public(&format!("/bai/{commune}/{}", it.id)));
    let lines = blocks(it.text.as_str());
    let lines = lines.iter().map(|block| match block {
        Block::Item(Some(number), _) => format!("{number}. {}", block.plain()),
        Block::Item(None, _) => format!("- {}", block.plain()),
        _ => block.plain(),
    });
    let title = [it.title.as_str().to_owned()].into_iter();
    title
        .chain(lines)
        .chain(there)
        .collect::<Vec<_>>()
        .join("\n")
}

fn find(app: App, id: &BulletinId) -> Option<Bulletin> {
    app.read(
        |replica| match replica.get(&RecordKey::Bulletin(id.clone())) {
            Some(Record::Bulletin(it)) if it.is_on_show() => Some((**it).clone()),
            _ => None,
        },
    )?
}

/// Whether this household has heard the bulletin. One tap sets it, another takes it back.
fn tick(app: App, it: &Bulletin, household: &Household) -> AnyView {
    let lang = app.lang();
    let how = household.has_heard(&it.id);
    let options = [None, Some(Hearing::Heard), Some(Hearing::ReadOut)];
    let options = options.map(|how| (how, said(how, lang)));
    let told = StoredValue::new((household.id.clone(), it.id.clone()));
    let choose = move |how| {
        let (household, bulletin) = told.get_value();
        let heard = BulletinHeard {
            household,
            bulletin,
            how,
        };
        app.record(
            vec![Operation::BulletinHeard(heard)],
            w::heard_kept(lang),
            After::Stay,
        );
    };
    view! {
        <h2 class="heading">{w::phone_how(lang)}</h2>
        {pick("heard", Vec::from(options), move || Some(how), choose)}
    }
    .into_any()
}

fn text(text: &str) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let (mut items, mut numbered) = (Vec::new(), false);
    for block in blocks(text) {
        if let Block::Item(number, spans) = &block {
            if numbered != number.is_some() {
                parts.push(closed(&mut items, numbered));
            }
            numbered = number.is_some();
            let value = number.map(|it| it.to_string());
            items.push(view! { <li value=value>{letters(spans)}</li> }.into_any());
            continue;
        }
        parts.push(closed(&mut items, numbered));
        let letters = letters(block.spans());
        parts.push(match block {
            Block::Heading(..) => view! { <h3>{letters}</h3> }.into_any(),
            _ => view! { <p>{letters}</p> }.into_any(),
        });
    }
    parts.push(closed(&mut items, numbered));
    parts.into_any()
}

fn closed(items: &mut Vec<AnyView>, numbered: bool) -> AnyView {
    let items = std::mem::take(items);
    match (items.is_empty(), numbered) {
        (true, _) => ().into_any(),
        (false, true) => view! { <ol>{items}</ol> }.into_any(),
        (false, false) => view! { <ul class="points">{items}</ul> }.into_any(),
    }
}

fn letters(spans: &[Span]) -> AnyView {
    let letters = spans.iter().map(|span| {
        let text = span.text.clone();
        match (&span.link, span.bold) {
            (Some(link), _) => {
                let link = link.as_str().to_owned();
                view! { <a href=link rel="noopener noreferrer" target="_blank">{text}</a> }
                    .into_any()
            }
            (None, true) => view! { <strong>{text}</strong> }.into_any(),
            (None, false) => text.into_any(),
        }
    });
    letters.collect::<Vec<_>>().into_any()
}

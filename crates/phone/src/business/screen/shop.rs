//! One shop on one marketplace: its stage and day, its address, and its obstacles.

use super::{
    frame::{Frame, problem},
    shops::remark,
};
use crate::app::After;
use crate::business::desk::Desk;
use crate::component::{Field, day_of, field, fields, live, touched};
use domain::household::{Obstacle, Shop, Stage};
use domain::{Day, Link, Marketplace, MarketplaceId, Operation, ShopAdvanced};
use leptos::prelude::*;
use words::{Language, phone as w};

#[derive(Clone, Copy)]
struct Form {
    market: StoredValue<MarketplaceId>,
    on: RwSignal<String>,
    link: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

pub fn shop(desk: Desk, id: &str) -> AnyView {
    let lang = desk.lang;
    let found = desk.lent.with_untracked(|lent| {
        let lent = lent.as_ref()?;
        let market = lent
            .markets()
            .into_iter()
            .find(|market| market.id.as_str() == id)?;
        Some((market, lent.today))
    });
    let Some((market, today)) = found else {
        let content = view! { <p class="empty">{w::shop_not_begun(lang)}</p> }.into_any();
        return Frame::new(desk, w::shops(lang)).around(desk, content);
    };
    let form = Form {
        market: StoredValue::new(market.id.clone()),
        on: RwSignal::new(today.to_string()),
        link: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
    };
    if let Some(link) = known(desk, form).and_then(|shop| shop.link) {
        form.link.set(link.as_str().to_owned());
    }
    let fields = fields([("link", form.link), ("on", form.on)]);
    desk.kept_form(&format!("shop/{id}"), fields, move || {
        typed(desk, form, market.clone(), today)
    })
}

fn typed(desk: Desk, form: Form, market: Marketplace, today: Day) -> AnyView {
    let lang = desk.lang;
    let unverified =
        (!market.verified).then(|| view! { <p class="note due">{w::shop_unverified(lang)}</p> });
    let date = Field {
        kind: "date",
        ..Field::text(w::shop_on(lang), 10)
    };
    let link = Field {
        kind: "url",
        keyboard: "url",
        ..Field::text(w::shop_link(lang), Link::LIMIT_BYTES)
    };
    let content = view! {
        {live(move || standing(desk, form, today))}
        {site(market.url)}
        {unverified}
        {field(link.hint(w::shop_link_hint(lang)), form.link)}
        {field(date, form.on)}
        {problem(form.problem)}
        {live(move || stages(desk, form))}
        {live(move || obstacles(desk, form))}
        {desk.drop_button()}
    };
    Frame::new(desk, market.name).around(desk, content.into_any())
}

fn site(address: String) -> AnyView {
    let there = address.clone();
    view! { <p class="stack-tight"><a class="chip-link" href=there target="_blank" rel="noopener noreferrer">{address}</a></p> }
        .into_any()
}

fn known(desk: Desk, form: Form) -> Option<Shop> {
    let id = form.market.get_value();
    desk.watch(|lent| lent.trading.shops.get(&id).cloned())
        .flatten()
}

fn standing(desk: Desk, form: Form, today: Day) -> AnyView {
    let shop = known(desk, form);
    let still = shop.as_ref().is_some_and(|shop| shop.stands_still(today));
    let class = if still { "card due-text" } else { "card" };
    let there = shop.as_ref().and_then(|shop| shop.link.clone());
    let there = there.map(|link| {
        let link = link.as_str().to_owned();
        view! { <p><a class="chip-link" href=link target="_blank" rel="noopener noreferrer">{w::shop_visit(desk.lang)}</a></p> }
    });
    view! { <p class=class>{remark(desk, shop.as_ref(), today)}</p>{there} }.into_any()
}

/// The next usual stage as the main button, with the others folded away.
fn stages(desk: Desk, form: Form) -> AnyView {
    let lang = desk.lang;
    let now = known(desk, form).map(|shop| shop.stage);
    let next = now.map_or(Stage::Considering, |now| now.next()[0]);
    // Only a step forward gets the main button, so that no shop is closed by mistake.
    let forward = now.is_none_or(Stage::is_on_the_way);
    let class = if forward { "button" } else { "button plain" };
    let others = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != next && Some(*stage) != now)
        .map(|stage| button(desk, form, stage, "button plain"));
    view! {
        <h2 class="heading">{w::shop_next(lang)}</h2>
        {button(desk, form, next, class)}
        <details>
            <summary>{w::shop_other_stage(lang)}</summary>
            <div class="two">{others.collect_view()}</div>
        </details>
    }
    .into_any()
}

fn button(desk: Desk, form: Form, stage: Stage, class: &'static str) -> AnyView {
    let name = w::shop_stage(desk.lang, stage.as_str());
    let said = w::shop_stage_set(desk.lang, name.clone());
    let advance = move || {
        let on = day_of(&form.on.get_untracked());
        match on {
            Some(on) => advance(desk, form, stage, on, None, &said),
            None => form
                .problem
                .set(Some(w::shop_on_needed(desk.lang).to_owned())),
        }
    };
    view! { <button type="button" class=class on:click=touched(advance)>{name}</button> }.into_any()
}

fn advance(desk: Desk, form: Form, stage: Stage, on: Day, obstacle: Option<Obstacle>, said: &str) {
    let link = match form.link.get_untracked().trim() {
        "" => None,
        typed => match Link::new(typed) {
            Ok(link) => Some(link),
            Err(_) => {
                return form
                    .problem
                    .set(Some(w::shop_link_wrong(desk.lang).to_owned()));
            }
        },
    };
    form.problem.set(None);
    let operation = |household| {
        Operation::ShopAdvanced(Box::new(ShopAdvanced {
            household,
            marketplace: form.market.get_value(),
            stage,
            on,
            link,
            helper: None,
            obstacle,
        }))
    };
    desk.act(operation, said, After::Stay);
}

/// Why the shop does not get on, recorded for its present stage and day.
fn obstacles(desk: Desk, form: Form) -> AnyView {
    let Some(shop) = known(desk, form).filter(|shop| shop.stage.is_on_the_way()) else {
        return ().into_any();
    };
    let lang = desk.lang;
    let (stage, since, current) = (shop.stage, shop.since, shop.obstacle);
    let chips = Obstacle::ALL.map(|obstacle| {
        let on = current == Some(obstacle);
        let choose = move || {
            let chosen = (!on).then_some(obstacle);
            advance(desk, form, stage, since, chosen, w::shop_obstacle_set(lang));
        };
        view! { <button type="button" aria-pressed=on.to_string() on:click=touched(choose)>{name(obstacle, lang)}</button> }
    });
    view! {
        <h2 class="heading">{w::shop_obstacle(lang)}</h2>
        <div class="chips">{Vec::from(chips)}</div>
    }
    .into_any()
}

fn name(obstacle: Obstacle, lang: Language) -> &'static str {
    match obstacle {
        Obstacle::Papers => w::obstacle_papers(lang),
        Obstacle::Account => w::obstacle_account(lang),
        Obstacle::Photos => w::obstacle_photos(lang),
        Obstacle::Smartphone => w::obstacle_smartphone(lang),
        Obstacle::Time => w::obstacle_time(lang),
        Obstacle::Marketplace => w::obstacle_marketplace(lang),
        Obstacle::Other => w::obstacle_other(lang),
    }
}

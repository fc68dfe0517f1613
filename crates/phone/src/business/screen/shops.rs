//! The shops of a business, one line for each marketplace, and the papers that all of them require.

use super::{
    frame::{Frame, line, problem},
    product::reads,
};
use crate::app::After;
use crate::business::{Lent, desk::Desk, sheet::dong};
use crate::component::{Field, date, field, live, ticked, touched};
use domain::household::{Shop, Trading};
use domain::{Day, IncomeBeforeTold, Map, Operation, PAPERS, PaperId, PapersTicked};
use leptos::prelude::*;
use words::phone as w;

pub fn shops(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let asked = Memo::new(move |_| desk.trading().income_before.is_some());
    let content = view! {
        {live(move || (!asked.get()).then(|| income_before(desk)))}
        {live(move || desk.watch(|lent| markets(desk, lent)))}
        {live(move || papers(desk, &desk.trading()))}
    };
    Frame::new(desk, w::shops(lang)).around(desk, content.into_any())
}

fn markets(desk: Desk, lent: &Lent) -> AnyView {
    let trading = &lent.trading;
    let lines = lent.markets().into_iter().map(|market| {
        let shop = trading.shops.get(&market.id);
        let still = shop.is_some_and(|shop| shop.stands_still(lent.today));
        let part = format!("shops/{}", market.id);
        line(
            desk,
            &part,
            market.name,
            remark(desk, shop, lent.today),
            still,
        )
    });
    lines.collect_view().into_any()
}

/// The shop's stage, since when, and whether that is too long.
pub fn remark(desk: Desk, shop: Option<&Shop>, today: Day) -> String {
    let lang = desk.lang;
    let Some(shop) = shop else {
        return w::shop_not_begun(lang).to_owned();
    };
    let since = w::shop_since(
        lang,
        w::shop_stage(lang, shop.stage.as_str()),
        date(shop.since),
    );
    if shop.stands_still(today) {
        let standing = w::shop_standing(lang, shop.days_at_stage(today));
        format!("{since} · {standing}")
    } else {
        since
    }
}

fn papers(desk: Desk, trading: &Trading) -> AnyView {
    let lang = desk.lang;
    let lines = PAPERS.iter().map(|paper| {
        let id = PaperId::new(paper.id);
        let ready = id.as_ref().and_then(|id| trading.papers.get(id));
        let ready = ready.is_some_and(|tick| tick.done);
        let tick = move |on: bool| {
            let Some(id) = id.clone() else { return };
            let operation = |household| {
                let mut papers = Map::new();
                papers.insert(id, on);
                Operation::PapersTicked(PapersTicked { household, papers })
            };
            desk.act(operation, w::shop_papers_saved(lang), After::Stay);
        };
        view! { <label class="tick"><input type="checkbox" prop:checked=ready on:change=ticked(tick) /><span>{paper.name}</span></label> }
    });
    view! {
        <fieldset>
            <legend>{w::shop_papers(lang)}</legend>
            <div class="card">
                {lines.collect_view()}
                <p class="small quiet">{w::shop_papers_hint(lang)}</p>
            </div>
        </fieldset>
    }
    .into_any()
}

/// The income before the first shop opened. It is asked at the first stage, while people still know
/// it.
fn income_before(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let tell = move |month: Option<u64>| {
        let operation =
            |household| Operation::IncomeBeforeTold(IncomeBeforeTold { household, month });
        desk.act(operation, w::income_before_recorded(lang), After::Stay);
    };
    let save = move || match dong(&typed.get_untracked()) {
        Some(dong) => tell(Some(dong)),
        None => wrong.set(Some(w::number_wrong(lang).to_owned())),
    };
    view! {
        <div class="card">
            {field(Field::text(w::income_before(lang), 24).hint(w::sales_money_hint(lang)), typed)}
            {reads(typed)}
            <p class="small quiet">{w::income_before_why(lang)}</p>
            {problem(wrong)}
            <div class="two">
                <button type="button" class="button plain" on:click=touched(move || tell(None))>{w::sales_not_said(lang)}</button>
                <button type="button" class="button" on:click=touched(save)>{w::save(lang)}</button>
            </div>
        </div>
    }
    .into_any()
}

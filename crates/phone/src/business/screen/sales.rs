//! Records the sales of a month, in under a minute. A household may also decline to tell.

use super::frame::{Frame, keep, problem};
use crate::app::After;
use crate::business::{
    desk::Desk,
    draft::{self, SalesDraft},
    sheet::{dong, whole},
};
use crate::component::{Field, chip, field, live, touched};
use domain::household::Sales;
use domain::{Day, HouseholdId, Month, Operation, SalesTold};
use leptos::prelude::*;
use vietnamese::format_money_short;
use words::{Language, phone as w};

/// How many months can be chosen, the present one included.
const OFFERED: i32 = 3;

#[derive(Clone, Copy)]
struct Form {
    month: RwSignal<Month>,
    orders: RwSignal<String>,
    online: RwSignal<String>,
    total: RwSignal<String>,
    not_said: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
}

/// What the household told; every field is `None` if it declined.
#[derive(Clone, Copy)]
struct ToldSales {
    orders: Option<u32>,
    online: Option<u64>,
    total: Option<u64>,
}

impl ToldSales {
    fn of(self, household: HouseholdId, month: Month) -> Operation {
        Operation::SalesTold(SalesTold {
            household,
            month,
            orders: self.orders,
            online: self.online,
            total: self.total,
        })
    }
}

pub fn sales(desk: Desk) -> AnyView {
    let known = desk.now(|lent| (lent.household.clone(), lent.today));
    let Some((household, today)) = known else {
        return ().into_any();
    };
    let name = draft::of_sales(&household);
    desk.with_draft(name, move |kept| {
        typed(desk, today, kept.unwrap_or_default())
    })
}

impl Form {
    fn new(kept: SalesDraft, month: Month) -> Self {
        Self {
            month: RwSignal::new(kept.month.unwrap_or(month)),
            orders: RwSignal::new(kept.orders),
            online: RwSignal::new(kept.online),
            total: RwSignal::new(kept.total),
            not_said: RwSignal::new(kept.not_said),
            problem: RwSignal::new(None),
        }
    }

    fn draft(self) -> SalesDraft {
        SalesDraft {
            month: Some(self.month.get()),
            orders: self.orders.get(),
            online: self.online.get(),
            total: self.total.get(),
            not_said: self.not_said.get(),
        }
    }
}

fn typed(desk: Desk, today: Day, kept: SalesDraft) -> AnyView {
    let lang = desk.lang;
    // In the first days of a month, people tell of the month before.
    let months = (0..OFFERED)
        .map(|back| today.month().plus(-back))
        .collect::<Vec<Month>>();
    let (_, _, day) = today.civil();
    let first = if day <= 10 {
        months.get(1)
    } else {
        months.first()
    };
    let form = Form::new(kept, first.copied().unwrap_or(today.month()));
    keep(desk, move || form.draft());
    let save = move || match told(form, lang) {
        Err(text) => form.problem.set(Some(text)),
        Ok(told) => {
            form.problem.set(None);
            let month = form.month.get_untracked();
            let operation = |household| told.of(household, month);
            let done = w::sales_recorded(lang, month_name(month));
            desk.act(operation, &done, After::Back);
        }
    };
    let choices = months.into_iter().map(|month| {
        let on = move || form.month.get() == month;
        let choose = move || form.month.set(month);
        let name = w::sales_of(lang, month_name(month));
        view! { <button type="button" aria-pressed=pressed(on) on:click=touched(choose)>{name}</button> }
    });
    let content = view! {
        <div class="chips">{choices.collect_view()}</div>
        {field(Field::number(w::sales_orders(lang), 6), form.orders)}
        <div class="chips">{chip(w::sales_not_said(lang).to_owned(), move || form.not_said.get(), move |on| form.not_said.set(on))}</div>
        {live(move || (!form.not_said.get()).then(|| amounts(form, lang)))}
        {problem(form.problem)}
        {live(move || months_told(desk))}
        {desk.drop_button()}
    };
    Frame::new(desk, w::sales(lang))
        .action(desk.foot(w::save(lang), save))
        .around(desk, content.into_any())
}

fn pressed(on: impl Fn() -> bool + Send + Sync + 'static) -> Box<dyn Fn() -> String + Send + Sync> {
    Box::new(move || on().to_string())
}

fn amounts(form: Form, lang: Language) -> AnyView {
    view! {
        {field(Field::text(w::sales_online(lang), 24).hint(w::sales_money_hint(lang)), form.online)}
        {super::product::reads(form.online)}
        {field(Field::text(w::sales_total(lang), 24), form.total)}
        {super::product::reads(form.total)}
    }
    .into_any()
}

fn told(form: Form, lang: Language) -> Result<ToldSales, String> {
    let orders = match form.orders.get_untracked().trim() {
        "" => None,
        typed => Some(whole(typed).ok_or_else(|| w::number_wrong(lang).to_owned())?),
    };
    let amount = |value: RwSignal<String>| {
        let typed = value.get_untracked();
        match typed.trim() {
            "" => Ok(None),
            "0" => Ok(Some(0)),
            typed => dong(typed)
                .map(Some)
                .ok_or_else(|| w::number_wrong(lang).to_owned()),
        }
    };
    if form.not_said.get_untracked() {
        return Ok(ToldSales {
            orders,
            online: None,
            total: None,
        });
    }
    let (online, total) = (amount(form.online)?, amount(form.total)?);
    if online
        .zip(total)
        .is_some_and(|(online, total)| total < online)
    {
        return Err(w::sales_total_less(lang).to_owned());
    }
    Ok(ToldSales {
        orders,
        online,
        total,
    })
}

fn months_told(desk: Desk) -> AnyView {
    let lang = desk.lang;
    let trading = desk.trading();
    let lines = trading.sales.iter().rev().map(|(month, told)| {
        let said = sold(told, lang);
        view! { <li class="apart"><b>{month_name(*month)}</b><span>{said}</span></li> }
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty())
        .then(|| view! { <ul class="card stack">{lines}</ul> })
        .into_any()
}

/// For example `11/2026`.
pub fn month_name(month: Month) -> String {
    let (year, number, _) = month.first_day().civil();
    format!("{number:02}/{year}")
}

/// The sales of a month in one line.
pub fn sold(told: &Sales, lang: Language) -> String {
    let orders = told
        .orders
        .map_or_else(|| "?".to_owned(), |orders| orders.to_string());
    let money =
        |dong: u64| i64::try_from(dong).map_or_else(|_| dong.to_string(), format_money_short);
    let online = told
        .online
        .map_or_else(|| w::sales_not_said(lang).to_owned(), money);
    w::sales_line(lang, orders, online)
}

//! The chain of official policy: digital citizens lead to a digital society, demand, a market,
//! enterprises, and an economy.
use super::dong;
use crate::PageError;
use crate::office::desk::Desk;
use crate::office::figures::{Figures, Share, number};
use domain::{Counted, Day, Denominator, Measure, Month, Period, Settings};
use words::business as say;

/// One link with its figure, the total that it is part of, and the figure before.
pub(super) struct Link {
    pub id: &'static str,
    pub name: &'static str,
    pub figure: String,
    pub of: String,
    pub before: String,
}

pub(super) fn chain(
    desk: &mut Desk<'_>,
    settings: &Settings,
    today: Day,
) -> Result<Vec<Link>, PageError> {
    let lang = desk.lang;
    let month = today.month();
    let figures = figures(desk, settings, today)?;
    let now = |measure| figures.plain(Period::Now, None, measure);
    let adults = |measure| figures.adults(Period::Now, None, measure);
    let week = Period::Week(today.week().plus(-4));
    let four_weeks_ago = |count| say::four_weeks_ago(lang, number(lang, count));
    let adults_then = |measure| four_weeks_ago(figures.adults(week, None, measure));
    let of = |month: Month, measure| figures.plain(Period::Month(month), None, measure);
    let last_month = |text: String| say::last_month(lang, text);
    let entered = |counted, there: i64| {
        Denominator::in_force(&settings.denominators, counted, month)
            .map_or(there, |it| i64::from(it.value))
    };
    let share = |a: i64, b: i64| {
        let share = Share { a, b };
        (share.percent(lang), share.of(lang))
    };
    let link = |id, name, (figure, of): (String, String), before| Link {
        id,
        name,
        figure,
        of,
        before,
    };
    let households = entered(Counted::Households, now(Measure::Households));
    let businesses = entered(Counted::Businesses, now(Measure::Businesses));
    let told = of(month, Measure::SalesTold);
    let revenue = |month| dong(u64::try_from(of(month, Measure::RevenueOnline)).unwrap_or(0));
    Ok(vec![
        link(
            "citizens",
            say::chain_citizens(lang),
            share(
                adults(Measure::ResidentsFive),
                entered(Counted::Adults, adults(Measure::Residents)),
            ),
            adults_then(Measure::ResidentsFive),
        ),
        link(
            "society",
            say::chain_society(lang),
            share(adults(Measure::HouseholdFive), households),
            adults_then(Measure::HouseholdFive),
        ),
        link(
            "demand",
            say::chain_demand(lang),
            share(adults(Measure::HouseholdBuying), households),
            adults_then(Measure::HouseholdBuying),
        ),
        link(
            "market",
            say::chain_market(lang),
            (
                number(lang, now(Measure::BusinessesOnline)),
                say::chain_products(
                    lang,
                    number(lang, now(Measure::Products)),
                    number(lang, now(Measure::ProductsOcop)),
                ),
            ),
            four_weeks_ago(figures.plain(week, None, Measure::BusinessesOnline)),
        ),
        link(
            "enterprises",
            say::chain_enterprises(lang),
            share(of(month, Measure::BusinessesSold), businesses),
            last_month(number(lang, of(month.plus(-1), Measure::BusinessesSold))),
        ),
        link(
            "economy",
            say::chain_economy(lang),
            (
                revenue(month),
                say::chain_told(lang, told, now(Measure::BusinessesOnline)),
            ),
            last_month(revenue(month.plus(-1))),
        ),
    ])
}

fn figures(desk: &mut Desk<'_>, settings: &Settings, today: Day) -> Result<Figures, PageError> {
    let month = today.month();
    let periods = [
        Period::Now,
        Period::Month(month),
        Period::Month(month.plus(-1)),
        Period::Week(today.week().plus(-4)),
    ];
    let tallies = desk.tallies(periods)?;
    Ok(Figures::new(tallies, settings, today.year()))
}

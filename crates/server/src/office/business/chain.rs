//! The chain of the founding text: digital citizens make a digital society, demand, a market,
//! enterprises, an economy.
use super::*;
use domain::{Catalogue, Counted, Denominator, Measure, Month, Period, SkillId};
use store::TallyRow;

/// Ordering online by oneself: what makes demand.
const BUYS_ONLINE: &str = "tmdt-dat-hang";

/// One link with its figure, what it is a part of, and what it was before.
pub(super) struct Link {
    pub id: &'static str,
    pub name: &'static str,
    pub figure: String,
    pub of: String,
    pub before: String,
}

pub(super) fn chain(
    state: &AppState,
    who: &SignedIn,
    households: &[Household],
    settings: &Settings,
    today: Day,
) -> Result<Vec<Link>, PageError> {
    let lang = who.language;
    let month = today.month();
    let figures = figures(state, who, settings, today)?;
    let counts = Counts::of(households, settings, today);
    let now = |measure| figures.plain(Period::Now, None, measure);
    let week = Period::Week(today.week().plus(-4));
    let four_weeks_ago = |measure| say::four_weeks_ago(lang, figures.plain(week, None, measure));
    let of = |month: Month, measure| figures.plain(Period::Month(month), None, measure);
    let last_month = |text: String| say::last_month(lang, text);
    let entered = |counted, there: i64| {
        Denominator::in_force(&settings.denominators, counted, month)
            .map_or(there, |it| i64::from(it.value))
    };
    let share = |a: i64, b: i64| (vietnamese::percent(a, b), format!("{a}/{b}"));
    let link = |id, name, (figure, of): (String, String), before| Link {
        id,
        name,
        figure,
        of,
        before,
    };
    let here = now(Measure::Households);
    let businesses = entered(Counted::Businesses, now(Measure::Businesses));
    let told = of(month, Measure::SalesTold);
    let revenue = |month| dong(u64::try_from(of(month, Measure::RevenueOnline)).unwrap_or(0));
    Ok(vec![
        link(
            "citizens",
            say::chain_citizens(lang),
            share(counts.citizens, entered(Counted::Adults, counts.adults)),
            String::new(),
        ),
        link(
            "society",
            say::chain_society(lang),
            share(counts.five, entered(Counted::Households, here)),
            say::four_weeks_ago(lang, figures.adults(week, None, Measure::HouseholdFive)),
        ),
        link(
            "demand",
            say::chain_demand(lang),
            share(counts.buying, entered(Counted::Households, here)),
            String::new(),
        ),
        link(
            "market",
            say::chain_market(lang),
            (
                now(Measure::BusinessesOnline).to_string(),
                say::chain_products(lang, now(Measure::Products), now(Measure::ProductsOcop)),
            ),
            four_weeks_ago(Measure::BusinessesOnline),
        ),
        link(
            "enterprises",
            say::chain_enterprises(lang),
            share(of(month, Measure::BusinessesSold), businesses),
            last_month(of(month.plus(-1), Measure::BusinessesSold).to_string()),
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

fn figures(
    state: &AppState,
    who: &SignedIn,
    settings: &Settings,
    today: Day,
) -> Result<Figures, PageError> {
    let month = today.month();
    let periods = [
        Period::Now,
        Period::Month(month),
        Period::Month(month.plus(-1)),
        Period::Week(today.week().plus(-4)),
    ];
    let read = state.store.read(|rows| {
        let generation = rows.commune(&who.commune)?.map_or(0, |row| row.generation);
        let mut tallies: Vec<TallyRow> = Vec::new();
        for period in periods {
            tallies.extend(rows.tallies(&who.commune, generation, Some(period))?);
        }
        Ok(tallies)
    });
    Ok(Figures::new(
        read.map_err(PageError::internal)?,
        settings,
        today.year(),
    ))
}

/// What no tally keeps: counted from the households themselves.
#[derive(Default)]
struct Counts {
    adults: i64,
    citizens: i64,
    five: i64,
    buying: i64,
}

impl Counts {
    fn of(households: &[Household], settings: &Settings, today: Day) -> Self {
        let catalogue = Catalogue::new(settings);
        let buying = SkillId::new(BUYS_ONLINE).expect("a shipped id, a test reads it");
        let mut counts = Self::default();
        for household in households.iter().filter(|it| it.is_here()) {
            let adults = household
                .residents
                .iter()
                .filter(|it| it.is_adult(settings, today));
            let (mut passing, mut buys) = (0, false);
            for adult in adults {
                counts.adults += 1;
                passing += i64::from(adult.passes_all(&catalogue, settings.told_counts));
                let level = adult
                    .skills
                    .get(&buying)
                    .and_then(|it| it.level(settings.told_counts));
                buys |= level.is_some_and(domain::Level::passed);
            }
            counts.citizens += passing;
            counts.five += i64::from(passing > 0);
            counts.buying += i64::from(buys);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_skill_of_buying_is_in_the_catalogue() {
        let catalogue = Catalogue::new(&Settings::default());
        assert!(
            catalogue
                .skill(&SkillId::new(BUYS_ONLINE).unwrap())
                .is_some()
        );
    }
}

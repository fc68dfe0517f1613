//! Sales by month and what came in before, as the household told it, or did not wish to tell.
use super::{Trading, business};
use crate::apply::Context;
use crate::household::{Mark, Purpose, correct::mark};
use crate::latest::{LatestEach, tell_one};
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{HouseholdId, Month, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Sales of a month; what is `None` the household did not wish to tell.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SalesTold {
    pub household: HouseholdId,
    pub month: Month,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// In đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<u64>,
    /// In đồng, online included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl Rule for SalesTold {
    const CALLED: Called = say::sales_told;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        tell_sales(context, self)
    }
}

/// Revenue of a usual month before the shop in đồng; `None`: asked, and not told.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IncomeBeforeTold {
    pub household: HouseholdId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u64>,
}

impl Rule for IncomeBeforeTold {
    const CALLED: Called = say::income_before_told;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        tell_income_before(context, self)
    }
}

/// Months of sales that are kept; older ones stay in the log.
pub const SALES_MONTHS: i32 = 120;
/// Most orders and most đồng of one month.
const ORDERS_LIMIT: u32 = 100_000;
const DONG_LIMIT: u64 = 100_000_000_000;

/// One month; what is `None` the household did not wish to tell.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sales {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders: Option<u32>,
    /// Online revenue in đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<u64>,
    /// All revenue in đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    pub mark: Mark,
}

/// Revenue of a usual month before the shop, in đồng.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct IncomeBefore {
    /// `None`: asked, and not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<u64>,
    pub mark: Mark,
}

pub(crate) fn tell_sales(context: &Context<'_>, it: &SalesTold) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    if !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    let now = context.day().month();
    if it.month > now || it.month <= now.plus(-SALES_MONTHS) {
        return Err(RefusalCode::SalesMonthImpossible.into());
    }
    let too_many = it.orders.is_some_and(|orders| orders > ORDERS_LIMIT);
    if too_many
        || [it.online, it.total]
            .into_iter()
            .flatten()
            .any(|it| it > DONG_LIMIT)
    {
        return Err(RefusalCode::AmountTooLarge.into());
    }
    if let (Some(online), Some(total)) = (it.online, it.total)
        && online > total
    {
        return Err(RefusalCode::OnlineAboveTotal.into());
    }
    let trading = household.trading_mut();
    let told = Sales {
        orders: it.orders,
        online: it.online,
        total: it.total,
        mark: mark(context),
    };
    LatestEach(&mut trading.sales).tell(&it.month, told);
    trading.forget_old_sales();
    Ok(vec![household.into()])
}

pub(crate) fn tell_income_before(
    context: &Context<'_>,
    it: &IncomeBeforeTold,
) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    if !household.consented(Purpose::Register) {
        return Err(RefusalCode::ConsentMissing.into());
    }
    if it.month.is_some_and(|dong| dong > DONG_LIMIT) {
        return Err(RefusalCode::AmountTooLarge.into());
    }
    let trading = household.trading_mut();
    let told = IncomeBefore {
        month: it.month,
        mark: mark(context),
    };
    tell_one(&mut trading.income_before, told);
    Ok(vec![household.into()])
}

impl Trading {
    /// Revenue of a usual month since the first shop opened: the middle one of those told.
    pub fn income_after(&self) -> Option<u64> {
        let opened = self.opened()?.month();
        let told = self.sales.iter().filter(|(month, _)| **month > opened);
        median(told.filter_map(|(_, sales)| sales.total).collect())
    }

    pub(super) fn forget_old_sales(&mut self) {
        let Some(last) = self.sales.keys().next_back().copied() else {
            return;
        };
        let oldest: Month = last.plus(-SALES_MONTHS);
        self.sales.retain(|month, _| *month > oldest);
    }
}

/// The middle value; of two in the middle, halfway.
pub fn median(mut values: Vec<u64>) -> Option<u64> {
    crate::put_in_order(&mut values, |it| *it);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some(lower + (upper - lower) / 2)
}

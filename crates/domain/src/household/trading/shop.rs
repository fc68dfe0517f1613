//! A shop on a marketplace: from considering it to open, and who helped.
use super::{Trading, business};
use crate::apply::Context;
use crate::household::{Mark, correct::mark};
use crate::latest::{Latest, SaidAt, is_later};
use crate::marketplace::Marketplace;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{
    Day, HouseholdId, Link, MarketplaceId, MemberId, Record, RecordKey, Refusal, RefusalCode,
    Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A shop reached a stage; `helper` is the author unless someone else is named.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ShopAdvanced {
    pub household: HouseholdId,
    pub marketplace: MarketplaceId,
    pub stage: Stage,
    pub on: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
}

impl Rule for ShopAdvanced {
    const CALLED: Called = say::shop_advanced;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        advance_shop(context, self)
    }
}

/// A shop on its way that has not moved for so long is told to the team.
pub const STILL_DAYS: i32 = 14;
/// A stage may be told so long after it was reached.
const TOLD_WITHIN_DAYS: i32 = 3 * 366;
/// Most marketplaces that one business has to do with.
const SHOPS_LIMIT: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Considering,
    PapersReady,
    Submitted,
    WaitingForReview,
    Open,
    Paused,
    Closed,
}

impl Stage {
    pub const ALL: [Stage; 7] = [
        Stage::Considering,
        Stage::PapersReady,
        Stage::Submitted,
        Stage::WaitingForReview,
        Stage::Open,
        Stage::Paused,
        Stage::Closed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Considering => "considering",
            Stage::PapersReady => "papers-ready",
            Stage::Submitted => "submitted",
            Stage::WaitingForReview => "waiting-for-review",
            Stage::Open => "open",
            Stage::Paused => "paused",
            Stage::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// On its way to being open.
    pub fn is_on_the_way(self) -> bool {
        self < Stage::Open
    }

    /// What usually comes next, the likeliest first; rules let any stage follow any.
    pub fn next(self) -> &'static [Stage] {
        match self {
            Stage::Considering => &[Stage::PapersReady, Stage::Submitted, Stage::Closed],
            Stage::PapersReady => &[Stage::Submitted, Stage::Closed],
            Stage::Submitted => &[Stage::WaitingForReview, Stage::Open, Stage::Closed],
            Stage::WaitingForReview => &[Stage::Open, Stage::PapersReady, Stage::Closed],
            Stage::Open => &[Stage::Paused, Stage::Closed],
            Stage::Paused => &[Stage::Open, Stage::Closed],
            Stage::Closed => &[Stage::Considering],
        }
    }
}

/// Why a shop does not get on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    Papers,
    Account,
    Photos,
    Smartphone,
    Time,
    Marketplace,
    Other,
}

impl Obstacle {
    pub const ALL: [Obstacle; 7] = [
        Obstacle::Papers,
        Obstacle::Account,
        Obstacle::Photos,
        Obstacle::Smartphone,
        Obstacle::Time,
        Obstacle::Marketplace,
        Obstacle::Other,
    ];
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shop {
    pub stage: Stage,
    /// The day on which this stage was reached.
    pub since: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// When that was told, where it was not told again with the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_said: Option<Stamp>,
    /// The member who helped.
    pub helper: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
    /// The first day on which it was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Day>,
    pub mark: Mark,
}

impl Shop {
    pub fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    pub fn days_at_stage(&self, today: Day) -> i32 {
        today.0 - self.since.0
    }

    pub fn stands_still(&self, today: Day) -> bool {
        self.stage.is_on_the_way() && self.days_at_stage(today) >= STILL_DAYS
    }
}

pub(crate) fn advance_shop(
    context: &Context<'_>,
    it: &ShopAdvanced,
) -> Result<Vec<Record>, Refusal> {
    let mut household = business(context, &it.household)?;
    let known = Marketplace::is_shipped(&it.marketplace)
        || context
            .settings()
            .marketplaces
            .iter()
            .any(|local| local.id == it.marketplace);
    if !known {
        return Err(RefusalCode::MarketplaceUnknown.into());
    }
    if it.on > context.day() || it.on < context.day().plus(-TOLD_WITHIN_DAYS) {
        return Err(RefusalCode::StageDateImpossible.into());
    }
    let shops = &mut household.trading_mut().shops;
    let before = shops.get(&it.marketplace);
    if before.is_none() && shops.len() >= SHOPS_LIMIT {
        return Err(RefusalCode::TooManyShops.into());
    }
    let has_link = it.link.is_some() || before.is_some_and(|shop| shop.link.is_some());
    if it.stage == Stage::Open && !has_link {
        return Err(RefusalCode::ShopLinkMissing.into());
    }
    let told = Shop {
        stage: it.stage,
        since: it.on,
        link: it.link.clone(),
        link_said: None,
        helper: it.helper.clone().unwrap_or_else(|| context.author.clone()),
        obstacle: it.obstacle,
        opened: (it.stage == Stage::Open).then_some(it.on),
        mark: mark(context),
    };
    household.trading_mut().take_in_shop(&it.marketplace, &told);
    Ok(vec![household.into()])
}

impl Trading {
    /// The later word on a shop stands, with the last address that was told of it and the first day
    /// on which it was open.
    pub(super) fn take_in_shop(&mut self, marketplace: &MarketplaceId, told: &Shop) {
        let joined = match self.shops.get(marketplace) {
            Some(known) => known.join(told),
            None => told.clone(),
        };
        self.shops.insert(marketplace.clone(), joined);
    }
}

impl Shop {
    fn join(&self, other: &Shop) -> Shop {
        let (mut link, mut said) = (self.link.clone(), self.link_told());
        Latest::new(&mut link, &mut said).join(&other.link, other.link_told().as_ref());
        let opened = [self.opened, other.opened].into_iter().flatten().min();
        let later = match is_later(Some(self), Some(other)) {
            true => self.clone(),
            false => other.clone(),
        };
        let is_of_later = said == Some(later.mark.when().into());
        Shop {
            link,
            link_said: said.filter(|_| !is_of_later),
            opened,
            ..later
        }
    }

    fn link_told(&self) -> Option<Stamp> {
        let told = self.link.as_ref().map(|_| self.mark.when().into());
        self.link_said.or(told)
    }
}

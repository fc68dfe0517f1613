//! The part of a household's data that the business screens get, and no more.

use domain::household::{Purpose, Trading};
use domain::{Day, Household, HouseholdId, LocalMarketplace, Marketplace, Name, Settings};

#[derive(Clone, PartialEq, Debug)]
pub struct Lent {
    pub household: HouseholdId,
    pub code: String,
    pub head: String,
    /// What the business makes or sells; `None` if there is no business.
    pub trade: Option<String>,
    pub trading: Trading,
    /// Whether the household consented to the register, which includes its sales.
    pub consented: bool,
    /// Who reads the text aloud, and who answers for the data: both are named in it.
    pub member: String,
    pub controller: String,
    pub consent_text_version: u16,
    marketplaces: Vec<LocalMarketplace>,
    pub today: Day,
    /// How many entries and photos wait to be sent.
    pub unsent: usize,
}

impl Lent {
    pub fn of(
        household: &Household,
        settings: &Settings,
        member: String,
        today: Day,
        unsent: usize,
    ) -> Self {
        let head = household.head.reveal().map(Name::as_str);
        let trade = household.business.as_ref().map(|it| it.trade.as_str());
        Self {
            household: household.id.clone(),
            code: household.code.as_str().to_owned(),
            head: head.unwrap_or_default().to_owned(),
            trade: trade.map(str::to_owned),
            trading: household.trading.as_deref().cloned().unwrap_or_default(),
            consented: household.consented(Purpose::Register),
            member,
            controller: settings.controller.as_str().to_owned(),
            consent_text_version: settings.consent_text_version,
            marketplaces: settings.marketplaces.clone(),
            today,
            unsent,
        }
    }

    /// All marketplaces: those shipped with the app and those that the commune added.
    pub fn markets(&self) -> Vec<Marketplace> {
        Marketplace::all(&Settings {
            marketplaces: self.marketplaces.clone(),
            ..Settings::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn phones_residents_and_visits_stay_with_the_app() {
        let household = json!({
            "id": "h1", "code": "TD-012", "village": "dong", "head": "Lê Thị Lan",
            "phones": ["0912345678"], "business": {"trade": "nước mắm"},
            "residents": [{"id": "r1", "name": "Trần Hữu Đạt", "born": 1994}],
        });
        let household: Household = serde_json::from_value(household).unwrap();
        let today = Day::parse("2026-11-23").unwrap();
        let lent = Lent::of(&household, &Settings::default(), String::new(), today, 3);
        let all = format!("{lent:?}");
        assert!(all.contains("Lê Thị Lan") && all.contains("nước mắm"));
        for kept in ["0912345678", "Trần Hữu Đạt"] {
            assert!(!all.contains(kept), "{kept}");
        }
        assert_eq!(lent.markets()[0].id.as_str(), "voso");
    }
}

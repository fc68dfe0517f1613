//! Figures of a household's business.
use super::{Dimension, Measure, Period, Sheet};
use crate::household::Trading;

impl Sheet {
    pub(super) fn trading(&mut self, trading: &Trading) {
        if trading.account.is_some() {
            self.now(Measure::BusinessesPaid, Dimension::None);
        }
        if trading.sells_online() {
            self.now(Measure::BusinessesOnline, Dimension::None);
        }
        for (marketplace, shop) in &trading.shops {
            let at = Dimension::Stage(marketplace.clone(), shop.stage);
            self.now(Measure::Shops, at);
            if shop.is_open() {
                let at = Dimension::Marketplace(marketplace.clone());
                self.now(Measure::BusinessesOnline, at);
            }
        }
        for product in trading.listed() {
            self.now(Measure::Products, Dimension::None);
            if product.ocop().is_some() {
                self.now(Measure::ProductsOcop, Dimension::None);
            }
            for marketplace in product.listed.iter().filter(|at| trading.is_open_at(at)) {
                let at = Dimension::Marketplace(marketplace.clone());
                self.now(Measure::Products, at);
            }
        }
    }

    /// At the village where the business is now.
    pub(super) fn sales(&mut self, trading: &Trading) {
        let place = self.place.clone();
        for (month, told) in &trading.sales {
            let sold = told.orders.is_some_and(|it| it > 0) || told.online.is_some_and(|it| it > 0);
            for (measure, value) in [
                (Measure::BusinessesSold, u64::from(sold)),
                (Measure::SalesTold, u64::from(told.online.is_some())),
                (Measure::Orders, told.orders.map_or(0, u64::from)),
                (Measure::RevenueOnline, told.online.unwrap_or(0)),
                (Measure::RevenueTotal, told.total.unwrap_or(0)),
            ] {
                self.add_sum(
                    Period::Month(*month),
                    &place,
                    measure,
                    Dimension::None,
                    value,
                );
            }
        }
    }
}

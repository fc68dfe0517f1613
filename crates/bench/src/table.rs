//! Figures beside their budgets: how they are printed, and how several runs become one.
use serde::{Deserialize, Serialize};

/// One measured figure, with its budget if it has one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Figure {
    pub what: String,
    pub value: f64,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
}

impl Figure {
    pub fn new(what: impl Into<String>, value: f64, unit: &str) -> Self {
        Self {
            what: what.into(),
            value,
            unit: unit.to_owned(),
            at_most: None,
            at_least: None,
        }
    }

    pub fn at_most(self, budget: f64) -> Self {
        Self {
            at_most: Some(budget),
            ..self
        }
    }

    pub fn at_least(self, budget: f64) -> Self {
        Self {
            at_least: Some(budget),
            ..self
        }
    }

    /// Whether the figure is within its budget; `None` without a budget.
    pub fn kept(&self) -> Option<bool> {
        let most = self.at_most.map(|budget| self.value <= budget);
        most.or(self.at_least.map(|budget| self.value >= budget))
    }

    /// One line: sign, name, value, budget, and the value divided by the budget.
    pub fn line(&self) -> String {
        let sign = match self.kept() {
            Some(true) => '✓',
            Some(false) => '✗',
            None => ' ',
        };
        let value = format!("{} {}", number(self.value), self.unit);
        let budget = match (self.at_most, self.at_least) {
            (Some(most), _) => format!("≤ {:<9} {:>6.2}", number(most), self.value / most),
            (_, Some(least)) => format!("≥ {:<9} {:>6.2}", number(least), self.value / least),
            _ => String::new(),
        };
        format!("{sign} {:<62} {value:>16}  {budget}", self.what)
            .trim_end()
            .to_owned()
    }
}

/// The median of several runs, figure by figure. All runs hold the same figures in the same order.
pub fn median(mut runs: Vec<Vec<Figure>>) -> Vec<Figure> {
    let Some(first) = runs.pop() else {
        return Vec::new();
    };
    first
        .into_iter()
        .enumerate()
        .map(|(place, figure)| {
            let others = runs.iter().filter_map(|run| Some(run.get(place)?.value));
            let mut values: Vec<f64> = others.chain([figure.value]).collect();
            values.sort_by(f64::total_cmp);
            let value = values[values.len() / 2];
            Figure { value, ..figure }
        })
        .collect()
}

/// The number with commas between thousands and at most two decimals.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        it if it >= 100.0 || it == it.trunc() => 0,
        it if it >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.decimals$}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut apart = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_printed_with_its_budget() {
        let kept = Figure::new("operations", 12_345.6, "/s").at_least(10_000.0);
        assert_eq!(kept.kept(), Some(true));
        assert!(kept.line().starts_with('✓') && kept.line().ends_with("≥ 10,000      1.23"));
        let missed = Figure::new("board", 25.0, "ms").at_most(20.0);
        assert!(missed.line().starts_with('✗') && missed.line().ends_with("≤ 20          1.25"));
        assert_eq!(Figure::new("told only", 1.0, "").kept(), None);
    }

    #[test]
    fn the_median_is_taken_figure_by_figure() {
        let run = |a, b| vec![Figure::new("a", a, ""), Figure::new("b", b, "")];
        let middle = median(vec![run(1.0, 9.0), run(3.0, 7.0), run(2.0, 8.0)]);
        assert_eq!(
            middle.iter().map(|it| it.value).collect::<Vec<_>>(),
            [2.0, 8.0]
        );
    }

    #[test]
    fn numbers_have_commas_and_few_decimals() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(0.5), "0.50");
        assert_eq!(number(999.6), "1,000");
    }
}

//! Builds a product's title in the order in which buyers search: kind, name, feature, size.

/// The parts of a title, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// `Nước mắm`
    pub kind: String,
    /// `cá cơm Nghi Sơn`
    pub name: String,
    /// `40 độ đạm`
    pub feature: String,
    /// `chai 1 lít`
    pub size: String,
}

impl Parts {
    /// For example `Nước mắm cá cơm Nghi Sơn 40 độ đạm chai 1 lít`.
    pub fn title(&self) -> String {
        let parts = [&self.kind, &self.name, &self.feature, &self.size];
        let words: Vec<&str> = parts
            .iter()
            .flat_map(|part| part.split_whitespace())
            .collect();
        capital(&words.join(" "))
    }
}

/// Makes the first letter a capital and leaves the others as typed, so that place names keep
/// theirs.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_says_kind_name_feature_and_size() {
        let parts = Parts {
            kind: " nước mắm ".to_owned(),
            name: "cá cơm  Nghi Sơn".to_owned(),
            feature: "40 độ đạm".to_owned(),
            size: "chai 1 lít".to_owned(),
        };
        assert_eq!(
            parts.title(),
            "Nước mắm cá cơm Nghi Sơn 40 độ đạm chai 1 lít"
        );
    }

    #[test]
    fn missing_parts_leave_no_gap_in_a_title() {
        let parts = Parts {
            kind: "đường phên".to_owned(),
            size: "gói 500 g".to_owned(),
            ..Parts::default()
        };
        assert_eq!(parts.title(), "Đường phên gói 500 g");
        assert_eq!(Parts::default().title(), "");
    }
}

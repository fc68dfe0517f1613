//! The head of a household: which of its residents that is, and what makes one of them the head.

use domain::{Household, HouseholdCorrected, Operation, household::Resident};

/// Whether this resident is the head. A list may name the head without saying which resident it is;
/// then it is who has the name.
pub fn is_head(household: &Household, resident: &Resident) -> bool {
    match &household.head_resident {
        Some(head) => *head == resident.id,
        None => {
            let name = resident.name.reveal();
            name.is_some() && name == household.head.reveal()
        }
    }
}

pub fn make_head(household: &Household, resident: &Resident) -> Operation {
    Operation::HouseholdCorrected(Box::new(HouseholdCorrected {
        head: Some(resident.name.clone()),
        head_resident: Some(resident.id.clone()),
        ..HouseholdCorrected::of(household.id.clone())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn household(head_resident: Option<&str>) -> Household {
        let mut home = json!({
            "id": "h1", "code": "1", "village": "dong", "head": "Lê Hữu Sơn",
            "residents": [{"id": "p1", "name": "Lê Hữu Sơn"}, {"id": "p2", "name": "Lê Thị Hạnh"}],
        });
        if let Some(id) = head_resident {
            home["head_resident"] = id.into();
        }
        domain::json::from_str(&home.to_string()).unwrap()
    }

    #[test]
    fn the_head_is_whom_the_list_says_else_who_has_the_name() {
        let heads = |home: &Household| {
            let heads = home.residents.iter().filter(|it| is_head(home, it));
            heads.map(|it| it.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(heads(&household(Some("p2"))), ["p2"]);
        assert_eq!(heads(&household(None)), ["p1"]);
    }
}

//! What a list brought is taken back: the whole household, or what was filled and added.
use super::commune::*;
use domain::household::{Field, VisitOutcome};
use domain::*;

fn taken_back(household: &str) -> ListTakenBack {
    ListTakenBack {
        household: house(household),
        whole: false,
        emptied: Vec::new(),
        residents: Vec::new(),
        born: Vec::new(),
    }
}

#[test]
fn a_household_that_is_withdrawn_is_nowhere_until_someone_records_something_of_it() {
    let mut commune = Commune::new();
    commune.register("h9", "dong");
    let before = commune.sum(Measure::Households, "now", "");
    let area = Record::from(commune.household("h9").clone()).area();
    commune.must(Operation::ListTakenBack(ListTakenBack {
        whole: true,
        ..taken_back("h9")
    }));
    let withdrawn = commune.household("h9").clone();
    assert!(!withdrawn.is_here() && withdrawn.find().is_empty());
    assert_eq!(Record::from(withdrawn).area(), Area::Office);
    assert_eq!(commune.sum(Measure::Households, "now", ""), before - 1);
    // A visit that comes late brings it back, with everything.
    commune.must(Operation::VisitRecorded(Box::new(visit(
        "h9",
        VisitOutcome::Absent,
        &[],
    ))));
    let back = commune.household("h9").clone();
    assert!(back.is_here() && !back.find().is_empty());
    assert_eq!(Record::from(back).area(), area);
    assert_eq!(commune.sum(Measure::Households, "now", ""), before);
}

#[test]
fn what_a_list_filled_is_empty_again_and_whom_it_added_is_gone() {
    let mut commune = Commune::new();
    commune.register("h9", "dong");
    commune.consent("h9");
    commune.add("h9", "p9", Some(1980));
    let mut filled = HouseholdCorrected::of(house("h9"));
    filled.address = Some(name("Số 5"));
    commune.must(Operation::HouseholdCorrected(Box::new(filled)));
    commune.must(Operation::ListTakenBack(ListTakenBack {
        emptied: vec![Field::Address, Field::Head],
        born: vec![ResidentId::new("p9").unwrap()],
        ..taken_back("h9")
    }));
    let it = commune.household("h9").clone();
    assert!(it.address.is_none() && !it.head.is_erased());
    assert_eq!(
        it.residents
            .iter()
            .find(|it| it.id.as_str() == "p9")
            .unwrap()
            .born,
        None
    );
    commune.must(Operation::ListTakenBack(ListTakenBack {
        residents: vec![ResidentId::new("p9").unwrap()],
        ..taken_back("h9")
    }));
    let it = commune.household("h9");
    assert!(it.residents.iter().all(|it| it.id.as_str() != "p9") && it.gone.is_empty());
}

#[test]
fn the_office_asks_someone_to_go_and_they_finish_it() {
    let mut commune = Commune::new();
    commune.register("h9", "dong");
    commune.must(Operation::FollowUpAsked(FollowUpAsked {
        household: house("h9"),
        to: member("an"),
        due: day("2026-12-01"),
        reason: Some(note("Còn ở đây không?")),
    }));
    let open = commune.household("h9").follow_ups.clone();
    assert_eq!((open.len(), open[0].due), (1, day("2026-12-01")));
    commune.must(Operation::FollowUpFinished(FollowUpFinished {
        household: house("h9"),
        follow_up: open[0].visit,
    }));
    assert!(commune.household("h9").follow_ups.is_empty());
}

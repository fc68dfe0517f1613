//! The headline figure: households with at least one adult who passes all five groups.
use super::commune::*;
use domain::*;

fn core() -> Vec<String> {
    let catalogue = Catalogue::new(&Settings::default());
    catalogue
        .groups
        .iter()
        .flat_map(|group| &group.core)
        .map(|id| id.as_str().to_owned())
        .collect()
}

fn teach_all(commune: &mut Commune, household: &str, resident: &str) {
    for id in core() {
        commune.observe(household, resident, &id, 2);
    }
}

#[test]
fn one_adult_must_pass_all_five_groups_alone() {
    let mut commune = Commune::new();
    commune.add("h1", "p2", Some(1994));
    let core = core();
    for (n, id) in core.iter().enumerate() {
        commune.observe("h1", if n % 2 == 0 { "p1" } else { "p2" }, id, 2);
    }
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1994"), 0);
    teach_all(&mut commune, "h1", "p2");
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1994"), 1);
    teach_all(&mut commune, "h1", "p1");
    assert_eq!(
        commune.sum(Measure::HouseholdFive, "now", "born:1990"),
        1,
        "the oldest who passes is told"
    );
    assert_eq!(
        commune.sum(Measure::HouseholdFive, "now", "born:1994"),
        0,
        "a household counts once"
    );
}

#[test]
fn everyone_who_passes_all_five_is_a_digital_citizen() {
    let mut commune = Commune::new();
    commune.add("h1", "p2", Some(1994));
    teach_all(&mut commune, "h1", "p1");
    teach_all(&mut commune, "h1", "p2");
    assert_eq!(commune.sum(Measure::ResidentsFive, "now", "born:1990"), 1);
    assert_eq!(commune.sum(Measure::ResidentsFive, "now", "born:1994"), 1);
}

#[test]
fn a_household_buys_when_someone_orders_alone() {
    let mut commune = Commune::new();
    commune.add("h1", "p2", Some(1994));
    commune.observe("h1", "p2", "tmdt-dat-hang", 1);
    assert_eq!(commune.sum(Measure::HouseholdBuying, "now", "born:1994"), 0);
    commune.observe("h1", "p2", "tmdt-dat-hang", 2);
    assert_eq!(commune.sum(Measure::HouseholdBuying, "now", "born:1994"), 1);
    let catalogue = Catalogue::new(&Settings::default());
    let buying = skill("tmdt-dat-hang");
    assert!(catalogue.skill(&buying).is_some(), "a shipped skill");
}

#[test]
fn a_level_that_goes_down_takes_the_household_out_again() {
    let mut commune = Commune::new();
    teach_all(&mut commune, "h1", "p1");
    commune.at = noon("2026-11-05");
    commune.observe("h1", "p1", "attt-giu-kin-otp", 1);
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1990"), 0);
}

#[test]
fn told_counts_unless_the_commune_says_otherwise_and_is_told_apart() {
    let mut commune = Commune::new();
    teach_all(&mut commune, "h1", "p1");
    commune.at = noon("2026-11-06");
    commune.must(observed("h1", "p1", "attt-giu-kin-otp", 3, false));
    assert_eq!(
        commune.sum(Measure::HouseholdFiveSeen, "now", "born:1990"),
        1,
        "the last one seen passes"
    );
    commune.at = noon("2026-11-07");
    commune.must(observed("h1", "p1", "attt-giu-kin-otp", 1, true));
    commune.at = noon("2026-11-08");
    commune.must(observed("h1", "p1", "attt-giu-kin-otp", 2, false));
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1990"), 1);
    assert_eq!(
        commune.sum(Measure::HouseholdFiveSeen, "now", "born:1990"),
        0
    );
    let change = SettingsChanged {
        told_counts: Some(false),
        ..Default::default()
    };
    commune.must(Operation::SettingsChanged(change));
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1990"), 0);
    assert_eq!(commune.settings().counting, 1);
    assert_eq!(commune.settings().counting_since, Some(noon("2026-11-08")));
}

#[test]
fn a_commune_may_ask_for_one_more_core_skill() {
    let mut commune = Commune::new();
    teach_all(&mut commune, "h1", "p1");
    let core = [(skill("attt-mat-khau-manh"), true)].into();
    commune.must(Operation::SettingsChanged(SettingsChanged {
        core,
        ..Default::default()
    }));
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1990"), 0);
    commune.observe("h1", "p1", "attt-mat-khau-manh", 2);
    assert_eq!(commune.sum(Measure::HouseholdFive, "now", "born:1990"), 1);
}

#[test]
fn a_habit_is_still_there_ninety_days_later() {
    let mut commune = Commune::new();
    commune.at = noon("2026-08-01");
    commune.observe("h1", "p1", "tt-quet-vietqr", 2);
    assert_eq!(
        commune.sum(Measure::HabitDue, "2026-10", "skill:tt-quet-vietqr"),
        1
    );
    assert_eq!(
        commune.sum(Measure::HabitHeld, "2026-10", "skill:tt-quet-vietqr"),
        0
    );
    commune.at = noon("2026-10-30");
    commune.observe("h1", "p1", "tt-quet-vietqr", 2);
    assert_eq!(
        commune.sum(Measure::HabitHeld, "2026-10", "skill:tt-quet-vietqr"),
        1
    );
}

#[test]
fn business_skills_are_for_businesses() {
    let mut commune = Commune::new();
    let sells = observed("h1", "p1", "tmdt-mo-gian-hang", 2, true);
    assert_eq!(
        commune.refuses(sells.clone()),
        RefusalCode::SkillForBusinessOnly
    );
    let business = household::Business {
        trade: label("nước mắm"),
    };
    commune.must(Operation::HouseholdCorrected(Box::new(
        HouseholdCorrected {
            business: Some(BusinessChange::Is(business)),
            ..HouseholdCorrected::of(house("h1"))
        },
    )));
    commune.must(sells);
    assert_eq!(commune.sum(Measure::Businesses, "now", ""), 1);
}

//! The demonstration commune, made in a folder as `tungnha demo` does.
use domain::{Day, Kind, Measure, Millis, Period, Record, Role};
use server::{Chance, demo};
use std::collections::BTreeSet;
use store::{AccountKey, Attachment, Store};

#[test]
fn the_demonstration_is_whole_and_shows_every_kind_of_door() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.use_account_key(AccountKey::new([1; 32]));
    let now = Millis(Day::parse("2026-11-23").unwrap().start().0 + 8 * 60 * Millis::MINUTE);
    let made = demo::make(folder.path(), &store, now, &Chance::seeded(1), |_| {}).unwrap();
    assert_eq!(store.verify(&made.commune).unwrap(), []);

    let teams = store.records(&made.commune, Kind::Team).unwrap();
    let serving = teams.iter().map(|team| match team {
        Record::Team(team) => team.serving(now.day()).count(),
        _ => 0,
    });
    assert_eq!(serving.collect::<Vec<_>>(), [7, 7, 7, 7]);

    let count = |measure: Measure| {
        let tallies = store.read(|rows| {
            let row = rows.commune(&made.commune)?.unwrap();
            rows.tallies(&made.commune, row.generation, Some(Period::Now))
        });
        let of = tallies
            .unwrap()
            .into_iter()
            .filter(|it| it.measure == measure);
        of.filter(|it| !it.dimension.to_string().starts_with("member"))
            .map(|it| it.value)
            .sum::<i64>()
    };
    let households = count(Measure::Households);
    assert!((1_400..1_500).contains(&households), "{households}");
    for (measure, least, most) in [
        (Measure::NeverVisited, 5, 20),
        (Measure::AbsentThree, 2, 10),
        (Measure::HouseholdFive, 15, 45),
        (Measure::FollowUps, 3, 20),
    ] {
        let share = count(measure) * 100 / households;
        assert!((least..most).contains(&share), "{measure:?}: {share} %");
    }
    let businesses = count(Measure::Businesses);
    for measure in [Measure::BusinessesPaid, Measure::Shops, Measure::Products] {
        let share = count(measure) * 100 / businesses;
        assert!(share > 20, "{measure:?}: {share} % of {businesses}");
    }
    let stages = |marketplace: &str| {
        let tallies = store.read(|rows| {
            let row = rows.commune(&made.commune)?.unwrap();
            rows.tallies(&made.commune, row.generation, Some(Period::Now))
        });
        let shops = tallies
            .unwrap()
            .into_iter()
            .filter(|it| it.measure == Measure::Shops);
        let at = format!("stage:{marketplace}:");
        shops
            .filter(|it| it.dimension.to_string().starts_with(&at))
            .map(|it| it.dimension)
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert!(stages("voso") >= 5, "shops at each stage");

    let classes = store.records(&made.commune, Kind::Class).unwrap();
    let held = classes.iter().filter(|it| match it {
        Record::Class(class) => class.result.is_some(),
        _ => false,
    });
    assert_eq!((classes.len(), held.count()), (4, 2));
    assert!(count(Measure::ResidentsTrained) > 10);

    let photos = store.read(|rows| Attachment::all(rows, &made.commune));
    let photos = photos.unwrap();
    assert!(photos.len() > 20 && photos.iter().all(Attachment::is_complete));

    let again = demo::known(folder.path()).unwrap().unwrap();
    assert_eq!(again.office[0].password, made.office[0].password);
    assert_eq!(again.office[0].role, Role::Officer);
}

//! Figures: kept by difference, added up, found when they were touched.
use super::commune::*;
use super::home::Home;
use domain::household::Outcome as Door;
use domain::*;
use store::*;

pub fn a_new_way_of_counting_fills_a_new_generation_and_weeks_stay(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", Door::Met));
    commune.later(8);
    commune.append(visit("h2", Door::Met));
    let change = SettingsChanged {
        told_counts: Some(false),
        ..Default::default()
    };
    commune.append(Operation::SettingsChanged(change));
    let row = commune
        .store
        .read(|rows| rows.commune(&commune.id()))
        .unwrap()
        .unwrap();
    assert_eq!(row.generation, 2);
    let week = Period::Week(NOW.day().week());
    let tallies = commune
        .store
        .read(|rows| rows.tallies(&commune.id(), 2, Some(week)))
        .unwrap();
    let never: i64 = tallies
        .iter()
        .filter(|it| it.measure == Measure::NeverVisited && it.dimension == Dimension::None)
        .map(|it| it.value)
        .sum();
    assert_eq!(never, 2, "h2 and h3 when the week ended");
    commune.must_verify();
}

pub fn sums_over_all_villages_are_the_tallies_added_up(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", Door::Met));
    let id = commune.id();
    let asked = [Measure::Households, Measure::NeverVisited];
    let (sums, tallies) = commune
        .store
        .read(|rows| {
            Rows::Ok((
                rows.tally_sums(&id, 1, Period::Now, &asked)?,
                rows.tallies(&id, 1, Some(Period::Now))?,
            ))
        })
        .unwrap();
    let villages: std::collections::BTreeSet<_> = tallies.iter().map(|it| &it.place).collect();
    assert!(villages.len() > 1, "more than one village is added up");
    let of = |rows: &[TallyRow], measure, dimension: &Dimension| -> i64 {
        let fits = |it: &&TallyRow| it.measure == measure && it.dimension == *dimension;
        rows.iter().filter(fits).map(|it| it.value).sum()
    };
    for row in &sums {
        assert!(asked.contains(&row.measure), "{row:?}");
        assert_eq!(row.value, of(&tallies, row.measure, &row.dimension));
    }
    assert_eq!(of(&sums, Measure::NeverVisited, &Dimension::None), 2);
}

pub fn tallies_of_an_older_version_are_recounted_once(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", Door::Met));
    let id = commune.id();
    let age = commune.store.write(move |ledger| {
        let rows = ledger.transaction();
        rows.drop_tallies(&id, 1)?;
        let mut row = rows.commune(&id)?.unwrap();
        row.measures = 0;
        rows.put_commune(&id, &row)
    });
    age.wait().unwrap();
    assert_eq!(commune.store.recount_outdated().unwrap(), [commune.id()]);
    commune.must_verify();
    assert_eq!(commune.store.recount_outdated().unwrap(), []);
}

pub fn a_tally_that_was_touched_is_found_and_rebuilt(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", Door::Met));
    let id = commune.id();
    let spoil = commune.store.write(move |ledger| {
        let row = TallyRow {
            period: Period::Now,
            place: VillageId::new("dong").unwrap(),
            measure: Measure::Households,
            dimension: Dimension::None,
            value: 5,
        };
        ledger.transaction().add_tally(&id, 1, &row)
    });
    spoil.wait().unwrap();
    assert_eq!(commune.store.verify(&commune.id()).unwrap().len(), 1);
    commune.store.rebuild(commune.id()).wait().unwrap();
    commune.must_verify();
}

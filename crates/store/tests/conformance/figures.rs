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
                rows.tally_sums(Period::Now, &asked, Split::Whole)?,
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
    assert!(sums.iter().all(|(of, _)| *of == id));
    let sums: Vec<TallyRow> = sums.into_iter().map(|it| it.1).collect();
    for row in &sums {
        assert!(asked.contains(&row.measure), "{row:?}");
        assert_eq!(row.value, of(&tallies, row.measure, &row.dimension));
    }
    assert_eq!(of(&sums, Measure::NeverVisited, &Dimension::None), 2);
}

pub fn every_commune_tells_its_sums_and_its_record_at_once(home: &Home) {
    let commune = Commune::begin(home);
    let (first, other) = (commune.id(), CommuneId::new("xa-khac").unwrap());
    let village = |id: &str| RecordKey::Village(VillageId::new(id).unwrap());
    let counted = |place: &str, value| TallyRow {
        period: Period::Now,
        place: VillageId::new(place).unwrap(),
        measure: Measure::Households,
        dimension: Dimension::None,
        value,
    };
    let born = move |place: &str, value| TallyRow {
        dimension: Dimension::Born(Some(1980)),
        ..counted(place, value)
    };
    let there = (first.clone(), other.clone());
    // The second commune and what is asked of it, in one transaction.
    let asked = commune.store.write(move |ledger| {
        let rows = ledger.transaction();
        let mut row = rows.commune(&there.0)?.unwrap();
        row.generation = 7;
        rows.put_commune(&there.1, &row)?;
        for id in ["bac", "nam"] {
            let dong = rows.record(&there.0, &village("dong"))?.unwrap();
            let key = village(id);
            rows.put_record(&there.1, &RecordRow { key, ..dong })?;
        }
        for (generation, place, value) in [(6, "bac", 100), (7, "bac", 20), (7, "nam", 3)] {
            rows.add_tally(&there.1, generation, &counted(place, value))?;
            rows.add_tally(&there.1, generation, &born(place, 2 * value))?;
        }
        let asked = [Measure::Households];
        Ok((
            rows.tally_sums(Period::Now, &asked, Split::Whole)?,
            rows.tally_sums(Period::Now, &asked, Split::ByBirth)?,
            rows.record_of_each(&village("nam"))?,
            rows.record_of_each(&RecordKey::Settings)?,
        ))
    });
    let (sums, by_birth, nam, settings) = asked.wait().unwrap();
    assert_eq!(
        sums,
        [
            (first, counted("doai", 3)),
            (other.clone(), counted("bac", 23))
        ]
    );
    assert_eq!(by_birth, [(other.clone(), born("bac", 46))]);
    assert_eq!(nam.len(), 1);
    assert_eq!((&nam[0].0, &nam[0].1.key), (&other, &village("nam")));
    assert!(settings.iter().all(|it| it.1.key == RecordKey::Settings));
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

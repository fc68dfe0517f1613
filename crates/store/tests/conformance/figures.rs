//! Figures: kept by difference, added up, and checked for tampering.
use super::commune::*;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use store::*;

pub fn a_new_way_of_counting_fills_a_new_generation_and_weeks_stay(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Met));
    commune.later(8);
    commune.append(visit("h2", VisitOutcome::Met));
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
    commune.append(visit("h1", VisitOutcome::Met));
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

pub fn sums_and_a_record_of_every_commune_are_read_at_once(home: &Home) {
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
    // The second commune and the questions about it are in one transaction.
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
    commune.append(visit("h1", VisitOutcome::Met));
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

/// As an older version left it: its figures are others.
fn count_otherwise(commune: &Commune) {
    let id = commune.id();
    let age = commune.store.write(move |ledger| {
        let rows = ledger.transaction();
        let mut row = rows.commune(&id)?.unwrap();
        rows.drop_tallies(&id, row.generation)?;
        rows.add_tally(&id, row.generation, &in_dong(700))?;
        row.measures = 0;
        rows.put_commune(&id, &row)
    });
    age.wait().unwrap();
}

pub fn figures_of_an_older_version_stand_still_until_they_are_counted_anew(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Met));
    count_otherwise(&commune);
    // Today's rules would take from tallies that the older version had not.
    commune.append(relocated("h1", "doai"));
    commune.later(9);
    commune.append(visit("h2", VisitOutcome::Met));
    commune.append(Operation::SettingsChanged(SettingsChanged {
        told_counts: Some(false),
        ..Default::default()
    }));
    let read = commune.store.read(|rows| {
        let row = rows.commune(&commune.id())?.unwrap();
        rows.tallies(&commune.id(), row.generation, None)
    });
    assert_eq!(read.unwrap(), [in_dong(700)]);

    // What comes between the fold and the writer's turn is counted too.
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let may_go_on = std::sync::Arc::new(std::sync::Mutex::new(may_go_on));
    let busy = commune.store.write_to(&commune.id(), move |_| {
        may_go_on.lock().unwrap().recv().unwrap();
        Ok(())
    });
    let late = commune.start(commune.entry(visit("h3", VisitOutcome::Absent)));
    let (store, id) = (commune.store.clone(), commune.id());
    let counting = std::thread::spawn(move || store.recount(&id));
    go_on.send(()).unwrap();
    busy.wait().unwrap();
    late.wait().unwrap();
    counting.join().unwrap().unwrap();
    commune.must_verify();
    assert_eq!(commune.store.outdated().unwrap(), []);
    commune.append(visit("h1", VisitOutcome::Absent));
    commune.must_verify();
}

pub fn a_tampered_tally_is_found_and_rebuilt(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Met));
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

fn in_dong(value: i64) -> TallyRow {
    TallyRow {
        period: Period::Now,
        place: VillageId::new("dong").unwrap(),
        measure: Measure::Households,
        dimension: Dimension::None,
        value,
    }
}

pub fn a_tally_below_zero_is_noticed(home: &Home) {
    let commune = Commune::begin(home);
    let id = commune.id();
    let spoil = commune
        .store
        .write(move |ledger| ledger.transaction().add_tally(&id, 1, &in_dong(-5)));
    // An engine that checks it reports it at once, if the build has assertions.
    if spoil.wait().is_err() {
        return commune.must_verify();
    }
    let found = commune.store.verify(&commune.id()).unwrap();
    assert!(found[0].what.contains("says -3"), "{found:?}");
}

pub fn books_are_written_from_the_log_of_an_older_database(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(visit("h1", VisitOutcome::Met));
    commune.later(40);
    commune.append(visit("h1", VisitOutcome::Absent));
    let id = commune.id();
    // Months are in the record and there are no books, as the previous version wrote it.
    let age = commune.store.write(move |ledger| {
        let rows = ledger.transaction();
        let all = rows.changed(&id, None, Seq(0), 1_000)?;
        let seqs = all.iter().filter(|it| it.key.kind() == Kind::Book);
        let mut books = sync::Digest::default();
        seqs.for_each(|it| books.remove(&it.key, it.seq));
        for mut row in all {
            if row.key.kind() == Kind::Book {
                rows.delete_record(&id, &row.key)?;
                continue;
            }
            if let Some(start) = row.body.find("\"months\":") {
                let months = r#""months":{"2026-10":{"dong":{"met":1,"minutes":9,"members":{"an":{"visits":1}}}}}"#;
                let end = start + row.body[start..].find("}}}").unwrap() + 3;
                row.body.replace_range(start..end, months);
            }
            rows.put_record(&id, &row)?;
        }
        rows.add_digest(&id, &Area::Office, books)?;
        let mut row = rows.commune(&id)?.unwrap();
        row.measures = 2;
        rows.put_commune(&id, &row)
    });
    age.wait().unwrap();
    assert!(commune.household("h1").ever_visited());
    assert_eq!(
        commune.store.records(&commune.id(), Kind::Book).unwrap(),
        []
    );
    assert_eq!(commune.store.recount_outdated().unwrap(), [commune.id()]);
    commune.must_verify();
    assert_eq!(
        commune
            .store
            .records(&commune.id(), Kind::Book)
            .unwrap()
            .len(),
        1
    );
}

pub fn a_late_move_and_a_corrected_day_leave_a_visit_in_one_village(home: &Home) {
    let commune = Commune::begin(home);
    let late = commune.entry(relocated("h1", "doai"));
    commune.later(1);
    let first = commune.entry(visit("h1", VisitOutcome::Met));
    let redated = Operation::VisitRedated(VisitRedated {
        household: HouseholdId::new("h1").unwrap(),
        visit: first.id,
        day: first.at.day(),
    });
    let month = Period::Month(first.at.day().month());
    commune.append_entry(first);
    commune.append_entry(late);
    commune.later(1);
    commune.append(redated);
    commune.must_verify();
    let tallies = commune
        .store
        .read(|rows| rows.tallies(&commune.id(), 1, Some(month)))
        .unwrap();
    let at = |measure| {
        let of = tallies
            .iter()
            .filter(move |it| it.measure == measure && it.value != 0);
        of.filter(|it| it.dimension == Dimension::None)
            .map(|it| (it.place.as_str(), it.value))
            .collect::<Vec<_>>()
    };
    assert_eq!(at(Measure::Visits), [("doai", 1)]);
    assert_eq!(at(Measure::Visited), [("-", 1), ("doai", 1)]);
    let asked = [Measure::Visits, Measure::Visited];
    let sums = commune
        .store
        .read(|rows| rows.tally_sums(month, &asked, Split::Whole))
        .unwrap();
    let sums: Vec<_> = sums
        .iter()
        .map(|(_, it)| (it.place.as_str(), it.measure, it.value))
        .collect();
    assert!(
        sums.contains(&("-", Measure::Visited, 1)) && sums.contains(&("doai", Measure::Visits, 1))
    );
    assert_eq!(sums.len(), 2);
}

pub fn an_app_that_cannot_read_the_short_form_gets_the_first_form(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(consent("h1"));
    commune.append(Operation::SkillObserved(SkillObserved {
        household: HouseholdId::new("h1").unwrap(),
        resident: ResidentId::new("p2").unwrap(),
        skill: SkillId::new("tt-quet-vietqr").unwrap(),
        level: Level::ALONE,
        seen: true,
    }));
    let told = |forms| {
        let request = sync::SyncRequest {
            forms,
            ..commune.request(None, Vec::new())
        };
        let who = (commune.id(), phone.clone());
        let answer = commune.store.sync_blocking(who, request, NOW).unwrap();
        let SyncAnswer::Response(response) = answer else {
            panic!("not enrolled");
        };
        let h1 = RecordKey::Household(HouseholdId::new("h1").unwrap());
        let sent = response.records.iter().find(|it| it.key == h1).unwrap();
        sent.body.get().to_owned()
    };
    let (first, short) = (told(0), told(sync::SHORT_FORM));
    assert!(first.contains(r#""skills":{"tt-quet-vietqr":{"#), "{first}");
    assert!(first.contains(r#""last":[2,true,"#), "{first}");
    assert!(short.contains(r#"["tt-quet-vietqr"]"#), "{short}");
    let read = |body: &str| Record::from_json(Kind::Household, body).unwrap();
    assert_eq!(read(&first), read(&short));
}

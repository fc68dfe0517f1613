//! What a new field or measure is easily left out of, tried on records that have all there is.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "filled/household.rs"]
mod household;

use domain::household::Status;
use domain::{
    Catalogue, Dimension, Figure, Household, Kind, Measure, Record, Settings, blank_told, measures,
};
use household::{FILLED, fields};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn filled() -> Household {
    serde_json::from_str(FILLED).unwrap()
}

#[test]
fn every_field_of_a_household_is_filled_and_written() {
    let json: Map<String, Value> = serde_json::from_str(FILLED).unwrap();
    let written = serde_json::to_value(filled()).unwrap();
    for field in fields() {
        assert!(json.contains_key(*field), "fill {field} in household.json");
        assert!(written.get(*field).is_some(), "{field} is not written");
    }
    assert_eq!(
        serde_json::from_value::<Household>(written).unwrap(),
        filled()
    );
}

#[test]
fn what_an_entry_tells_of_someone_is_blanked_in_the_record_with_the_entry() {
    let mut household = filled();
    let trading = household.trading.as_ref().unwrap();
    let account = trading.account.as_ref().unwrap().mark.entry;
    let visits: Vec<_> = household.visits.iter().map(|it| it.id).collect();
    for entry in visits.into_iter().chain([account]) {
        blank_told(&mut household, entry);
    }
    // Head, address, phone, two names, the place of the house and of a visit, a difference: these
    // go in other ways. Whatever else is told of someone who was met or lends an account belongs
    // into `blank_told`.
    let left = format!("{household:?}").matches("(personal)").count();
    assert_eq!(left, 8, "{household:?}");
}

/// What golden databases left behind, and the household above while it lives here.
fn figures() -> Vec<Figure> {
    let mut all = Vec::new();
    let mut settings = BTreeMap::new();
    let lines = records();
    for (commune, record) in &lines {
        if let Record::Settings(it) = record {
            settings.insert(commune, (**it).clone());
        }
    }
    for (commune, record) in &lines {
        let settings = &settings[commune];
        all.extend(measures(record, settings, &Catalogue::new(settings)));
    }
    let here = Household {
        status: Status::Here,
        withdrawn: None,
        ..filled()
    };
    let settings = Settings::default();
    let record = Record::Household(Box::new(here));
    all.extend(measures(&record, &settings, &Catalogue::new(&settings)));
    all
}

/// The records of the last fold of each golden database, with their communes.
fn records() -> Vec<(String, Record)> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/golden");
    let inside = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).into_iter().flatten();
        entries.map(|it| it.unwrap().path()).collect()
    };
    let mut records = Vec::new();
    for database in inside(&golden) {
        let folds = inside(&database).into_iter();
        let Some(last) = folds
            .map(|it| it.join("records.jsonl"))
            .filter(|it| it.exists())
            .max()
        else {
            continue;
        };
        for line in fs::read_to_string(last).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| line[name].as_str().unwrap();
            let kind = Kind::parse(text("key").split(':').next().unwrap()).unwrap();
            let record = Record::from_json(kind, &line["body"].to_string()).unwrap();
            records.push((text("commune").to_owned(), record));
        }
    }
    records
}

#[test]
fn every_measure_is_counted() {
    let counted: BTreeSet<Measure> = figures().iter().map(|it| it.measure).collect();
    for measure in Measure::ALL {
        let name = measure.as_str();
        assert!(
            counted.contains(measure),
            "nothing counts {name}, or no record here has what it counts: see filled/household.json"
        );
    }
}

#[test]
fn every_figure_is_read_as_it_was_written() {
    for figure in figures() {
        let (measure, dimension) = (figure.measure.as_str(), figure.dimension.to_string());
        assert_eq!(Measure::parse(measure), Some(figure.measure));
        assert_eq!(Dimension::parse(&dimension), Some(figure.dimension));
    }
}

//! A directive: its figures by difference, week by week, and how it reaches phones and leaves them.
use super::commune::*;
use super::home::Home;
use domain::directive::{Goal, Whom};
use domain::household::VisitOutcome;
use domain::*;

fn id() -> DirectiveId {
    DirectiveId::new("gap-moi-nha").unwrap()
}

fn issued() -> Operation {
    Operation::DirectiveIssued(Box::new(DirectiveIssued {
        directive: id(),
        title: Label::new("Gặp mọi nhà").unwrap(),
        text: DirectiveText::new("Gặp.").unwrap(),
        decision: None,
        decided: None,
        goal: Goal::Met,
        whom: Whom::default(),
        from: NOW.day(),
        to: NOW.day().plus(30),
        targets: Map::new(),
        started: Map::new(),
    }))
}

fn closed() -> Operation {
    Operation::DirectiveClosed(Box::new(DirectiveClosed {
        directive: id(),
        summary: DirectiveText::new("Xong.").unwrap(),
        figures: Map::new(),
    }))
}

/// How many households have done it and how many it concerns, in one period.
fn counted(commune: &Commune, period: Period) -> (i64, i64) {
    let rows = commune.store.read(|rows| {
        let generation = rows.commune(&commune.id())?.unwrap().generation;
        rows.tallies(&commune.id(), generation, Some(period))
    });
    let rows = rows.unwrap();
    let sum = |measure| {
        let ours = rows.iter().filter(|it| it.measure == measure);
        let ours = ours.filter(|it| it.dimension == Dimension::Directive(id()));
        ours.map(|it| it.value).sum()
    };
    (
        sum(Measure::DirectiveDone),
        sum(Measure::DirectiveConcerned),
    )
}

pub fn a_directive_is_counted_from_issuing_to_closing_and_leaves_the_phones(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(visit("h1", VisitOutcome::Met));
    let before = commune.sync(&phone, None);
    commune.append(issued());
    assert_eq!(counted(&commune, Period::Now), (1, 3));
    commune.must_verify();
    commune.append(visit("h2", VisitOutcome::Met));
    assert_eq!(counted(&commune, Period::Now), (2, 3), "kept by difference");
    let told = commune.sync(&phone, Some(&before));
    let key = RecordKey::Directive(id());
    assert!(told.records.iter().any(|it| it.key == key));

    commune.later(8);
    commune.append(visit("h3", VisitOutcome::Met));
    let week = Period::Week(NOW.day().week());
    assert_eq!(counted(&commune, week), (2, 3), "as the week ended");
    assert_eq!(counted(&commune, Period::Now), (3, 3));

    commune.append(closed());
    assert_eq!(counted(&commune, Period::Now), (0, 0));
    assert_eq!(counted(&commune, week), (2, 3), "what was, stays");
    let gone = commune.sync(&phone, Some(&told));
    assert!(gone.departures.iter().any(|it| it.key == key));
    assert!(commune.store.record(&commune.id(), &key).unwrap().is_some());
    commune.must_verify();
}

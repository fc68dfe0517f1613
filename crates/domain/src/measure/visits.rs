//! Visits of a month: at the village of each visit's own day, and what was met or taught once, at
//! the commune.
use super::{Dimension, Figure, Measure, Period, Sheet, whole_commune};
use crate::{Book, MonthAtPlace};
use std::collections::BTreeSet;

pub(super) fn figures(book: &Book) -> Vec<Figure> {
    let commune = whole_commune();
    let mut sheet = Sheet::new(commune.clone());
    for (month, places) in book.months() {
        let period = Period::Month(month);
        let mut once = |measure, value| {
            sheet.add_at(period, &commune, measure, Dimension::None, value);
        };
        let met = places.values().any(|it| it.met > 0);
        once(Measure::Visited, u32::from(met));
        let taught: BTreeSet<_> = places.values().flat_map(|it| &it.taught).collect();
        once(Measure::TaughtResidents, count(taught.len()));
        for (village, done) in &places {
            let mut add = |measure, dimension, value| {
                sheet.add_at(period, village, measure, dimension, value);
            };
            of_village(done, &mut add);
        }
    }
    sheet.into_figures()
}

fn of_village(done: &MonthAtPlace, add: &mut impl FnMut(Measure, Dimension, u32)) {
    add(Measure::Visited, Dimension::None, u32::from(done.met > 0));
    add(Measure::Visits, Dimension::None, done.visits());
    add(Measure::VisitsMet, Dimension::None, done.met);
    add(Measure::Minutes, Dimension::None, done.minutes);
    add(
        Measure::TaughtResidents,
        Dimension::None,
        count(done.taught.len()),
    );
    let taught = done.members.values().map(|it| it.taught).sum();
    add(Measure::Taught, Dimension::None, taught);
    for (member, work) in &done.members {
        let member = || Dimension::Member(member.clone());
        add(Measure::Visits, member(), work.visits);
        add(Measure::Minutes, member(), work.minutes);
        add(Measure::Taught, member(), work.taught);
    }
    for (topic, people) in &done.topics {
        add(Measure::Taught, Dimension::Topic(topic.clone()), *people);
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! Writes what a group of work changed: records, departures, and digests and tallies by difference.
use super::Ledger;
use super::cache::Known;
use super::open::Dirty;
use crate::columns::plain;
use crate::rows::{RecordRow, Rows, TallyRow};
use domain::{
    Area, Catalogue, CommuneId, Dimension, Figure, Kind, Measure, Millis, Period, Record,
    RecordKey, Records, VillageId, measures,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;
use sync::{Departure, Digest};

type TallyKey = (Period, VillageId, Measure, Dimension);

/// The differences of a whole group, so that each tally and each digest is written once.
#[derive(Default)]
struct Differences {
    tallies: BTreeMap<TallyKey, i64>,
    digests: BTreeMap<Area, Digest>,
}

impl Differences {
    fn count(&mut self, figure: &Figure, value: i64) {
        let place = figure.place.clone();
        let key = (
            figure.period,
            place,
            figure.measure,
            figure.dimension.clone(),
        );
        *self.tallies.entry(key).or_default() += value;
    }

    /// Counts the difference between two lists of figures. Both are sorted and walked side by side,
    /// because most figures stay the same.
    fn count_change(&mut self, mut before: &[Figure], mut after: &[Figure]) {
        loop {
            let order = match (before.first(), after.first()) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => key(old).cmp(&key(new)),
            };
            let old = before.split_first().filter(|_| order.is_le());
            let new = after.split_first().filter(|_| order.is_ge());
            let value = |it: Option<(&Figure, _)>| it.map_or(0, |(figure, _)| figure.value);
            let difference = value(new) - value(old);
            if difference != 0
                && let Some((figure, _)) = new.or(old)
            {
                self.count(figure, difference);
            }
            before = old.map_or(before, |(_, rest)| rest);
            after = new.map_or(after, |(_, rest)| rest);
        }
    }
}

fn key(it: &Figure) -> (Period, &VillageId, Measure, &Dimension) {
    (it.period, &it.place, it.measure, &it.dimension)
}

impl Ledger<'_> {
    /// Writes what has changed so far. Reads from the database see it from now on.
    /// Figures are written only if the commune's tallies are of today's way of counting.
    pub(crate) fn flush(&mut self, commune: &CommuneId) -> Rows<()> {
        let open = self.opened(commune)?;
        let (generation, is_counted) = (open.row.generation, open.row.counts_as_today());
        let dirty = std::mem::take(&mut open.dirty);
        let (settings, catalogue, now) = (
            open.settings.clone(),
            open.catalogue.clone(),
            open.row.last_received,
        );
        let mut differences = Differences::default();
        for (key, dirty) in dirty {
            let figures = measures(&dirty.record, &settings, &catalogue);
            let before = dirty.before.as_ref();
            differences.count_change(before.map_or(&[], |it| &it.figures[..]), &figures);
            self.write_record(commune, key, dirty, figures, now, &mut differences)?;
        }
        for ((period, place, measure, dimension), value) in differences.tallies {
            if value != 0 && is_counted {
                let row = TallyRow {
                    period,
                    place,
                    measure,
                    dimension,
                    value,
                };
                self.transaction.add_tally(commune, generation, &row)?;
            }
        }
        for (area, difference) in differences.digests {
            self.transaction.add_digest(commune, &area, difference)?;
        }
        Ok(())
    }

    fn write_record(
        &mut self,
        commune: &CommuneId,
        key: RecordKey,
        dirty: Dirty,
        figures: Vec<Figure>,
        now: Millis,
        differences: &mut Differences,
    ) -> Rows<()> {
        let Dirty {
            before,
            record,
            seq,
            ..
        } = dirty;
        let area = record.area();
        differences
            .digests
            .entry(area.clone())
            .or_default()
            .add(&key, seq);
        if let Some(before) = before {
            differences
                .digests
                .entry(before.area.clone())
                .or_default()
                .remove(&key, before.seq);
            if before.area != area {
                let departure = Departure {
                    key: key.clone(),
                    seq,
                };
                self.transaction
                    .put_departure(commune, &before.area, &departure, now)?;
            }
        }
        let body = record.to_json();
        let size_bytes = body.len();
        let row = RecordRow {
            key,
            area: area.clone(),
            seq,
            find: plain(record.find()),
            body,
        };
        self.transaction.put_record(commune, &row)?;
        self.cache.put(
            commune,
            Known {
                record,
                area,
                seq,
                size_bytes,
                figures: Arc::new(figures),
            },
        );
        Ok(())
    }

    /// Counts everything again if settings changed what counts. The new tallies are built beside
    /// the old ones, then take their place at once.
    pub(super) fn recount_if_needed(&mut self, commune: &CommuneId, before: &Records) -> Rows<()> {
        self.flush(commune)?;
        let settings = self.current(commune, &RecordKey::Settings)?;
        let Some(Record::Settings(settings)) = settings.as_deref() else {
            return Ok(());
        };
        let changed = settings.counting != before.settings().counting;
        let open = self.opened(commune)?;
        open.settings = (**settings).clone();
        open.catalogue = Catalogue::new(&open.settings);
        if changed {
            open.row.counting_since = open.settings.counting_since;
            // If not, the commune is about to be recounted with these settings.
            if open.row.counts_as_today() {
                self.recount(commune)?;
            }
        }
        Ok(())
    }

    /// Fills a new generation of tallies from the records. The figures of ended weeks are kept.
    pub(crate) fn recount(&mut self, commune: &CommuneId) -> Rows<()> {
        self.cache.clear();
        let open = self.opened(commune)?;
        let (settings, catalogue) = (open.settings.clone(), open.catalogue.clone());
        let old = open.row.generation;
        open.row.generation = old + 1;
        for row in self.transaction.tallies(commune, old, None)? {
            if matches!(row.period, Period::Week(_)) {
                self.transaction.add_tally(commune, old + 1, &row)?;
            }
        }
        let mut differences = Differences::default();
        for kind in Kind::ALL {
            for record in self.transaction.readable(commune, kind, None)? {
                differences.count_change(&[], &measures(&record, &settings, &catalogue));
            }
        }
        for ((period, place, measure, dimension), value) in differences.tallies {
            let row = TallyRow {
                period,
                place,
                measure,
                dimension,
                value,
            };
            self.transaction.add_tally(commune, old + 1, &row)?;
        }
        self.transaction.drop_tallies(commune, old)
    }
}

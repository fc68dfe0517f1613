//! Damages a record so that a phone gets the wrong one, then rebuilds it; both must be right again.
use crate::Broken;
use crate::world::{World, commune, label};
use domain::{Household, HouseholdCorrected, Kind, Operation, Record, RecordKey};
use std::collections::BTreeSet;
use store::{Ledger, RecordRow};

impl World {
    pub(crate) fn rebuild(&mut self) -> Result<(), String> {
        // One that the phone knows, so that the phone is sent the damage.
        let number = self.below(self.phones.len());
        let known = self
            .known_to(number)
            .map(Record::key)
            .collect::<BTreeSet<_>>();
        let here = self
            .records(Kind::Household)
            .filter_map(|record| match record {
                Record::Household(it) if it.is_here() => Some(*it),
                _ => None,
            });
        let theirs = |it: &Household| known.contains(&RecordKey::Household(it.id.clone()));
        let here: Vec<Household> = here.filter(theirs).collect();
        let which = self.below(here.len());
        let Some(household) = here.into_iter().nth(which) else {
            return Ok(());
        };
        let key = RecordKey::Household(household.id.clone());
        let corrected = HouseholdCorrected {
            code: Some(label(&format!("Ma {}", self.fresh()))),
            ..HouseholdCorrected::of(household.id.clone())
        };
        self.append(Operation::HouseholdCorrected(Box::new(corrected)));
        let whole = self.row(&key);
        self.tell(|| format!("{key} is damaged, and mended"));
        // As a fault of the disk or of an earlier version could have left it.
        self.put(of_order(&whole, household.order.wrapping_add(1)));
        self.good_moment(number)?;
        if self.broken == Some(Broken::Renewal) {
            // With `--break renewal`: the record is corrected, but no phone is told.
            let row = self.row(&key);
            self.put(of_order(&row, household.order));
        } else {
            let rebuilding = self.store.rebuild(commune());
            rebuilding.wait().map_err(|error| error.to_string())?;
        }
        self.note("a rebuilding");
        Ok(())
    }

    fn row(&self, key: &RecordKey) -> RecordRow {
        let row = self.store.read(|rows| rows.record(&commune(), key));
        row.expect("memory").expect("it was there")
    }

    fn put(&self, row: RecordRow) {
        let put = move |ledger: &mut Ledger<'_>| ledger.transaction().put_record(&commune(), &row);
        self.store.write(put).wait().expect("memory");
    }
}

fn of_order(row: &RecordRow, order: u32) -> RecordRow {
    let Ok(Record::Household(mut household)) = row.read() else {
        return row.clone();
    };
    household.order = order;
    RecordRow {
        body: Record::Household(household).to_json(),
        ..row.clone()
    }
}

//! Counts entries that cannot be judged yet, by what they wait for, without names.
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use store::{Rows, Store, WaitingEntry};
use sync::Why;

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub struct WaitsFor {
    why: &'static str,
}

pub fn count(store: &Store) -> Rows<Family<WaitsFor, Gauge>> {
    let counts = Family::<WaitsFor, Gauge>::default();
    for why in Why::ALL {
        counts.get_or_create(&WaitsFor { why: why.as_str() }).set(0);
    }
    let waiting = store.read(|rows| {
        let mut all = Vec::new();
        for commune in rows.communes()? {
            if rows.commune(&commune)?.is_some_and(|row| row.waiting > 0) {
                all.extend(WaitingEntry::all(rows, &commune)?);
            }
        }
        Ok(all)
    })?;
    for why in waiting.iter().map(|it| it.why.as_str()) {
        counts.get_or_create(&WaitsFor { why }).inc();
    }
    Ok(counts)
}

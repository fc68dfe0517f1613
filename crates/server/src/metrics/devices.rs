//! Counts phones by how much unsent work they hold and how long they were away, without names.
use domain::Millis;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use store::{Device, Rows, Store};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
pub struct Outbox {
    unsent: &'static str,
    last_contact: &'static str,
}

pub fn count(store: &Store, now: Millis) -> Rows<Family<Outbox, Gauge>> {
    let counts = Family::<Outbox, Gauge>::default();
    let devices = store.read(|rows| {
        let mut all = Vec::new();
        for commune in rows.communes()? {
            all.extend(Device::all(rows, &commune)?);
        }
        Ok(all)
    })?;
    for device in devices.iter().filter(|it| it.goes_on()) {
        let outbox = Outbox {
            unsent: amount(device.unsent),
            last_contact: age(device, now),
        };
        counts.get_or_create(&outbox).inc();
    }
    Ok(counts)
}

fn amount(unsent: u32) -> &'static str {
    match unsent {
        0 => "0",
        1..10 => "1-9",
        10..100 => "10-99",
        _ => "100+",
    }
}

fn age(device: &Device, now: Millis) -> &'static str {
    if device.last_contact.is_none() {
        return "never";
    }
    let then = device.last_here(now);
    match (now.0 - then.0) / Millis::DAY {
        ..1 => "day",
        1..7 => "week",
        7..30 => "month",
        _ => "longer",
    }
}

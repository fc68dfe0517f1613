//! The health of the server: room, backups, checks, the lock on the database, current signs.
use crate::AppState;
use crate::backups;
use crate::health::record::Checked;
use crate::health::{Seat, room};
use domain::{Day, Millis};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};
use store::{HeldEntry, Rows, Store};

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Folder {
    folder: &'static str,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

pub fn register(registry: &mut Registry, state: &AppState) -> Rows<()> {
    let signs = Family::<Code, Gauge>::default();
    let mut ready = 1;
    for (sign, standing) in state.health.signs() {
        let code = Code { code: sign.code() };
        signs.get_or_create(&code).set(seconds(standing.since));
        if sign.blocks() {
            ready = 0;
        }
    }
    let help = "What is not well, by its code, since when in seconds";
    registry.register("not_well_since", help, signs);
    let help = "Whether work can be taken, as of the last look";
    registry.register("ready", help, ConstGauge::new(ready));
    let left = i64::try_from(state.recounting.left().len()).unwrap_or(i64::MAX);
    let help = "Communes whose figures are still counted the old way";
    registry.register("recount_left", help, ConstGauge::new(left));
    let help = "Communes counted anew since the start";
    registry.register(
        "recounted",
        help,
        ConstCounter::new(state.recounting.done()),
    );
    let unreadable = i64::try_from(state.store.unreadable().all().len()).unwrap_or(i64::MAX);
    let help = "Records and entries of the log that were found unreadable";
    registry.register("unreadable", help, ConstGauge::new(unreadable));
    if let Some(holds) = state.store.holds_lock() {
        let help = "Whether the lock on the database is held";
        registry.register("database_lock", help, ConstGauge::new(i64::from(holds)));
    }
    let help = "Entries that wait for someone's decision";
    registry.register("entries_held", help, ConstGauge::new(held(&state.store)?));
    if let Some(seat) = state.health.seat() {
        of_the_seat(registry, seat);
    }
    Ok(())
}

fn of_the_seat(registry: &mut Registry, seat: &Seat) {
    let free = Family::<Folder, Gauge>::default();
    for (folder, bytes) in room(seat) {
        if let Some(bytes) = bytes {
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            free.get_or_create(&Folder { folder }).set(bytes);
        }
    }
    let help = "Room left where the data, the backups and the journal are";
    registry.register_with_unit("disk_free", help, Unit::Bytes, free);
    let mut time = |name: &str, help: &str, at: Option<Millis>| {
        if let Some(at) = at {
            registry.register(name, help, ConstGauge::new(seconds(at)));
        }
    };
    let backup = seat.backups.as_deref().and_then(backups::newest);
    let help = "The day of the newest backup, in seconds";
    time("backup_day", help, backup.map(Day::start));
    let facts = seat.certificate.as_ref().and_then(|it| it.facts());
    let help = "When the certificate ends, in seconds";
    time("certificate_end", help, facts.map(|it| it.until));
    let checked = Checked::read(&seat.data);
    let help = "The last recount of the data, in seconds";
    time("verified", help, checked.verified);
    let help = "The last restore that was recounted without a difference, in seconds";
    time("restored", help, checked.restored);
    if checked.verified.is_some() {
        let differences = i64::try_from(checked.differences).unwrap_or(i64::MAX);
        let help = "What the last recount found different";
        registry.register("differences", help, ConstGauge::new(differences));
    }
}

fn held(store: &Store) -> Rows<i64> {
    let counts = store.read_each(|rows, commune| {
        let counts = HeldEntry::count(rows, commune)?;
        Ok(counts.values().sum::<usize>())
    })?;
    Ok(i64::try_from(counts.into_iter().sum::<usize>()).unwrap_or(i64::MAX))
}

fn seconds(at: Millis) -> i64 {
    at.0.div_euclid(1_000)
}

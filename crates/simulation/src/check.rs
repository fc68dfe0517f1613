//! The invariants that are checked after every run.
use crate::phone::Phone;
use crate::world::{World, commune};
use crate::{account, backup, bulletin, class, clock, figures, held, help};
use domain::{Area, EntryId, Operation, RecordKey, Seq};
use std::collections::{BTreeMap, BTreeSet};
use store::{EntryRow, HeldEntry, RecordRow, WaitingEntry, scope_of};
use sync::Digest;

/// A limit that no run reaches: reads all rows.
pub(crate) const ALL: usize = usize::MAX >> 1;

pub(crate) fn all(world: &World) -> Result<(), String> {
    let found = world
        .store
        .verify(&commune())
        .map_err(|error| error.to_string())?;
    if let Some(mismatch) = found.first() {
        return Err(format!("verify: {mismatch}"));
    }
    let read = world.store.read(|rows| {
        let entries = rows.entries(&commune(), Seq(0), ALL)?;
        let records = rows.changed(&commune(), None, Seq(0), ALL)?;
        // Entries that wait to be read are kept aside, as held ones are.
        let mut aside = HeldEntry::all(rows, &commune())?;
        let waiting = WaitingEntry::all(rows, &commune())?;
        let held = aside.iter().map(|it| it.entry.id);
        let ids: BTreeSet<EntryId> = held.chain(waiting.iter().map(|it| it.id)).collect();
        let read = |it: WaitingEntry| Some(HeldEntry::new(it.entry()?, it.received_at));
        aside.extend(waiting.into_iter().filter_map(read));
        Ok((entries, records, (aside, ids)))
    });
    let (entries, records, (aside, ids)) = read.map_err(|error| error.to_string())?;
    times(&entries)?;
    clock::hold(world, &entries)?;
    backup::hold(world, &entries)?;
    figures::hold(world, &entries)?;
    nothing_twice(&entries)?;
    let log: BTreeSet<EntryId> = entries.iter().map(|row| row.entry.id).collect();
    acknowledged(world, &log)?;
    nothing_vanished(world, &log, &ids)?;
    erased(world, &entries, &records, &aside)?;
    account::hold(world, &entries, &records, &aside)?;
    help::hold(world, &records)?;
    class::hold(&records)?;
    bulletin::hold(&entries, &records)?;
    held::hold(world, &entries)?;
    for (number, phone) in world
        .phones
        .iter()
        .enumerate()
        .filter(|(_, it)| !it.destroyed && !it.unknown)
    {
        phone
            .ahead_holds(world.upgraded, |id| log.contains(&id))
            .and_then(|()| agrees(world, phone, &records))
            .map_err(|what| format!("phone {number}: {what}"))?;
    }
    Ok(())
}

fn times(entries: &[EntryRow]) -> Result<(), String> {
    match entries.iter().find(|row| row.entry.at > row.received_at) {
        Some(row) => Err(format!("entry {} is later than its receipt", row.seq.0)),
        None => Ok(()),
    }
}

/// Every visit of a phone has its own number of minutes, so the same minutes twice mean one visit
/// counted twice.
fn nothing_twice(entries: &[EntryRow]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for row in entries {
        if let Operation::VisitRecorded(it) = &row.entry.operation
            && !seen.insert((row.entry.device.clone(), it.minutes))
        {
            return Err(format!("the visit of entry {} is counted twice", row.seq.0));
        }
    }
    Ok(())
}

/// Every acknowledged entry is in the log. After a restore it may be missing if its phone is gone,
/// or if that phone still has it.
fn acknowledged(world: &World, log: &BTreeSet<EntryId>) -> Result<(), String> {
    for (id, number) in &world.acknowledged {
        let phone = &world.phones[*number];
        let lost_with_its_phone = phone.destroyed || phone.unknown;
        let may_lack = world.restored && (lost_with_its_phone || on_phone(phone, *id));
        if !log.contains(id) && !may_lack {
            return Err(format!("entry {id} was acknowledged and is nowhere"));
        }
    }
    Ok(())
}

/// Whether the phone still has the entry in its outbox or journal. After healing, the outbox holds
/// only entries that were refused, held or rejected.
fn on_phone(phone: &Phone, id: EntryId) -> bool {
    let Some(replica) = &phone.replica else {
        return false;
    };
    replica.outbox().any(|item| item.entry.id == id)
        || replica.journal().any(|item| item.entry.id == id)
}

fn nothing_vanished(
    world: &World,
    log: &BTreeSet<EntryId>,
    held: &BTreeSet<EntryId>,
) -> Result<(), String> {
    for phone in world.phones.iter().filter(|it| it.unknown) {
        let unsent = phone.replica.iter().flat_map(sync::Replica::outbox);
        let lost = unsent
            .filter(|it| it.state == sync::OutboxState::Unsent)
            .map(|it| it.entry.id)
            .find(|id| !log.contains(id) && !held.contains(id) && !world.turned_down.contains(id));
        if let Some(id) = lost {
            return Err(format!("entry {id} came by file and vanished"));
        }
    }
    for (number, phone) in world
        .phones
        .iter()
        .enumerate()
        .filter(|(_, it)| !it.destroyed && !it.unknown)
    {
        let lost = phone
            .made
            .iter()
            .find(|id| !log.contains(*id) && !held.contains(*id) && !on_phone(phone, **id));
        if let Some(id) = lost {
            return Err(format!("entry {id} made on phone {number} vanished"));
        }
    }
    Ok(())
}

/// Searches the log, held entries, records and phones for what must be gone: names of erased
/// residents, the words of erased help requests, and phone numbers that a class no longer needs.
fn erased(
    world: &World,
    entries: &[EntryRow],
    records: &[RecordRow],
    held: &[HeldEntry],
) -> Result<(), String> {
    let residents = world.erased.iter();
    let names = residents.filter_map(|it| world.names.get(it.resident.as_str()));
    let requests = world.forgotten.iter();
    let words = requests.filter_map(|it| world.asked.get(&it.help));
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let json = |value: &domain::Entry| serde_json::to_string(value).unwrap_or_default();
    places.insert(
        "the log".to_owned(),
        entries.iter().map(|row| json(&row.entry)).collect(),
    );
    places.insert(
        "held entries".to_owned(),
        held.iter().map(|it| json(&it.entry)).collect(),
    );
    let bodies = records
        .iter()
        .map(|row| format!("{}{}", row.body, row.find));
    places.insert("records".to_owned(), bodies.collect());
    for (number, phone) in world
        .phones
        .iter()
        .enumerate()
        .filter(|(_, it)| !it.unknown)
    {
        let rows = phone.shelf.iter();
        places.extend(rows.map(|(key, row)| (format!("phone {number}: {key:?}"), row.clone())));
    }
    let numbers = class::numbers_gone(world, records);
    for name in names.chain(words.flatten()).chain(numbers) {
        let folded = name.to_lowercase();
        if let Some((place, _)) = places
            .iter()
            .find(|(_, text)| text.contains(name) || text.contains(&folded))
        {
            return Err(format!("{name} was erased and is still in {place}"));
        }
    }
    Ok(())
}

/// The phone has exactly the records of its scope, each the same as the server's.
fn agrees(world: &World, phone: &Phone, records: &[RecordRow]) -> Result<(), String> {
    let account = world.store.read(|rows| {
        let account = store::Account::get(rows, &commune(), &phone.identity.account)?;
        account
            .map(|account| scope_of(rows, &account, world.now.day()))
            .transpose()
    });
    let Some(scope) = account.map_err(|error| error.to_string())? else {
        return Err("no account".to_owned());
    };
    let Some(replica) = &phone.replica else {
        return Err("the app is dead".to_owned());
    };
    let expected: BTreeMap<&RecordKey, &RecordRow> = records
        .iter()
        .filter(|row| scope.sees(&row.area))
        .map(|row| (&row.key, row))
        .collect();
    let mut digest = Digest::default();
    for (key, row) in &expected {
        if let Some(name) = phone.kept_unread(row) {
            digest.add(&name, row.seq);
            let mut unread = replica.newer_records();
            if !unread.any(|it| it.key == name && it.seq == row.seq) {
                return Err(format!("{name} is not kept as it stands"));
            }
            continue;
        }
        digest.add(key, row.seq);
        match replica.base(key) {
            None => return Err(format!("{key} is missing")),
            Some(record) => {
                let ours = class::as_on_phone(&phone.identity.account, &scope, row);
                let ours = ours.unwrap_or_else(|| account::as_on_phones(world, row));
                if record.to_json() != ours {
                    return Err(format!("{key} differs"));
                }
            }
        }
    }
    if let Some(key) = replica.keys().find(|key| !expected.contains_key(*key)) {
        return Err(format!("{key} is outside its scope"));
    }
    let outside = |area: &Area| !scope.sees(area);
    if replica
        .keys()
        .filter_map(|key| replica.base(key))
        .any(|record| outside(&record.area()))
    {
        return Err("a record is outside its scope".to_owned());
    }
    if digest != replica.digest() {
        return Err("its digest differs".to_owned());
    }
    Ok(())
}

//! Once a day, drops phone numbers left for past classes, even if attendance was never recorded,
//! and removes classes long past from phones.
use crate::{Chance, Clock};
use domain::class::ClassState;
use domain::{
    AccountId, Class, ClassContactsDropped, CommuneId, DeviceId, Entry, Kind, Millis, Operation,
    Record,
};
use std::time::Duration;
use store::{Incoming, Rows, Store};

const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Nobody needs to be called about a class that is this many days past.
const KEPT_DAYS: i32 = 14;
/// Longer than any phone may have been without signal, so that its attendance still counts.
const ON_PHONES_DAYS: i32 = 180;
/// The author of entries made by the server itself.
const AUTHOR: &str = "may-chu";

/// Sweeps as long as the server runs, for the first time when it starts.
pub async fn sweep(store: Store, clock: Clock, chance: Chance) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        match sweep_all(&store, clock.now(), &chance).await {
            Ok(0) => {}
            Ok(classes) => tracing::info!(classes, "past classes were put away"),
            Err(why) => tracing::error!(%why, "past classes were not put away"),
        }
    }
}

/// Sweeps all communes. Returns how many classes were changed.
async fn sweep_all(store: &Store, now: Millis, chance: &Chance) -> Rows<usize> {
    let mut swept = 0;
    for commune in store.read(|rows| rows.communes())? {
        let over = |record| match record {
            Record::Class(class) => due(&class, now),
            _ => None,
        };
        let classes = store.records(&commune, Kind::Class)?.into_iter();
        let entries: Vec<Entry> = classes
            .filter_map(over)
            .map(|dropped| entry(&commune, dropped, now, chance))
            .collect();
        if entries.is_empty() {
            continue;
        }
        swept += entries.len();
        let dropped = store.write_to(&commune, move |ledger| {
            for entry in entries {
                ledger.append(Incoming {
                    entry,
                    received_at: now,
                    scope: None,
                })?;
            }
            Ok(())
        });
        dropped.done().await?;
    }
    Ok(swept)
}

fn due(class: &Class, now: Millis) -> Option<ClassContactsDropped> {
    let ago = |days| class.plan.day.plus(days) < now.day();
    let told = matches!(class.state, ClassState::Held);
    let drops = !told && class.has_contacts() && ago(KEPT_DAYS);
    let files = !class.filed && ago(ON_PHONES_DAYS);
    (drops || files).then(|| ClassContactsDropped {
        class: class.id.clone(),
        filed: files,
    })
}

fn entry(commune: &CommuneId, dropped: ClassContactsDropped, at: Millis, chance: &Chance) -> Entry {
    Entry::new(
        chance.entry_id(at),
        commune.clone(),
        AccountId::new(AUTHOR).expect("a valid id"),
        DeviceId::new(AUTHOR).expect("a valid id"),
        at,
        Operation::ClassContactsDropped(dropped),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Area, ClassId};
    use serde_json::json;
    use sync::Epoch;

    #[tokio::test]
    async fn phone_numbers_of_classes_without_a_result_are_dropped_too() {
        let (store, chance) = (Store::in_memory().unwrap(), Chance::seeded(1));
        let commune = CommuneId::new("nghi-son").unwrap();
        let made = store.create_commune(commune.clone(), Epoch(1));
        made.done().await.unwrap();
        let at = |day: &str| domain::Day::parse(day).unwrap().start();
        let plan = json!({"topic": "thanh-toan", "title": "Lớp", "place": "Chợ",
            "day": "2026-11-02", "from": "08:00", "to": "10:00", "teacher": {"guest": "Cô Hà"},
            "seats": 9});
        for operation in [
            json!({"ClassPlanned": {"class": "c1", "plan": plan}}),
            json!({"ClassJoined": {"class": "c1", "people": 1,
                "contact": {"phone": "0912345678"}}}),
        ] {
            let dropped = ClassContactsDropped {
                class: ClassId::new("c1").unwrap(),
                filed: false,
            };
            let mut entry = entry(&commune, dropped, at("2026-11-01"), &chance);
            entry.operation = serde_json::from_value(operation).unwrap();
            let appended = store.write_to(&commune, move |ledger| {
                let received_at = entry.at;
                ledger.append(Incoming {
                    entry,
                    received_at,
                    scope: None,
                })
            });
            appended.done().await.unwrap();
        }
        let early = sweep_all(&store, at("2026-11-16"), &chance).await.unwrap();
        let late = sweep_all(&store, at("2026-11-17"), &chance).await.unwrap();
        let again = sweep_all(&store, at("2026-11-18"), &chance).await.unwrap();
        assert_eq!((early, late, again), (0, 1, 0));
        let area = || {
            let classes = store.records(&commune, Kind::Class).unwrap();
            classes.first().map(Record::area)
        };
        assert_eq!(area(), Some(Area::Commune));
        let filed = sweep_all(&store, at("2027-05-02"), &chance).await.unwrap();
        let again = sweep_all(&store, at("2027-05-03"), &chance).await.unwrap();
        assert_eq!((filed, again), (1, 0));
        assert_eq!(area(), Some(Area::Office), "it leaves the phones");
        let entries = store.read(|rows| rows.entries(&commune, domain::Seq(0), 9));
        for row in entries.unwrap() {
            assert!(
                !serde_json::to_string(&row.entry)
                    .unwrap()
                    .contains("0912345678")
            );
        }
    }
}

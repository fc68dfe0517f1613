//! Once a day, phone numbers left for classes that are long over are dropped, told or not.
use crate::{Chance, Clock};
use domain::class::ClassState;
use domain::{
    AccountId, Certainty, Class, ClassContactsDropped, ClassId, CommuneId, DeviceId, Entry, FORMAT,
    Kind, Millis, Operation, RULES, Record,
};
use std::time::Duration;
use store::{Incoming, Rows, Store};

const SWEEP_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Nobody needs to be called about a class that was so long ago.
const KEPT_DAYS: i32 = 14;
/// Stands for the server itself in the log.
const AUTHOR: &str = "may-chu";

/// Sweeps as long as the server runs, the first time at its start.
pub async fn sweep(store: Store, clock: Clock, chance: Chance) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        match sweep_all(&store, clock.now(), &chance).await {
            Ok(0) => {}
            Ok(classes) => tracing::info!(classes, "phone numbers of past classes were dropped"),
            Err(why) => tracing::error!(%why, "phone numbers of past classes were not dropped"),
        }
    }
}

/// The classes that were swept.
async fn sweep_all(store: &Store, now: Millis, chance: &Chance) -> Rows<usize> {
    let mut swept = 0;
    for commune in store.read(|rows| rows.communes())? {
        let over = |record| match record {
            Record::Class(class) if is_long_over(&class, now) => Some(class.id),
            _ => None,
        };
        let classes = store.records(&commune, Kind::Class)?.into_iter();
        let entries: Vec<Entry> = classes
            .filter_map(over)
            .map(|class| entry(&commune, class, now, chance))
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

fn is_long_over(class: &Class, now: Millis) -> bool {
    let is_open = !matches!(class.state, ClassState::Held);
    is_open && class.has_contacts() && class.plan.day.plus(KEPT_DAYS) < now.day()
}

fn entry(commune: &CommuneId, class: ClassId, at: Millis, chance: &Chance) -> Entry {
    Entry {
        id: chance.entry_id(at),
        commune: commune.clone(),
        author: AccountId::new(AUTHOR).expect("a valid id"),
        device: DeviceId::new(AUTHOR).expect("a valid id"),
        at,
        certainty: Certainty::Sure,
        format: FORMAT,
        rules: RULES,
        seen: [].into(),
        operation: Operation::ClassContactsDropped(ClassContactsDropped { class }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use sync::Epoch;

    #[tokio::test]
    async fn numbers_of_a_class_that_nobody_told_of_are_dropped_two_weeks_later() {
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
            let mut entry = entry(
                &commune,
                ClassId::new("c1").unwrap(),
                at("2026-11-01"),
                &chance,
            );
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

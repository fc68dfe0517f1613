//! The register as it is after operations, and numbers for their ids.
use import::Register;

/// The register after the operations were applied.
pub fn written(operations: &[domain::Operation]) -> Register {
    let mut records = domain::Records::default();
    let mut keys = std::collections::BTreeSet::new();
    for (number, operation) in operations.iter().enumerate() {
        let entry = domain::Entry {
            id: domain::EntryId::made(domain::Millis(number as i64), [1; 10]),
            commune: domain::CommuneId::new("nghi-son").unwrap(),
            author: domain::AccountId::new("can-bo").unwrap(),
            device: domain::DeviceId::new("office").unwrap(),
            at: domain::Millis(1_795_000_000_000),
            certainty: domain::Certainty::Sure,
            format: domain::FORMAT,
            rules: domain::RULES,
            seen: Default::default(),
            accepted: None,
            operation: operation.clone(),
        };
        for key in domain::wanted(&records, operation) {
            records.insert_absent(key);
        }
        let changed = domain::apply(
            &records,
            domain::Stamped {
                entry: &entry,
                seq: domain::Seq(number as u64 + 1),
            },
        );
        for record in changed.unwrap_or_else(|refusal| panic!("{refusal}: {operation:?}")) {
            keys.insert(record.key());
            records.insert(record);
        }
    }
    let mut register = Register::default();
    for key in keys {
        match records.get(&key) {
            Some(domain::Record::Village(village)) => register.villages.push((**village).clone()),
            Some(domain::Record::Household(household)) => {
                register.households.push((**household).clone())
            }
            _ => {}
        }
    }
    register
}

pub fn numbers() -> impl FnMut() -> u64 {
    let mut next = 7_u64;
    move || {
        next = next
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        next >> 20
    }
}

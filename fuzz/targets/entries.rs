//! Entries, one in each line: read by the phone's and by the server's reader, then applied.
#![no_main]
use domain::{Entry, Record, Records, Seq, Stamped, apply, wanted};
use libfuzzer_sys::fuzz_target;

/// More lines than this find nothing more.
const LINES_LIMIT: usize = 64;

fuzz_target!(|text: &str| {
    let mut records = Records::default();
    for (number, line) in (1..).zip(text.lines().take(LINES_LIMIT)) {
        let Ok(entry) = serde_json::from_str::<Entry>(line) else {
            continue;
        };
        if let Ok(phone) = domain::json::from_str::<Entry>(line) {
            assert_eq!(phone, entry, "both readers agree");
        }
        let written = serde_json::to_string(&entry).expect("what was read can be written");
        let again: Entry = serde_json::from_str(&written).expect("what was written can be read");
        assert_eq!(again, entry);
        for key in wanted(&records, &entry.operation) {
            records.insert_absent(key);
        }
        let stamped = Stamped {
            entry: &entry,
            seq: Seq(number),
        };
        for record in apply(&records, stamped).unwrap_or_default() {
            let back = Record::from_json(record.key().kind(), &record.to_json());
            assert_eq!(back.as_ref().ok(), Some(&record));
            records.insert(record);
        }
    }
});

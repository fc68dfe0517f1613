//! Record bodies as in a database of any version: whatever is read is written the same again.
#![no_main]
use domain::{Kind, Record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for kind in Kind::ALL {
        let Ok(record) = Record::from_json(kind, text) else {
            continue;
        };
        let written = record.to_json();
        let again = Record::from_json(kind, &written).expect("what was written can be read");
        assert_eq!(again.to_json(), written);
        let _figures = (record.key(), record.area());
    }
});

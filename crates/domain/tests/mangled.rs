//! Entries that were once good and then mangled: the rules refuse or apply, and never fail.

use domain::{Entry, Record, Records, Seq, Stamped, apply, wanted};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// What stands well in the place of a number or a word.
const ODD: [&str; 7] = [
    "0",
    "-1",
    "65535",
    "9223372036854775807",
    "-9223372036854775808",
    "null",
    "\"\"",
];

/// Every entry of the golden files, whatever files there are.
fn lines() -> &'static [String] {
    static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let files = fs::read_dir(folder).expect("the folder is there");
        let mut files: Vec<_> = files.flatten().map(|file| file.path()).collect();
        files.sort();
        let texts = files.iter().map(|path| fs::read_to_string(path));
        let texts = texts.map(|it| it.expect("a text"));
        texts
            .flat_map(|it| it.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect()
    });
    &LINES
}

/// The text with one of its values put in the place of another, or an odd one.
fn mangled(text: &str, at: usize, with: usize) -> String {
    let places: Vec<usize> = text.match_indices([':', ',']).map(|it| it.0 + 1).collect();
    let value = |place: usize| {
        let length = text[place..].find([',', '}', ']']).unwrap_or(0);
        place..place + length
    };
    let new = match ODD.get(with % (2 * ODD.len())) {
        Some(odd) => odd,
        None => &text[value(places[with % places.len()])],
    };
    let mut text_now = text.to_owned();
    text_now.replace_range(value(places[at % places.len()]), new);
    text_now
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8_000))]

    #[test]
    fn mangled_entries_are_refused_or_applied(
        steps in prop::collection::vec((0..1_000usize, 0..1_000usize, 0..1_000usize), 1..40),
    ) {
        let lines = lines();
        let mut records = Records::default();
        for (number, (line, at, with)) in (1..).zip(steps) {
            let text = mangled(&lines[line % lines.len()], at, with);
            let phone = domain::json::from_str::<Entry>(&text);
            let Ok(entry) = serde_json::from_str::<Entry>(&text) else { continue };
            if let Ok(phone) = phone {
                prop_assert_eq!(&phone, &entry);
            }
            for key in wanted(&records, &entry.operation) {
                records.insert_absent(key);
            }
            let stamped = Stamped { entry: &entry, seq: Seq(number) };
            for record in apply(&records, stamped).unwrap_or_default() {
                let back = Record::from_json(record.key().kind(), &record.to_json());
                prop_assert_eq!(back.as_ref().ok(), Some(&record));
                records.insert(record);
            }
        }
    }
}

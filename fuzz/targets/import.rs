//! Lists of households in any format must give a problem, or a plan within the limits.
#![no_main]
use import::{Mapping, ROWS_LIMIT, plan, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(sheets) = read(bytes) else {
        return;
    };
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    assert!(rows <= ROWS_LIMIT);
    let _planned = plan(&sheets, &Mapping::default(), 2026, 18);
});

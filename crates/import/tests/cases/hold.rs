//! Reads a case, and says shortly what came out.
use import::*;
use std::path::Path;

pub const YEAR: i32 = 2026;

pub fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    std::fs::read(folder.join(name)).unwrap()
}

pub fn planned(name: &str) -> Plan {
    with(name, &Mapping::default())
}

pub fn with(name: &str, mapping: &Mapping) -> Plan {
    let plan = plan(&read(&bytes(name)).unwrap(), mapping, YEAR, 18);
    every_row_is_accounted_for(name, &plan);
    plan
}

/// Each row with text is a household, a person, or something that is told.
fn every_row_is_accounted_for(name: &str, plan: &Plan) {
    let sheets = read(&bytes(name)).unwrap();
    let sheets = sheets.iter().filter(|it| !it.rows.is_empty()).enumerate();
    for (number, sheet) in sheets.filter(|(number, _)| {
        let out = plan.sheets[*number].left_out;
        out.is_none() || out == Some(LeftOut::Repeats)
    }) {
        for (row, cells) in sheet.rows.iter().enumerate() {
            let filled = cells.iter().any(|it| !it.text.is_empty() && !it.covered);
            let known = plan
                .accounts
                .iter()
                .any(|it| it.sheet == number && it.row == row + 1);
            assert!(known || !filled, "{name}: {} row {}", sheet.name, row + 1);
        }
    }
}

pub fn heads(plan: &Plan) -> Vec<&str> {
    plan.households.iter().map(|it| it.head.as_str()).collect()
}

pub fn villages(plan: &Plan) -> Vec<&str> {
    let mut villages: Vec<&str> = plan.households.iter().map(|it| &*it.village).collect();
    villages.sort_unstable();
    villages.dedup();
    villages
}

pub fn alleys(plan: &Plan) -> Vec<Option<&str>> {
    plan.households
        .iter()
        .map(|it| it.alley.as_deref())
        .collect()
}

pub fn people(plan: &Plan) -> usize {
    plan.households.iter().map(|it| it.residents.len()).sum()
}

pub fn children(plan: &Plan) -> usize {
    let counts = plan.households.iter().map(|it| it.children);
    counts
        .map(|it| {
            usize::from(it.under_6) + usize::from(it.from_6_to_15) + usize::from(it.from_16_to_17)
        })
        .sum()
}

pub fn tells(plan: &Plan, code: ProblemCode) -> bool {
    plan.problems.iter().any(|it| it.code == code)
}

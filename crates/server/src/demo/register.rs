//! The demonstration's register: a generated list of four villages by the sea, imported like any
//! list.
use super::story::Story;
use anyhow::{Context, ensure};
use domain::Day;
use import::{Mapping, Register, Severity, compare, demonstration, operations, plan};
use std::path::Path;

/// The list as a clerk would have sent it. It is left beside the data, to look at and to try the
/// import with.
const LIST: &str = "danh-sach-ho.xlsx";

/// Writes the sample list into a file.
///
/// # Errors
/// When the file cannot be written.
pub fn write_list(file: &Path) -> anyhow::Result<()> {
    let list = demonstration::workbook()?;
    store::owner_only::write(file, list).with_context(|| file.display().to_string())
}

/// Imports the list. Ids come from `random`.
pub fn make(
    story: &mut Story,
    folder: &Path,
    day: Day,
    adult_age: u8,
    random: impl FnMut() -> u64,
) -> anyhow::Result<()> {
    let file = folder.join(LIST);
    write_list(&file)?;
    let sheets = import::read(&std::fs::read(&file)?).map_err(|it| anyhow::anyhow!("{it:?}"))?;
    let plan = plan(&sheets, &Mapping::default(), day.year(), adult_age);
    let wrong = plan
        .problems
        .iter()
        .find(|it| it.severity == Severity::Error);
    ensure!(
        wrong.is_none(),
        "the sample list is not understood: {wrong:?}"
    );
    let register = Register::default();
    for operation in operations(&compare(&plan, &register), &register, random) {
        story.office(day, operation);
    }
    Ok(())
}

//! Looks at a list of twelve thousand households, imports it and looks at it again, with the command.
use super::Effort;
use crate::server::OFFICER;
use crate::table::Figure;
use crate::world;
use std::fmt::Write;
use std::time::Instant;

const ROWS: usize = 12_000;
const LOOKED_AT_WITHIN_S: f64 = 5.0;
const WRITTEN_WITHIN_S: f64 = 10.0;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let commune = world::commune(0);
    effort
        .server
        .add_account(&data, commune.as_str(), OFFICER)?;
    let file = folder.path().join("ho.csv");
    std::fs::write(&file, list())?;
    let path = file.to_string_lossy();
    let import = |more: &[&str]| {
        let begun = Instant::now();
        let mut command = vec!["import", "households", &path, "--json"];
        command.extend(more);
        let done = effort.server.command(&data, &command).output()?;
        anyhow::ensure!(
            done.status.success(),
            "tungnha import: {}",
            String::from_utf8_lossy(&done.stdout)
        );
        Ok(begun.elapsed().as_secs_f64())
    };
    let new = import(&["--dry-run"])?;
    let written = import(&[])?;
    // The whole list once more, against a register that has all of it.
    let again = import(&["--dry-run"])?;
    Ok(vec![
        Figure::new("preview of 12,000 households", new, "s").at_most(LOOKED_AT_WITHIN_S),
        Figure::new("import of 12,000 households", written, "s").at_most(WRITTEN_WITHIN_S),
        Figure::new("preview once more, all of them known", again, "s").at_most(LOOKED_AT_WITHIN_S),
        Figure::new("import: rows", ROWS as f64 / written, "/s"),
    ])
}

/// A plain list with one household in each row.
fn list() -> String {
    let mut text = "STT,Họ và tên chủ hộ,Thôn,Số điện thoại\n".to_owned();
    for row in 1..=ROWS {
        let village = row % 12 + 1;
        let phone = 912_000_000 + row;
        let _never_fails = writeln!(text, "{row},{},Thôn {village},0{phone}", world::head(row));
    }
    text
}

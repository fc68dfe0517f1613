//! Imports a list of ten thousand households with the command.
use super::Effort;
use crate::server::OFFICER;
use crate::table::Figure;
use crate::world;
use std::fmt::Write;
use std::time::Instant;

const ROWS: usize = 10_000;
const WITHIN_S: f64 = 5.0;

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
    let begun = Instant::now();
    let command = ["import", "households", &path, "--json"];
    let done = effort.server.command(&data, &command).output()?;
    anyhow::ensure!(
        done.status.success(),
        "tungnha import: {}",
        String::from_utf8_lossy(&done.stdout)
    );
    let took = begun.elapsed().as_secs_f64();
    Ok(vec![
        Figure::new("import of 10,000 households", took, "s").at_most(WITHIN_S),
        Figure::new("import: rows", ROWS as f64 / took, "/s"),
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

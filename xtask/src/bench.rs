//! `cargo xtask bench`: measures server and phone, each figure beside its budget.

use crate::{
    browser, debian,
    output::{self, Together},
    phone,
};
use anyhow::Result;
use std::path::PathBuf;

/// The name of the measurement that runs in the browser.
const PHONE: &str = "phone";

#[derive(Debug, clap::Args)]
pub struct Options {
    /// A short run: smaller worlds, a few seconds each, once.
    #[arg(long)]
    quick: bool,
    /// Run only this measurement: phone, operations, first-sync, crowd, board, import, codes,
    /// sizes, growth, day.
    #[arg(long)]
    only: Option<String>,
    /// Use a private PostgreSQL server, which flushes every commit to disk, instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Number of communes among which the phones are spread.
    #[arg(long, default_value_t = 16)]
    communes: usize,
    /// Measure operations with this many phones only: 1, 8 or 64.
    #[arg(long)]
    phones: Option<usize>,
    /// Measure operations in batches of this size only: 1, 10 or 100.
    #[arg(long)]
    batch: Option<usize>,
    /// Seconds of each run under load; 60, or 3 when quick.
    #[arg(long)]
    seconds: Option<u64>,
    /// How often each run is repeated, of which the median is reported; 3, or 1 when quick.
    #[arg(long)]
    times: Option<usize>,
    /// Write the figures to this file as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Cargo's profile for server and client; the budgets are meant for release.
    #[arg(long, default_value = "release")]
    profile: String,
}

pub fn run(options: &Options) -> Result<()> {
    let binaries = build(Together::Least, &options.profile)?;
    let mut command = std::process::Command::new(binaries.join("bench"));
    command
        .current_dir(output::workspace())
        .arg("--server")
        .arg(binaries.join("tungnha"))
        .args(["--communes", &options.communes.to_string()]);
    if options.quick {
        command.arg("--quick");
    }
    if options.postgres {
        debian::postgresql()?;
        command.arg("--postgres");
    }
    if let Some(only) = &options.only {
        command.args(["--only", only]);
    }
    for (name, value) in [
        ("--phones", options.phones.map(|it| it.to_string())),
        ("--batch", options.batch.map(|it| it.to_string())),
        ("--seconds", options.seconds.map(|it| it.to_string())),
        ("--times", options.times.map(|it| it.to_string())),
    ] {
        command.args(value.iter().flat_map(|value| [name, value]));
    }
    if let Some(json) = &options.json {
        command.arg("--json").arg(json);
    }
    if options.only.as_deref().is_none_or(|only| only == PHONE) {
        command.arg("--with").arg(measure_phone(&binaries)?);
    }
    output::run("measure", &mut command)
}

/// Builds the server and its measuring client; gives the folder they are in.
pub fn build(together: Together, profile: &str) -> Result<PathBuf> {
    let binaries = [("server", "tungnha"), ("bench", "bench")];
    output::compile(together, profile, &binaries)
}

/// Measures the phone app as it is shipped, in a browser with a slowed-down processor; gives the
/// file of figures.
fn measure_phone(binaries: &std::path::Path) -> Result<PathBuf> {
    let phone = phone::build(phone::Use::Shipping)?;
    let figures = output::target().join("phone-figures.json");
    let mut script = browser::with_packages("node")?;
    script
        .arg("measure/phone.mjs")
        .arg(&figures)
        .env("TUNGNHA_SERVER", binaries.join("tungnha"))
        .env("TUNGNHA_BENCH", binaries.join("bench"))
        .env("TUNGNHA_PHONE", phone);
    output::run("measure the phone in Chromium", &mut script)?;
    Ok(figures)
}

//! `cargo xtask fuzz`: runs cargo-fuzz on the stable toolchain, starting from the golden files.

use crate::output;
use anyhow::{Result, bail};
use std::path::Path;

/// The version is fixed, so that a finding can be reproduced.
const CARGO_FUZZ: &str = "0.13.2";
/// Each target and the folder of its first inputs.
const TARGETS: [(&str, &str); 5] = [
    ("entries", "crates/domain/tests/golden"),
    ("record", "fuzz/seeds/record"),
    ("sync_request", "crates/sync/tests/golden"),
    ("import", "fuzz/seeds/import"),
    ("vietqr", "fuzz/seeds/vietqr"),
];
/// An input that takes more seconds, or more memory, counts as a finding.
const SLOW_SECONDS: u32 = 20;
const MEMORY_MB: u32 = 1_500;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// One of entries, record, sync_request, import, vietqr; if left out, all of them, one after
    /// another.
    target: Option<String>,
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub fn run(options: &Options) -> Result<()> {
    let wanted = |name: &str| options.target.as_deref().is_none_or(|it| it == name);
    let targets: Vec<_> = TARGETS.iter().filter(|it| wanted(it.0)).collect();
    if targets.is_empty() {
        bail!("there is no such target");
    }
    let cargo_fuzz = output::tool("cargo-fuzz", CARGO_FUZZ, &[])?;
    for (target, seeds) in targets {
        let corpus = output::target().join("fuzz-corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        let mut fuzz = command(&cargo_fuzz, target);
        fuzz.arg(&corpus).arg(output::workspace().join(seeds));
        fuzz.arg("--").args([
            format!("-max_total_time={}", options.seconds),
            format!("-timeout={SLOW_SECONDS}"),
            format!("-rss_limit_mb={MEMORY_MB}"),
            "-print_final_stats=1".to_owned(),
        ]);
        output::run(&format!("fuzz {target}"), &mut fuzz)?;
    }
    Ok(())
}

/// A cargo-fuzz command. cargo-fuzz uses unstable compiler flags, which the stable compiler takes
/// only with `RUSTC_BOOTSTRAP`.
fn command(cargo_fuzz: &Path, target: &str) -> std::process::Command {
    let mut command = std::process::Command::new(cargo_fuzz);
    command
        .current_dir(output::workspace())
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["run", target, "--target-dir"])
        .arg(output::target().join("fuzz"));
    command
}

//! `cargo xtask kill`: a real server killed under load, and what is left of what it promised.

use crate::{
    bench, debian,
    output::{self, Together},
};
use anyhow::Result;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// How often it is killed.
    #[arg(long, default_value_t = 100)]
    times: usize,
    /// What decides when.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// On a private PostgreSQL server instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Cargo's profile for server and client.
    #[arg(long, default_value = "quick")]
    profile: String,
    #[arg(skip)]
    pub together: Together,
}

pub fn run(options: &Options) -> Result<()> {
    let binaries = bench::build(options.together, &options.profile)?;
    let mut command = std::process::Command::new(binaries.join("bench"));
    command
        .arg("--server")
        .arg(binaries.join("tungnha"))
        .args(["--kill", &options.times.to_string()])
        .args(["--seed", &options.seed.to_string()]);
    if options.postgres {
        debian::postgresql()?;
        command.arg("--postgres");
    }
    output::run(
        &format!("kill the server {} times under load", options.times),
        &mut command,
    )
}

//! `cargo xtask kill`: kills a real server under load and checks that everything it acknowledged is
//! still there.

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
    /// Decides when it is killed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Kill `tungnha restore` instead of the server; what is left must be the old state or the new
    /// one.
    #[arg(long)]
    restore: bool,
    /// Use a private PostgreSQL server instead of SQLite.
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
    let (what, when) = match options.restore {
        true => ("a restore", "at random moments"),
        false => ("the server", "under load"),
    };
    if options.restore {
        command.arg("--restore");
    }
    output::run(
        &format!("kill {what} {} times {when}", options.times),
        &mut command,
    )
}

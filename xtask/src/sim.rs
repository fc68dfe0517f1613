//! `cargo xtask sim`: runs the simulation for a number of seeds.

use crate::{
    debian,
    output::{self, Together},
};
use anyhow::Result;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Number of seeds.
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Replay this seed and print its story.
    #[arg(long)]
    seed: Option<u64>,
    /// The engine: memory, or postgres for a private PostgreSQL server.
    #[arg(long, default_value = "memory")]
    database: String,
    /// Break this rule on purpose; the run must then fail.
    #[arg(long = "break", value_name = "RULE")]
    broken: Option<String>,
    /// Cargo's profile; release takes minutes to build, which pays off from about ten thousand
    /// seeds.
    #[arg(long, default_value = "quick")]
    profile: String,
    #[arg(skip)]
    pub together: Together,
}

pub fn run(options: &Options) -> Result<()> {
    let folder = output::compile(
        options.together,
        &options.profile,
        &[("simulation", "simulation")],
    )?;
    let mut command = std::process::Command::new(folder.join("simulation"));
    match options.seed {
        Some(seed) => command.arg("--seed").arg(seed.to_string()),
        None => command
            .args(["--seeds", &options.seeds.to_string()])
            .args(["--from", &options.from.to_string()]),
    };
    if options.database == "postgres" {
        debian::postgresql()?;
    }
    command.args(["--database", &options.database]);
    if let Some(rule) = &options.broken {
        command.args(["--break", rule]);
    }
    output::run("simulate phones and a server under faults", &mut command)
}

//! `cargo xtask test`: runs every check and test, cheapest first, all in one profile.

use crate::{
    browser, debian, kill,
    output::{self, FEATURES, Together},
    sim, supply, tidy,
};
use anyhow::Result;
use clap::Parser;
use std::process::Command;
use std::time::Instant;

/// Enough to see that nothing is broken; `cargo xtask kill` makes a hundred.
const KILLS: &str = "5";

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Leave out the browser journeys.
    #[arg(long)]
    no_journeys: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let began = Instant::now();
    output::run(
        "formatting",
        &mut output::cargo(&["fmt", "--all", "--check"]),
    )?;
    tidy::check()?;
    supply::check()?;
    lint()?;
    rust_tests()?;
    // From here on everything is compiled as the tests were, so that nothing is compiled twice.
    let mut seeds = Seeds::parse_from(["sim"]).options;
    seeds.together = Together::Whole;
    sim::run(&seeds)?;
    let mut kills = Kills::parse_from(["kill", "--times", KILLS]).options;
    kills.together = Together::Whole;
    kill::run(&kills)?;
    if !options.no_journeys {
        let mut journeys = browser::Options::default();
        journeys.together = Together::Whole;
        browser::journeys(&journeys)?;
    }
    eprintln!(
        "✓ all of it, in {} min",
        began.elapsed().as_secs().div_ceil(60)
    );
    Ok(())
}

/// Takes the simulation's defaults, so that the number of seeds is written in one place.
#[derive(Debug, clap::Parser)]
struct Seeds {
    #[command(flatten)]
    options: sim::Options,
}

#[derive(Debug, clap::Parser)]
struct Kills {
    #[command(flatten)]
    options: kill::Options,
}

fn lint() -> Result<()> {
    let host = [
        "clippy",
        "--workspace",
        "--exclude",
        "phone",
        "--profile",
        "quick",
        "--quiet",
    ];
    let deny = ["--", "--deny", "warnings"];
    output::run("lints", output::cargo(&host).args(FEATURES).args(deny))?;
    crate::phone::add_target()?;
    let phone = [
        "clippy",
        "--package",
        "phone",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "quick",
        "--quiet",
    ];
    output::run("lints of the phone app", output::cargo(&phone).args(deny))
}

fn rust_tests() -> Result<()> {
    debian::postgresql()?;
    debian::pdf_readers()?;
    debian::pebble()?;
    let has_nextest = Command::new("cargo-nextest")
        .arg("--version")
        .output()
        .is_ok();
    let mut command = if has_nextest {
        output::cargo(&[
            "nextest",
            "run",
            "--cargo-profile",
            "quick",
            "--workspace",
            "--no-fail-fast",
        ])
    } else {
        output::cargo(&[
            "test",
            "--profile",
            "quick",
            "--workspace",
            "--no-fail-fast",
        ])
    };
    output::run("tests", command.args(FEATURES))
}

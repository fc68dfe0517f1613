//! Builds the phone app, runs, tests and checks the project: `cargo xtask COMMAND`.

mod bench;
mod browser;
mod deb;
mod debian;
mod demo;
mod dist;
mod fuzz;
mod golden;
mod kill;
mod notices;
mod output;
mod phone;
mod sim;
mod supply;
mod test;
mod tidy;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure Từng Nhà")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prepare everything and serve a demonstration commune; another start keeps its data.
    Demo(demo::Options),
    /// Run all checks and tests, browser journeys too.
    Test(test::Options),
    /// Build the optimised binary with the phone app inside.
    Dist,
    /// Make its Debian package; `--try` installs, upgrades and removes it without changing this
    /// machine.
    Deb(deb::Options),
    /// Simulate many phones and a server under seeded faults.
    Sim(sim::Options),
    /// Search for inputs that break the readers of data from strangers and phones.
    Fuzz(fuzz::Options),
    /// Measure server and phone, each figure beside its budget.
    Bench(bench::Options),
    /// Kill a real server under load, again and again; nothing acknowledged may be lost.
    Kill(kill::Options),
    /// With each release: write what every later version must open, verify and count alike.
    #[command(subcommand)]
    Golden(golden::Options),
    /// Check the source as a reviewer would: layers, names, lengths, words, links.
    Tidy,
    /// Write down the licences of what we build on, when that changed.
    Notices,
    /// Run only the browser journeys.
    Journeys(browser::Options),
    /// Take the screenshots in `docs/screens`.
    Screens,
    /// Build the phone app into `phone-dist` beside the other build output.
    Phone(phone::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Dist => dist::build().map(|binary| println!("{}", binary.display())),
        Command::Deb(options) => deb::run(&options),
        Command::Sim(options) => sim::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Kill(options) => kill::run(&options),
        Command::Golden(options) => golden::run(&options),
        Command::Notices => notices::run(),
        Command::Tidy => tidy::check(),
        Command::Journeys(options) => browser::journeys(&options),
        Command::Screens => browser::screens(),
        Command::Phone(options) => {
            phone::run(&options).map(|folder| println!("{}", folder.display()))
        }
    }
}

//! Build the phone app, run, test, check: `cargo xtask COMMAND`.

mod output;
mod phone;

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
        Command::Phone(options) => println!("{}", phone::build(&options)?.display()),
    }
    Ok(())
}

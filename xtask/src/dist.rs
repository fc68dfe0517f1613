//! `cargo xtask dist` and `bench`: the optimised binary, and what is measured on it.

use crate::{browser, output, phone};
use anyhow::Result;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct BenchOptions {
    /// A short look instead of 60 s, median of 3.
    #[arg(long)]
    quick: bool,
}

/// Builds the phone app for size, then the server with it inside.
pub fn build() -> Result<PathBuf> {
    let phone = phone::build(&phone::Options { quick: false })?;
    let arguments = [
        "build",
        "--package",
        "server",
        "--bin",
        "tungnha",
        "--release",
        "--features",
        "embedded",
    ];
    let mut command = output::cargo(&arguments);
    output::run(
        "compile the server with the phone app inside",
        command.env("TUNGNHA_PHONE_DIST", phone),
    )?;
    Ok(output::target().join("release").join("tungnha"))
}

/// Measures the server under load and the phone app in a slowed browser.
pub fn bench(options: &BenchOptions) -> Result<()> {
    let server = build()?;
    let build = ["build", "--package", "bench", "--release"];
    output::run("compile the load", &mut output::cargo(&build))?;
    let mut load = std::process::Command::new(output::target().join("release").join("bench"));
    load.arg("--server")
        .arg(&server)
        .args(options.quick.then_some("--quick"));
    output::run("measure the server", &mut load)?;
    browser::bench(&server)
}

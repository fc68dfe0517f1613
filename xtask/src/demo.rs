//! `cargo xtask demo`: from a fresh clone to a running demonstration commune.

use crate::{
    output::{self, Together},
    phone,
};
use anyhow::Result;
use std::path::PathBuf;

/// Cargo's profile for a program that is built once and looked at.
pub const PROFILE: &str = "demo";

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder for the demonstration's data; it is made if it does not exist.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    eprintln!(
        "Từng Nhà: the first start builds everything, five to seven minutes on two cores; later ones take seconds."
    );
    let binaries = compile()?;
    let phone = phone::build(phone::Use::Demonstration)?;
    let mut command = std::process::Command::new(binaries.join("tungnha"));
    command.current_dir(output::workspace()).arg("demo");
    command
        .arg("--data")
        .arg(&options.data)
        .arg("--port")
        .arg(options.port.to_string());
    output::run(
        "serve the demonstration commune",
        command.arg("--phone").arg(phone),
    )
}

/// Compiles the server together with a program that the phone's build needs, so that nothing is
/// compiled twice.
pub fn compile() -> Result<PathBuf> {
    let binaries = [("server", "tungnha"), ("lessons", "lessons-json")];
    output::compile(Together::Least, PROFILE, &binaries)
}

/// Builds the server in the quick profile and returns the binary.
pub fn server(together: Together) -> Result<PathBuf> {
    let folder = output::compile(together, "quick", &[("server", "tungnha")])?;
    Ok(folder.join("tungnha"))
}

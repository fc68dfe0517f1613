//! `cargo xtask demo`: from a fresh clone to a served demonstration commune.

use crate::{
    output::{self, Together},
    phone,
};
use anyhow::Result;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of the demonstration's data; made when it is not there.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    eprintln!(
        "Từng Nhà: the first start builds everything, about ten minutes on two cores; later ones take seconds."
    );
    let phone = phone::build(&phone::Options { quick: true })?;
    let server = server(Together::Least)?;
    let mut command = std::process::Command::new(server);
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

/// Builds the server in the quick profile and returns the binary.
pub fn server(together: Together) -> Result<PathBuf> {
    let folder = output::compile(together, "quick", &[("server", "tungnha")])?;
    Ok(folder.join("tungnha"))
}

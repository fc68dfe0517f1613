//! `cargo xtask deb`: makes the Debian package of the optimised binary, or tries one out without
//! changing this machine.

use crate::{demo, dist, output};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of cargo-deb; it is fixed, so that a package comes out the same wherever it is made.
const CARGO_DEB: &str = "3.6.0";

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Install, upgrade, remove and purge the package in a namespace that leaves this machine
    /// unchanged; uses the quickly built binary, without the phone app. Needs root and Linux
    /// namespaces.
    #[arg(long = "try")]
    try_it: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let packer = output::tool("cargo-deb", CARGO_DEB, &[])?;
    if options.try_it {
        return try_it(&packer);
    }
    dist::build()?;
    let package = pack(&packer, "release", None)?;
    println!("{}", package.display());
    Ok(())
}

/// Both versions have the same binary, because what an upgrade does is decided by the package, not
/// by the program.
fn try_it(packer: &Path) -> Result<()> {
    demo::server(output::Together::Least)?;
    let first = pack(packer, "quick", Some("0~try1"))?;
    let second = pack(packer, "quick", Some("0~try2"))?;
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "--pid", "--fork", "--kill-child", "bash"])
        .arg(output::workspace().join("packaging/try.sh"))
        .args([first, second]);
    output::run("try the package in a namespace of its own", &mut command)
}

fn pack(packer: &Path, profile: &str, version: Option<&str>) -> Result<PathBuf> {
    let folder = output::target().join("debian");
    let name = version.map_or("tungnha.deb".to_owned(), |it| format!("tungnha-{it}.deb"));
    let file = folder.join(name);
    let mut command = Command::new(packer);
    command
        .current_dir(output::workspace())
        .args(["--package", "server", "--no-build", "--no-strip"])
        .args(["--profile", profile, "--output"])
        .arg(&file);
    if let Some(version) = version {
        command.args(["--deb-version", version]);
    }
    output::run("put it into a package", &mut command)?;
    Ok(file)
}

//! Debian packages that the tests need, installed where that is allowed.

use crate::output;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// Installs packages when run as root on a system with apt; elsewhere does nothing.
pub fn install(packages: &[&str]) -> Result<()> {
    let root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout == b"0\n");
    if !root || Command::new("apt-get").arg("--version").output().is_err() {
        return Ok(());
    }
    output::run(
        "apt-get update",
        Command::new("apt-get").args(["update", "-qq"]),
    )?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]);
    output::run("install from Debian's packages", install.args(packages))
}

/// Finds PostgreSQL's programs, or installs Debian's package.
pub fn postgresql() -> Result<()> {
    if has_postgresql() {
        return Ok(());
    }
    install(&["postgresql"])?;
    if !has_postgresql() {
        bail!("the tests need PostgreSQL: install Debian's package postgresql");
    }
    Ok(())
}

/// Finds poppler and zbar, or installs them: they read printed sheets as other people's software
/// would.
pub fn pdf_readers() -> Result<()> {
    let there = |program| Command::new(program).arg("--version").output().is_ok();
    if !there("pdftotext") || !there("zbarimg") {
        install(&["poppler-utils", "zbar-tools"])?;
    }
    if !there("pdftotext") || !there("zbarimg") {
        bail!("the tests read PDFs: install Debian's packages poppler-utils and zbar-tools");
    }
    Ok(())
}

/// Finds pebble, or installs it: an ACME authority from which tests fetch certificates.
pub fn pebble() -> Result<()> {
    let there = || Command::new("pebble").arg("-h").output().is_ok();
    if !there() {
        install(&["pebble"])?;
    }
    if !there() {
        bail!("the tests need an ACME authority: install Debian's package pebble");
    }
    Ok(())
}

/// Whether PostgreSQL is on the path or in Debian's folder of versions.
fn has_postgresql() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).any(|it| it.join("initdb").is_file());
    let versions = std::fs::read_dir(Path::new("/usr/lib/postgresql"));
    let mut versions = versions.into_iter().flatten().flatten();
    on_path || versions.any(|version| version.path().join("bin/initdb").is_file())
}

//! The browser journeys and screenshots of `e2e/`, and installing what they need.

use crate::{
    debian, demo,
    output::{self, Together},
    phone,
};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::Command;

#[derive(Debug, Default, clap::Args)]
pub struct Options {
    /// Only journeys whose title contains this.
    #[arg(long)]
    only: Option<String>,
    #[arg(skip)]
    pub together: Together,
}

/// Builds the phone app and the server quickly and runs the journeys on them.
pub fn journeys(options: &Options) -> Result<()> {
    let mut command = playwright("journeys", options.together)?;
    if let Some(only) = &options.only {
        command.args(["--grep", only]);
    }
    output::run("browser journeys", &mut command)
}

pub fn screens() -> Result<()> {
    output::run("screenshots", &mut playwright("screens", Together::Least)?)
}

fn playwright(project: &str, together: Together) -> Result<Command> {
    let phone = phone::build(phone::Use::Working)?;
    let server = demo::server(together)?;
    let mut command = prepared(project)?;
    command
        .env("TUNGNHA_SERVER", server)
        .env("TUNGNHA_PHONE", phone);
    Ok(command)
}

fn prepared(project: &str) -> Result<Command> {
    let mut command = with_packages("npx")?;
    command.args(["--no-install", "playwright", "test", "--project", project]);
    command.env("TUNGNHA_OUTPUT", output::target().join("e2e"));
    Ok(command)
}

/// A command in `e2e`, with npm packages installed and the path of Chromium in its environment.
pub fn with_packages(program: &str) -> Result<Command> {
    let folder = output::workspace().join("e2e");
    if Command::new("npm").arg("--version").output().is_err() {
        bail!(
            "the browser journeys need Node.js 20 or newer with npm: install Debian's packages nodejs and npm"
        );
    }
    let mut install = Command::new("npm");
    install
        .current_dir(&folder)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    output::run(
        "npm packages of e2e",
        install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    )?;
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        // Provides `pdftoppm`, with which a journey sees printed sheets as they come out of the
        // printer.
        debian::install(&["poppler-utils"])?;
    }
    let mut command = Command::new(program);
    command.current_dir(&folder);
    command.env("TUNGNHA_CHROMIUM", chromium()?);
    Ok(command)
}

/// Finds Chromium, or installs Debian's where that is allowed.
fn chromium() -> Result<PathBuf> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    debian::install(&["chromium", "fonts-noto-core"])?;
    find_chromium().context("the browser journeys need Chromium: install Debian's package chromium, or name yours in TUNGNHA_CHROMIUM")
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("TUNGNHA_CHROMIUM") {
        return Some(named.into());
    }
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ]
    .map(PathBuf::from)
    .into_iter()
    .find(|path| path.is_file())
}

//! Checks dependencies with `cargo deny`: licences, sources, bans and known vulnerabilities.

use crate::output;
use anyhow::Result;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TOOL: &str = "cargo-deny";
const VERSION: &str = "0.20.2";
/// The database of advisories; `deny.toml` names the same one.
const ADVISORIES: &str = "https://github.com/rustsec/advisory-db";
/// What to do about a check that could not be made.
const WHY: &str = "look again where the net can be reached, before a release";

/// Fails on anything forbidden. A check that needs the network and cannot reach it is reported but
/// does not fail, so that the tests also run on a laptop that is offline.
pub fn check() -> Result<()> {
    let known = can_be_had();
    let tool = match on_the_path() {
        Some(tool) => tool,
        None if known => output::tool(TOOL, VERSION, &[])?,
        None => {
            eprintln!("✗ not checked: {TOOL} is not installed and {ADVISORIES} not reached; {WHY}");
            return Ok(());
        }
    };
    let mut deny = Command::new(tool);
    deny.current_dir(output::workspace());
    if known {
        let what = ["check", "advisories", "bans", "licenses", "sources"];
        return output::run("advisories, bans, licences, sources", deny.args(what));
    }
    eprintln!("✗ advisories not checked: {ADVISORIES} is not reached; {WHY}");
    let what = ["--offline", "check", "bans", "licenses", "sources"];
    output::run("bans, licences, sources", deny.args(what))
}

fn on_the_path() -> Option<PathBuf> {
    let told = Command::new(TOOL).arg("--version").output();
    told.is_ok_and(|it| it.status.success())
        .then(|| TOOL.into())
}

/// Whether the advisories can be reached; git must not ask for a password.
fn can_be_had() -> bool {
    let asked = Command::new("git")
        .args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|it| it.success())
}

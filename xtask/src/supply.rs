//! What we build on: licences, sources, bans, and what is known of faults in it, by `cargo deny`.

use crate::output;
use anyhow::Result;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TOOL: &str = "cargo-deny";
const VERSION: &str = "0.20.2";
/// Where the advisories are; `deny.toml` names the same.
const ADVISORIES: &str = "https://github.com/rustsec/advisory-db";
/// Told to whoever reads that nothing was checked.
const WHY: &str = "look again where the net can be reached, before a release";

/// Fails on what is forbidden. What cannot be looked up here is said and fails nothing: a commune's
/// laptop without the net runs the tests too.
pub fn check() -> Result<()> {
    let known = can_be_had();
    let tool = match on_the_path() {
        Some(tool) => tool,
        None if known => output::tool(TOOL, VERSION)?,
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

/// Whether the advisories answer; without asking anyone for a password.
fn can_be_had() -> bool {
    let asked = Command::new("git")
        .args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|it| it.success())
}

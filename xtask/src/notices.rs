//! `cargo xtask notices`: the licences of all that the binary and the phone app are built on, by
//! `cargo about`, and whether what is written still names everything.

use crate::output;
use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TOOL: &str = "cargo-about";
const VERSION: &str = "0.9.3";
/// What is given out; whatever else is in `Cargo.lock` builds or tests.
const GIVEN_OUT: [&str; 2] = ["server", "phone"];

pub fn run() -> Result<()> {
    let tool = output::tool(TOOL, VERSION, &["cli"])?;
    let mut about = Command::new(tool);
    about
        .current_dir(output::workspace())
        .args(["generate", "--offline", "--workspace"])
        .args(["--features", "server/pdf", "--output-file"])
        .arg(file(output::workspace()))
        .arg("xtask/about.hbs");
    output::run("write the licences of what we build on", &mut about)
}

fn file(root: &Path) -> PathBuf {
    root.join("crates/server/assets/third-party.txt")
}

/// Every library of binary and phone app that the notices do not name.
pub fn missing() -> Result<Vec<String>> {
    let notices = fs::read_to_string(file(output::workspace()))?;
    let mut tree = output::cargo(&["tree", "--edges", "normal", "--prefix", "none"]);
    tree.current_dir(output::workspace())
        .args(["--features", "server/pdf", "--format", "{p}"]);
    for package in GIVEN_OUT {
        tree.args(["--package", package]);
    }
    let told = tree.output()?;
    if !told.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&told.stderr));
    }
    let tree = String::from_utf8(told.stdout)?;
    let mut missing: Vec<String> = tree
        .lines()
        .filter_map(|line| named(line, &notices))
        .collect();
    missing.sort();
    missing.dedup();
    Ok(missing)
}

/// What a line of the tree names, `serde v1.0.229 (proc-macro)`, where the notices do not.
fn named(line: &str, notices: &str) -> Option<String> {
    // Ours stand in a folder of this workspace.
    if line.contains("(/") {
        return None;
    }
    let mut words = line.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    let named = format!("{name} {version}");
    (!notices
        .lines()
        .any(|it| it.trim_start_matches("- ") == named))
    .then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_named_with_its_version_or_missing() {
        let notices = "Licences\n- serde 1.0.229\n";
        assert_eq!(named("serde v1.0.229", notices), None);
        assert_eq!(named("serde v1.0.229 (proc-macro)", notices), None);
        assert_eq!(
            named("domain v0.1.0 (/home/us/crates/domain)", notices),
            None
        );
        assert_eq!(
            named("serde v1.0.230", notices),
            Some("serde 1.0.230".into())
        );
    }
}

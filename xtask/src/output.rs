//! Where things are, how other programs are run, and how progress is told.

use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace that this xtask was compiled from.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the workspace")
}

/// The folder that cargo builds into: `CARGO_TARGET_DIR`, else `target` in the workspace.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => workspace().join(folder),
        None => workspace().join("target"),
    }
}

/// A cargo command in the workspace, the same cargo that runs this.
///
/// What cargo tells this program about itself is not handed on: some build scripts watch it, and
/// what is built here and what is built by hand would take turns in compiling each other anew.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).args(arguments);
    for (name, _) in env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// What is compiled together. Cargo unites features over the packages it is asked for, so each
/// choice has dependencies compiled for it alone.
#[derive(Clone, Copy, Debug, Default)]
pub enum Together {
    /// The packages that are needed, and nothing of what they can do without.
    #[default]
    Least,
    /// The whole workspace as it is handed out and as the tests have compiled it.
    Whole,
}

/// The server as it is handed out, printed sheets included.
pub const FEATURES: [&str; 2] = ["--features", "reports/pdf,server/pdf"];

/// Compiles binaries, each named with its package, and gives the folder they are in.
pub fn compile(together: Together, profile: &str, binaries: &[(&str, &str)]) -> Result<PathBuf> {
    let mut command = cargo(&["build", "--profile", profile]);
    match together {
        Together::Least => {
            command.args(
                binaries
                    .iter()
                    .flat_map(|(package, _)| ["--package", package]),
            );
        }
        Together::Whole => {
            // With the tests: what they alone depend on unites features too.
            command.args(["--workspace", "--tests"]).args(FEATURES);
        }
    }
    command.args(binaries.iter().flat_map(|(_, binary)| ["--bin", binary]));
    let names: Vec<&str> = binaries.iter().map(|(_, binary)| *binary).collect();
    run(
        &format!("compile {} ({profile})", names.join(" and ")),
        &mut command,
    )?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target().join(folder))
}

/// Says what is being done and runs it; an exit code other than 0 is an error.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("· {what}");
    let status = command.status().with_context(|| {
        format!(
            "could not start {}",
            command.get_program().to_string_lossy()
        )
    })?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}

/// A cargo command of exactly this version, installed beside the build output, once.
pub fn tool(name: &str, version: &str) -> Result<PathBuf> {
    let folder = target().join("tools");
    let binary = folder.join("bin").join(name);
    let told = Command::new(&binary).arg("--version").output();
    let there = told.is_ok_and(|it| {
        let text = String::from_utf8_lossy(&it.stdout);
        text.split_whitespace().last() == Some(version)
    });
    if there {
        return Ok(binary);
    }
    let exact = format!("={version}");
    let mut install = cargo(&["install", name, "--version", &exact, "--locked"]);
    install.arg("--root").arg(&folder);
    run(
        &format!("install {name} beside the build output"),
        &mut install,
    )?;
    if !binary.is_file() {
        bail!("{name} is not where it was installed");
    }
    Ok(binary)
}

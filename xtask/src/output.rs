//! Where the build output is, how other programs are run, and how progress is shown.

use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// The workspace that `cargo xtask` was called in.
pub fn workspace() -> &'static Path {
    static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(|| {
        // As cargo says it now: two clones that build into one folder may share this binary.
        let here = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let mut folder = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        folder.pop();
        folder
    });
    &WORKSPACE
}

/// The folder that cargo builds into: `CARGO_TARGET_DIR`, else `target` in the workspace.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => workspace().join(folder),
        None => workspace().join("target"),
    }
}

/// A command of the cargo that runs this program, started in the workspace.
///
/// Variables in which cargo describes this package are removed, because some build scripts watch
/// them: builds from here and from a terminal would otherwise keep recompiling each other's output.
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

/// Which packages are compiled together. Cargo unites the features of all packages in one build, so
/// each choice compiles dependencies of its own.
#[derive(Clone, Copy, Debug, Default)]
pub enum Together {
    /// Only the packages that are needed, without their optional features.
    #[default]
    Least,
    /// The whole workspace with the features it is shipped with, as the tests have compiled it.
    Whole,
}

/// Turns on printed sheets, as in the server that is shipped.
pub const FEATURES: [&str; 2] = ["--features", "reports/pdf,server/pdf"];

/// Compiles binaries, given as package and name; gives the folder they are in.
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
            // Tests are included, because their own dependencies affect the united features too.
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

/// Prints what is being done and runs the command; an exit code other than 0 is an error.
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

/// Installs exactly this version of a cargo command beside the build output, unless it is there
/// already; gives its path.
pub fn tool(name: &str, version: &str, features: &[&str]) -> Result<PathBuf> {
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
    install.args(features.iter().flat_map(|it| ["--features", it]));
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

//! `cargo xtask golden`: golden databases and what they fold to, written with each release.

use crate::{debian, output};
use anyhow::Result;

#[derive(Debug, clap::Subcommand)]
pub enum Options {
    /// A golden database of this version, with its PostgreSQL dump, its log and what it folds to.
    Database {
        /// Version and day: 0.2.0-2027-03-01.
        name: String,
    },
    /// What the rules of today make of every golden log, where that is not what is written.
    Fold,
}

pub fn run(options: &Options) -> Result<()> {
    debian::postgresql()?;
    let mut command = output::cargo(&["run", "--profile", "quick", "--package", "store"]);
    command.args(["--example", "golden", "--"]);
    match options {
        Options::Database { name } => command.args(["database", name]),
        Options::Fold => command.arg("fold"),
    };
    output::run("write golden files", &mut command)
}

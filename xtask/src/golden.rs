//! `cargo xtask golden`: writes golden databases and the records they fold to, with each release.

use crate::{debian, output};
use anyhow::Result;

#[derive(Debug, clap::Subcommand)]
pub enum Options {
    /// Write a golden database of this version, with its PostgreSQL dump, its log and the records
    /// it folds to.
    Database {
        /// Version and day, such as 0.2.0-2027-03-01.
        name: String,
    },
    /// Write what today's rules make of every golden log, where that differs from what is stored.
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

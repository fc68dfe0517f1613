//! Checks what a reviewer would remark on: layers, names, lengths, words, links.

mod layers;
mod operations;
mod sources;
mod words;

use crate::notices;
use anyhow::{Result, bail};

/// Runs every check and prints all problems at once.
pub fn check() -> Result<()> {
    eprintln!("· tidiness");
    let mut problems = layers::problems()?;
    problems.extend(sources::problems()?);
    problems.extend(operations::problems()?);
    problems.extend(words::problems()?);
    let unnamed = notices::missing()?.into_iter();
    problems.extend(unnamed.map(|it| format!("no licence of {it}: cargo xtask notices")));
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        eprintln!("  {problem}");
    }
    bail!("{} things to tidy", problems.len());
}

//! Backups by PostgreSQL's own programs, of a snapshot that was verified.
use super::{Address, Postgres};
use crate::StoreError;
use crate::rows::{Rows, Transaction};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

impl Postgres {
    /// Writes a dump of one snapshot, after the work has looked at the same.
    pub fn dump<T>(
        &self,
        file: &Path,
        work: impl FnOnce(&mut dyn Transaction) -> Rows<T>,
    ) -> Rows<T> {
        self.read_in(|transaction| {
            let snapshot = transaction.snapshot()?;
            let done = work(transaction)?;
            let mut dump = program("pg_dump", &self.address);
            dump.args(["--format=custom", "--no-owner", "--no-privileges"])
                .arg(format!("--snapshot={snapshot}"))
                .arg("--file")
                .arg(file);
            run(dump)?;
            // Reads the file to its end.
            let mut list = program("pg_restore", &self.address);
            list.args(["--file", "/dev/null"]).arg(file);
            run(list)?;
            Ok(done)
        })
    }
}

/// Puts a dump into a database, which must be empty, all or nothing.
pub fn restore(url: &str, dump: &Path) -> Rows<()> {
    let address = Address::parse(url)?;
    let mut ask = program("psql", &address);
    ask.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"])
        .arg("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()");
    if run(ask)?.trim() != "0" {
        let why = "the database is not empty; make a new one and restore into that";
        return Err(StoreError::Program(why.to_owned()));
    }
    let mut restore = program("pg_restore", &address);
    restore
        .args(["--exit-on-error", "--single-transaction", "--no-owner"])
        .arg("--no-privileges")
        .arg(format!("--dbname={}", address.name()))
        .arg(dump);
    run(restore)?;
    Ok(())
}

/// The newest that Debian installed, else the one on the path.
fn program(name: &str, address: &Address) -> Command {
    let versions = std::fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .map(|version| version.path())
        .filter(|version| version.join("bin").join(name).is_file())
        .max_by_key(|version| version_of(version));
    let found = newest.map_or_else(|| name.into(), |version| version.join("bin").join(name));
    let mut command = Command::new(found);
    command.envs(address.environment()).stdin(Stdio::null());
    command
}

fn version_of(folder: &Path) -> u32 {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.parse().ok()).unwrap_or(0)
}

fn run(mut command: Command) -> Rows<String> {
    let name = PathBuf::from(command.get_program());
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    let done = command.output().map_err(|error| {
        StoreError::Program(format!(
            "{name} could not be started ({error}): install Debian's package postgresql-client"
        ))
    })?;
    if !done.status.success() {
        let told = String::from_utf8_lossy(&done.stderr);
        return Err(StoreError::Program(format!("{name}: {}", told.trim())));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

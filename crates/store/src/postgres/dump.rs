//! Backups by PostgreSQL's own programs, of a snapshot that was verified.
use super::half_restored::{EMPTY, GUARD};
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
            run(&mut dump)?;
            // Reads the file to its end.
            let mut list = program("pg_restore", &self.address);
            list.args(["--file", "/dev/null"]).arg(file);
            run(&mut list)?;
            Ok(done)
        })
    }
}

/// Puts a dump into a database, which must be empty, all or nothing, behind a guard that stays.
/// `script` is a file that may be written meanwhile.
///
/// The guard comes in the same transaction: programs that outlive this process, and commit when
/// nobody waits any more, leave nothing that looks whole.
pub fn load(url: &str, dump: &Path, script: &Path) -> Rows<()> {
    let address = Address::parse(url)?;
    let ask = |sql: &str| {
        let mut ask = program("psql", &address);
        ask.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"]);
        run(ask.arg(sql))
    };
    let is_empty = |count: Rows<String>| count.is_ok_and(|it| it.trim() == "0");
    let tables = ask("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")?;
    // Whoever opens an empty database makes the tables: they go in the same transaction.
    if !is_empty(Ok(tables)) && !is_empty(ask("SELECT count(*) FROM commune")) {
        let why = "the database is not empty; make a new one and restore into that";
        return Err(StoreError::Program(why.to_owned()));
    }
    let mut write = program("pg_restore", &address);
    write.args(["--no-owner", "--no-privileges", "--file"]);
    run_on(write.arg(script).arg(dump))?;
    let mut load = program("psql", &address);
    load.args(["--no-psqlrc", "--quiet", "--single-transaction"])
        .args(["--set", "ON_ERROR_STOP=1"]);
    load.args(["--command", EMPTY]);
    let guard = format!("CREATE TABLE {GUARD} (since BIGINT)");
    load.args(["--command", &guard, "--file"]).arg(script);
    run_on(&mut load)?;
    Ok(())
}

/// What the program does not take is no backup: nothing was changed by it.
fn run_on(command: &mut Command) -> Rows<String> {
    match run(command) {
        Err(StoreError::Program(why)) => Err(StoreError::NotABackup(why)),
        other => other,
    }
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

fn run(command: &mut Command) -> Rows<String> {
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

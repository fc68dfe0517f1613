//! Backups by PostgreSQL's own programs, from a snapshot that was verified.
use super::half_restored::{EMPTY, GUARD};
use super::{Address, OPENING_LOCK, Postgres};
use crate::StoreError;
use crate::rows::{Rows, Transaction};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

impl Postgres {
    /// Writes a dump of one snapshot, after `work` has read the same snapshot.
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
            // Reads the file to its end, to check that it is complete.
            let mut list = program("pg_restore", &self.address);
            list.args(["--file", "/dev/null"]).arg(file);
            run(&mut list)?;
            Ok(done)
        })
    }
}

/// Loads a dump into a database, which must be empty: all of it or nothing. A guard is left in the
/// database. `script` is a path for a temporary file.
///
/// The guard is created in the same transaction. This process commits that transaction itself once
/// everything is loaded; if it is killed, the loading program ends without a commit.
pub fn load(url: &str, dump: &Path, script: &Path) -> Rows<()> {
    let address = Address::parse(url)?;
    let ask = |sql: &str| {
        let mut ask = program("psql", &address);
        ask.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command"]);
        run(ask.arg(sql))
    };
    let is_empty = |count: Rows<String>| count.is_ok_and(|it| it.trim() == "0");
    let tables = ask("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")?;
    // Opening an empty database created its tables, so they are dropped in the same transaction.
    if !is_empty(Ok(tables)) && !is_empty(ask("SELECT count(*) FROM commune")) {
        let why = "the database is not empty; make a new one and restore into that";
        return Err(StoreError::Program(why.to_owned()));
    }
    let mut write = program("pg_restore", &address);
    write.args(["--no-owner", "--no-privileges", "--file"]);
    not_a_backup(run(write.arg(script).arg(dump)))?;
    not_a_backup(commit_when_loaded(&address, script))
}

fn commit_when_loaded(address: &Address, script: &Path) -> Rows<()> {
    const LOADED: &str = "all is loaded";
    let told = script.with_extension("errors");
    let mut load = program("psql", address);
    load.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"])
        .args(["--set", &format!("script={}", script.display())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(&told)?);
    let mut process = load.spawn().map_err(|why| cannot_start("psql", &why))?;
    let (to, from) = (process.stdin.take(), process.stdout.take());
    let (Some(mut to), Some(from)) = (to, from) else {
        return Err(StoreError::Program("psql without its pipes".to_owned()));
    };
    let begin = format!(
        "BEGIN;\nSELECT pg_advisory_xact_lock({OPENING_LOCK});\n{EMPTY};\n\
         CREATE TABLE {GUARD} (since BIGINT);\n\\i :script\n\\echo {LOADED}\n"
    );
    // If the program has ended, its exit status says why.
    let _broken_pipe = to.write_all(begin.as_bytes());
    let mut lines = BufReader::new(from).lines().map_while(Result::ok);
    let is_loaded = lines.any(|line| line == LOADED);
    if is_loaded {
        let _broken_pipe = to.write_all(b"COMMIT;\n");
    }
    drop(to);
    lines.for_each(drop);
    match process.wait()?.success() && is_loaded {
        true => Ok(()),
        false => {
            let told = fs::read_to_string(&told)?;
            Err(StoreError::Program(format!("psql: {}", told.trim())))
        }
    }
}

/// If the program does not accept the file, it is no backup. Nothing was changed.
fn not_a_backup<T>(done: Rows<T>) -> Rows<T> {
    match done {
        Err(StoreError::Program(why)) => Err(StoreError::NotABackup(why)),
        other => other,
    }
}

/// The newest version that Debian installed, otherwise the one on the path.
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
    let done = command.output();
    let done = done.map_err(|why| cannot_start(&name, &why))?;
    if !done.status.success() {
        let told = String::from_utf8_lossy(&done.stderr);
        return Err(StoreError::Program(format!("{name}: {}", told.trim())));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn cannot_start(name: &str, why: &io::Error) -> StoreError {
    StoreError::Program(format!(
        "{name} could not be started ({why}): install Debian's package postgresql-client"
    ))
}

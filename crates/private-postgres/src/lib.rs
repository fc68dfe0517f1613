//! A PostgreSQL server for tests and the simulation: made in a temporary folder, reached over a
//! socket in it, and ended and removed when the process that started it ends, in whatever way.
//!
//! It is for tests and measurements, not for keeping data.

use std::io::{BufRead, BufReader, Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The error if there is no PostgreSQL: tests never pass without it.
pub const MISSING: &str = "these tests need PostgreSQL: install Debian's package postgresql";
const USER: &str = "tungnha";
/// A shell script that starts the server. When its input is closed, it ends the server and removes
/// the folder.
const KEEPER: &str = r#"
trap '' INT TERM HUP
bin=$1 folder=$2 user=$3
shift 3
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= "$@" \
    >"$folder/log" 2>&1 </dev/null &
server=$!
until "$bin/pg_isready" -q -h "$folder" -U "$user"; do
    kill -0 "$server" || { cat "$folder/log"; rm -rf "$folder"; exit 1; }
    sleep 0.02
done
echo ready
read -r nothing
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"#;

/// Settings for tests: nothing is flushed to disk.
const HASTY: [&str; 6] = [
    "-cfsync=off",
    "-cfull_page_writes=off",
    "-csynchronous_commit=off",
    "-cautovacuum=off",
    "-cshared_buffers=32MB",
    "-cmax_connections=100",
];
/// Settings for measurements: every commit is on disk before it is answered.
const DURABLE: [&str; 2] = ["-cfsync=on", "-cshared_buffers=256MB"];

/// A running server.
#[derive(Debug)]
pub struct PrivatePostgres {
    programs: PathBuf,
    folder: PathBuf,
    /// The script. Its input closes when this process ends, and then it ends the server.
    keeper: Child,
}

/// One server for all tests of a process.
///
/// # Panics
/// If it cannot be started; the message says what to install.
pub fn shared() -> &'static PrivatePostgres {
    static SHARED: OnceLock<PrivatePostgres> = OnceLock::new();
    SHARED.get_or_init(|| match PrivatePostgres::start() {
        Ok(server) => server,
        #[expect(clippy::panic, reason = "a test without its database must fail")]
        Err(error) => panic!("{error}"),
    })
}

impl PrivatePostgres {
    /// Makes a server in a folder of its own and waits until it answers.
    pub fn start() -> Result<Self> {
        Self::start_with(&HASTY)
    }

    /// The same, but with every commit on disk before it is answered.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(&DURABLE)
    }

    fn start_with(settings: &[&str]) -> Result<Self> {
        let programs = programs().ok_or_else(|| Error::new(ErrorKind::NotFound, MISSING))?;
        let made = output(as_nobody("mktemp").args(["-d", "/tmp/private-postgres-XXXXXX"]))?;
        let folder = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
        let mut init = as_nobody(programs.join("initdb"));
        init.arg("-D").arg(folder.join("data"));
        init.args(["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C"]);
        init.args(["--no-sync", "--no-instructions"]);
        output(init.current_dir(&folder))?;
        let mut keeper = as_nobody("sh")
            .args(["-c", KEEPER, "keeper"])
            .args([&programs, &folder])
            .arg(USER)
            .args(settings)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        wait_until_ready(&mut keeper)?;
        Ok(Self {
            programs,
            folder,
            keeper,
        })
    }

    /// Makes a new, empty database and gives its URL.
    pub fn database(&self) -> Result<String> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("t{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut create = Command::new(self.programs.join("createdb"));
        output(self.reach(&mut create).arg(&name))?;
        let folder = self.folder.display().to_string().replace('/', "%2F");
        Ok(format!("postgres://{USER}@{folder}/{name}"))
    }

    /// What `psql` answers in a database of this server: one row in each line, columns separated by
    /// `|`.
    pub fn ask(&self, url: &str, sql: &str) -> Result<String> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let mut psql = Command::new(self.programs.join("psql"));
        let quiet = ["--no-psqlrc", "--tuples-only", "--no-align"];
        let done = output(
            self.reach(&mut psql)
                .args(quiet)
                .args(["-d", name, "-c", sql]),
        )?;
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Removes a database of this server, even if someone is connected to it.
    pub fn remove(&self, url: &str) -> Result<()> {
        let name = url.rsplit('/').next().unwrap_or_default();
        let mut drop = Command::new(self.programs.join("dropdb"));
        output(self.reach(&mut drop).args(["--force", name]))?;
        Ok(())
    }

    /// The folder of `psql` and the other programs.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Ends all connections at once, as when the server is restarted.
    pub fn disconnect_all(&self) -> Result<()> {
        let mut psql = Command::new(self.programs.join("psql"));
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
        output(self.reach(&mut psql).args(["-d", "postgres", "-c", sql]))?;
        Ok(())
    }

    fn reach<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.arg("-h").arg(&self.folder).args(["-U", USER])
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ended = self.keeper.wait();
    }
}

/// Waits until the keeper says `ready`; otherwise its output, the server's log, is the error.
fn wait_until_ready(keeper: &mut Child) -> Result<()> {
    let mut told = String::new();
    if let Some(out) = &mut keeper.stdout {
        BufReader::new(out).read_line(&mut told)?;
    }
    match told.trim() {
        "ready" => Ok(()),
        _ => Err(Error::other(format!("PostgreSQL does not start: {told}"))),
    }
}

/// The folder of PostgreSQL's programs: the one on the path, or the newest of Debian's.
pub fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(|it| has_all(it));
    on_path.or_else(|| {
        let versions = std::fs::read_dir(DEBIAN).ok()?.flatten();
        versions
            .map(|version| version.path().join("bin"))
            .filter(|bin| has_all(bin))
            .max_by_key(|bin| number(bin))
    })
}

fn has_all(bin: &Path) -> bool {
    let needed = [
        "createdb",
        "dropdb",
        "initdb",
        "pg_isready",
        "postgres",
        "psql",
    ];
    needed.iter().all(|name| bin.join(name).is_file())
}

fn number(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name);
    let version = version.and_then(|name| name.to_str());
    version.and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// Makes a command that runs as `nobody` if this process is root, because PostgreSQL refuses to run
/// as root.
fn as_nobody(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let root = Command::new("id").arg("-u").output();
    if !root.is_ok_and(|id| id.stdout == b"0\n") {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    command.arg(program).current_dir("/tmp");
    command
}

fn output(command: &mut Command) -> Result<Output> {
    let done = command.stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(done);
    }
    let name = command.get_program().to_string_lossy().into_owned();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(Error::other(format!("{name}: {told}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_answers_and_its_folder_is_gone_afterwards() {
        let server = PrivatePostgres::start().unwrap();
        let (first, second) = (server.database().unwrap(), server.database().unwrap());
        assert_ne!(first, second);
        let folder = server.folder.clone();
        assert!(folder.is_dir());
        drop(server);
        assert!(!folder.exists());
    }
}

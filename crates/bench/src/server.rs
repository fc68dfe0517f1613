//! The real server in a process of its own, so that its memory and processor time can be measured
//! alone.
use anyhow::{Context, bail};
use private_postgres::PrivatePostgres;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use store::{Database, Store};

/// Clock ticks per second in `/proc/PID/stat`, the same on every Linux.
const TICKS_A_SECOND: f64 = 100.0;
pub const OFFICER: &str = "officer";
pub const PROVINCE: &str = "province";
pub const PASSWORD: &str = "mat-khau-de-do-toc-do";

/// A running `tungnha serve` on a free port; it is killed when this value is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    /// Kept open, because the server writes to it when it stops.
    _out: BufReader<ChildStdout>,
    pub address: String,
    pub on_postgres: bool,
}

/// Where the binary is, and where it keeps its data.
#[derive(Clone, Debug)]
pub struct Binary {
    pub path: PathBuf,
    /// The PostgreSQL server to use; without it, SQLite in the folder.
    pub postgres: Option<Arc<PrivatePostgres>>,
}

/// The file in a data folder that holds the URL of the folder's database.
const URL: &str = "database-url";

impl Binary {
    pub fn serve(&self, folder: &Path) -> anyhow::Result<Server> {
        let mut process = self.command(folder, &["serve", "--port", "0"]).spawn()?;
        let mut out = BufReader::new(process.stdout.take().context("a piped output")?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let address = line.split("http://").nth(1).map(|rest| {
            let end = rest.find(|letter: char| !(letter.is_ascii_digit() || ".:".contains(letter)));
            rest[..end.unwrap_or(rest.len())]
                .trim_end_matches(['.', ':'])
                .to_owned()
        });
        match address {
            Some(address) => Ok(Server {
                process,
                _out: out,
                address,
                on_postgres: self.postgres.is_some(),
            }),
            None => bail!("the server did not say where it listens: {line:?}"),
        }
    }

    /// Adds an account that has this role and the role's name as its login. Makes the commune if
    /// there is none.
    pub fn add_account(&self, folder: &Path, commune: &str, role: &str) -> anyhow::Result<()> {
        let name = ["account", "add", role, "--name", "Hạnh"];
        let place = ["--role", role, "--commune", commune];
        drop(self.open(folder)?);
        let mut process = self
            .command(folder, &[&name[..], &place].concat())
            .stdin(Stdio::piped())
            .spawn()?;
        let mut input = process.stdin.take().context("a piped input")?;
        writeln!(input, "{PASSWORD}")?;
        drop(input);
        let done = process.wait()?;
        anyhow::ensure!(done.success(), "tungnha account add: {done}");
        Ok(())
    }

    /// Opens the database of a folder; on PostgreSQL it is made at the first call.
    pub fn open(&self, folder: &Path) -> anyhow::Result<Store> {
        if let Some(server) = &self.postgres
            && !folder.join(URL).exists()
        {
            std::fs::write(folder.join(URL), server.database()?)?;
        }
        let database = match std::fs::read_to_string(folder.join(URL)) {
            Ok(url) => Database::parse(&url, folder),
            Err(_) => Database::Folder(folder.to_owned()),
        };
        let store = database.open()?;
        // The entries stand for years of work from phones, which never goes into the office's
        // journal.
        store.keep_journal(false);
        Ok(store)
    }

    /// On PostgreSQL, gives a copied folder an empty database of its own.
    pub fn give_new_database(&self, folder: &Path) -> anyhow::Result<()> {
        if let Some(server) = &self.postgres {
            std::fs::write(folder.join(URL), server.database()?)?;
        }
        Ok(())
    }

    pub fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        if let Ok(url) = std::fs::read_to_string(folder.join(URL)) {
            command.env("TUNGNHA_DATABASE", url);
        }
        command
            .args(arguments)
            .arg("--data")
            .arg(folder)
            .env("TUNGNHA_LOG", "error")
            .stdout(Stdio::piped());
        command
    }
}

impl Server {
    /// Memory in use now and its highest value so far, in MB.
    pub fn memory_mb(&self) -> anyhow::Result<(f64, f64)> {
        let status = std::fs::read_to_string(self.proc("status"))?;
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        };
        let (now, most) = (field("VmRSS:"), field("VmHWM:"));
        Ok((
            now.context("VmRSS")? / 1024.0,
            most.context("VmHWM")? / 1024.0,
        ))
    }

    /// Processor time used so far, in seconds.
    pub fn processor_s(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat"))?;
        // The name in brackets may hold spaces, so the fields are counted from the closing bracket.
        let (_, rest) = stat.rsplit_once(')').context("stat")?;
        let ticks = rest.split_whitespace().skip(11).take(2);
        let ticks: f64 = ticks.filter_map(|it| it.parse::<f64>().ok()).sum();
        Ok(ticks / TICKS_A_SECOND)
    }

    fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.process.id()))
    }

    /// Stops it with SIGTERM, as an operator would, and waits for its end.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        let ended = self.process.wait()?;
        anyhow::ensure!(ended.success(), "the server ended with {ended}");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_gone = self.process.kill();
        let _already_waited = self.process.wait();
    }
}

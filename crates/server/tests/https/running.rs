//! The program in a process of its own.
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

pub struct Running {
    process: Child,
    /// Kept open, because the program prints a message when it stops.
    out: BufReader<ChildStdout>,
    pub address: String,
    pub port: u16,
}

impl Running {
    /// Serves on a free local port with these extra flags.
    pub fn serve(data: &Path, flags: &[String], variables: &[(&str, &Path)]) -> Self {
        let mut command = tungnha(data, flags);
        command.args(["--address", "127.0.0.1"]);
        if !flags.iter().any(|it| it == "--port") {
            command.args(["--port", "0"]);
        }
        command
            .envs(variables.iter().copied())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.split_whitespace().find(|it| it.contains("://"));
        let address = address.unwrap_or_else(|| line.as_str()).to_owned();
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        Self {
            process,
            out,
            address,
            port,
        }
    }

    /// The next line that it prints.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    pub fn signal(&self, name: &str) {
        let process = self.process.id().to_string();
        let sent = Command::new("kill").args([name, &process]).status();
        assert!(sent.unwrap().success());
    }

    pub fn ended_well(&mut self) -> bool {
        self.process.wait().unwrap().success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _waited = self.process.wait();
    }
}

/// Runs it until it ends.
pub fn refused(data: &Path, lang: &str, flags: &[String]) -> Output {
    tungnha(data, flags)
        .args(["--lang", lang])
        .output()
        .unwrap()
}

/// A port that is free now, for cases in which it must be known beforehand.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn tungnha(data: &Path, flags: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tungnha"));
    command
        .env_clear()
        .env("TUNGNHA_LANG", "en")
        .env("TUNGNHA_LOG", "error");
    command.arg("serve").arg("--data").arg(data).args(flags);
    command
}

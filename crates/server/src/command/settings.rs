//! What may be set: by a flag, else by a variable of the environment, else in the file, else not.
//!
//! This is the only list. Names of flags, variables and keys of the file follow from a field's
//! name; a heading is a section of the file, whose name begins its fields' names.
pub mod file;

use super::place::Place;
use crate::Config;
use crate::backups::Schedule;
use clap::ValueEnum;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    pub place: Place,
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080, env = "TUNGNHA_PORT")]
    pub port: u16,
    /// Address to listen on; behind a proxy on another machine, 0.0.0.0.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), env = "TUNGNHA_ADDRESS")]
    pub address: IpAddr,
    /// Folder of the built phone app, where it is not inside this binary.
    #[arg(long, env = "TUNGNHA_PHONE")]
    pub phone: Option<PathBuf>,
    /// Behind a proxy that ends TLS: cookies over HTTPS only, addresses from X-Forwarded-For.
    #[arg(long, env = "TUNGNHA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Officers and above without a second factor are sent to set one up.
    #[arg(long, env = "TUNGNHA_REQUIRE_SECOND_FACTOR")]
    pub require_second_factor: bool,
    /// What is logged: off, error, warn, info, debug, or a filter such as info,server=debug.
    #[arg(long, default_value = "info", env = "TUNGNHA_LOG")]
    pub log: String,
    /// How it is logged.
    #[arg(long, value_enum, default_value = "text", env = "TUNGNHA_LOG_FORMAT")]
    pub log_format: LogFormat,
    #[command(flatten)]
    backups: Backups,
}

#[derive(Clone, Copy, PartialEq, Debug, ValueEnum)]
pub enum LogFormat {
    Text,
    /// One JSON document a line.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Backups")]
struct Backups {
    /// Folder for backups that the server makes by itself, best on another disk.
    #[arg(long = "backups", value_name = "FOLDER", env = "TUNGNHA_BACKUPS")]
    backups_folder: Option<PathBuf>,
    /// Of the last so many days a backup is kept.
    #[arg(long, default_value_t = 7, env = "TUNGNHA_BACKUPS_DAILY")]
    backups_daily: usize,
    /// And one of each of the last so many weeks.
    #[arg(long, default_value_t = 8, env = "TUNGNHA_BACKUPS_WEEKLY")]
    backups_weekly: usize,
}

impl Settings {
    /// What handlers need of it.
    pub fn config(&self) -> Config {
        Config {
            phone: self.phone.clone(),
            secure_cookies: self.behind_proxy,
            behind_proxy: self.behind_proxy,
            require_second_factor: self.require_second_factor,
            request_timeout: None,
        }
    }

    pub fn schedule(&self) -> Option<Schedule> {
        let backups = &self.backups;
        backups.backups_folder.clone().map(|folder| Schedule {
            folder,
            daily: backups.backups_daily,
            weekly: backups.backups_weekly,
        })
    }
}

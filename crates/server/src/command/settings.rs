//! What may be set: by a flag, else by a variable of the environment, else in the file, else not.
//!
//! This is the only list. Names of flags, variables and keys of the file follow from a field's
//! name; a heading is a section of the file, whose name begins its fields' names.
pub mod file;
pub mod https;

use self::https::Https;
use super::place::Place;
use crate::backups::Schedule;
use crate::bulletin::script::SYLLABLES_A_MINUTE;
use crate::bulletin::speech::COMMAND;
use crate::hops::Network;
use crate::public_address::PublicAddress;
use crate::{Config, config};
use clap::ValueEnum;
use std::net::IpAddr;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    pub place: Place,
    /// Port to listen on, 0 for any that is free; without one, 443 with HTTPS, else 8080.
    #[arg(long, env = "TUNGNHA_PORT")]
    port: Option<u16>,
    /// Address to listen on; without one, all of this machine's with HTTPS, else 127.0.0.1; behind
    /// a proxy on another machine, 0.0.0.0.
    #[arg(long, env = "TUNGNHA_ADDRESS")]
    address: Option<IpAddr>,
    #[command(flatten)]
    https: Https,
    /// Folder of the built phone app, where it is not inside this binary.
    #[arg(long, env = "TUNGNHA_PHONE")]
    pub phone: Option<PathBuf>,
    /// Behind a proxy on this machine that ends TLS: short for its address in trusted_proxies.
    #[arg(long, env = "TUNGNHA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Where people find this server, such as https://tungnha.your-commune.vn: every link, feed and
    /// printed code begins with it; without one, the name of the certificate, else what each
    /// browser says.
    #[arg(long, env = "TUNGNHA_PUBLIC_ADDRESS")]
    public_address: Option<PublicAddress>,
    /// Officers and above without a second factor are sent to set one up.
    #[arg(long, env = "TUNGNHA_REQUIRE_SECOND_FACTOR")]
    pub require_second_factor: bool,
    /// Proxies that end TLS before this server, such as 127.0.0.1,10.0.0.0/8: they alone are
    /// believed when they say who came to them, and cookies go over HTTPS only.
    #[arg(long, value_delimiter = ',', env = "TUNGNHA_TRUSTED_PROXIES")]
    pub trusted_proxies: Vec<Network>,
    /// What is logged: off, error, warn, info, debug, or a filter such as info,server=debug.
    #[arg(long, default_value = "info", env = "TUNGNHA_LOG")]
    pub log: String,
    /// How it is logged.
    #[arg(long, value_enum, default_value = "text", env = "TUNGNHA_LOG_FORMAT")]
    pub log_format: LogFormat,
    /// Whoever sends it as Bearer may read /metrics from another machine too.
    #[arg(long, env = "TUNGNHA_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    #[command(flatten)]
    speech: Speech,
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
#[command(next_help_heading = "Speech")]
struct Speech {
    /// Command that reads a bulletin from its input and writes a sound file to its output.
    #[arg(long, default_value = COMMAND, env = "TUNGNHA_SPEECH_COMMAND")]
    speech_command: String,
    /// How fast the commune's reader reads.
    #[arg(long, default_value_t = SYLLABLES_A_MINUTE, env = "TUNGNHA_SPEECH_SYLLABLES")]
    speech_syllables: u32,
    /// Numbers are said as in the south: lẻ, ngàn.
    #[arg(long, env = "TUNGNHA_SPEECH_SOUTHERN")]
    speech_southern: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Backups")]
pub struct BackupsFolder {
    /// Folder for backups that the server makes by itself, best on another disk.
    #[arg(long = "backups", value_name = "FOLDER", env = "TUNGNHA_BACKUPS")]
    pub backups_folder: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Backups")]
struct Backups {
    #[command(flatten)]
    folder: BackupsFolder,
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
        let mut trusted_proxies = self.trusted_proxies.clone();
        if self.behind_proxy {
            trusted_proxies.extend(Network::HERE);
        }
        Config {
            phone: self.phone.clone(),
            require_second_factor: self.require_second_factor,
            secure_cookies: self.is_https() || !trusted_proxies.is_empty(),
            trusted_proxies,
            public_address: self.public_address(),
            metrics_token: self.metrics_token.clone().filter(|it| !it.is_empty()),
            speech: config::Speech {
                command: self.speech.speech_command.clone(),
                syllables_a_minute: self.speech.speech_syllables,
                southern: self.speech.speech_southern,
            },
            request_timeout: None,
            burned_per_minute: None,
        }
    }

    pub fn schedule(&self) -> Option<Schedule> {
        let backups = &self.backups;
        backups
            .folder
            .backups_folder
            .clone()
            .map(|folder| Schedule {
                folder,
                daily: backups.backups_daily,
                weekly: backups.backups_weekly,
            })
    }
}

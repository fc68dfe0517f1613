//! All settings. A flag overrides an environment variable, which overrides the configuration file.
//!
//! This is the only list. The names of flags, variables and keys in the file follow from the names
//! of the fields. A heading is a section of the file, and the names of its fields begin with it.
pub mod file;
pub mod https;

use self::https::Https;
use super::place::Place;
use crate::backups::Schedule;
use crate::bulletin::script::SYLLABLES_A_MINUTE;
use crate::bulletin::speech::COMMAND;
use crate::hops::Network;
use crate::public_address::PublicAddress;
use crate::source::SourceAddress;
use crate::{Config, config};
use clap::ValueEnum;
use std::net::IpAddr;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    pub place: Place,
    /// Port to listen on, 0 for any free port. If not given, 443 with HTTPS, otherwise 8080.
    #[arg(long, env = "TUNGNHA_PORT")]
    port: Option<u16>,
    /// Address to listen on. If not given, all addresses of this machine with HTTPS, otherwise
    /// 127.0.0.1. Behind a proxy on another machine, use 0.0.0.0.
    #[arg(long, env = "TUNGNHA_ADDRESS")]
    address: Option<IpAddr>,
    #[command(flatten)]
    https: Https,
    /// Folder of the built phone app, if it is not inside this binary.
    #[arg(long, env = "TUNGNHA_PHONE")]
    pub phone: Option<PathBuf>,
    /// A proxy on this machine ends TLS: the same as its address in trusted_proxies.
    #[arg(long, env = "TUNGNHA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// The address at which people find this server, such as https://tungnha.your-commune.vn. Every
    /// link, feed and printed code begins with it. If not given, the name in the certificate,
    /// otherwise what each browser says.
    #[arg(long, env = "TUNGNHA_PUBLIC_ADDRESS")]
    public_address: Option<PublicAddress>,
    /// Where the source of this program is. Set it if you changed the program: the AGPL asks to offer
    /// users the source of what runs.
    #[arg(long, env = "TUNGNHA_SOURCE_ADDRESS")]
    source_address: Option<SourceAddress>,
    /// Officers and above without a second factor must set one up.
    #[arg(long, env = "TUNGNHA_REQUIRE_SECOND_FACTOR")]
    pub require_second_factor: bool,
    /// Proxies that end TLS before this server, such as 127.0.0.1,10.0.0.0/8. Only they are
    /// believed when they say who their client is, and cookies are sent over HTTPS only.
    #[arg(long, value_delimiter = ',', env = "TUNGNHA_TRUSTED_PROXIES")]
    pub trusted_proxies: Vec<Network>,
    /// What is logged: off, error, warn, info, debug, or a filter such as info,server=debug.
    #[arg(long, default_value = "info", env = "TUNGNHA_LOG")]
    pub log: String,
    /// Format of the log.
    #[arg(long, value_enum, default_value = "text", env = "TUNGNHA_LOG_FORMAT")]
    pub log_format: LogFormat,
    /// A token that, sent as Bearer, lets clients on other machines read /metrics.
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
    /// One JSON document on each line.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Speech")]
struct Speech {
    /// Command that reads a bulletin from its input and writes a sound file to its output.
    #[arg(long, default_value = COMMAND, env = "TUNGNHA_SPEECH_COMMAND")]
    speech_command: String,
    /// How many syllables a minute the commune's reader reads.
    #[arg(long, default_value_t = SYLLABLES_A_MINUTE, env = "TUNGNHA_SPEECH_SYLLABLES")]
    speech_syllables: u32,
    /// Numbers are pronounced as in the south: lẻ, ngàn.
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
    /// How many of the latest days keep a backup.
    #[arg(long, default_value_t = 7, env = "TUNGNHA_BACKUPS_DAILY")]
    backups_daily: usize,
    /// How many of the latest weeks keep one backup.
    #[arg(long, default_value_t = 8, env = "TUNGNHA_BACKUPS_WEEKLY")]
    backups_weekly: usize,
}

impl Settings {
    /// The settings that request handlers need.
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
            source: self.source_address.clone().unwrap_or_default(),
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

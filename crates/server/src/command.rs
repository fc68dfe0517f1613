//! The commands of `tungnha`.
mod account;
mod care;
mod config;
mod demo;
mod import;
mod place;
mod serve;
mod settings;
mod vietqr;

use crate::source::NOTICES;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use settings::Settings;
use settings::file::File;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{StoreError, Trouble};
use words::Language;

/// Exit code when a check found something. 0 means success.
pub const FOUND: u8 = 1;
pub const FAILED: u8 = 3;

#[derive(Debug, Parser)]
#[command(
    name = "tungnha",
    version,
    about = "Từng Nhà: the server and its commands"
)]
struct Arguments {
    /// Language of messages: vi or en.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "vi",
        env = "TUNGNHA_LANG"
    )]
    lang: Lang,
    /// Configuration file. If not given, /etc/tungnha/tungnha.toml is read if it exists.
    #[arg(long, global = true, value_name = "FILE", env = "TUNGNHA_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    Vi,
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the office, the public pages and the phones.
    Serve(Settings),
    /// Make a demonstration commune if there is none, and serve it.
    Demo(Settings),
    /// Print every setting in force and where it came from.
    Config(Settings),
    /// Write the demonstration's messy list of households, to try the import with.
    Sample {
        /// The workbook to write, such as danh-sach-ho.xlsx.
        file: std::path::PathBuf,
    },
    /// Import a list of households, or a phone's unsent work.
    #[command(subcommand)]
    Import(import::Import),
    /// Recount everything from the log. The exit code is 1 if anything differs.
    Verify(place::Place),
    /// Rewrite records and figures from the log.
    Rebuild(care::Rebuild),
    /// Write a verified backup into a new file, while others write.
    Backup(care::Backup),
    /// Replace the data with a backup. Phones then send again what it lacks.
    Restore(care::Restore),
    /// Copy a whole database into an empty one, from SQLite to PostgreSQL or back, and verify it.
    Move(care::Move),
    /// Add accounts, disable them, set passwords.
    #[command(subcommand)]
    Account(account::Command),
    /// Write and read VietQR payloads, the codes of bank transfers.
    #[command(subcommand)]
    Vietqr(vietqr::Command),
    /// Make an enrolment code for someone's phone.
    Code(account::CodeFor),
    /// Print the licences of all that this program is built on.
    Licenses,
}

/// Runs the command on the command line.
pub fn run() -> ExitCode {
    // All files made from here on, by libraries and started programs too, are readable by their
    // owner only.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let command = Arguments::command();
    // The configuration file must be known before its settings can serve as defaults of the command
    // line.
    let early = command.clone().ignore_errors(true).try_get_matches().ok();
    let lang = early.as_ref().and_then(|it| it.get_one::<Lang>("lang"));
    let lang = lang.map_or(Language::Vietnamese, |it| it.language());
    let file = match File::read(&command, early.as_ref(), lang) {
        Ok(file) => file,
        Err(why) => return failed(&why, lang),
    };
    let told = file.apply(command).try_get_matches();
    let matches = told.unwrap_or_else(|why| wrong(&why, lang));
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|why| wrong(&why, lang));
    let lang = arguments.lang.language();
    obey(&arguments.command, &matches, &file, lang).unwrap_or_else(|why| failed(&why, lang))
}

fn obey(
    command: &Command,
    matches: &ArgMatches,
    file: &File,
    lang: Language,
) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(settings) => serve::run(settings, lang),
        Command::Demo(settings) => demo::run(settings, lang),
        Command::Config(settings) => {
            let matches = matches.subcommand().map_or(matches, |(_, own)| own);
            Ok(config::run(
                &Arguments::command(),
                (settings, matches),
                file,
                lang,
            ))
        }
        Command::Sample { file } => demo::sample(file, lang),
        Command::Import(what) => import::run(what, lang),
        Command::Verify(place) => care::verify(place, lang),
        Command::Rebuild(what) => care::rebuild(what, lang),
        Command::Backup(what) => care::backup(what, lang),
        Command::Restore(what) => care::restore(what, lang),
        Command::Move(what) => care::carry(what, lang),
        Command::Account(what) => account::run(what, lang),
        Command::Vietqr(what) => vietqr::run(what, lang),
        Command::Code(what) => account::code(what, lang),
        Command::Licenses => {
            println!("{NOTICES}");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Shows clap's message, which is always English, below a sentence in the chosen language.
fn wrong(why: &clap::Error, lang: Language) -> ! {
    if why.use_stderr() {
        eprintln!("{}", words::command::command_wrong(lang));
    }
    why.exit()
}

fn failed(why: &anyhow::Error, lang: Language) -> ExitCode {
    eprintln!("{}", words::command::failed(lang, told(why, lang)));
    ExitCode::from(FAILED)
}

impl Lang {
    fn language(self) -> Language {
        match self {
            Lang::Vi => Language::Vietnamese,
            Lang::En => Language::English,
        }
    }
}

/// First what someone can do about the error, then the error itself.
fn told(why: &anyhow::Error, lang: Language) -> String {
    let of_store = why.chain().find_map(|it| it.downcast_ref::<StoreError>());
    let advice = match of_store.map(StoreError::trouble) {
        Some(Trouble::Full) => words::command::trouble_full(lang),
        Some(Trouble::ReadOnly) => words::command::trouble_read_only(lang),
        Some(Trouble::Damaged) => words::command::trouble_damaged(lang),
        Some(Trouble::Away) => words::command::trouble_away(lang),
        Some(Trouble::NotABackup) => words::command::trouble_not_a_backup(lang),
        Some(Trouble::Gone) => words::command::trouble_gone(lang),
        Some(Trouble::Other) | None => return format!("{why:#}"),
    };
    format!("{advice}\n{why:#}")
}

//! The commands of `tungnha`.
mod account;
mod care;
mod demo;
mod import;
mod place;
mod serve;
mod vietqr;

use clap::{Parser, Subcommand, ValueEnum};
use std::process::ExitCode;
use store::{StoreError, Trouble};
use words::Language;

/// What went well, what was found, what could not be done: the exit codes.
pub const FOUND: u8 = 1;
pub const FAILED: u8 = 3;

#[derive(Debug, Parser)]
#[command(
    name = "tungnha",
    version,
    about = "Từng Nhà: the server and its commands"
)]
struct Arguments {
    /// Language of what is told: vi or en.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "vi",
        env = "TUNGNHA_LANG"
    )]
    lang: Lang,
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
    Serve(serve::Options),
    /// Make a demonstration commune where there is none, and serve it.
    Demo(serve::Options),
    /// Write the demonstration's messy list of households, to try the import with.
    Sample {
        /// The workbook to write, such as danh-sach-ho.xlsx.
        file: std::path::PathBuf,
    },
    /// Bring in a list of households or a phone's unsent work.
    #[command(subcommand)]
    Import(import::Import),
    /// Recount everything from the log; exit code 1 where anything differs.
    Verify(place::Place),
    /// Write records and figures anew from the log.
    Rebuild(place::Place),
    /// Write a verified backup into a new file, while others write.
    Backup(care::Backup),
    /// Put a backup in the place of the data; phones then send again what it lacks.
    Restore(care::Restore),
    /// Carry a whole database into an empty one, from SQLite to PostgreSQL or back, and verify it.
    Move(care::Move),
    /// Add accounts, disable them, set passwords.
    #[command(subcommand)]
    Account(account::Command),
    /// Write and read VietQR payloads, the codes of bank transfers.
    #[command(subcommand)]
    Vietqr(vietqr::Command),
    /// Make an enrolment code for someone's phone.
    Code(account::CodeFor),
}

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let lang = match arguments.lang {
        Lang::Vi => Language::Vietnamese,
        Lang::En => Language::English,
    };
    let done = match arguments.command {
        Command::Serve(options) => serve::run(&options, lang),
        Command::Demo(options) => demo::run(&options, lang),
        Command::Sample { file } => demo::sample(&file, lang),
        Command::Import(what) => import::run(&what, lang),
        Command::Verify(place) => care::verify(&place, lang),
        Command::Rebuild(place) => care::rebuild(&place, lang),
        Command::Backup(what) => care::backup(&what, lang),
        Command::Restore(what) => care::restore(&what, lang),
        Command::Move(what) => care::carry(&what, lang),
        Command::Account(what) => account::run(&what, lang),
        Command::Vietqr(what) => vietqr::run(&what, lang),
        Command::Code(what) => account::code(&what, lang),
    };
    match done {
        Ok(code) => code,
        Err(why) => {
            eprintln!("{}", words::command::failed(lang, told(&why, lang)));
            ExitCode::from(FAILED)
        }
    }
}

/// What someone can do about it first, then what the machine said.
fn told(why: &anyhow::Error, lang: Language) -> String {
    let of_store = why.chain().find_map(|it| it.downcast_ref::<StoreError>());
    let advice = match of_store.map(StoreError::trouble) {
        Some(Trouble::Full) => words::command::trouble_full(lang),
        Some(Trouble::ReadOnly) => words::command::trouble_read_only(lang),
        Some(Trouble::Damaged) => words::command::trouble_damaged(lang),
        Some(Trouble::Other) | None => return format!("{why:#}"),
    };
    format!("{advice}\n{why:#}")
}

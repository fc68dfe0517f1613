//! `tungnha config`: every setting in force, and where it came from.
use super::FOUND;
use super::settings::Settings;
use super::settings::file::{File, key, settings};
use super::settings::https::Because;
use crate::Clock;
use crate::tls::{Certificates, Keeper, Trouble};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::fmt::Write;
use std::process::ExitCode;
use words::Language;
use words::command as say;

/// Shown in place of secrets.
const HIDDEN: &str = "•••";

/// Prints the settings in the form of the configuration file, each with the place that its value
/// came from. The exit code is 1 if nobody could connect with these settings.
pub fn run(
    command: &Command,
    (arguments, matches): (&Settings, &ArgMatches),
    file: &File,
    lang: Language,
) -> ExitCode {
    let told = |arg: &Arg| match (
        matches.get_raw(arg.get_id().as_str()),
        arguments.follows(arg),
    ) {
        (None, Some((value, because))) => (
            format!("{} = {}", key(arg), quoted(&value)),
            why(because, lang).to_owned(),
        ),
        _ => (line(arg, matches), source(arg, matches, file, lang)),
    };
    let lines: Vec<_> = settings(command).map(told).collect();
    let width = lines
        .iter()
        .map(|it| it.0.chars().count())
        .max()
        .unwrap_or(0);
    for (line, source) in lines {
        println!("{line:width$}  # {source}");
    }
    let (https, code) = match of_https(arguments, lang) {
        Ok(told) => (told, ExitCode::SUCCESS),
        Err(told) => (told, ExitCode::from(FOUND)),
    };
    println!("# {https}");
    code
}

/// What the settings mean for HTTPS, or why nobody could connect.
fn of_https(arguments: &Settings, lang: Language) -> Result<String, String> {
    use words::https as say;
    let told = |why: Trouble| say::config_wrong(lang, why.told(lang));
    match arguments.certificates().map_err(told)? {
        None if arguments.config().secure_cookies => Ok(say::config_behind(lang).to_owned()),
        None => Ok(say::config_plain(lang).to_owned()),
        Some(Certificates::Acme(order)) => {
            let (names, folder) = (order.names.join(", "), order.folder.display());
            Ok(say::config_acme(lang, names, &order.directory, folder))
        }
        Some(Certificates::Files(files)) => {
            let current = files.open().map_err(told)?;
            if let Some(day) = Keeper::Files(current.clone()).ended_before(Clock::System.now()) {
                return Err(say::expired(lang, day));
            }
            let facts = current.facts();
            let day = facts.as_ref().map(|it| it.until.day().to_string());
            let names = facts.map(|it| it.names.join(", "));
            Ok(say::config_files(
                lang,
                names.unwrap_or_default(),
                day.unwrap_or_default(),
            ))
        }
    }
}

fn why(because: Because, lang: Language) -> &'static str {
    use words::https as say;
    match because {
        Because::Files => say::config_by_files(lang),
        Because::Acme => say::config_by_acme(lang),
        Because::Port => say::config_by_port(lang),
        Because::Default => words::command::config_by_default(lang),
    }
}

fn line(arg: &Arg, matches: &ArgMatches) -> String {
    let key = key(arg);
    let values = matches.get_raw(arg.get_id().as_str());
    let Some(values) = values else {
        return format!("# {key}");
    };
    let secret = arg.is_hide_env_values_set();
    let mut values = values.map(|it| {
        let text = it.to_string_lossy();
        let shown = if secret {
            masked(&text)
        } else {
            text.into_owned()
        };
        quoted(&shown)
    });
    let several = matches!(arg.get_action(), ArgAction::Append);
    let mut line = format!("{key} = ");
    let written = match several {
        true => write!(line, "[{}]", values.collect::<Vec<_>>().join(", ")),
        false => line.write_str(&values.next().unwrap_or_default()),
    };
    written.expect("a string takes whatever is written");
    line
}

fn source(arg: &Arg, matches: &ArgMatches, file: &File, lang: Language) -> String {
    match matches.value_source(arg.get_id().as_str()) {
        Some(ValueSource::CommandLine) => {
            say::config_by_flag(lang, arg.get_long().unwrap_or_default())
        }
        Some(ValueSource::EnvVariable) => {
            let name = arg.get_env().unwrap_or_default();
            say::config_by_variable(lang, name.to_string_lossy())
        }
        Some(_) => match file.place_of(arg) {
            Some(place) => place,
            None => say::config_by_default(lang).to_owned(),
        },
        None => say::config_not_set(lang).to_owned(),
    }
}

/// Numbers and booleans stay as they are; everything else is put in quotes.
fn quoted(text: &str) -> String {
    let plain = text.parse::<u64>().is_ok() || text.parse::<bool>().is_ok();
    match plain {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Hides a secret. In a URL only the password and the parameters are hidden.
fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return HIDDEN.to_owned();
    };
    let rest = match rest.rsplit_once('@') {
        Some((who, where_)) => {
            let user = who.split(':').next().unwrap_or_default();
            let password = if who.contains(':') { ":•••" } else { "" };
            format!("{user}{password}@{where_}")
        }
        None => rest.to_owned(),
    };
    // Parameters may contain a password too.
    let rest = match rest.split_once('?') {
        Some((path, _)) => format!("{path}?{HIDDEN}"),
        None => rest,
    };
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hidden() {
        for (url, shown) in [
            ("postgres://a@h/d", "postgres://a@h/d"),
            ("postgres://a:b@h/d", "postgres://a:•••@h/d"),
            ("postgres://a:b@c:d@h/d", "postgres://a:•••@h/d"),
            ("postgres://h/d?password=b", "postgres://h/d?•••"),
            ("secret", "•••"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}

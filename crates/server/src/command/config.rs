//! `tungnha config`: every setting in force, and who set it.
use super::settings::file::{File, key, settings};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::fmt::Write;
use std::process::ExitCode;
use words::Language;
use words::command as say;

/// Stands for what nobody may read over a shoulder.
const HIDDEN: &str = "•••";

/// Prints them in the file's own manner; behind each, where its value came from.
pub fn run(command: &Command, matches: &ArgMatches, file: &File, lang: Language) -> ExitCode {
    let lines: Vec<_> = settings(command)
        .map(|arg| (line(arg, matches), source(arg, matches, file, lang)))
        .collect();
    let width = lines
        .iter()
        .map(|it| it.0.chars().count())
        .max()
        .unwrap_or(0);
    for (line, source) in lines {
        println!("{line:width$}  # {source}");
    }
    ExitCode::SUCCESS
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

/// Numbers and truths as they are, all else between quotes.
fn quoted(text: &str) -> String {
    let plain = text.parse::<u64>().is_ok() || text.parse::<bool>().is_ok();
    match plain {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Of a URL only the password is hidden, of all else everything.
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
    // Parameters may say `password=` too.
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

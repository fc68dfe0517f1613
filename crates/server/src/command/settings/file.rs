//! The configuration file: TOML whose keys are the settings. Errors name their line.
use anyhow::{Context, bail};
use clap::{Arg, ArgMatches, Command};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};
use words::Language;
use words::command as say;

/// Read if no other file is named.
pub const USUAL: &str = "/etc/tungnha/tungnha.toml";
/// The argument that names the file. It cannot be in the file itself.
pub const NAMED_BY: &str = "config";
/// The command whose arguments are all the settings.
const LISTED_BY: &str = "config";
/// This command reads the file only if it is named, so that a demonstration beside a real commune
/// does not use its data.
const ONLY_WHEN_NAMED: &str = "demo";
const LIMIT_BYTES: u64 = 64 * 1024;

/// The settings in a file.
#[derive(Debug, Default)]
pub struct File {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    key: String,
    line: usize,
    values: Vec<OsString>,
}

impl File {
    /// Reads the file named by the command line or the environment, otherwise the usual one if it
    /// exists.
    ///
    /// # Errors
    /// When the file cannot be read or has an unknown setting. The error names the line and the
    /// nearest key.
    pub fn read(
        command: &Command,
        early: Option<&ArgMatches>,
        lang: Language,
    ) -> anyhow::Result<Self> {
        let named = early.and_then(|it| it.get_one::<PathBuf>(NAMED_BY));
        let demo = early.and_then(ArgMatches::subcommand_name) == Some(ONLY_WHEN_NAMED);
        let path = match named {
            Some(named) => named.as_path(),
            None if !demo && Path::new(USUAL).exists() => Path::new(USUAL),
            None => return Ok(Self::default()),
        };
        let told = || say::config_unreadable(lang, path.display());
        let size = std::fs::metadata(path).with_context(told)?.len();
        anyhow::ensure!(size <= LIMIT_BYTES, told());
        let text = std::fs::read_to_string(path).with_context(told)?;
        Self::parse(command, path, &text, lang)
    }

    fn parse(command: &Command, path: &Path, text: &str, lang: Language) -> anyhow::Result<Self> {
        let place = |line: usize| format!("{}:{line}", path.display());
        let table = DeTable::parse(text).map_err(|why| {
            let line = line_at(text, why.span().map_or(0, |span| span.start));
            anyhow::anyhow!("{}: {}", place(line), why.message())
        })?;
        let mut entries = Vec::new();
        flatten("", table.get_ref(), text, &mut entries);
        for entry in &entries {
            let line = place(entry.line);
            let Some(arg) = settings(command).find(|arg| key(arg) == entry.key) else {
                bail!(say::config_unknown(
                    lang,
                    line,
                    &entry.key,
                    nearest(command, &entry.key)
                ));
            };
            if let Err(why) = check(arg, entry) {
                bail!("{line}: {}: {why}", entry.key);
            }
        }
        let path = path.to_owned();
        Ok(Self { path, entries })
    }

    /// Makes the file's values the defaults of all commands, so that flags and variables override
    /// them.
    pub fn apply(&self, command: Command) -> Command {
        let command = command.mut_args(|arg| match self.entry(&arg) {
            Some(entry) => {
                let secret = arg.is_hide_env_values_set();
                let arg = arg.default_values(&entry.values);
                // Help pages show defaults, so those of secrets are hidden.
                if secret {
                    arg.hide_default_value(true)
                } else {
                    arg
                }
            }
            None => arg,
        });
        command.mut_subcommands(|it| self.apply(it))
    }

    /// Where this file sets an argument: `file:line`.
    pub fn place_of(&self, arg: &Arg) -> Option<String> {
        let entry = self.entry(arg)?;
        Some(format!("{}:{}", self.path.display(), entry.line))
    }

    fn entry(&self, arg: &Arg) -> Option<&Entry> {
        let of_settings = arg.get_env().is_some();
        self.entries
            .iter()
            .find(|it| of_settings && it.key == key(arg))
    }
}

/// All settings: whatever the environment can set, the file can set too.
pub fn settings(command: &Command) -> impl Iterator<Item = &Arg> {
    let listed = command.find_subcommand(LISTED_BY).into_iter();
    let all = listed
        .flat_map(Command::get_arguments)
        .chain(command.get_arguments());
    all.filter(|arg| arg.get_env().is_some() && arg.get_id() != NAMED_BY)
}

/// The key of a setting in the file: `port`, `backups.daily`.
pub fn key(arg: &Arg) -> String {
    let id = arg.get_id().as_str();
    let section = arg.get_help_heading().map(str::to_lowercase);
    let split = section.and_then(|it| Some((id.strip_prefix(&it)?.strip_prefix('_')?, it)));
    match split {
        Some((rest, section)) => format!("{section}.{rest}"),
        None => id.to_owned(),
    }
}

fn nearest(command: &Command, wrong: &str) -> String {
    let likeness = |it: &String| strsim::jaro_winkler(it, wrong);
    let keys = settings(command).map(key);
    keys.max_by(|one, other| likeness(one).total_cmp(&likeness(other)))
        .unwrap_or_default()
}

/// Checks that the setting accepts these values, as it would on the command line.
fn check(arg: &Arg, entry: &Entry) -> Result<(), String> {
    let alone = arg
        .clone()
        .env(None::<&'static str>)
        .default_values(&entry.values);
    let command = Command::new("tungnha").no_binary_name(true).arg(alone);
    let Err(why) = command.try_get_matches_from(Vec::<OsString>::new()) else {
        return Ok(());
    };
    let of_value = std::error::Error::source(&why).map(ToString::to_string);
    let told = of_value.unwrap_or_else(|| why.render().to_string());
    let first = told.lines().next().unwrap_or_default();
    Err(first.trim_start_matches("error: ").to_owned())
}

fn flatten(section: &str, table: &DeTable<'_>, text: &str, entries: &mut Vec<Entry>) {
    for (name, value) in table {
        let key = match section {
            "" => name.get_ref().to_string(),
            _ => format!("{section}.{}", name.get_ref()),
        };
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => flatten(&key, inner, text, entries),
            DeValue::Table(_) => {}
            value => entries.push(Entry {
                key,
                line: line_at(text, name.span().start),
                values: written(value),
            }),
        }
    }
}

/// The value as it would be written on the command line. What cannot be written there is refused by
/// its type.
fn written(value: &DeValue<'_>) -> Vec<OsString> {
    let one = match value {
        DeValue::Array(all) => {
            return all.iter().flat_map(|it| written(it.get_ref())).collect();
        }
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Table(_) => "{…}".to_owned(),
    };
    vec![one.into()]
}

fn line_at(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|it| *it == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Arguments;
    use clap::CommandFactory;

    fn parsed(text: &str) -> anyhow::Result<File> {
        let path = Path::new("xa.toml");
        File::parse(&Arguments::command(), path, text, Language::English)
    }

    fn refused(text: &str) -> String {
        parsed(text).unwrap_err().to_string()
    }

    #[test]
    fn the_command_line_overrides_the_file() {
        let file =
            parsed("port = 8081\nbehind_proxy = true\n[backups]\nfolder = '/b'\ndaily = 3\n");
        let command = file.unwrap().apply(Arguments::command());
        let words = ["tungnha", "serve", "--port", "9000"];
        let matches = command.get_matches_from(words);
        let (_, serve) = matches.subcommand().unwrap();
        assert_eq!(serve.get_one::<u16>("port"), Some(&9000));
        assert!(serve.get_flag("behind_proxy"));
        assert_eq!(serve.get_one::<usize>("backups_daily"), Some(&3));
        assert_eq!(serve.get_one::<usize>("backups_weekly"), Some(&8));
        assert_eq!(
            serve.get_one::<PathBuf>("backups_folder"),
            Some(&"/b".into())
        );
    }

    #[test]
    fn the_packaged_file_and_its_commented_settings_are_valid() {
        let packaged = include_str!("../../../../../packaging/tungnha.toml");
        let taken = parsed(packaged).unwrap().entries.len();
        // Explanations follow "# ", commented settings follow "#".
        let offered = packaged.replace("\n#", "\n").replace("\n ", "\n# ");
        assert!(parsed(&offered).unwrap().entries.len() > taken);
    }

    #[test]
    fn other_commands_find_the_same_data() {
        let file = parsed("data = '/var/lib/xa'\n").unwrap();
        for words in [
            &["tungnha", "verify"][..],
            &["tungnha", "backup", "file"],
            &["tungnha", "account", "disable", "lan"],
        ] {
            let matches = file.apply(Arguments::command()).get_matches_from(words);
            let mut deepest = &matches;
            while let Some((_, inner)) = deepest.subcommand() {
                deepest = inner;
            }
            let data = deepest.get_one::<PathBuf>("data");
            assert_eq!(data, Some(&"/var/lib/xa".into()), "{words:?}");
        }
    }

    #[test]
    fn an_unknown_setting_is_reported_with_its_line_and_the_nearest_key() {
        for (text, line, wrong, meant) in [
            ("\nprot = 1\n", 2, "prot", "port"),
            (
                "port = 1\n[backup]\ndaily = 1\n",
                3,
                "backup.daily",
                "backups.daily",
            ),
            ("backups_daily = 1\n", 1, "backups_daily", "backups.daily"),
            ("config = 'other.toml'\n", 1, "config", "commune"),
        ] {
            let told = refused(text);
            assert!(told.starts_with(&format!("xa.toml:{line}: ")), "{told}");
            assert!(told.contains(&format!("“{wrong}”")), "{told}");
            assert!(
                meant == "commune" || told.contains(&format!("“{meant}”")),
                "{told}"
            );
        }
    }

    #[test]
    fn wrong_values_are_reported_with_their_line() {
        for (text, told) in [
            ("port = 70000\n", "xa.toml:1: port: 70000"),
            ("port = 'high'\n", "xa.toml:1: port: invalid digit"),
            (
                "\nlog_format = 'xml'\n",
                "xa.toml:2: log_format: invalid value 'xml'",
            ),
            ("address = 1.5\n", "xa.toml:1: address: invalid IP address"),
            (
                "behind_proxy = 'perhaps'\n",
                "xa.toml:1: behind_proxy: invalid value",
            ),
            ("port = \n", "xa.toml:1: "),
        ] {
            assert!(refused(text).starts_with(told), "{}", refused(text));
        }
    }
}

//! Where a commune's data are, and which process may change them now.
use crate::Chance;
use anyhow::{Context, bail};
use domain::CommuneId;
use std::io::Write;
use std::path::PathBuf;
use store::{AccountKey, Alone, Database, KEY_BYTES, Store, owner_only};
use words::Language;

/// The default name of the key file.
const KEY_FILE: &str = "account.key";

#[derive(Debug, clap::Args)]
pub struct Place {
    /// Folder of the data.
    #[arg(long, default_value = "data", env = "TUNGNHA_DATA")]
    pub data: PathBuf,
    /// A PostgreSQL database instead of SQLite in the folder: postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TUNGNHA_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// File with the key that seals account numbers, 64 hexadecimal digits. If not given,
    /// `account.key` in the data folder is used; without that file, no account numbers are
    /// recorded.
    #[arg(long, env = "TUNGNHA_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// Folder of the photos. If not given, `photos` in the data folder.
    #[arg(long, env = "TUNGNHA_PHOTOS")]
    pub photos: Option<PathBuf>,
    /// Folder of the office's journal, best on another disk. If not given, `journal` in the data
    /// folder.
    #[arg(long, env = "TUNGNHA_JOURNAL")]
    pub journal: Option<PathBuf>,
    /// The commune's id. Only needed if the folder holds several.
    #[arg(long)]
    pub commune: Option<CommuneText>,
}

/// A commune's id on the command line.
#[derive(Clone, Debug)]
pub struct CommuneText(pub CommuneId);

impl std::str::FromStr for CommuneText {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        CommuneId::new(text)
            .map(Self)
            .ok_or("1 to 48 of a-z, 0-9 and -")
    }
}

impl Place {
    pub fn database(&self) -> Database {
        match &self.database {
            Some(named) => Database::parse(named, &self.data),
            None => Database::Folder(self.data.clone()),
        }
    }

    pub fn open(&self) -> anyhow::Result<Store> {
        let database = self.database();
        let mut store = database.open().with_context(|| database.to_string())?;
        if let Some(folder) = &self.photos {
            let there = store.with_photos_in(folder);
            store = there.with_context(|| folder.display().to_string())?;
        }
        if let Some(folder) = &self.journal {
            store = store.with_journal_in(folder);
        }
        if let Some(path) = self.key() {
            let key = AccountKey::read(&path).with_context(|| path.display().to_string())?;
            store.use_account_key(key);
        }
        Ok(store)
    }

    /// The folder of the photos.
    pub fn photos_folder(&self) -> PathBuf {
        let beside = || self.data.join("photos");
        self.photos.clone().unwrap_or_else(beside)
    }

    fn key(&self) -> Option<PathBuf> {
        let beside = || Some(self.data.join(KEY_FILE)).filter(|path| path.exists());
        self.key_file.clone().or_else(beside)
    }

    /// Makes a key in the data folder if none is given, for the demonstration.
    pub fn make_key(&self, chance: &Chance) -> anyhow::Result<()> {
        if self.key().is_some() {
            return Ok(());
        }
        owner_only::make_folder(&self.data)?;
        let digits: String = (chance.bytes::<KEY_BYTES>().iter())
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let mut options = owner_only::options();
        let mut file = options
            .write(true)
            .create_new(true)
            .open(self.data.join(KEY_FILE))?;
        Ok(writeln!(file, "{digits}")?)
    }

    /// For commands that append or rebuild: fails while a server runs on the same data.
    pub fn alone(&self, lang: Language) -> anyhow::Result<Alone> {
        alone(&self.database(), lang)
    }

    /// The named commune, or the only one.
    pub fn commune(&self, store: &Store, lang: Language) -> anyhow::Result<CommuneId> {
        let mut all = store.read(|rows| rows.communes())?;
        if let Some(CommuneText(named)) = &self.commune {
            return match all.contains(named) {
                true => Ok(named.clone()),
                false => bail!(not_there(named, &all, lang)),
            };
        }
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            (None, _) => bail!(words::command::no_commune(lang)),
            (Some(_), false) => bail!(words::command::several_communes(lang)),
        }
    }
}

/// Explains that a named commune does not exist, so that a misspelt name neither creates a commune
/// nor finds an empty one.
pub fn not_there(named: &CommuneId, all: &[CommuneId], lang: Language) -> String {
    if all.is_empty() {
        return words::command::no_commune(lang).to_owned();
    }
    let known: Vec<&str> = all.iter().map(CommuneId::as_str).collect();
    words::command::commune_unknown(lang, named, known.join(", "))
}

/// Takes a database for this process, or says that another process has it.
pub fn alone(database: &Database, lang: Language) -> anyhow::Result<Alone> {
    let taken = database.alone().with_context(|| database.to_string())?;
    taken.context(words::command::data_in_use(lang))
}

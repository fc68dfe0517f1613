//! Where a commune's data are, and who may change them now.
use anyhow::{Context, bail};
use domain::CommuneId;
use std::path::PathBuf;
use store::{Alone, Database, Store};
use words::Language;

#[derive(Debug, clap::Args)]
pub struct Place {
    /// Folder of the data.
    #[arg(long, default_value = "data", env = "TUNGNHA_DATA")]
    pub data: PathBuf,
    /// A PostgreSQL database instead of SQLite in the folder: postgres://USER@HOST/DATABASE.
    #[arg(long, env = "TUNGNHA_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The commune's id; needed only where the folder holds several.
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
        database.open().with_context(|| database.to_string())
    }

    /// For commands that append or rebuild: refuses while a server runs on the same data.
    pub fn alone(&self, lang: Language) -> anyhow::Result<Alone> {
        alone(&self.database(), lang)
    }

    /// The named commune, or the only one.
    pub fn commune(&self, store: &Store, lang: Language) -> anyhow::Result<CommuneId> {
        if let Some(CommuneText(named)) = &self.commune {
            return Ok(named.clone());
        }
        let mut all = store.read(|rows| rows.communes())?;
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            (None, _) => bail!(words::command::no_commune(lang)),
            (Some(_), false) => bail!(words::command::several_communes(lang)),
        }
    }
}

/// Holds a database for this process, or says that another has it.
pub fn alone(database: &Database, lang: Language) -> anyhow::Result<Alone> {
    let taken = database.alone().with_context(|| database.to_string())?;
    taken.context(words::command::data_in_use(lang))
}

//! Where a commune's data are, and who may change them now.
use anyhow::{Context, bail};
use domain::CommuneId;
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use store::Store;
use words::Language;

#[derive(Debug, clap::Args)]
pub struct Place {
    /// Folder of the data.
    #[arg(long, default_value = "data", env = "TUNGNHA_DATA")]
    pub data: PathBuf,
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

/// Held while a process keeps records in memory: a second writer would not be seen by it.
#[derive(Debug)]
pub struct Alone {
    _file: File,
}

impl Place {
    pub fn open(&self) -> anyhow::Result<Store> {
        Store::open(&self.data).with_context(|| self.data.display().to_string())
    }

    /// For commands that append or rebuild: refuses while a server runs on the same data.
    pub fn alone(&self, lang: Language) -> anyhow::Result<Alone> {
        std::fs::create_dir_all(&self.data)?;
        let file = File::create(self.data.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Alone { _file: file }),
            Err(TryLockError::WouldBlock) => bail!(words::command::data_in_use(lang)),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
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

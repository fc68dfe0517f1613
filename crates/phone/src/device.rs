//! What the phone knows before the PIN is typed: whose phone it is, and its lock.

use crate::vault::PinLock;
use serde::{Deserialize, Serialize};
use sync::Identity;
use words::Language;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Device {
    pub identity: Identity,
    /// The name of the member, for the greeting.
    pub name: String,
    pub commune_name: String,
    pub lock: PinLock,
    /// Whether the server has the second wrapping of this device's key.
    #[serde(default)]
    pub deposited: bool,
    #[serde(default)]
    language: String,
}

impl Device {
    pub fn new(
        identity: Identity,
        name: String,
        commune_name: String,
        lock: PinLock,
        language: Language,
    ) -> Self {
        Self {
            identity,
            name,
            commune_name,
            lock,
            deposited: false,
            language: language.code().to_owned(),
        }
    }

    pub fn language(&self) -> Language {
        Language::parse(&self.language).unwrap_or_default()
    }

    pub fn speak(&mut self, language: Language) {
        self.language = language.code().to_owned();
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain data")
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        domain::json::from_str(std::str::from_utf8(bytes).ok()?).ok()
    }
}

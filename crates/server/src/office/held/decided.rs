//! What became of held entries that were decided on together: nothing of it is kept from whoever decided.
use super::super::frame::Problem;
use domain::{AccountId, CommuneId, EntryId, RefusalCode};
use std::collections::BTreeMap;
use store::{Rows, Transaction};
use words::{Language, held as say};

/// Entries that were turned down, as the store keeps them.
const TURNED_DOWN: &str = "rejected";

/// The code of what someone else had decided on before.
pub const BEFORE: &str = "already-decided";

#[derive(Default)]
pub struct Decided {
    /// How many were decided on, by their authors.
    pub of: BTreeMap<AccountId, usize>,
    /// Why others were refused.
    pub refused: Vec<RefusalCode>,
    /// How many someone else had decided on before.
    before: usize,
}

impl Decided {
    /// An entry that is not held: someone else was faster, or there never was one.
    pub fn miss(
        &mut self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: EntryId,
    ) -> Rows<()> {
        let decided = rows.entry(commune, id)?.is_some()
            || rows
                .document(commune, TURNED_DOWN, &id.to_string())?
                .is_some();
        self.before += usize::from(decided);
        Ok(())
    }

    /// Of none of them anything is known.
    pub fn is_nothing(&self) -> bool {
        self.of.is_empty() && self.refused.is_empty() && self.before == 0
    }

    /// What did not go as it was asked, and what did; none where all went so.
    pub fn problem(&self, accepted: bool, lang: Language) -> Option<Problem> {
        let code = match (self.refused.first(), self.before) {
            (Some(code), _) => code.as_str(),
            (None, 0) => return None,
            (None, _) => BEFORE,
        };
        let done: usize = self.of.values().sum();
        let mut told = Vec::new();
        if done > 0 {
            told.push(match accepted {
                true => say::also_accepted(lang, done),
                false => say::also_turned_down(lang, done),
            });
        }
        if let Some(code) = self.refused.first() {
            let sentence = code.sentence(lang);
            told.push(match (self.refused.len(), done + self.before) {
                (1, 0) => sentence.to_owned(),
                (count, _) => say::refused_of_them(lang, count, sentence),
            });
        }
        if self.before > 0 {
            told.push(say::already_decided(lang, self.before));
        }
        Some(Problem {
            code,
            sentence: told.join(" "),
        })
    }
}

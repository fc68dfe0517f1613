//! What became of held entries that were decided together, so that the officer is told everything.
use super::super::frame::PageProblem;
use domain::{AccountId, CommuneId, EntryId, RefusalCode};
use std::collections::BTreeMap;
use store::{HeldEntry, Rows, Transaction};
use words::{Language, held as say};

/// The code for entries that someone else had decided about before.
pub const BEFORE: &str = "already-decided";

#[derive(Default)]
pub struct Decided {
    /// How many were decided about, by author.
    pub of: BTreeMap<AccountId, usize>,
    /// Why others were refused.
    pub refused: Vec<RefusalCode>,
    /// How many someone else had decided about before.
    before: usize,
}

impl Decided {
    /// Notes an entry that is not held: someone else was faster, or it never existed.
    pub fn miss(
        &mut self,
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: EntryId,
    ) -> Rows<()> {
        self.before += usize::from(HeldEntry::was_decided(rows, commune, id)?);
        Ok(())
    }

    /// Whether nothing is known about any of them.
    pub fn is_nothing(&self) -> bool {
        self.of.is_empty() && self.refused.is_empty() && self.before == 0
    }

    /// What did not go as asked, and what did; `None` if everything did.
    pub fn problem(&self, accepted: bool, lang: Language) -> Option<PageProblem> {
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
        Some(PageProblem {
            code,
            sentence: told.join(" "),
        })
    }
}

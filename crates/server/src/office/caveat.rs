//! Notices on office pages whose lists or figures are incomplete or outdated. They are made when the
//! page is rendered, so that they include what the page itself could not read.
use super::rooms::Here;
use crate::{AppState, SignedIn};
use domain::CommuneId;
use store::{KnownUnreadable, Unreadable};
use words::{Language, health as say};

/// The most rows that are named. `tungnha verify` names all.
const NAMED_LIMIT: usize = 5;

#[derive(Clone, Debug)]
pub struct Caveats {
    commune: CommuneId,
    unreadable: KnownUnreadable,
    /// The communes whose figures are on the page and outdated.
    old: Vec<CommuneId>,
    lang: Language,
}

#[derive(Debug)]
pub struct Caveat {
    pub code: &'static str,
    pub text: String,
}

impl Caveats {
    pub fn of(state: &AppState, who: &SignedIn) -> Self {
        Self {
            commune: who.commune.clone(),
            unreadable: state.store.unreadable(),
            old: Vec::new(),
            lang: who.language,
        }
    }

    /// The same for a page that may show figures.
    pub fn of_figures(state: &AppState, who: &SignedIn, here: Here) -> Self {
        let mut old = match here {
            Here::Board
            | Here::Province
            | Here::Bulletins
            | Here::Business
            | Here::Classes
            | Here::Directives => state.recounting.left(),
            _ => Vec::new(),
        };
        if here != Here::Province {
            old.retain(|it| *it == who.commune);
        }
        Self {
            old,
            ..Self::of(state, who)
        }
    }

    fn of_old_figures(&self) -> Option<Caveat> {
        let text = match self.old.as_slice() {
            [] => return None,
            [own] if *own == self.commune => say::figures_old(self.lang).to_owned(),
            all => {
                let names: Vec<&str> = all.iter().map(CommuneId::as_str).collect();
                say::figures_old_communes(self.lang, some(&names))
            }
        };
        let code = "figures-old";
        Some(Caveat { code, text })
    }

    pub fn all(&self) -> Vec<Caveat> {
        let (mut records, mut entries) = (Vec::new(), Vec::new());
        for what in self.unreadable.of(&self.commune) {
            match what {
                Unreadable::Record(key) => records.push(key.to_string()),
                Unreadable::Entry(seq) => entries.push(seq.0.to_string()),
            }
        }
        let told = |code, which: Vec<String>, say: fn(Language, usize, String) -> String| {
            let text = say(self.lang, which.len(), some(&which));
            (!which.is_empty()).then_some(Caveat { code, text })
        };
        let records = told("record-unreadable", records, say::records_left_out);
        let entries = told("entry-unreadable", entries, say::entries_left_out);
        let old = self.of_old_figures().into_iter();
        old.chain(records).chain(entries).collect()
    }
}

fn some(all: &[impl AsRef<str>]) -> String {
    let named = all.iter().take(NAMED_LIMIT).map(AsRef::as_ref);
    let mut named = named.collect::<Vec<_>>().join(", ");
    if all.len() > NAMED_LIMIT {
        named.push('…');
    }
    named
}

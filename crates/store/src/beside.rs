//! Files beside a database that are written with it: the list of erasures, the office's journal,
//! and the mark that a database exists.
use crate::Erased;
use crate::engine::Engine;
use crate::marker::Marker;
use crate::office_journal::{self, Notes, OfficeJournal};
use crate::rollback::JOURNAL_ASKED_EVERY_MS;
use crate::rows::Rows;
use domain::{CommuneId, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

const ERASURES: &str = "erasures.jsonl";
/// The file that lists the names of the journal's files.
const JOURNAL_FILES: &str = "journal-files";

#[derive(Debug)]
pub(crate) struct Beside {
    pub erasures: PathBuf,
    pub marker: Marker,
    pub journal: OfficeJournal,
    /// Lets one thread at a time add to the list of erasures.
    adding: Mutex<()>,
    /// When communes were found to have been put back. A set, because the same work may be tried
    /// again.
    roll_backs: Mutex<BTreeSet<(CommuneId, Millis)>>,
    /// When the journal was last read through only because a phone said so.
    asked: Mutex<BTreeMap<CommuneId, Millis>>,
}

/// Path of the list of erasures in a folder.
pub(crate) fn erasures_in(folder: &Path) -> PathBuf {
    folder.join(ERASURES)
}

impl Beside {
    /// # Errors
    /// [`StoreError::Gone`](crate::StoreError::Gone) if the mark is there but no commune is.
    pub fn open(folder: &Path, marker: Marker, engine: &Engine) -> Rows<Self> {
        let has_data = engine.read(|rows| Ok(!rows.communes()?.is_empty()))?;
        marker.must_fit(has_data)?;
        if has_data {
            marker.set();
        }
        Ok(Self {
            erasures: erasures_in(folder),
            marker,
            journal: OfficeJournal::listed(
                &folder.join(office_journal::FOLDER),
                &folder.join(JOURNAL_FILES),
            ),
            adding: Mutex::new(()),
            roll_backs: Mutex::default(),
            asked: Mutex::default(),
        })
    }

    /// Writes the erasures and the journal before the commit, so that nothing acknowledged can be
    /// lost. Erasing twice does no harm. Returns the number of the journal's group.
    pub fn write(&self, erased: &[Erased], notes: Notes) -> Rows<Option<u64>> {
        if !erased.is_empty() {
            let _one = self.adding.lock().unwrap_or_else(PoisonError::into_inner);
            crate::erase::add_to_list(&self.erasures, erased)?;
        }
        self.journal.write(notes, erased)
    }

    /// Whether the journal may be read through again when only a phone says that data are lost.
    pub fn may_ask_journal(&self, commune: &CommuneId, now: Millis) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let last = asked.get(commune);
        // The same time means that the same work is being tried again.
        let is_due = last
            .is_none_or(|last| *last == now || (now.0 - last.0).abs() >= JOURNAL_ASKED_EVERY_MS);
        if is_due {
            asked.insert(commune.clone(), now);
        }
        is_due
    }

    pub fn count_roll_back(&self, commune: &CommuneId, at: Millis) {
        let mut found = self
            .roll_backs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        found.insert((commune.clone(), at));
    }

    pub fn roll_backs(&self) -> u64 {
        let found = self
            .roll_backs
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        found.len() as u64
    }

    /// Called after a commit, before anyone is told of it. Sets the mark once there is a commune.
    pub fn committed(&self, engine: &Engine) {
        if self.marker.is_there() {
            return;
        }
        if engine
            .read(|rows| Ok(!rows.communes()?.is_empty()))
            .unwrap_or(false)
        {
            self.marker.set();
        }
    }
}

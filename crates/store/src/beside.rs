//! What stands beside a database and is written with it: the list of erasures, the mark that it
//! is there.
use crate::engine::Engine;
use crate::marker::Marker;
use crate::rows::Rows;
use std::path::{Path, PathBuf};

const ERASURES: &str = "erasures.jsonl";

#[derive(Debug)]
pub(crate) struct Beside {
    pub erasures: PathBuf,
    pub marker: Marker,
}

/// Where the list of erasures is in a folder.
pub(crate) fn erasures_in(folder: &Path) -> PathBuf {
    folder.join(ERASURES)
}

impl Beside {
    /// # Errors
    /// [`StoreError::Gone`](crate::StoreError::Gone) where the mark is and no commune.
    pub fn open(folder: &Path, marker: Marker, engine: &Engine) -> Rows<Self> {
        let has_data = engine.read(|rows| Ok(!rows.communes()?.is_empty()))?;
        marker.must_fit(has_data)?;
        if has_data {
            marker.set();
        }
        Ok(Self {
            erasures: erasures_in(folder),
            marker,
        })
    }

    /// After a commit, before anyone is told of it.
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

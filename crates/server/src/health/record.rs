//! When the data were last recounted and last restored. The commands write it to a small file
//! beside the data, and `/metrics` shows it.
use domain::Millis;
use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "checked.json";

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Checked {
    /// The last recount, and how many differences it found.
    #[serde(default)]
    pub verified: Option<Millis>,
    #[serde(default)]
    pub differences: usize,
    /// The last restore whose recount found no difference.
    #[serde(default)]
    pub restored: Option<Millis>,
}

impl Checked {
    /// Reads the file; empty if nothing was checked yet.
    pub fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join(FILE)).ok();
        text.and_then(|it| serde_json::from_str(&it).ok())
            .unwrap_or_default()
    }

    /// Notes a recount. If that fails, the command still succeeds.
    pub fn note(folder: &Path, now: Millis, differences: usize, after_restore: bool) {
        let before = Self::read(folder);
        let restored = (after_restore && differences == 0).then_some(now);
        let checked = Self {
            verified: Some(now),
            differences,
            restored: restored.or(before.restored),
        };
        let text = serde_json::to_string(&checked).expect("plain data");
        if let Err(why) = store::owner_only::write(&folder.join(FILE), text) {
            tracing::warn!(%why, "the check is not noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restore_counts_once_its_recount_found_no_difference() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Checked::read(folder.path()), Checked::default());
        Checked::note(folder.path(), Millis(5), 0, true);
        Checked::note(folder.path(), Millis(7), 2, true);
        let told = Checked::read(folder.path());
        assert_eq!((told.verified, told.differences), (Some(Millis(7)), 2));
        assert_eq!(told.restored, Some(Millis(5)));
    }
}

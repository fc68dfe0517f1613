//! Backups that the server makes by itself: one a day, kept for a number of days and weeks.
use anyhow::Context;
use domain::{Day, Week};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::{Store, owner_only};

use crate::Clock;
use crate::health::Health;

/// How often the server checks whether today's backup exists. After a full disk it is late by at
/// most this.
const LOOK_EVERY: Duration = Duration::from_secs(600);

#[derive(Clone, Debug)]
pub struct Schedule {
    pub folder: PathBuf,
    /// How many of the newest days are kept.
    pub daily: usize,
    /// How many of the newest weeks are kept, each with its last day.
    pub weekly: usize,
}

/// The result of one check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Look {
    /// Today's backup existed already.
    There,
    Made(PathBuf),
    /// The copy does not verify. It is set aside, and no old backup is removed. Holds the number of
    /// differences.
    Differs(usize),
}

impl Schedule {
    /// Makes today's backup if there is none, and removes those that are no longer kept.
    ///
    /// # Errors
    /// When the backup cannot be written. Existing backups stay, and the next check tries again.
    pub fn look(&self, store: &Store, today: Day) -> anyhow::Result<Look> {
        let file = self.file(today);
        if file.exists() {
            return Ok(Look::There);
        }
        owner_only::make_folder(&self.folder).with_context(|| self.folder.display().to_string())?;
        let found = store.backup_to_keep(&file)?;
        if !found.is_empty() {
            return Ok(Look::Differs(found.len()));
        }
        self.prune()?;
        Ok(Look::Made(file))
    }

    /// Checks again and again, as long as the server runs.
    pub async fn run(self, store: Store, clock: Clock, health: Health) {
        let mut every = tokio::time::interval(LOOK_EVERY);
        loop {
            every.tick().await;
            let (schedule, store, today) = (self.clone(), store.clone(), clock.now().day());
            let look = tokio::task::spawn_blocking(move || schedule.look(&store, today)).await;
            if let Ok(look) = &look {
                health.looked(clock.now(), look);
            }
            match look {
                Ok(Ok(Look::There)) => {}
                Ok(Ok(Look::Made(file))) => tracing::info!(file = %file.display(), "backed up"),
                Ok(Ok(Look::Differs(count))) => {
                    tracing::error!(count, "the backup differs from the log: run tungnha verify");
                }
                Ok(Err(why)) => tracing::error!(why = %format!("{why:#}"), "not backed up"),
                Err(why) => tracing::error!(%why, "the backup was given up"),
            }
        }
    }

    fn file(&self, day: Day) -> PathBuf {
        self.folder.join(format!("tungnha-{day}.backup"))
    }

    fn prune(&self) -> anyhow::Result<()> {
        let mut days = Vec::new();
        for file in fs::read_dir(&self.folder)? {
            let path = file?.path();
            let Some(day) = day_of(&path) else { continue };
            // An older version let others read the backups.
            if let Err(error) = owner_only::shut(&path) {
                tracing::warn!(%error, file = %path.display(), "others may read this backup");
            }
            days.push(day);
        }
        let kept = kept(&days, self.daily, self.weekly);
        for day in days.iter().filter(|day| !kept.contains(day)) {
            fs::remove_file(self.file(*day))?;
        }
        Ok(())
    }
}

/// The day of the newest backup in the folder. Only the folder itself is certain after a restart.
pub fn newest(folder: &Path) -> Option<Day> {
    let files = fs::read_dir(folder).ok()?.flatten();
    files.filter_map(|file| day_of(&file.path())).max()
}

/// Whether a file is one of the backups kept in the backup folder, so that its content counts as
/// safe.
pub fn is_of_the_set(file: &Path, folder: &Path) -> bool {
    let own = file.parent().filter(|it| !it.as_os_str().is_empty());
    let own = own.unwrap_or(Path::new(".")).canonicalize();
    let is_there = matches!((own, folder.canonicalize()), (Ok(own), Ok(folder)) if own == folder);
    is_there && day_of(file).is_some()
}

/// The day in the file's name; `None` for files that are not ours.
fn day_of(file: &Path) -> Option<Day> {
    let name = file.file_name()?.to_str()?;
    Day::parse(name.strip_prefix("tungnha-")?.strip_suffix(".backup")?)
}

fn kept(days: &[Day], daily: usize, weekly: usize) -> BTreeSet<Day> {
    let mut newest = days.to_vec();
    newest.sort_unstable_by(|one, other| other.cmp(one));
    let mut kept: BTreeSet<Day> = newest.iter().take(daily.max(1)).copied().collect();
    let mut weeks: BTreeSet<Week> = BTreeSet::new();
    for day in newest {
        if weeks.len() < weekly && weeks.insert(day.week()) {
            kept.insert(day);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_days_and_the_last_day_of_each_week_are_kept() {
        let monday = Day::parse("2026-11-02").unwrap();
        let days: Vec<Day> = (0..22).map(|number| monday.plus(number)).collect();
        let kept: Vec<String> = kept(&days, 3, 3).iter().map(Day::to_string).collect();
        let expected = ["2026-11-15", "2026-11-21", "2026-11-22", "2026-11-23"];
        assert_eq!(kept, expected);
        assert_eq!(super::kept(&days, 1, 4).len(), 4);
        assert_eq!(super::kept(&days, 0, 0).len(), 1, "the newest always stays");
    }
}

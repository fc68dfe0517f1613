//! The office's journal, a file beside the database: work that came over no phone, so that no phone
//! could send it again after a restore.
//!
//! A group of lines is on disk before its transaction is committed and before anyone is told. What
//! is erased in the log is erased here in the same step.
mod forget;
mod line;
mod replay;
mod scan;

pub(crate) use line::Line;
pub use line::Notes;
pub use replay::Replayed;
pub(crate) use replay::{any_left, any_other, lacks, put_documents, replay};
pub use scan::DamagedLine;
pub(crate) use scan::{Group, under_way};

use crate::rows::Rows;
use crate::{Erased, StoreError, durable, owner_only};
use domain::Millis;
use forget::Forget;
use scan::{Scan, scan};
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A file older than this is dropped, if all of it is in a backup.
pub(crate) const KEPT_DAYS: i64 = 400;

/// The default folder of the journal, inside the folder of the data.
pub(crate) const FOLDER: &str = "journal";
const LOCK: &str = "lock";

#[derive(Debug)]
pub(crate) struct OfficeJournal(Mutex<State>);

#[derive(Debug)]
struct State {
    folder: PathBuf,
    /// The list of the journal's files; `None` if nobody checks for missing ones.
    list: Option<PathBuf>,
    is_off: bool,
    open: Option<Open>,
    /// Groups that this process has written and not committed yet.
    under_way: BTreeSet<u64>,
}

/// This month's file as this process last saw it. A command may write to it beside the server.
#[derive(Debug)]
struct Open {
    path: PathBuf,
    file: File,
    length: u64,
    last_group: u64,
}

impl Open {
    /// Whether nobody has written to the file since, or replaced it.
    fn is_current(&self) -> bool {
        let same = |ours: Metadata, there: Metadata| {
            ours.len() == self.length && durable::is_same_file(&self.file, &there)
        };
        match (self.file.metadata(), self.path.metadata()) {
            (Ok(ours), Ok(there)) => same(ours, there),
            _ => false,
        }
    }
}

impl OfficeJournal {
    pub fn in_folder(folder: &Path) -> Self {
        Self(Mutex::new(State {
            folder: folder.to_owned(),
            list: None,
            is_off: false,
            open: None,
            under_way: BTreeSet::new(),
        }))
    }

    /// Like [`OfficeJournal::in_folder`], with a list of its files beside the data, so that missing
    /// files are noticed.
    pub fn listed(folder: &Path, list: &Path) -> Self {
        let journal = Self::in_folder(folder);
        journal.state().list = Some(list.to_owned());
        journal
    }

    /// Moves the journal to another folder. Call this before anything is written.
    pub fn move_to(&self, folder: &Path) {
        let mut state = self.state();
        (state.folder, state.open) = (folder.to_owned(), None);
    }

    /// Turns the journal on or off. It is off for invented data.
    pub fn turn(&self, is_on: bool) {
        self.state().is_off = !is_on;
    }

    pub fn folder(&self) -> PathBuf {
        self.state().folder.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the notes of a transaction and removes what it erased. Returns the number of the
    /// group.
    ///
    /// # Errors
    /// [`StoreError::Journal`] if there is no room. The transaction must not be committed then.
    pub fn write(&self, mut notes: Notes, erased: &[Erased]) -> Rows<Option<u64>> {
        let mut state = self.state();
        if notes.lines.is_empty() && !notes.rewrites() && erased.is_empty() {
            return Ok(None);
        }
        let _turn = state.turn()?;
        let forgets = notes.rewrites() || !erased.is_empty();
        let forget = Forget::new(
            std::mem::take(&mut notes.rewritten),
            notes.forgotten,
            erased,
        );
        if forgets {
            notes.lines.iter_mut().for_each(|line| forget.blank(line));
        }
        let group = match notes.lines.is_empty() || state.is_off {
            true => None,
            false => Some(state.append(&notes.lines)?),
        };
        if forgets {
            state.rewrite(&forget)?;
        }
        Ok(group)
    }

    /// Notes that the transaction of a group was committed.
    pub fn committed(&self, group: u64) {
        self.state().under_way.remove(&group);
    }

    /// Marks a group as void, because its transaction was not committed.
    pub fn void(&self, group: u64) {
        let mut state = self.state();
        state.under_way.remove(&group);
        let voided = state.turn().and_then(|_turn| {
            let mut text = String::new();
            Line::Void { group }.write(None, &mut text);
            state.look()?;
            state.put(&text)
        });
        if let Err(error) = voided {
            tracing::error!(%error, "the office's journal keeps a group that was not committed");
        }
    }

    /// Copies the files of another journal, if this one has none yet.
    pub fn take_over(&self, other: &OfficeJournal) -> Rows<()> {
        let (from, to) = (other.folder(), self.folder());
        if from == to || !files(&to)?.is_empty() {
            return Ok(());
        }
        for file in files(&from)? {
            owner_only::make_folder(&to).map_err(|why| failed(&to, why))?;
            let there = to.join(file.file_name().unwrap_or_default());
            durable::write_whole(&there, &fs::read(file)?)?;
        }
        Ok(())
    }

    /// All committed groups, oldest first. Damaged lines are logged and skipped.
    pub fn read(&self) -> Rows<Vec<Group>> {
        let mut groups = Vec::new();
        for (file, found) in self.scan()? {
            for line in found.damaged {
                tracing::error!(
                    file,
                    line,
                    "office-journal-damaged: a line of the office's journal cannot be read"
                );
            }
            groups.extend(found.groups);
        }
        Ok(groups)
    }

    /// Every damaged line.
    pub fn damaged(&self) -> Rows<Vec<DamagedLine>> {
        let found = self.scan()?.into_iter();
        let lines = found.flat_map(|(file, found)| {
            let of = move |line| DamagedLine {
                file: file.clone(),
                line,
            };
            found.damaged.into_iter().map(of)
        });
        Ok(lines.collect())
    }

    fn scan(&self) -> Rows<Vec<(String, Scan)>> {
        let state = self.state();
        let read = |file: PathBuf| Ok((name_of(&file), scan(&fs::read(&file)?)));
        files(&state.folder)?.into_iter().map(read).collect()
    }

    /// Names of files that were written once and are missing now.
    pub fn missing(&self) -> Rows<Vec<String>> {
        let state = self.state();
        let there: BTreeSet<String> = files(&state.folder)?.iter().map(|it| name_of(it)).collect();
        let listed = state.listed_files()?.into_iter();
        Ok(listed.filter(|name| !there.contains(name)).collect())
    }

    /// Stops asking for missing files: a backup now holds whatever was in them.
    pub fn forget_missing(&self) -> Rows<()> {
        let missing = self.missing()?;
        let state = self.state();
        match missing.is_empty() {
            true => Ok(()),
            false => {
                let mut listed = state.listed_files()?;
                listed.retain(|name| !missing.contains(name));
                state.write_list(&listed)
            }
        }
    }

    /// Drops the files of months that ended before `until`, if all their entries are safe.
    pub fn drop_before(
        &self,
        until: Millis,
        mut is_safe: impl FnMut(&Line) -> Rows<bool>,
    ) -> Rows<usize> {
        let state = self.state();
        let (files, month) = (files(&state.folder)?, month(until));
        let mut dropped = 0;
        for file in files.iter().filter(|file| **file < state.file(&month)) {
            let mut all = true;
            for line in scan(&fs::read(file)?)
                .groups
                .iter()
                .flat_map(|it| &it.lines)
            {
                all = all && is_safe(line)?;
            }
            if all {
                let mut listed = state.listed_files()?;
                listed.retain(|name| *name != name_of(file));
                state.write_list(&listed)?;
                durable::remove_if_there(file)?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }
}

impl State {
    fn file(&self, month: &str) -> PathBuf {
        self.folder.join(format!("office-{month}.jsonl"))
    }

    /// Takes the journal's lock, which one process holds at a time.
    fn turn(&self) -> Rows<File> {
        let file =
            owner_only::make_folder(&self.folder).and_then(|()| open_file(&self.folder.join(LOCK)));
        let (file, _) = file.map_err(|why| failed(&self.folder, why))?;
        file.lock().map_err(|why| failed(&self.folder, why))?;
        Ok(file)
    }

    fn append(&mut self, lines: &[Line]) -> Rows<u64> {
        let path = self.file(&month_of(lines));
        // Never writes to a month before the newest file, because the files are read in order.
        let newest = files(&self.folder)?.pop();
        let path = newest.filter(|it| *it > path).unwrap_or(path);
        if self.open.as_ref().is_none_or(|open| open.path != path) {
            self.open_file(path)?;
        }
        self.look()?;
        let group = self.open.as_ref().map_or(0, |open| open.last_group) + 1;
        let mut text = String::new();
        lines
            .iter()
            .for_each(|line| line.write(Some(group), &mut text));
        let open = Some(self.under_way.iter().copied().collect());
        Line::End { group, open }.write(None, &mut text);
        self.put(&text)?;
        self.under_way.insert(group);
        if let Some(open) = &mut self.open {
            open.last_group = group;
        }
        Ok(group)
    }

    /// Opens the file again if another process has written to it.
    fn look(&mut self) -> Rows<()> {
        match &self.open {
            Some(open) if !open.is_current() => self.open_file(open.path.clone()),
            _ => Ok(()),
        }
    }

    /// Opens a month's file. An incomplete group at its end was never committed and is cut off.
    fn open_file(&mut self, path: PathBuf) -> Rows<()> {
        let (file, bytes) = open_file(&path).map_err(|why| failed(&self.folder, why))?;
        let found = scan(&bytes);
        if found.whole_bytes < bytes.len() {
            file.set_len(found.whole_bytes as u64)?;
        }
        self.list(&name_of(&path))?;
        self.open = Some(Open {
            last_group: found.last_group,
            length: found.whole_bytes as u64,
            path,
            file,
        });
        durable::sync_folder(&self.folder)
    }

    /// Adds a file to the list of those that must exist.
    fn list(&self, name: &str) -> Rows<()> {
        let mut listed = self.listed_files()?;
        if listed.iter().any(|it| it == name) {
            return Ok(());
        }
        listed.push(name.to_owned());
        listed.sort();
        self.write_list(&listed)
    }

    fn listed_files(&self) -> Rows<Vec<String>> {
        let Some(list) = &self.list else {
            return Ok(Vec::new());
        };
        match fs::read_to_string(list) {
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            text => Ok(text?.lines().map(str::to_owned).collect()),
        }
    }

    fn write_list(&self, names: &[String]) -> Rows<()> {
        let text: String = names.iter().map(|name| format!("{name}\n")).collect();
        let list = self.list.as_ref();
        list.map_or(Ok(()), |list| durable::write_whole(list, text.as_bytes()))
    }

    /// Appends the text. It is on disk completely, or not there at all.
    fn put(&mut self, text: &str) -> Rows<()> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let written = open
            .file
            .seek(SeekFrom::Start(open.length))
            .and_then(|_| open.file.write_all(text.as_bytes()))
            .and_then(|()| open.file.sync_data());
        match written {
            Ok(()) => {
                open.length += text.len() as u64;
                Ok(())
            }
            Err(why) => {
                let _torn_and_cut_when_it_is_opened = open.file.set_len(open.length);
                Err(failed(&self.folder, why))
            }
        }
    }

    fn rewrite(&mut self, forget: &Forget) -> Rows<()> {
        for path in files(&self.folder)? {
            let before = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            if !forget.concerns(&before) {
                continue;
            }
            let after = forget.text(&before);
            if after != before {
                durable::write_whole(&path, after.as_bytes())?;
                self.look()?;
            }
        }
        Ok(())
    }
}

fn failed(folder: &Path, why: impl Into<std::io::Error>) -> StoreError {
    StoreError::Journal {
        folder: folder.to_owned(),
        why: why.into(),
    }
}

/// Opens a file and reads its content.
fn open_file(path: &Path) -> std::io::Result<(File, Vec<u8>)> {
    let mut options = owner_only::options();
    let options = options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok((file, bytes))
}

/// The journal's files, oldest first.
fn files(folder: &Path) -> Rows<Vec<PathBuf>> {
    let found = match fs::read_dir(folder) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        found => found.map_err(|why| failed(folder, why))?,
    };
    let mut files = Vec::new();
    for file in found {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|it| it.starts_with("office-") && it.ends_with(".jsonl")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(file: &Path) -> String {
    let name = file.file_name().map(|it| it.to_string_lossy());
    name.unwrap_or_default().into_owned()
}

/// The month of the newest entry in a group; the present month if nothing in it has a time.
fn month_of(lines: &[Line]) -> String {
    let times = lines.iter().filter_map(|line| match line {
        Line::Entry { received_at, .. } => Some(*received_at),
        _ => None,
    });
    month(times.max().unwrap_or_else(now))
}

fn month(at: Millis) -> String {
    at.day().to_string().chars().take("2026-11".len()).collect()
}

pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Millis(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}

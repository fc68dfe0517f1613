//! Files that are complete after a power cut, or not there at all.
use crate::owner_only;
use crate::rows::Rows;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The path of a file with an ending added to its name.
pub(crate) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().map_or_else(OsString::new, OsString::from);
    name.push(ending);
    file.with_file_name(name)
}

/// The folder of a file; the current folder if the path is only a name.
pub(crate) fn folder_of(file: &Path) -> &Path {
    let named = file.parent().filter(|it| !it.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// Flushes a folder, so that renamed, new and removed files in it survive a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Rows<()> {
    Ok(File::open(folder)?.sync_all()?)
}

/// Replaces or creates a file in one step. Only its owner can read it.
pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> Rows<()> {
    let part = beside(file, ".part");
    let mut options = owner_only::options();
    let mut open = options
        .write(true)
        .create(true)
        .truncate(true)
        .open(&part)?;
    let written = open.write_all(bytes).and_then(|()| open.sync_all());
    if let Err(why) = written {
        let _gone = fs::remove_file(&part);
        return Err(why.into());
    }
    fs::rename(&part, file)?;
    sync_folder(folder_of(file))
}

pub(crate) fn remove_if_there(file: &Path) -> Rows<()> {
    match fs::remove_file(file) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(why.into()),
        _ => Ok(()),
    }
}

pub(crate) fn remove_folder_if_there(folder: &Path) -> Rows<()> {
    match fs::remove_dir_all(folder) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(why.into()),
        _ => Ok(()),
    }
}

/// Whether a path still leads to the file that is open.
pub(crate) fn is_same_file(open: &File, there: &Metadata) -> bool {
    open.metadata().is_ok_and(|ours| same(&ours, there))
}

#[cfg(unix)]
fn same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

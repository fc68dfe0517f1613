//! A backup's own proof: its last line is a checksum of everything before it.
//!
//! The line disturbs neither SQLite nor PostgreSQL when they read the file, and older versions can
//! restore such a file like any other.
use crate::StoreError;
use crate::rows::Rows;
use sha2::{Digest as _, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

const WORD: &str = "\ntungnha-backup 1 ";
/// Length of the line: the word, 64 digits of the checksum, a space, 16 digits of the length, a
/// newline.
const LINE_BYTES: usize = WORD.len() + 64 + 1 + 16 + 1;
/// Parts by which a damaged line is still recognised: one bit was changed, or its end was cut off.
const TRACES: [&[u8]; 2] = [b"\ntungnha", b"backup 1"];
/// Mark in the header of an SQLite backup, which says that the file must end with the line.
pub(crate) const APPLICATION_ID: i32 = 0x546e_4268;
const CHUNK_BYTES: usize = 1024 * 1024;

/// What kind of backup a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    Sqlite,
    Dump,
}

/// A backup's content, copied out of its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Taken {
    pub content: Content,
    /// Whether the bytes are those that were verified when the backup was made; `false` for older
    /// versions, which wrote no checksum.
    pub is_proven: bool,
}

/// Appends the last line and flushes the whole file to disk.
pub(crate) fn seal(path: &Path) -> Rows<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    let sum = sum(&mut file, length, &mut std::io::sink())?;
    file.write_all(line(&sum, length).as_bytes())?;
    Ok(file.sync_all()?)
}

/// Copies the content of a backup to another file, without the last line, and checks it against the
/// line.
///
/// # Errors
/// [`StoreError::NotABackup`] if the file is anything else. The copy is of no use then.
pub(crate) fn take_out(backup: &Path, to: &Path) -> Rows<Taken> {
    let mut file = File::open(backup)?;
    let all = file.metadata()?.len();
    let (head, tail) = (part(&mut file, 0, 100)?, end(&mut file, all)?);
    let content = match () {
        () if all == 0 => return not("it is empty"),
        () if head.starts_with(b"SQLite format 3\0") => Content::Sqlite,
        () if head.starts_with(b"PGDMP") => Content::Dump,
        () => return not("it is neither a SQLite file nor a dump of PostgreSQL"),
    };
    let told = read_line(&tail, all);
    let length = match &told {
        Some((_, length)) => *length,
        None if must_have_line(content, &head, &tail) => {
            return not("its end is missing or damaged");
        }
        None if content == Content::Sqlite && sqlite_length(&head) != Some(all) => {
            return not("it is shorter or longer than it says");
        }
        None => all,
    };
    file.seek(SeekFrom::Start(0))?;
    let mut options = crate::owner_only::options();
    let options = options.write(true).create(true).truncate(true);
    let mut copy = options.open(to)?;
    let found = sum(&mut file, length, &mut copy)?;
    copy.sync_all()?;
    if told.as_ref().is_some_and(|(sum, _)| *sum != found) {
        return not("it is not what was written: its checksum differs");
    }
    Ok(Taken {
        content,
        is_proven: told.is_some(),
    })
}

fn not<T>(why: &str) -> Rows<T> {
    Err(StoreError::NotABackup(why.to_owned()))
}

fn line(sum: &str, length: u64) -> String {
    format!("{WORD}{sum} {length:016x}\n")
}

/// Reads the checksum and the length from the last line, if that is undamaged.
fn read_line(tail: &[u8], all: u64) -> Option<(String, u64)> {
    let last = tail.get(tail.len().checked_sub(LINE_BYTES)?..)?;
    let text = std::str::from_utf8(last).ok()?;
    let (sum, length) = text
        .strip_prefix(WORD)?
        .strip_suffix('\n')?
        .split_once(' ')?;
    let length = u64::from_str_radix(length, 16).ok()?;
    let is_whole = length + LINE_BYTES as u64 == all && line(sum, length) == text;
    is_whole.then(|| (sum.to_owned(), length))
}

fn must_have_line(content: Content, head: &[u8], tail: &[u8]) -> bool {
    let marked =
        content == Content::Sqlite && head.get(68..72) == Some(&APPLICATION_ID.to_be_bytes()[..]);
    let holds = |trace: &[u8]| tail.windows(trace.len()).any(|it| it == trace);
    marked || TRACES.iter().any(|trace| holds(trace))
}

/// The length of an SQLite file in bytes, as its header says.
fn sqlite_length(head: &[u8]) -> Option<u64> {
    let size = u16::from_be_bytes(head.get(16..18)?.try_into().ok()?);
    let size = if size == 1 { 65_536 } else { u64::from(size) };
    let pages = u32::from_be_bytes(head.get(28..32)?.try_into().ok()?);
    Some(size * u64::from(pages))
}

fn end(file: &mut File, all: u64) -> Rows<Vec<u8>> {
    let bytes = 2 * LINE_BYTES as u64;
    part(file, all.saturating_sub(bytes), bytes)
}

fn part(file: &mut File, from: u64, bytes: u64) -> Rows<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut read = Vec::new();
    file.take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

/// The checksum of the first `length` bytes, which are copied to `copy` meanwhile.
fn sum(file: &mut File, length: u64, copy: &mut impl Write) -> Rows<String> {
    file.seek(SeekFrom::Start(0))?;
    let (mut sum, mut left) = (Sha256::new(), length);
    let mut chunk = vec![0; CHUNK_BYTES];
    while left > 0 {
        let most = usize::try_from(left)
            .unwrap_or(CHUNK_BYTES)
            .min(CHUNK_BYTES);
        let read = file.read(&mut chunk[..most])?;
        if read == 0 {
            return not("it ends too early");
        }
        sum.update(&chunk[..read]);
        copy.write_all(&chunk[..read])?;
        left -= read as u64;
    }
    let bytes = sum.finalize();
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

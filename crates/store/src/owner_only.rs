//! Files and folders that nobody but their owner reads, whatever the umask of whoever starts us.
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder and those above it that are missing; one that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// How a file is opened that may have to be made.
#[must_use]
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file anew; what was there is replaced, and shut where others could read it.
///
/// # Errors
/// When it cannot be written.
pub fn write(file: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let mut options = options();
    let mut open = options.write(true).create(true).truncate(true).open(file)?;
    shut(file)?;
    open.write_all(bytes.as_ref())
}

/// Takes from others what an older version, or a copy by hand, left them.
///
/// # Errors
/// When it belongs to somebody else.
#[cfg(unix)]
pub fn shut(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    match mode & 0o077 {
        0 => Ok(()),
        _ => fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)),
    }
}

#[cfg(not(unix))]
pub fn shut(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// The same for what of ours lies in a folder of data, which may hold other things.
pub(crate) fn shut_ours(folder: &Path) {
    let ours = [
        "tungnha.sqlite",
        "replaced-",
        "erasures.jsonl",
        "has-data",
        "photos",
        "journal",
    ];
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        if ours.iter().any(|it| name.starts_with(it))
            && let Err(error) = shut(&file.path())
        {
            tracing::warn!(%error, %name, "others may read it");
        }
    }
}

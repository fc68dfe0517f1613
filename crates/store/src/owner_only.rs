//! Files and folders that only their owner can read, whatever the umask is.
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder and any missing parents. An existing folder stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Options for opening a file that may have to be created.
#[must_use]
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a file. Existing content is replaced, and others lose access to it.
///
/// # Errors
/// When it cannot be written.
pub fn write(file: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let mut options = options();
    let mut open = options.write(true).create(true).truncate(true).open(file)?;
    shut(file)?;
    open.write_all(bytes.as_ref())
}

/// Takes away access that an older version or a manual copy gave to others.
///
/// # Errors
/// When the file belongs to another user.
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

/// Does the same for our files in a data folder, which may hold other things too.
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

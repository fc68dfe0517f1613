//! Lists the files of `content/lessons`, so that all cards and pictures are compiled into the
//! crate.
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../content/lessons");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut code = String::new();
    let folders = entries(&root)?.into_iter().filter(|path| path.is_dir());
    let files = folders
        .map(|folder| entries(&folder))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    list(&mut code, "CARDS", &root, &files, "md")?;
    list(&mut code, "PICTURES", &root, &files, "svg")?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("content.rs"), code)?;
    Ok(())
}

/// The files of a folder in the order of their names; none if the folder does not exist.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}

fn list(
    code: &mut String,
    name: &str,
    root: &Path,
    files: &[PathBuf],
    ending: &str,
) -> Result<(), Box<dyn Error>> {
    writeln!(code, "pub(crate) static {name}: &[(&str, &str)] = &[")?;
    let wanted = files
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == ending));
    for path in wanted {
        let within = path.strip_prefix(root)?.display().to_string();
        let full = path.canonicalize()?;
        writeln!(code, "({within:?}, include_str!({full:?})),")?;
    }
    code.push_str("];\n");
    Ok(())
}

//! The app's files under names that carry their hashes, and the lists of files for the service
//! worker.

use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, io::Write, path::Path};

/// Bytes of the hash in a name, enough that two versions of a file never share a name.
const HASH_BYTES: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// What is needed to enrol, unlock, record and sync.
    Shell,
    /// What is fetched after the first sync.
    Pack,
}

#[derive(Debug)]
struct File {
    part: Part,
    path: String,
    bytes: Vec<u8>,
    brotli: Vec<u8>,
}

#[derive(Debug)]
pub struct Bundle {
    /// How hard brotli tries.
    quality: u32,
    files: Vec<File>,
    /// What `{{name}}` stands for: names with hashes by names in the sources, and sizes.
    names: BTreeMap<String, String>,
}

#[derive(Debug, Default, Serialize)]
struct Precache {
    shell: Vec<Entry>,
    pack: Vec<Entry>,
}

#[derive(Debug, Serialize)]
struct Entry {
    path: String,
    /// Size on the wire, compressed with brotli.
    br: usize,
}

impl Bundle {
    pub fn new(quality: u32) -> Self {
        Self {
            quality,
            files: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    /// Adds a file as it is.
    ///
    /// # Errors
    /// If it cannot be compressed.
    pub fn add(&mut self, part: Part, name: &str, bytes: Vec<u8>) -> Result<()> {
        let path = hashed(name, &bytes);
        let brotli = brotli(&bytes, self.quality)?;
        self.names.insert(name.to_owned(), path.clone());
        self.names
            .insert(format!("{name} bytes"), bytes.len().to_string());
        self.names
            .insert(format!("{name} kB"), kilobytes(brotli.len()));
        self.files.push(File {
            part,
            path,
            bytes,
            brotli,
        });
        Ok(())
    }

    /// Adds a text in which every `{{name}}` becomes the hashed name of a file added before,
    /// `{{name bytes}}` its size, and `{{name kB}}` its size on the wire; `{{shell kB}}` is that of
    /// the shell so far.
    pub fn add_text(&mut self, part: Part, name: &str, text: &str) -> Result<()> {
        let shell = self.files.iter().filter(|file| file.part == Part::Shell);
        let shell = shell.map(|file| file.brotli.len()).sum();
        self.names.insert("shell kB".to_owned(), kilobytes(shell));
        let text = expand(text, &self.names).with_context(|| name.to_owned())?;
        self.add(part, name, text.into_bytes())
    }

    /// Writes all files with compressed copies, the service worker and `precache.json` into an
    /// empty folder.
    pub fn write(mut self, folder: &Path, worker: &str) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        let mut precache = Precache::default();
        for file in &self.files {
            write_compressed(folder, &file.path, &file.bytes, &file.brotli)?;
            let list = if file.part == Part::Shell {
                &mut precache.shell
            } else {
                &mut precache.pack
            };
            list.push(Entry {
                path: file.path.clone(),
                br: file.brotli.len(),
            });
        }
        self.names
            .insert("shell".to_owned(), list_of_paths(&precache.shell)?);
        self.names
            .insert("pack".to_owned(), list_of_paths(&precache.pack)?);
        let worker = expand(worker, &self.names).context("service-worker.js")?;
        let packed = brotli(worker.as_bytes(), self.quality)?;
        write_compressed(folder, "service-worker.js", worker.as_bytes(), &packed)?;
        // On the first visit there is no service worker yet, so the page is asked for by its plain
        // name.
        let page = self
            .files
            .iter()
            .find(|file| file.path == self.names["index.html"])
            .context("index.html")?;
        write_compressed(folder, "index.html", &page.bytes, &page.brotli)?;
        fs::write(
            folder.join("precache.json"),
            serde_json::to_vec_pretty(&precache)?,
        )?;
        report("shell", &precache.shell);
        report("pack", &precache.pack);
        Ok(())
    }
}

fn report(part: &str, entries: &[Entry]) {
    let bytes: usize = entries.iter().map(|entry| entry.br).sum();
    eprintln!(
        "  {part}: {} files, {:.1} kB compressed",
        entries.len(),
        bytes as f64 / 1000.0
    );
    for entry in entries {
        eprintln!("    {:>9} {}", entry.br, entry.path);
    }
}

fn list_of_paths(entries: &[Entry]) -> Result<String> {
    let paths: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    Ok(serde_json::to_string(&paths)?)
}

/// Puts the hash into the name: `phone.css` becomes `phone-1a2b3c4d5e6f.css`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash: String = digest[..HASH_BYTES]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

fn expand(text: &str, names: &BTreeMap<String, String>) -> Result<String> {
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").context("a {{ without its }}")?;
        let Some(value) = names.get(name) else {
            bail!("{{{{{name}}}}} names nothing that was added before");
        };
        expanded.push_str(before);
        expanded.push_str(value);
        rest = after;
    }
    expanded.push_str(rest);
    Ok(expanded)
}

fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 1 << 16, quality, 22).write_all(bytes)?;
    Ok(packed)
}

fn kilobytes(bytes: usize) -> String {
    bytes.div_ceil(1000).to_string()
}

/// Writes a file with its `.br` and `.gz`.
fn write_compressed(folder: &Path, path: &str, bytes: &[u8], brotli: &[u8]) -> Result<()> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes)?;
    fs::write(folder.join(path), bytes)?;
    fs::write(folder.join(format!("{path}.br")), brotli)?;
    fs::write(folder.join(format!("{path}.gz")), gz.finish()?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_files_by_their_hashes() {
        let mut bundle = Bundle::new(5);
        bundle.add(Part::Shell, "a.css", vec![b'a'; 5000]).unwrap();
        let text = "<link href={{a.css}}> {{a.css bytes}} {{a.css kB}} {{shell kB}}";
        bundle.add_text(Part::Shell, "b.html", text).unwrap();
        let css = &bundle.files[0].path;
        assert!(css.starts_with("a-") && css.ends_with(".css"), "{css}");
        assert_eq!(
            bundle.files[1].bytes,
            format!("<link href={css}> 5000 1 1").into_bytes()
        );
    }

    #[test]
    fn naming_a_missing_file_is_an_error() {
        let mut bundle = Bundle::new(5);
        assert!(
            bundle
                .add_text(Part::Shell, "b.html", "{{missing.css}}")
                .is_err()
        );
    }

    #[test]
    fn equal_bytes_get_the_same_name() {
        assert_eq!(hashed("x.js", b"1"), hashed("x.js", b"1"));
        assert_ne!(hashed("x.js", b"1"), hashed("x.js", b"2"));
    }
}

//! Tells what a file is by its content, to say of one that is no list what to do with it.
use crate::{Problem, ProblemCode};
use std::io::Cursor;

pub(super) enum Kind {
    Zip,
    Compound,
    Text,
    /// No table, whatever its name claims.
    Other(ProblemCode),
}

/// How far into a file its kind is looked for.
const LOOKED_AT_BYTES: usize = 2048;

impl Kind {
    pub fn of(bytes: &[u8]) -> Self {
        const BINARY: [(&[u8], ProblemCode); 7] = [
            (b"%PDF-", ProblemCode::PdfFile),
            (b"{\\rtf", ProblemCode::TextFile),
            (b"\x89PNG", ProblemCode::PictureFile),
            (b"\xff\xd8\xff", ProblemCode::PictureFile),
            (b"GIF8", ProblemCode::PictureFile),
            (b"Rar!", ProblemCode::ArchiveFile),
            (b"7z\xbc\xaf\x27\x1c", ProblemCode::ArchiveFile),
        ];
        if bytes.starts_with(b"PK\x03\x04") {
            return Kind::Zip;
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Kind::Compound;
        }
        if bytes
            .get(4..12)
            .is_some_and(|it| it.starts_with(b"ftyphei"))
        {
            return Kind::Other(ProblemCode::PictureFile);
        }
        match BINARY.iter().find(|(start, _)| bytes.starts_with(start)) {
            Some((_, code)) => Kind::Other(*code),
            None if is_web_page(bytes) => Kind::Other(ProblemCode::WebPage),
            None => Kind::Text,
        }
    }
}

/// Whether the text is a web page or another markup that Excel opens under the name of a workbook.
fn is_web_page(bytes: &[u8]) -> bool {
    let start = bytes.get(..LOOKED_AT_BYTES).unwrap_or(bytes);
    // Such a file may be in UTF-16 too; its signs are plain letters with zeros between them.
    let plain: Vec<u8> = start.iter().copied().filter(|it| *it != 0).collect();
    let text = String::from_utf8_lossy(&plain).to_lowercase();
    let text = text
        .trim_start_matches(|it: char| it.is_whitespace() || it == '\u{feff}' || it == '\u{fffd}');
    let marked = [
        "<!doctype html",
        "<html",
        "<table",
        "<meta",
        "<head",
        "<style",
        "<body",
        "<div",
    ];
    let xml = text.starts_with("<?xml")
        && ["urn:schemas-microsoft-com", "<html", "<table", "<workbook"]
            .iter()
            .any(|it| text.contains(it));
    let mail = text.starts_with("mime-version:") && text.contains("multipart/related");
    mail || xml || marked.iter().any(|it| text.starts_with(it))
}

/// Refuses a text or a presentation, which are archives as workbooks are.
pub(super) fn refuse_text(bytes: &[u8]) -> Result<(), Problem> {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(());
    };
    let has = |start: &str| {
        let mut names = archive.file_names().flatten();
        names.any(|it| it.starts_with(start))
    };
    let spreadsheet = has("xl/") || has("content.xml");
    let code = if has("word/") {
        ProblemCode::TextFile
    } else if has("ppt/") {
        ProblemCode::NotATable
    } else if has("Index/") {
        // Numbers by Apple.
        ProblemCode::NotATable
    } else if has("[Content_Types].xml") || spreadsheet || archive.is_empty() {
        return Ok(());
    } else {
        ProblemCode::ArchiveFile
    };
    Err(Problem::of_file(code))
}

/// Refuses a workbook under a password, and a text of the old kind.
pub(super) fn refuse_locked(bytes: &[u8]) -> Result<(), Problem> {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return Ok(());
    };
    let has = |name: &str| file.exists(name);
    let code = if has("/EncryptedPackage") {
        ProblemCode::Locked
    } else if has("/WordDocument") {
        ProblemCode::TextFile
    } else {
        return Ok(());
    };
    Err(Problem::of_file(code))
}

//! A PDF as other programs see it.
use reports::{Print, to_pdf};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const MISSING: &str =
    "these tests read PDFs: install Debian's packages poppler-utils and zbar-tools";

pub struct Opened {
    folder: TempDir,
    /// The text of all pages, with single spaces.
    pub text: String,
    pub pages: usize,
    /// Width and height of the first page in millimetres.
    pub size_mm: (u32, u32),
}

impl Opened {
    pub fn set(print: &Print) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sheet.pdf"), to_pdf(print).unwrap()).unwrap();
        let text = said(folder.path(), "pdftotext", &["-layout", "sheet.pdf", "-"]);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let info = said(folder.path(), "pdfinfo", &["sheet.pdf"]);
        let told = |name: &str| {
            let line = info.lines().find(|it| it.starts_with(name)).unwrap();
            line.split_once(':').unwrap().1.trim().to_owned()
        };
        let size = told("Page size");
        let mut points = size.split(' ').filter_map(|it| it.parse::<f64>().ok());
        let mut mm = || (points.next().unwrap() * 25.4 / 72.0).round() as u32;
        Self {
            text,
            pages: told("Pages").parse().unwrap(),
            size_mm: (mm(), mm()),
            folder,
        }
    }

    /// Names of the fonts. Checks that each is embedded, reduced to its used letters, and maps back
    /// to Unicode.
    pub fn fonts(&self) -> Vec<String> {
        let table = said(self.folder.path(), "pdffonts", &["sheet.pdf"]);
        let rows = table.lines().skip(2).map(|row| {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let flags = &cells[cells.len() - 5..cells.len() - 2];
            assert_eq!(flags, ["yes", "yes", "yes"], "{row}");
            let (_, name) = cells[0].split_once('+').unwrap();
            name.to_owned()
        });
        let mut fonts: Vec<String> = rows.collect();
        fonts.sort();
        fonts
    }

    /// How many JPEG pictures are shown.
    pub fn pictures(&self) -> usize {
        let table = said(self.folder.path(), "pdfimages", &["-list", "sheet.pdf"]);
        table.lines().filter(|row| row.contains(" jpeg ")).count()
    }

    /// The codes that a scanner finds on the first page, printed at 200 dots per inch.
    pub fn codes(&self) -> Vec<String> {
        let page = ["-r", "200", "-png", "-singlefile", "sheet.pdf", "page"];
        said(self.folder.path(), "pdftoppm", &page);
        let read = said(self.folder.path(), "zbarimg", &["-q", "--raw", "page.png"]);
        read.lines().map(str::to_owned).collect()
    }
}

fn said(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    let run = command.current_dir(folder).args(arguments).output();
    let run = run.expect(MISSING);
    assert!(run.status.success(), "{program}: {run:?}");
    String::from_utf8(run.stdout).unwrap()
}

/// Draws a code as the server does.
pub fn qr_svg(text: &str) -> String {
    let code = qrcode::QrCode::new(text).unwrap();
    let drawn = code.render::<qrcode::render::svg::Color<'_>>().build();
    drawn[drawn.find("<svg").unwrap()..].to_owned()
}

//! Everything that typst can reach: one template, the parts that templates share, the sheet as JSON
//! with its pictures, and four font files.
use super::PdfProblem;
use crate::Print;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_render::RenderOptions;

const PRODUCTS: &str = include_str!("product_sheets.typ");
const CATALOGUE: &str = include_str!("catalogue.typ");
const PAYMENT_CODE: &str = include_str!("payment_code.typ");
const OFFICIAL: &str = include_str!("official.typ");
const LEAFLET: &str = include_str!("leaflet.typ");
const SHARE: &str = include_str!("share.typ");
const PARTS: &str = include_str!("parts.typ");

/// Unchanged files of Debian's package fonts-liberation2 (SIL OFL 1.1), see `fonts/README.md`.
const FACES: [&[u8]; 4] = [
    include_bytes!("../../fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../../fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../../fonts/LiberationSans-Bold.ttf"),
];

pub(super) fn set(print: &Print) -> Result<Vec<u8>, PdfProblem> {
    laid_out(print, |document| {
        typst_pdf::pdf(document, &PdfOptions::default()).map_err(|problems| problem(&problems))
    })
}

pub(super) fn draw(print: &Print) -> Result<Vec<u8>, PdfProblem> {
    laid_out(print, |document| {
        let first = document.pages().first().ok_or_else(|| failed(&"no page"))?;
        let drawn = typst_render::render(first, &RenderOptions::default());
        drawn.encode_png().map_err(|why| failed(&why))
    })
}

fn laid_out(
    print: &Print,
    write: impl FnOnce(&PagedDocument) -> Result<Vec<u8>, PdfProblem>,
) -> Result<Vec<u8>, PdfProblem> {
    let desk = Desk::new(print)?;
    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    let written = output
        .map_err(|problems| problem(&problems))
        .and_then(|document| write(&document));
    // Typst's cache of this sheet helps no other sheet and holds what people told, so it is
    // emptied.
    typst::comemo::evict(0);
    written
}

struct Desk {
    template: Source,
    parts: Source,
    /// The sheet as JSON, and its pictures.
    files: HashMap<FileId, Bytes>,
}

/// What all sheets share; it is made when the first one is printed.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let faces = FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face)));
    let faces: Vec<Font> = faces.collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&faces)),
        faces,
    }
});

impl Desk {
    fn new(print: &Print) -> Result<Self, PdfProblem> {
        let template = match print {
            Print::Products(_) => PRODUCTS,
            Print::Catalogue(_) => CATALOGUE,
            Print::PaymentCode(_) => PAYMENT_CODE,
            Print::Official(_) => OFFICIAL,
            Print::Leaflet(_) => LEAFLET,
            Print::Share(_) => SHARE,
        };
        let data = serde_json::to_vec(print).map_err(|why| failed(&why))?;
        let mut files = HashMap::from([(id("sheet.json"), Bytes::new(data))]);
        if let Print::Products(sheets) = print {
            for (number, picture) in sheets.pictures.iter().enumerate() {
                let name = format!("picture-{number}.jpg");
                files.insert(id(&name), Bytes::new(picture.clone()));
            }
        }
        Ok(Self {
            template: Source::new(id("sheet.typ"), template.to_owned()),
            parts: Source::new(id("parts.typ"), PARTS.to_owned()),
            files,
        })
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.template, &self.parts];
        let found = known.into_iter().find(|it| it.id() == id);
        found.cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names above are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

fn problem(problems: &[SourceDiagnostic]) -> PdfProblem {
    let mut told = String::new();
    for it in problems {
        let _ = write!(told, "{}; ", it.message);
    }
    PdfProblem::Template(told)
}

fn failed(why: &dyn ToString) -> PdfProblem {
    PdfProblem::Template(why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_every_letter_of_vietnamese() {
        let letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789 .,:;-–—()%/“”…₫";
        let marked = "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ";
        for face in &SHELF.faces {
            for letter in letters.chars().chain(marked.chars()) {
                for letter in letter.to_uppercase().chain([letter]) {
                    assert!(
                        face.info().coverage.contains(letter.into()),
                        "{letter} in {}",
                        face.info().family
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_else_is_within_reach() {
        for template in [
            "#read(\"/etc/passwd\")",
            "#include \"other.typ\"",
            "#import \"@preview/cetz:0.3.0\"",
            "#image(\"/photo.jpg\")",
            "#datetime.today()",
        ] {
            let desk = Desk {
                template: Source::new(id("sheet.typ"), template.to_owned()),
                parts: Source::new(id("parts.typ"), String::new()),
                files: HashMap::new(),
            };
            let set = typst::compile::<PagedDocument>(&desk).output;
            assert!(set.is_err(), "{template}");
        }
    }
}

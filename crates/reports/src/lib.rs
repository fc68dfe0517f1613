//! Makes figures, lists and sheets into XLSX, CSV, SVG, DOCX and PDF: pure, with one [`Sheet`] for
//! every table.

mod chart;
mod csv;
mod docx;
mod pdf;
mod print;
mod sheet;
mod xlsx;

pub use chart::{LineChart, Point, bar};
pub use csv::to_csv;
pub use docx::{DocxProblem, to_docx};
pub use pdf::{PRINTS_PDF, PdfProblem, to_pdf, to_png};
pub use print::{
    Block, Catalogue, CatalogueShop, CodePaper, Field, FootColumn, Goods, Leaflet, LeafletCard,
    Letterhead, OfficialText, PaymentCode, Photo, Piece, Print, ProductSheet, ProductSheets,
    ShareImage, Words,
};
pub use sheet::{Cell, Sheet, harmless};
pub use xlsx::{XlsxProblem, to_xlsx};

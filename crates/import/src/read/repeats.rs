//! The cells that an ODS sheet stands for, counted before anything is laid out.
use super::ROWS_LIMIT;
use super::fonts::{attribute, part};
use crate::{Problem, ProblemCode};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Cursor;

/// Most cells laid out for one sheet, the empty ones between included.
const CELLS_LIMIT: usize = 5_000_000;

/// One cell may say that it stands for a whole sheet, and the parser would make them all.
pub(super) fn refuse_far(bytes: &[u8]) -> Result<(), Problem> {
    let content = zip::ZipArchive::new(Cursor::new(bytes))
        .ok()
        .and_then(|mut archive| part(&mut archive, "content.xml"));
    match content {
        Some(content) if !within_limits(&content) => {
            Err(Problem::of_file(ProblemCode::TooManyRows))
        }
        _ => Ok(()),
    }
}

/// Rows and cells up to the last one that holds something: a sheet's empty rest costs nothing.
#[derive(Default)]
struct Extent {
    rows: usize,
    filled_rows: usize,
    row_repeats: usize,
    cells: usize,
    filled_cells: usize,
    widest: usize,
}

impl Extent {
    fn close_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats);
        if self.filled_cells > 0 {
            self.filled_rows = self.rows;
            self.widest = self.widest.max(self.filled_cells);
        }
        (self.cells, self.filled_cells, self.row_repeats) = (0, 0, 0);
    }

    fn within_limits(&self) -> bool {
        self.filled_rows <= ROWS_LIMIT
            && self.filled_rows.saturating_mul(self.widest) <= CELLS_LIMIT
    }
}

fn within_limits(content: &str) -> bool {
    let mut extent = Extent::default();
    let mut reader = Reader::from_str(content);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "table:table" => extent = Extent::default(),
                "table:table-row" => {
                    extent.row_repeats = repeats(&tag, "table:number-rows-repeated");
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    cell(&mut extent, &tag, true);
                }
                _ => {}
            },
            Ok(Event::Empty(tag)) => match tag.name().as_ref() {
                "table:table-row" => {
                    let empty = repeats(&tag, "table:number-rows-repeated");
                    extent.rows = extent.rows.saturating_add(empty);
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let valued = attribute(&tag, "office:value-type").is_some()
                        || attribute(&tag, "table:formula").is_some();
                    cell(&mut extent, &tag, valued);
                }
                _ => {}
            },
            Ok(Event::End(tag)) if tag.name().as_ref() == "table:table-row" => {
                extent.close_row();
                if !extent.within_limits() {
                    return false;
                }
            }
            // What is not well formed is the parser's to refuse.
            Ok(Event::Eof) | Err(_) => return true,
            Ok(_) => {}
        }
    }
}

fn cell(extent: &mut Extent, tag: &quick_xml::events::BytesStart<'_>, filled: bool) {
    let repeated = repeats(tag, "table:number-columns-repeated");
    extent.cells = extent.cells.saturating_add(repeated);
    if filled {
        extent.filled_cells = extent.cells;
    }
}

fn repeats(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name)
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
}

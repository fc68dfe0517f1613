//! Counts the cells that an ODS sheet would unfold to, before the parser makes them.
use super::hidden_rows::{attribute, part};
use super::room::Room;
use crate::Problem;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Cursor;

/// Refuses a workbook that would become too large: a single cell may say that it is repeated over a
/// whole sheet, and the parser would make all the copies.
pub(super) fn refuse_far(bytes: &[u8]) -> Result<(), Problem> {
    let content = zip::ZipArchive::new(Cursor::new(bytes))
        .ok()
        .and_then(|mut archive| part(&mut archive, "content.xml"));
    content.map_or(Ok(()), |content| within_limits(&content))
}

/// Rows and cells up to the last one that holds something; the empty rest of a sheet costs nothing.
#[derive(Default)]
struct Extent {
    rows: usize,
    filled_rows: usize,
    row_repeats: usize,
    cells: usize,
    filled_cells: usize,
    widest: usize,
    /// How often the current cell is repeated in its row; then the bytes of text in the row and in
    /// the sheet.
    cell_repeats: usize,
    row_text_bytes: usize,
    text_bytes: usize,
}

impl Extent {
    fn close_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats);
        if self.filled_cells > 0 {
            self.filled_rows = self.rows;
            self.widest = self.widest.max(self.filled_cells);
        }
        let text = self.row_text_bytes.saturating_mul(self.row_repeats);
        self.text_bytes = self.text_bytes.saturating_add(text);
        (self.cells, self.filled_cells, self.row_repeats) = (0, 0, 0);
        self.row_text_bytes = 0;
    }

    fn text(&mut self, bytes: usize) {
        let text = bytes.saturating_mul(self.cell_repeats);
        self.row_text_bytes = self.row_text_bytes.saturating_add(text);
    }

    /// The room left after this sheet; an error if there is not enough.
    fn fits(&self, mut room: Room) -> Result<Room, Problem> {
        let cells = self.filled_rows.saturating_mul(self.widest);
        room.add(self.filled_rows, cells, self.text_bytes)?;
        Ok(room)
    }
}

fn within_limits(content: &str) -> Result<(), Problem> {
    let (mut extent, mut room) = (Extent::default(), Room::default());
    let mut reader = Reader::from_str(content);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "table:table" => {
                    room = extent.fits(room)?;
                    extent = Extent::default();
                }
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
            Ok(Event::Text(text)) => extent.text(text.len()),
            Ok(Event::End(tag)) if tag.name().as_ref() == "table:table-row" => {
                extent.close_row();
                extent.fits(room)?;
            }
            // Malformed XML is left to the parser, which refuses it.
            Ok(Event::Eof) | Err(_) => return extent.fits(room).map(|_| ()),
            Ok(_) => {}
        }
    }
}

fn cell(extent: &mut Extent, tag: &quick_xml::events::BytesStart<'_>, filled: bool) {
    let repeated = repeats(tag, "table:number-columns-repeated");
    extent.cells = extent.cells.saturating_add(repeated);
    // The value or formula may be in the tag itself.
    extent.cell_repeats = repeated;
    if filled {
        extent.text(tag.len());
    }
    if filled {
        extent.filled_cells = extent.cells;
    }
}

fn repeats(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name)
        .and_then(|it| it.parse().ok())
        .unwrap_or(1)
}

//! Limits the memory that a workbook may take: rows, cells and text of all its sheets together.
use super::{Cell, ROWS_LIMIT};
use crate::{Problem, ProblemCode};

/// Most cells, including the empty ones between others: 50,000 rows of thirty columns.
pub const CELLS_LIMIT: usize = 1_500_000;
/// Most bytes of text in all cells; a small file can repeat one string in every cell.
pub const TEXT_LIMIT_BYTES: usize = 40 * 1024 * 1024;

/// What has been counted so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Room {
    rows: usize,
    cells: usize,
    text_bytes: usize,
}

impl Room {
    pub fn add(&mut self, rows: usize, cells: usize, text_bytes: usize) -> Result<(), Problem> {
        self.rows = self.rows.saturating_add(rows);
        self.cells = self.cells.saturating_add(cells);
        self.text_bytes = self.text_bytes.saturating_add(text_bytes);
        let code = if self.rows > ROWS_LIMIT {
            ProblemCode::TooManyRows
        } else if self.cells > CELLS_LIMIT || self.text_bytes > TEXT_LIMIT_BYTES {
            ProblemCode::TooManyCells
        } else {
            return Ok(());
        };
        Err(Problem::of_file(code))
    }
}

/// Rows of cells, each only as long as its last cell with content.
#[derive(Default)]
pub(super) struct Grid(pub Vec<Vec<Cell>>);

impl Grid {
    /// The cell at a place; it is made if it does not exist yet.
    ///
    /// # Errors
    /// If there is no room for the cells up to that place.
    pub fn place(
        &mut self,
        room: &mut Room,
        (row, column): (usize, usize),
    ) -> Result<&mut Cell, Problem> {
        if row >= self.0.len() {
            let more = row.saturating_add(1) - self.0.len();
            room.add(more, 0, 0)?;
            self.0.resize_with(row + 1, Vec::new);
        }
        let cells = self.0.get_mut(row).expect("made above");
        if column >= cells.len() {
            let more = column.saturating_add(1) - cells.len();
            room.add(0, more, 0)?;
            cells.resize_with(column + 1, Cell::default);
        }
        Ok(cells.get_mut(column).expect("made above"))
    }
}

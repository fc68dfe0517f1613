//! Limits the memory that a workbook may take: rows, cells and text of all its sheets together.
use super::{Cell, ROWS_LIMIT};
use crate::{Problem, ProblemCode};

/// Most cells, including the empty ones between others: 50,000 rows of thirty columns.
pub const CELLS_LIMIT: usize = 1_500_000;
/// Most bytes of text in all cells; a small file can repeat one string in every cell.
pub const TEXT_LIMIT_BYTES: usize = 40 * 1024 * 1024;

/// Columns further to the right are not read.
const COLUMNS_LIMIT: usize = 100;

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

/// A cell below more empty rows than this belongs to no list: someone touched it by mistake.
const GAP_LIMIT: usize = 1000;

/// Rows of cells, each only as long as its last cell with content.
#[derive(Default)]
pub(super) struct Grid {
    pub rows: Vec<Vec<Cell>>,
    /// The first row that was left out because it stands far below all others.
    pub far: Option<usize>,
}

impl Grid {
    /// The position of a cell; `None` if it is not read.
    ///
    /// # Errors
    /// If the list has more rows than are read.
    pub fn near(&mut self, (row, column): (u32, u32)) -> Result<Option<(usize, usize)>, Problem> {
        let (row, column) = (row as usize, column as usize);
        if row > self.rows.len() + GAP_LIMIT {
            self.far = self.far.or(Some(row));
            return Ok(None);
        }
        if row >= ROWS_LIMIT {
            return Err(Problem::of_file(ProblemCode::TooManyRows));
        }
        Ok((column < COLUMNS_LIMIT).then_some((row, column)))
    }

    /// The cell at a place; it is made if it does not exist yet.
    ///
    /// # Errors
    /// If there is no room for the cells up to that place.
    pub fn place(
        &mut self,
        room: &mut Room,
        (row, column): (usize, usize),
    ) -> Result<&mut Cell, Problem> {
        if row >= self.rows.len() {
            let more = row.saturating_add(1) - self.rows.len();
            room.add(more, 0, 0)?;
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = self.rows.get_mut(row).expect("made above");
        if column >= cells.len() {
            let more = column.saturating_add(1) - cells.len();
            room.add(0, more, 0)?;
            cells.resize_with(column + 1, Cell::default);
        }
        Ok(cells.get_mut(column).expect("made above"))
    }
}

//! Lets the text of a merged cell stand in every row that it covers.
use super::room::Room;
use super::{Cell, Merged, Sheet};
use crate::Problem;
use calamine::Dimensions;

pub(super) fn regions(merged: &[Dimensions]) -> Vec<Merged> {
    let region = |it: &Dimensions| Merged {
        top: it.start.0 as usize,
        left: it.start.1 as usize,
        bottom: it.end.0 as usize,
        right: it.end.1 as usize,
    };
    merged.iter().map(region).collect()
}

/// Fills the first column of each merged region downwards, within the rows that hold something.
pub(super) fn fill(sheet: &mut Sheet, room: &mut Room) -> Result<(), Problem> {
    let rows = sheet.rows.len();
    sheet.merged.retain(|it| it.top < rows);
    for region in &mut sheet.merged {
        region.bottom = region.bottom.min(rows - 1);
        let Some(first) = sheet.rows[region.top].get(region.left).cloned() else {
            continue;
        };
        if first.text.is_empty() {
            continue;
        }
        for row in region.top + 1..=region.bottom {
            let cells = &mut sheet.rows[row];
            if cells.len() <= region.left {
                room.add(0, region.left + 1 - cells.len(), 0)?;
                cells.resize_with(region.left + 1, Cell::default);
            }
            room.add(0, 0, first.text.len())?;
            cells[region.left] = Cell {
                covered: true,
                ..first.clone()
            };
        }
    }
    Ok(())
}

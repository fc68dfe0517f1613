//! XLSX with a frozen header row; texts remain texts, so that `012` keeps its zero.
use crate::{Cell, Sheet, harmless};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// Excel's limit for the name of a sheet.
const NAME_LIMIT_CHARS: usize = 31;
const WIDTH_LIMIT: usize = 48;

#[derive(Debug)]
pub struct XlsxProblem(XlsxError);

impl std::fmt::Display for XlsxProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "workbook not written: {}", self.0)
    }
}

impl std::error::Error for XlsxProblem {}

impl From<XlsxError> for XlsxProblem {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

pub fn to_xlsx(sheet: &Sheet) -> Result<Vec<u8>, XlsxProblem> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(sheet_name(&sheet.title))?;
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(14);
    page.write_string_with_format(0, 0, harmless(&sheet.title), &title)?;
    for (column, name) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(1, column, harmless(name), &bold)?;
        page.set_column_width(column, width(sheet, usize::from(column)))?;
    }
    for (row, cells) in (2u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    page.write_string(row, column, harmless(text))?;
                }
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "counts stay far below 2 to the 52nd"
                )]
                Cell::Number(number) => {
                    page.write_number(row, column, *number as f64)?;
                }
                Cell::Empty => {}
            }
        }
    }
    page.set_freeze_panes(2, 0)?;
    page.set_landscape();
    page.set_paper_size(9);
    page.set_repeat_rows(1, 1)?;
    Ok(book.save_to_buffer()?)
}

fn sheet_name(title: &str) -> String {
    let plain = title
        .chars()
        .filter(|letter| !"[]:*?/\\'".contains(*letter));
    let name: String = plain.take(NAME_LIMIT_CHARS).collect();
    if name.trim().is_empty() {
        "1".to_owned()
    } else {
        name
    }
}

fn width(sheet: &Sheet, column: usize) -> f64 {
    let name = sheet.columns.get(column).map_or(0, |it| it.chars().count());
    let cells = sheet.rows.iter().filter_map(|row| match row.get(column)? {
        Cell::Text(text) => Some(text.chars().count()),
        Cell::Number(number) => Some(number.to_string().len()),
        Cell::Empty => None,
    });
    let longest = cells.chain([name]).max().unwrap_or(8).clamp(6, WIDTH_LIMIT);
    f64::from(u8::try_from(longest).unwrap_or(u8::MAX)) + 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_makes_a_workbook() {
        for title in ["Hộ", "", "a/b:c*?[]'", &"dài ".repeat(20)] {
            let sheet = Sheet {
                title: title.to_owned(),
                columns: vec!["Mã".to_owned()],
                rows: vec![vec![Cell::text("=1+1")], vec![Cell::Number(7)]],
            };
            let bytes = to_xlsx(&sheet).unwrap();
            assert_eq!(&bytes[..2], b"PK", "{title}");
        }
    }
}

//! CSV as Vietnamese Excel opens it: UTF-8 with a byte order mark, semicolons, texts in quotes.
//!
//! A program in another language splits cells at commas, even inside a text; so no sign of a
//! formula may be where such a program would begin a cell.
use crate::{Cell, Sheet, harmless};
use csv::QuoteStyle;

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub fn to_csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .quote_style(QuoteStyle::NonNumeric)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let header: Vec<String> = sheet.columns.iter().map(|name| shut(name)).collect();
    let rows = sheet
        .rows
        .iter()
        .map(|row| row.iter().map(written).collect());
    for row in [header].into_iter().chain(rows) {
        let row: Vec<String> = row;
        writer.write_record(row).expect("a Vec takes every byte");
    }
    writer.into_inner().expect("a Vec takes every byte")
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => shut(text),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

/// Makes a text harmless: neither it nor a part of it that another program would split off is a
/// formula.
fn shut(text: &str) -> String {
    let mut shut = String::with_capacity(text.len() + 1);
    let mut begins = false;
    for letter in harmless(text).chars() {
        if begins && matches!(letter, '=' | '+' | '-' | '@') {
            shut.push('\'');
        }
        begins = match letter {
            ',' | ';' | '\t' | '\r' | '\n' => true,
            '"' | ' ' => begins,
            _ => false,
        };
        shut.push(letter);
    }
    shut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_written_as_vietnamese_excel_opens_it() {
        let sheet = Sheet {
            title: "Hộ".to_owned(),
            columns: vec!["Mã".to_owned(), "Chủ hộ".to_owned(), "Người".to_owned()],
            rows: vec![
                vec![
                    Cell::text("012"),
                    Cell::text("Bùi; \"Dưỡng\""),
                    Cell::Number(-3),
                ],
                vec![Cell::text("=cmd|x"), Cell::Empty, Cell::Number(0)],
            ],
        };
        let text = String::from_utf8(to_csv(&sheet)).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"Mã\";\"Chủ hộ\";\"Người\"\r\n\
             012;\"Bùi; \"\"Dưỡng\"\"\";-3\r\n\"'=cmd|x\";\"\";0\r\n"
        );
    }

    #[test]
    fn no_formula_begins_where_another_program_parts_the_cells() {
        for text in [
            "bán cá,=HYPERLINK(1)",
            "bán cá, =1+1",
            "a;@SUM(A1)",
            "a\t+1",
            "a\r\n-1",
            "a,\"=1\"",
            "=1",
        ] {
            let sheet = Sheet {
                title: String::new(),
                columns: vec!["Tên".to_owned()],
                rows: vec![vec![Cell::text("x"), Cell::text(text), Cell::Number(5)]],
            };
            let written = String::from_utf8(to_csv(&sheet)).unwrap();
            let quoted = format!("\"{}\"", shut(text).replace('"', "\"\""));
            assert!(written.contains(&quoted), "{written}");
            for cell in written.split([',', ';', '\t', '\n', '\r']) {
                let cell = cell.trim_start_matches([' ', '"']);
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell} of {text}");
            }
        }
        assert_eq!(shut("Ngõ 3-5, số 2=2"), "Ngõ 3-5, số 2=2");
    }
}

//! CSV as Vietnamese Excel opens it: UTF-8 with a mark, semicolons.
use crate::{Cell, Sheet, harmless};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub fn to_csv(sheet: &Sheet) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let header: Vec<String> = sheet.columns.iter().map(|name| harmless(name)).collect();
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
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_opens_it_as_it_is() {
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
            "\u{feff}Mã;Chủ hộ;Người\r\n012;\"Bùi; \"\"Dưỡng\"\"\";-3\r\n'=cmd|x;;0\r\n"
        );
    }
}

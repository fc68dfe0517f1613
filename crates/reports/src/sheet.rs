//! A table as people see it: a title, column names and rows.

#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    Text(String),
    Number(i64),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    pub title: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// Makes a text harmless: if it starts like a formula, an apostrophe is put before it, so that a
/// spreadsheet keeps it as text.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_starts_like_a_formula_is_made_harmless() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+84912345678", "'+84912345678"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("Ngõ Giếng", "Ngõ Giếng"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }
}

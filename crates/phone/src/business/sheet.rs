//! A product's sheet: reads each value as people type it, and checks its limits.

use domain::household::Product;
use domain::{COLUMNS, Column, ColumnId, Holds, Map, SheetText};
use std::collections::BTreeMap;

/// The text of each column as typed so far.
pub type Typed = BTreeMap<&'static str, String>;

/// Why a value cannot be saved. A text that is too short is no reason: it can be saved as a draft.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    Needed,
    TooMuch(usize),
    NotANumber,
    TooLarge(u64),
}

/// The length of a text compared with the limits of its column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    Empty,
    /// This many more characters are needed before the product can be listed.
    Missing(usize),
    Fits {
        count: usize,
    },
    /// This many characters must be removed.
    TooMuch(usize),
}

/// The column with the title. Without a title there is no sheet.
pub const TITLE: &str = "ten";
/// The column that takes several lines.
pub const DESCRIPTION: &str = "mo-ta";
const CODE: &str = "ma-san-pham";
/// Columns that a new product usually shares with the one before.
const SHARED: &[&str] = &["nganh-hang", "xuat-xu", "nha-san-xuat"];

/// The columns that are typed. Photos are added in another way.
pub fn columns() -> impl Iterator<Item = &'static Column> {
    COLUMNS.iter().filter(|column| column.holds != Holds::Photo)
}

/// The longest text that a column takes, in characters.
pub fn longest(column: &Column) -> usize {
    column.max.unwrap_or(SheetText::LIMIT_CHARS)
}

/// Counts characters as the record will: letters composed, blanks at the ends removed.
pub fn measure(column: &Column, typed: &str) -> Measured {
    let most = longest(column);
    match vietnamese::nfc(typed).trim().chars().count() {
        0 => Measured::Empty,
        count if count > most => Measured::TooMuch(count - most),
        count if count < column.min => Measured::Missing(column.min - count),
        count => Measured::Fits { count },
    }
}

/// The sheet in the form that is recorded.
///
/// # Errors
/// The first column that cannot be saved, and why.
pub fn read(typed: &Typed) -> Result<Map<ColumnId, SheetText>, (&'static Column, Wrong)> {
    let mut sheet = Map::new();
    for column in columns() {
        let text = typed.get(column.id).map(String::as_str).unwrap_or_default();
        let value = value(column, text).map_err(|wrong| (column, wrong))?;
        if let (Some(value), Some(id)) = (value, ColumnId::new(column.id)) {
            sheet.insert(id, value);
        }
    }
    Ok(sheet)
}

fn value(column: &Column, typed: &str) -> Result<Option<SheetText>, Wrong> {
    if typed.trim().is_empty() {
        return match column.id {
            TITLE => Err(Wrong::Needed),
            _ => Ok(None),
        };
    }
    let text = match column.holds {
        Holds::Text | Holds::Photo => match measure(column, typed) {
            Measured::TooMuch(count) => return Err(Wrong::TooMuch(count)),
            _ => typed.to_owned(),
        },
        Holds::Dong => dong(typed).ok_or(Wrong::NotANumber)?.to_string(),
        Holds::Number => whole(typed).ok_or(Wrong::NotANumber)?.to_string(),
    };
    let most = column.max.map_or(Column::NUMBER_LIMIT, |max| max as u64);
    let is_number = column.holds != Holds::Text;
    if is_number && text.parse::<u64>().map_or(true, |number| number > most) {
        return Err(Wrong::TooLarge(most));
    }
    SheetText::new(&text)
        .map(Some)
        .map_err(|_| Wrong::TooMuch(1))
}

/// The sheet of a product in the form in which people type it.
pub fn typed(product: &Product) -> Typed {
    let shown = |column: &Column| {
        let text = product.text(column.id).unwrap_or_default();
        match (column.holds, text.parse()) {
            (Holds::Dong, Ok(dong)) => vietnamese::format_integer(dong),
            _ => text.to_owned(),
        }
    };
    columns().map(|column| (column.id, shown(column))).collect()
}

/// Starts a new sheet: with a code of its own, and the values that it shares with the product
/// before.
pub fn begun<'a>(products: impl Iterator<Item = &'a Product>, business: &str) -> Typed {
    let mut begun = Typed::new();
    let (mut count, mut last) = (0, None::<&Product>);
    for product in products {
        count += 1;
        if last.is_none_or(|last| last.mark.at <= product.mark.at) {
            last = Some(product);
        }
    }
    begun.insert(CODE, format!("SP-{:02}", count + 1));
    begun.insert("nha-san-xuat", business.to_owned());
    for id in SHARED {
        if let Some(text) = last.and_then(|last| last.text(id)) {
            begun.insert(id, text.to_owned());
        }
    }
    begun
}

/// A whole amount of đồng above zero, typed as `65.000`, `65k` or `1,2 triệu`.
pub fn dong(typed: &str) -> Option<u64> {
    let amount = vietnamese::parse_money(typed)?;
    u64::try_from(amount).ok().filter(|amount| *amount > 0)
}

/// A whole number; `1.200` and `1200` are the same.
pub fn whole(typed: &str) -> Option<u32> {
    let number = vietnamese::parse_number(typed).ok()?;
    let whole = (number.scale == 0).then_some(number.digits)?;
    u32::try_from(whole).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str) -> &'static Column {
        Column::find(id).unwrap()
    }

    fn sheet(values: &[(&'static str, &str)]) -> Typed {
        values
            .iter()
            .map(|(id, text)| (*id, (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_price_is_read_as_people_type_it() {
        for (typed, price) in [
            ("65.000", Some(65_000)),
            ("65k", Some(65_000)),
            ("1,2 triệu", Some(1_200_000)),
            ("500 nghìn", Some(500_000)),
            ("0", None),
            ("-5", None),
            ("rẻ", None),
            ("", None),
        ] {
            assert_eq!(dong(typed), price, "{typed}");
        }
    }

    #[test]
    fn letters_are_counted_as_people_see_them() {
        let title = column(TITLE);
        assert_eq!(measure(title, "  "), Measured::Empty);
        assert_eq!(measure(title, "Mắm tôm"), Measured::Missing(3));
        assert_eq!(measure(title, "Nước mắm cốt"), Measured::Fits { count: 12 });
        assert_eq!(measure(title, &"ơ".repeat(121)), Measured::TooMuch(1));
        // The same text with combining marks, as some keyboards write it.
        let apart = "Nu\u{31b}o\u{31b}\u{301}c ma\u{306}\u{301}m co\u{302}\u{301}t";
        assert_eq!(measure(title, apart), Measured::Fits { count: 12 });
    }

    #[test]
    fn a_sheet_is_saved_unfinished_but_never_wrong() {
        let read = |values: &[(&'static str, &str)]| read(&sheet(values));
        let saved = read(&[(TITLE, "Mắm"), ("gia", "65k"), ("ton-kho", "1.200")]).unwrap();
        let text = |id: &str| {
            saved
                .get(&ColumnId::new(id).unwrap())
                .map(SheetText::as_str)
        };
        assert_eq!(text("gia"), Some("65000"));
        assert_eq!(text("ton-kho"), Some("1200"));
        assert_eq!(text("mo-ta"), None);
        for (values, id, wrong) in [
            (vec![("gia", "65k")], TITLE, Wrong::Needed),
            (
                vec![(TITLE, "Mắm"), ("gia", "rẻ")],
                "gia",
                Wrong::NotANumber,
            ),
            (
                vec![(TITLE, "Mắm"), ("gia", "2 tỷ")],
                "gia",
                Wrong::TooLarge(1_000_000_000),
            ),
            (
                vec![(TITLE, "Mắm"), ("ton-kho", "1,5")],
                "ton-kho",
                Wrong::NotANumber,
            ),
            (
                vec![(TITLE, "Mắm"), ("ocop", "6")],
                "ocop",
                Wrong::TooLarge(5),
            ),
        ] {
            let problem = read(&values).unwrap_err();
            assert_eq!((problem.0.id, problem.1), (id, wrong));
        }
    }

    #[test]
    fn every_saved_value_is_accepted_by_its_column() {
        let long = "a".repeat(120);
        let saved = read(&sheet(&[(TITLE, &long), ("gia", "1 tỷ"), ("ocop", "5")])).unwrap();
        for (id, text) in &saved {
            assert!(column(id.as_str()).takes(text.as_str()), "{id}");
        }
    }
}

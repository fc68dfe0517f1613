//! The banks of NAPAS247 with their six-digit numbers, found however people type their names.

use vietnamese::Query;

/// Columns `bin,code,short_name,name`, as the State Bank and NAPAS publish them.
const TABLE: &str = include_str!("../../../../content/banks.csv");
/// Banks whose personal QR codes carry a reference that only the bank's own app knows.
const CODES_FROM_ITS_APP: &[&str] = &["971025"];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bank {
    /// The six digits that stand for the bank in a payload.
    pub bin: &'static str,
    code: &'static str,
    pub short_name: &'static str,
    pub name: &'static str,
}

/// Every bank of the table, in the table's order.
pub fn banks() -> impl Iterator<Item = Bank> {
    TABLE.lines().skip(1).filter_map(read)
}

pub fn by_bin(bin: &str) -> Option<Bank> {
    banks().find(|bank| bank.bin == bin)
}

/// Banks found by name, short name, abbreviation or digits; tone marks do not matter. Returns the
/// most used banks when nothing was typed.
pub fn find(typed: &str) -> Vec<Bank> {
    let query = Query::new(typed);
    if query.is_empty() {
        return USUAL.iter().filter_map(|bin| by_bin(bin)).collect();
    }
    let mut found: Vec<(bool, Bank)> = banks()
        .filter(|bank| query.matches(&bank.words()))
        .map(|bank| (!query.matches(&bank.short_words()), bank))
        .collect();
    // Someone who types "vib" means the bank of that name, not one whose long name contains it.
    found.sort_by_key(|(only_by_long_name, _)| *only_by_long_name);
    found.into_iter().map(|(_, bank)| bank).collect()
}

/// Banks with branches or users in most communes, offered before anything is typed.
const USUAL: &[&str] = &[
    "970405", "970436", "970415", "970418", "970422", "970407", "970449", "999888",
];

impl Bank {
    /// Whether a code for this bank cannot be made from the account number alone.
    pub fn gives_its_own_codes(&self) -> bool {
        CODES_FROM_ITS_APP.contains(&self.bin)
    }

    fn short_words(&self) -> String {
        format!("{} {}", self.short_name, self.code)
    }

    /// The words to search in. Short names count written apart too: `VietinBank` is also `vietin
    /// bank`.
    fn words(&self) -> String {
        let apart = apart(self.short_name);
        format!(
            "{} {} {apart} {} {}",
            self.bin, self.code, self.short_name, self.name
        )
    }
}

/// `VietinBank` becomes `Vietin Bank`.
fn apart(name: &str) -> String {
    let mut apart = String::with_capacity(name.len() + 4);
    let mut before_is_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() && before_is_lower {
            apart.push(' ');
        }
        before_is_lower = letter.is_lowercase();
        apart.push(letter);
    }
    apart
}

fn read(line: &'static str) -> Option<Bank> {
    let mut parts = line.splitn(4, ',');
    let (bin, code, short_name) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?.trim_matches('"');
    Some(Bank {
        bin,
        code,
        short_name,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> Vec<&'static str> {
        find(typed).iter().map(|bank| bank.short_name).collect()
    }

    #[test]
    fn every_line_of_the_table_is_a_bank() {
        let lines = TABLE.lines().count() - 1;
        assert_eq!(banks().count(), lines);
        for bank in banks() {
            let payment = vietqr::Payment::to_account(bank.bin, "1");
            assert!(vietqr::encode(&payment).is_ok(), "{}", bank.bin);
            assert!(!bank.name.contains('"'), "{}", bank.name);
        }
        let mut bins: Vec<_> = banks().map(|bank| bank.bin).collect();
        bins.sort_unstable();
        bins.dedup();
        assert_eq!(bins.len(), lines, "no digits twice");
    }

    #[test]
    fn a_bank_is_found_as_people_type_it() {
        for (typed, first) in [
            ("agri", "Agribank"),
            ("nông nghiệp", "Agribank"),
            ("nong nghiep", "Agribank"),
            ("vietin bank", "VietinBank"),
            ("vcb", "Vietcombank"),
            ("970416", "ACB"),
            ("quân đội", "MBBank"),
            ("quan doi", "MBBank"),
            ("vib", "VIB"),
            ("chinh sach", "VBSP"),
            ("citibank", "Citibank"),
        ] {
            assert_eq!(names(typed).first(), Some(&first), "{typed}");
        }
        assert!(names("không có đâu").is_empty());
    }

    #[test]
    fn before_anything_is_typed_the_usual_ones_are_offered() {
        assert_eq!(names(" ").len(), USUAL.len());
        assert_eq!(names("")[0], "Agribank");
    }

    #[test]
    fn a_wallet_that_makes_its_own_codes_is_known() {
        assert!(by_bin("971025").unwrap().gives_its_own_codes());
        assert!(!by_bin("970405").unwrap().gives_its_own_codes());
        assert_eq!(by_bin("000000"), None);
    }
}

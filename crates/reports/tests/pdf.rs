//! Opens printed sheets with other programs: poppler reads text, fonts and pages, zbar reads codes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod pdf {
    mod catalogue;
    mod leaflet;
    mod official;
    mod opened;
    mod payment_code;
    mod product_sheets;
    mod share;
    mod signed_text;
}

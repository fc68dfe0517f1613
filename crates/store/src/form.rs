//! Records in the form that an app reads.
use crate::rows::{RecordRow, Rows};
use domain::Kind;
use sync::SHORT_FORM;

/// As the app reads it: one that does not say that it reads the short form is told the first.
pub(crate) fn in_form(mut row: RecordRow, forms: u16) -> Rows<RecordRow> {
    if forms < SHORT_FORM && row.key.kind() == Kind::Household {
        row.body = row.read()?.to_first_form().unwrap_or(row.body);
    }
    Ok(row)
}

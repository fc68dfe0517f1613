//! Adapts records for a phone: in the form that its app reads, without what its owner may not see.
use crate::rows::{RecordRow, Rows};
use domain::{AccountId, Kind, Record, Scope};
use sync::SHORT_FORM;

/// The form that the app reads. An app that does not say that it reads the short form gets the
/// first one.
pub(crate) fn in_form(mut row: RecordRow, forms: u16) -> Rows<RecordRow> {
    if forms < SHORT_FORM && row.key.kind() == Kind::Household {
        row.body = row.read()?.to_first_form().unwrap_or(row.body);
    }
    Ok(row)
}

/// Phone numbers left for a class go only to those who hold it. The class itself goes to everyone.
pub(crate) fn for_eyes_of(who: &AccountId, scope: &Scope, mut row: RecordRow) -> Rows<RecordRow> {
    if row.key.kind() != Kind::Class {
        return Ok(row);
    }
    if let Record::Class(class) = row.read()?
        && class.has_contacts()
        && !class.is_held_by(who, scope)
    {
        row.body = Record::from(class.for_others()).to_json();
    }
    Ok(row)
}

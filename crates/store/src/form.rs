//! Records as a phone gets them: in the form that its app reads, without what is not for its
//! holder.
use crate::rows::{RecordRow, Rows};
use domain::{AccountId, Kind, Record, Scope};
use sync::SHORT_FORM;

/// As the app reads it: one that does not say that it reads the short form is told the first.
pub(crate) fn in_form(mut row: RecordRow, forms: u16) -> Rows<RecordRow> {
    if forms < SHORT_FORM && row.key.kind() == Kind::Household {
        row.body = row.read()?.to_first_form().unwrap_or(row.body);
    }
    Ok(row)
}

/// Who left a phone number for a class goes to those who hold it, the class to everyone.
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

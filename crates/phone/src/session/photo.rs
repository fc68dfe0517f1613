//! Photos on the shelf, sealed like everything else: what is known of each, and its pictures.

mod send;
mod tend;

pub use tend::{PhotoStanding, tend, tend_photos};

use super::{RecordProblem, Session};
use crate::{
    photo::HeldPhoto,
    platform::chance,
    shelf::{Change, Shelf, ShelfProblem, Table},
};
use domain::PhotoId;

/// Which picture of a photo: the whole one or the small version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Whole,
    Small,
}

fn picture(photo: &PhotoId, form: Form) -> String {
    match form {
        Form::Whole => photo.to_string(),
        Form::Small => format!("{photo}/small"),
    }
}

/// A change of photos, to be committed together with others.
#[derive(Debug)]
pub enum PhotoChange {
    Know(PhotoId, HeldPhoto),
    Picture(PhotoId, Form, Vec<u8>),
    ForgetWhole(PhotoId),
    Erase(PhotoId),
}

impl Session {
    /// Every photo on this phone.
    pub async fn photos(&self) -> Result<Vec<(PhotoId, HeldPhoto)>, ShelfProblem> {
        let rows = self.0.shelf.all(Table::Photo).await?;
        let open = self.0.open.borrow();
        let Some(open) = open.as_ref() else {
            return Ok(Vec::new());
        };
        let read = |(name, sealed): (String, Vec<u8>)| {
            let json = open.key.open(Table::Photo, &name, &sealed)?;
            let held = domain::json::from_str(std::str::from_utf8(&json).ok()?).ok()?;
            Some((PhotoId::new(name)?, held))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// `None` if the picture is not on this phone, or the book is locked.
    pub async fn picture(&self, photo: &PhotoId, form: Form) -> Option<Vec<u8>> {
        let name = picture(photo, form);
        let sealed = self.0.shelf.get(Table::Picture, &name).await.ok()??;
        let open = self.0.open.borrow();
        open.as_ref()?.key.open(Table::Picture, &name, &sealed)
    }

    /// Commits all changes of photos and the row `beside` in one transaction.
    pub async fn change_photos(
        &self,
        changes: Vec<PhotoChange>,
        beside: Option<Change>,
    ) -> Result<(), RecordProblem> {
        let mut rows = self.photo_rows(changes)?;
        rows.extend(beside);
        Ok(self.0.shelf.commit(rows).await?)
    }

    /// The rows that make these changes of photos, in the form in which they are stored.
    pub(super) fn photo_rows(
        &self,
        changes: Vec<PhotoChange>,
    ) -> Result<Vec<Change>, RecordProblem> {
        let mut rows = Vec::new();
        for change in changes {
            match change {
                PhotoChange::Know(photo, held) => {
                    let json = serde_json::to_vec(&held).expect("plain data");
                    rows.push(self.sealed(Table::Photo, photo.to_string(), &json)?);
                }
                PhotoChange::Picture(photo, form, jpeg) => {
                    rows.push(self.sealed(Table::Picture, picture(&photo, form), &jpeg)?);
                }
                PhotoChange::ForgetWhole(photo) => rows.push(Change::Delete {
                    table: Table::Picture,
                    key: picture(&photo, Form::Whole),
                }),
                PhotoChange::Erase(photo) => {
                    let gone = |table, key| Change::Delete { table, key };
                    rows.push(gone(Table::Photo, photo.to_string()));
                    for form in [Form::Whole, Form::Small] {
                        rows.push(gone(Table::Picture, picture(&photo, form)));
                    }
                }
            }
        }
        Ok(rows)
    }

    /// A sealed row of `table`.
    pub(super) fn sealed(
        &self,
        table: Table,
        key: String,
        value: &[u8],
    ) -> Result<Change, RecordProblem> {
        let open = self.0.open.borrow();
        let open = open.as_ref().ok_or(RecordProblem::Locked)?;
        let value = open.key.seal(table, &key, chance::bytes(), value);
        Ok(Change::Put { table, key, value })
    }
}

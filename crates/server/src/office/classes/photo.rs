//! The photo on a class's page: who took it, whether it came, and taking it away for good.
use super::one::name_of;
use crate::office::frame::time;
use crate::{AppState, PageError, SignedIn};
use domain::{Class, ClassId, PhotoId, PhotoOf};
use store::{Account, Attachment};
use words::classes as say;

pub(super) struct Shown {
    pub id: PhotoId,
    pub by: String,
    /// It came as a whole; until then it waits on a member's phone.
    pub here: bool,
}

pub(super) fn shown(
    state: &AppState,
    who: &SignedIn,
    class: &Class,
) -> Result<Option<Shown>, PageError> {
    let Some(photo) = &class.photo else {
        return Ok(None);
    };
    let read = state.store.read(|rows| {
        let came = Attachment::get(rows, &who.commune, &photo.id)?;
        Ok((came, Account::all(rows, &who.commune)?))
    });
    let (came, accounts) = read.map_err(PageError::internal)?;
    let by = name_of(&accounts, &photo.by);
    Ok(Some(Shown {
        id: photo.id.clone(),
        by: say::told_by(who.language, by, time(photo.at)),
        here: came.is_some_and(|it| it.is_complete()),
    }))
}

/// Deletes the picture, once the class does not name it any more.
pub(super) async fn delete(
    state: &AppState,
    who: &SignedIn,
    class: &ClassId,
    photo: &PhotoId,
) -> Result<(), PageError> {
    let came = state
        .store
        .read(|rows| Attachment::get(rows, &who.commune, photo));
    let of = came.map_err(PageError::internal)?.map(|it| it.of);
    if of != Some(PhotoOf::Class(class.clone())) {
        return Ok(());
    }
    let dropped = state.store.drop_photo(&who.commune, photo).await;
    dropped.map_err(PageError::internal)
}

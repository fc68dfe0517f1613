//! The photo on a class's page: who took it, whether it has arrived, and deleting it for good.
use super::one::name_of;
use crate::office::desk::Desk;
use crate::office::frame::time;
use crate::{AppState, PageError, SignedIn};
use domain::{Class, ClassId, PhotoId, PhotoOf};
use store::Attachment;
use words::classes as say;

pub(super) struct ClassPhotoShown {
    pub id: PhotoId,
    pub by: String,
    /// Whether the photo has arrived completely. Until then it waits on a member's phone.
    pub here: bool,
}

pub(super) fn shown(
    desk: &mut Desk<'_>,
    class: &Class,
) -> Result<Option<ClassPhotoShown>, PageError> {
    let Some(photo) = &class.photo else {
        return Ok(None);
    };
    let came = Attachment::get(desk.rows, desk.commune, &photo.id)?;
    let accounts = desk.accounts()?;
    let by = name_of(&accounts, &photo.by);
    Ok(Some(ClassPhotoShown {
        id: photo.id.clone(),
        by: say::told_by(desk.lang, by, time(photo.at)),
        here: came.is_some_and(|it| it.is_complete()),
    }))
}

/// Deletes the picture, once the class no longer names it.
pub(super) async fn delete(
    state: &AppState,
    who: &SignedIn,
    class: &ClassId,
    photo: &PhotoId,
) -> Result<(), PageError> {
    let id = photo.clone();
    let came = state.page(who, move |desk| {
        Ok(Attachment::get(desk.rows, desk.commune, &id)?)
    });
    let of = came.await?.map(|it| it.of);
    if of != Some(PhotoOf::Class(class.clone())) {
        return Ok(());
    }
    let dropped = state.store.drop_photo(&who.commune, photo).await;
    dropped.map_err(PageError::internal)
}

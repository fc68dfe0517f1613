//! The files of photos: whole pictures, their small versions, and the parts of unfinished uploads.
//!
//! A whole picture never changes, so a backup copies only new ones.
use crate::owner_only;
use crate::rows::Rows;
use domain::{CommuneId, PhotoId};
use futures::TryStreamExt;
use futures::executor::block_on;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::path::Path;
use std::sync::Arc;

/// Which file of a photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Whole,
    /// The small version, for lists.
    Small,
    /// What has arrived so far.
    Part,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Form::Whole => "jpg",
            Form::Small => "small.jpg",
            Form::Part => "part",
        }
    }
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Photos(Arc<dyn ObjectStore>);

impl Photos {
    /// Photos in a folder. Files are flushed to disk, so that a phone which is told that a photo
    /// arrived may forget it.
    pub fn in_folder(folder: &Path) -> Rows<Self> {
        owner_only::make_folder(folder)?;
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(files)))
    }

    pub(crate) fn in_memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    pub async fn get(
        &self,
        commune: &CommuneId,
        photo: &PhotoId,
        form: Form,
    ) -> Rows<Option<Vec<u8>>> {
        match self.0.get(&place(commune, photo, form)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(why) => Err(why.into()),
        }
    }

    pub async fn put(
        &self,
        commune: &CommuneId,
        photo: &PhotoId,
        form: Form,
        bytes: Vec<u8>,
    ) -> Rows<()> {
        let place = place(commune, photo, form);
        self.0.put(&place, PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Deletes a file. Does nothing if it is not there.
    pub async fn delete(&self, commune: &CommuneId, photo: &PhotoId, form: Form) -> Rows<()> {
        match self.0.delete(&place(commune, photo, form)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }

    /// Deletes every file of a photo.
    pub async fn delete_all(&self, commune: &CommuneId, photo: &PhotoId) -> Rows<()> {
        for form in [Form::Part, Form::Small, Form::Whole] {
            self.delete(commune, photo, form).await?;
        }
        Ok(())
    }

    /// Copies the files of these communes that are missing in `to`, except unfinished uploads.
    /// Returns how many whole pictures were copied.
    pub fn copy_missing(&self, to: &Photos, of: &[CommuneId]) -> Rows<usize> {
        block_on(async {
            let there = to.list().await?;
            let mut count = 0;
            for place in self.list().await? {
                let is_ours = read(&place).is_some_and(|(commune, ..)| of.contains(&commune));
                if there.binary_search(&place).is_ok()
                    || !is_ours
                    || read(&place).is_none_or(unfinished)
                {
                    continue;
                }
                let bytes = self.0.get(&place).await?.bytes().await?;
                to.0.put(&place, bytes.into()).await?;
                count += usize::from(matches!(read(&place), Some((_, _, Form::Whole))));
            }
            Ok(count)
        })
    }

    /// Deletes the pictures that `keep` does not keep.
    pub(crate) fn retain(&self, keep: impl Fn(&CommuneId, &PhotoId) -> bool) -> Rows<()> {
        block_on(async {
            for place in self.list().await? {
                if let Some((commune, photo, _)) = read(&place)
                    && !keep(&commune, &photo)
                {
                    self.0.delete(&place).await?;
                }
            }
            Ok(())
        })
    }

    async fn list(&self) -> Rows<Vec<Place>> {
        let found: Vec<_> = self.0.list(None).try_collect().await?;
        let mut places: Vec<Place> = found.into_iter().map(|it| it.location).collect();
        places.sort_unstable();
        Ok(places)
    }
}

fn unfinished((_, _, form): (CommuneId, PhotoId, Form)) -> bool {
    form == Form::Part
}

/// The path of a file. Ids consist of checked letters, digits and dashes, so they may be part of a
/// path.
fn place(commune: &CommuneId, photo: &PhotoId, form: Form) -> Place {
    Place::from(format!("{commune}/{photo}.{}", form.ending()))
}

fn read(place: &Place) -> Option<(CommuneId, PhotoId, Form)> {
    let (commune, file) = place.as_ref().split_once('/')?;
    let (photo, ending) = file.split_once('.')?;
    let forms = [Form::Whole, Form::Small, Form::Part];
    let form = forms.into_iter().find(|it| it.ending() == ending)?;
    Some((CommuneId::new(commune)?, PhotoId::new(photo)?, form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_photos_are_copied_and_unfinished_uploads_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (
            Photos::in_memory(),
            Photos::in_folder(folder.path()).unwrap(),
        );
        let (commune, photo) = (CommuneId::new("xa").unwrap(), PhotoId::new("a1").unwrap());
        for form in [Form::Whole, Form::Small, Form::Part] {
            block_on(from.put(&commune, &photo, form, vec![1])).unwrap();
        }
        let elsewhere = [CommuneId::new("khac").unwrap()];
        assert_eq!(
            from.copy_missing(&to, &elsewhere).unwrap(),
            0,
            "not of here"
        );
        let here = [commune.clone()];
        assert_eq!(from.copy_missing(&to, &here).unwrap(), 1);
        assert_eq!(
            from.copy_missing(&to, &here).unwrap(),
            0,
            "it is there already"
        );
        let there = |form| block_on(to.get(&commune, &photo, form)).unwrap().is_some();
        assert!(there(Form::Whole) && there(Form::Small) && !there(Form::Part));
        to.retain(|_, _| false).unwrap();
        assert_eq!(block_on(to.list()).unwrap(), []);
    }

    #[test]
    fn a_file_that_is_not_ours_is_left_alone() {
        for other in ["lost.txt", "xa/Thumbs.db", "xa/sub/a1.jpg"] {
            assert!(read(&Place::from(other)).is_none(), "{other}");
        }
    }
}

//! The photo of a class: taken, taken anew, taken away.
use super::{Class, ClassPhoto};
use crate::apply::Context;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{ClassId, Millis, PhotoId, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A photo of the class was taken, in place of the one before, or is to be shown no more.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassPhotographed {
    pub class: ClassId,
    pub photo: PhotoId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removed: bool,
}

impl Rule for ClassPhotographed {
    const CALLED: Called = say::class_photographed;
    const MAKERS: Makers = FIELD;

    fn called(&self) -> Called {
        match self.removed {
            true => say::class_photo_removed,
            false => Self::CALLED,
        }
    }

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class)]
    }

    fn is_for_holders(&self) -> bool {
        true
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        photograph(context, self)
    }

    fn photos(&self) -> Vec<&PhotoId> {
        let taken = (!self.removed).then_some(&self.photo);
        taken.into_iter().collect()
    }
}

/// Photos taken away of one class that are remembered.
const GONE_LIMIT: usize = 12;

/// A class has one photo: the one taken last, by time. It may be taken away at any time, and what
/// is not its photo any more is taken away already.
pub(crate) fn photograph(
    context: &Context<'_>,
    it: &ClassPhotographed,
) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    if it.removed {
        class.take_away_photo(&it.photo);
        return Ok(vec![class.into()]);
    }
    if class.state.is_cancelled() {
        return Err(RefusalCode::ClassCancelled.into());
    }
    if context.day() < class.plan.day {
        return Err(RefusalCode::ClassNotBegun.into());
    }
    let taken = ClassPhoto {
        id: it.photo.clone(),
        at: context.at,
        by: context.author.clone(),
    };
    if class.photos_gone.contains(&taken.id) {
        // Taken away before it arrived.
        class.photo_goes((taken.at, taken.id));
        return Ok(vec![class.into()]);
    }
    if class.photo_gone.as_ref() > Some(&(taken.at, taken.id.clone())) {
        return Ok(vec![class.into()]);
    }
    class.photo = Some(match class.photo.take() {
        Some(known) if (known.at, &known.id) > (taken.at, &taken.id) => known,
        _ => taken,
    });
    Ok(vec![class.into()])
}

impl Class {
    fn take_away_photo(&mut self, id: &PhotoId) {
        if !self.photos_gone.contains(id) {
            self.photos_gone.push(id.clone());
        }
        if self.photos_gone.len() > GONE_LIMIT {
            self.photos_gone.remove(0);
        }
        if let Some(known) = self.photo.take_if(|known| known.id == *id) {
            self.photo_goes((known.at, known.id));
        }
    }

    /// An older photo was already replaced by the one that went.
    fn photo_goes(&mut self, gone: (Millis, PhotoId)) {
        self.photo
            .take_if(|known| (known.at, known.id.clone()) < gone);
        self.photo_gone = self.photo_gone.take().max(Some(gone));
    }
}

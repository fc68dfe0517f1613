//! The photo of a class: taken, taken anew, taken away.
use super::ClassPhoto;
use crate::apply::Context;
use crate::{ClassPhotographed, Record, Refusal, RefusalCode};

/// A class has one photo: the one taken last, by time. It may be taken away at any time, and what
/// is not its photo any more is taken away already.
pub(crate) fn photograph(
    context: &Context<'_>,
    it: &ClassPhotographed,
) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    if it.removed {
        class.photo = class.photo.filter(|known| known.id != it.photo);
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
    class.photo = Some(match class.photo.take() {
        Some(known) if (known.at, &known.id) > (taken.at, &taken.id) => known,
        _ => taken,
    });
    Ok(vec![class.into()])
}

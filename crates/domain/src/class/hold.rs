//! Telling how a class went.
use super::{ClassResult, ClassState, HEADS_LIMIT, SelfCheck};
use crate::apply::Context;
use crate::{ClassHeld, Record, Refusal, RefusalCode};

/// May be told again, by the phone in the room and by the office: what is told last, by time,
/// counts, and what it leaves open stays. The phone numbers are not needed any more and go.
pub(crate) fn hold(context: &Context<'_>, it: &ClassHeld) -> Result<Vec<Record>, Refusal> {
    let mut class = context.records.class(&it.class)?.clone();
    if class.state.is_cancelled() {
        return Err(RefusalCode::ClassCancelled.into());
    }
    if context.day() < class.plan.day {
        return Err(RefusalCode::ClassNotBegun.into());
    }
    let fits = |check: &Option<SelfCheck>| {
        check.is_none_or(|it| it.able <= it.asked && it.asked <= HEADS_LIMIT)
    };
    if it.heads > HEADS_LIMIT || !fits(&it.before) || !fits(&it.after) {
        return Err(RefusalCode::HeadCountWrong.into());
    }
    let told = ClassResult {
        heads: it.heads,
        before: it.before,
        after: it.after,
        note: it.note.clone(),
        at: context.at,
        by: context.author.clone(),
    };
    class.result = Some(match class.result.take() {
        None => told,
        Some(known) if (known.at, &known.by) > (told.at, &told.by) => known.or(told),
        Some(known) => told.or(known),
    });
    class.state = ClassState::Held;
    class.forget_contacts();
    Ok(vec![class.into()])
}

impl ClassResult {
    /// This one, with what only the other tells.
    fn or(self, other: ClassResult) -> Self {
        Self {
            before: self.before.or(other.before),
            after: self.after.or(other.after),
            note: self.note.or(other.note),
            ..self
        }
    }
}

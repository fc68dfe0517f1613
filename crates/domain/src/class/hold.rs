//! Telling how a class went.
use super::{ClassResult, ClassState, HEADS_LIMIT, SelfCheck};
use crate::apply::Context;
use crate::rule::{Called, FIELD, Makers, Rule};
use crate::{ClassId, Follows, Label, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// How it went; told again, the last one counts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClassHeld {
    pub class: ClassId,
    /// Heads counted in the room.
    pub heads: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SelfCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Rule for ClassHeld {
    const CALLED: Called = say::class_held;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.class)]
    }

    fn is_for_holders(&self) -> bool {
        true
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        hold(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::ForgetContacts(&self.class, None)
    }
}

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

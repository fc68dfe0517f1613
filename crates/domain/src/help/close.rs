//! Answering and closing a request; dismissing and blanking one.
use super::{Answer, Closing, HelpState};
use crate::apply::Context;
use crate::help::ResidentWord;
use crate::rule::{Called, FIELD, Makers, OFFICE, Rule};
use crate::{
    About, Follows, HelpId, Note, Personal, Record, RecordKey, Refusal, RefusalCode, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// The asker was told something; it stays open until they say how it went.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAnswered {
    pub help: HelpId,
    pub answer: Personal<Note>,
}

impl Rule for HelpAnswered {
    const CALLED: Called = say::help_answered;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Asker, &mut self.answer);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        answer(context, self)
    }
}

/// Over, with what the asker says of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpClosed {
    pub help: HelpId,
    pub word: ResidentWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<Note>>,
}

impl Rule for HelpClosed {
    const CALLED: Called = say::help_closed;
    const MAKERS: Makers = FIELD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        tell(About::Asker, &mut self.note);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        close(context, self)
    }
}

/// No request at all: rubbish, or someone's joke.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpDismissed {
    pub help: HelpId,
}

impl Rule for HelpDismissed {
    const CALLED: Called = say::help_dismissed;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        dismiss(context, self)
    }
}

/// What was asked and by whom is blanked, in the log too; that it was asked stays.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpErased {
    pub help: HelpId,
}

impl Rule for HelpErased {
    const CALLED: Called = say::help_erased;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        erase(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::ForgetHelp(&self.help)
    }
}

/// Of two answers the later one stands; one given when it was over already changes nothing.
pub(crate) fn answer(context: &Context<'_>, it: &HelpAnswered) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    let mut told = Answer {
        at: context.at,
        by: context.author.clone(),
        text: it.answer.clone(),
    };
    if help.blanked {
        told.text.erase();
    }
    let known = help.answer.as_ref();
    let is_later = known.is_none_or(|known| (known.at, &known.by) <= (told.at, &told.by));
    let before_closing = help.closing.as_ref().is_some_and(|it| told.at <= it.at);
    if is_later && (help.is_open() || before_closing) {
        help.answer = Some(told);
    }
    if help.is_open() {
        help.state = HelpState::Answered;
    }
    Ok(vec![help.into()])
}

/// The first word counts, by the time at which it was said.
pub(crate) fn close(context: &Context<'_>, it: &HelpClosed) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    let mut told = Closing {
        at: context.at,
        by: context.author.clone(),
        word: it.word,
        note: it.note.clone(),
    };
    if help.blanked {
        told.note.iter_mut().for_each(Personal::erase);
    }
    let known = help.closing.as_ref();
    let is_first = known.map_or(help.is_open(), |known| {
        (told.at, &told.by) < (known.at, &known.by)
    });
    if is_first {
        help.answer.take_if(|it| it.at > told.at);
        help.closing = Some(told);
        if help.is_open() {
            help.state = HelpState::Closed;
        }
    }
    Ok(vec![help.into()])
}

pub(crate) fn dismiss(context: &Context<'_>, it: &HelpDismissed) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    if !help.is_open() {
        return Err(RefusalCode::HelpIsOver.into());
    }
    help.state = HelpState::Dismissed;
    Ok(vec![help.into()])
}

/// A closed one stays closed, so that what was done keeps counting.
pub(crate) fn erase(context: &Context<'_>, it: &HelpErased) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    help.name.iter_mut().for_each(Personal::erase);
    help.phone.iter_mut().for_each(Personal::erase);
    help.words.erase();
    help.answer.iter_mut().for_each(|it| it.text.erase());
    let notes = help.closing.iter_mut().filter_map(|it| it.note.as_mut());
    notes.for_each(Personal::erase);
    if help.is_open() {
        help.state = HelpState::Erased;
    }
    help.blanked = true;
    Ok(vec![help.into()])
}

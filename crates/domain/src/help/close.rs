//! Answering and closing a request; dismissing and blanking one.
use super::{Answer, Closing, HelpState};
use crate::apply::Context;
use crate::{
    HelpAnswered, HelpClosed, HelpDismissed, HelpErased, Personal, Record, Refusal, RefusalCode,
};

/// What is told once it is over changes nothing: a phone may bring it late.
pub(crate) fn answer(context: &Context<'_>, it: &HelpAnswered) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    if help.is_open() {
        help.state = HelpState::Answered;
        help.answer = Some(Answer {
            at: context.at,
            by: context.author.clone(),
            text: it.answer.clone(),
        });
    }
    Ok(vec![help.into()])
}

/// The first word counts.
pub(crate) fn close(context: &Context<'_>, it: &HelpClosed) -> Result<Vec<Record>, Refusal> {
    let mut help = context.records.help(&it.help)?.clone();
    if help.is_open() {
        help.state = HelpState::Closed;
        help.closing = Some(Closing {
            at: context.at,
            by: context.author.clone(),
            word: it.word,
            note: it.note.clone(),
        });
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

//! From the author's desk to the editorial board's yes or no.
use super::draft::known;
use super::{APPROVED_MONTHS_LIMIT, Act, Approval, Standing};
use crate::apply::Context;
use crate::rule::{BOARD, Called, Makers, PUBLISHERS, Rule};
use crate::{
    BoardPost, BulletinId, Label, Note, Record, RecordKey, Refusal, RefusalCode, Tell, TextHash,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinSubmitted {
    pub bulletin: BulletinId,
}

impl Rule for BulletinSubmitted {
    const CALLED: Called = say::bulletin_submitted;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::Draft(self.bulletin.clone())]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        submit(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinReturned {
    pub bulletin: BulletinId,
    pub reason: Note,
}

impl Rule for BulletinReturned {
    const CALLED: Called = say::bulletin_returned;
    const MAKERS: Makers = BOARD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::Draft(self.bulletin.clone())]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        give_back(context, self)
    }
}

/// By the editorial board, never by who wrote the text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinApproved {
    pub bulletin: BulletinId,
    /// Of what was read: nothing else is approved.
    pub hash: TextHash,
    pub name: Label,
    pub post: BoardPost,
    /// Office held, such as `Phó Chủ tịch UBND xã`.
    pub title: Label,
}

impl Rule for BulletinApproved {
    const CALLED: Called = say::bulletin_approved;
    const MAKERS: Makers = BOARD;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::Draft(self.bulletin.clone())]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        approve(context, self)
    }
}

pub(crate) fn submit(
    context: &Context<'_>,
    it: &BulletinSubmitted,
) -> Result<Vec<Record>, Refusal> {
    let mut draft = known(context, &it.bulletin)?;
    match &draft.standing {
        Standing::Draft | Standing::Returned { .. } => {}
        Standing::Submitted => return Err(RefusalCode::BulletinAlreadySubmitted.into()),
        Standing::Approved(_) => return Err(RefusalCode::BulletinAlreadyApproved.into()),
        Standing::Withdrawn { .. } => return Err(RefusalCode::BulletinWasWithdrawn.into()),
    }
    draft.standing = Standing::Submitted;
    draft.step(context, Act::Submitted);
    Ok(vec![draft.into()])
}

/// With the reason, so that the author knows what to mend.
pub(crate) fn give_back(
    context: &Context<'_>,
    it: &BulletinReturned,
) -> Result<Vec<Record>, Refusal> {
    let mut draft = known(context, &it.bulletin)?;
    if draft.standing != Standing::Submitted {
        return Err(RefusalCode::BulletinNotSubmitted.into());
    }
    draft.standing = Standing::Returned {
        reason: it.reason.clone(),
    };
    draft.step(context, Act::Returned);
    Ok(vec![draft.into()])
}

/// Exactly the text that was read, and never by who wrote at it.
pub(crate) fn approve(
    context: &Context<'_>,
    it: &BulletinApproved,
) -> Result<Vec<Record>, Refusal> {
    let mut draft = known(context, &it.bulletin)?;
    match &draft.standing {
        Standing::Submitted => {}
        Standing::Approved(_) => return Err(RefusalCode::BulletinAlreadyApproved.into()),
        // Reopened while it was read: what was read is no longer what is there.
        _ if draft.hash != it.hash => return Err(RefusalCode::BulletinTextChanged.into()),
        _ => return Err(RefusalCode::BulletinNotSubmitted.into()),
    }
    if draft.is_by(context.author) {
        return Err(RefusalCode::BulletinApprovedByAuthor.into());
    }
    if draft.hash != it.hash {
        return Err(RefusalCode::BulletinTextChanged.into());
    }
    draft.standing = Standing::Approved(Approval {
        by: context.author.clone(),
        name: it.name.clone(),
        post: it.post,
        title: it.title.clone(),
        at: context.at,
    });
    let month = context.day().month();
    if !draft.approved_in.contains(&month) {
        draft.approved_in.push(month);
        if draft.approved_in.len() > APPROVED_MONTHS_LIMIT {
            draft.approved_in.remove(0);
        }
    }
    draft.step(context, Act::Approved);
    Ok(vec![draft.into()])
}

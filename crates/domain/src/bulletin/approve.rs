//! From the author's desk to the editorial board's yes or no.
use super::draft::known;
use super::{APPROVED_MONTHS_LIMIT, Act, Approval, Standing};
use crate::apply::Context;
use crate::{BulletinApproved, BulletinReturned, BulletinSubmitted, Record, Refusal, RefusalCode};

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

//! Putting an approved text on show, and taking it back.
use super::draft::known;
use super::{Act, Bulletin, Standing};
use crate::apply::Context;
use crate::rule::{Called, Makers, PUBLISHERS, Rule};
use crate::{BulletinId, Note, Record, RecordKey, Refusal, RefusalCode, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinPublished {
    pub bulletin: BulletinId,
}

impl Rule for BulletinPublished {
    const CALLED: Called = say::bulletin_published;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::Draft(self.bulletin.clone()),
            RecordKey::Bulletin(self.bulletin.clone()),
        ]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        publish(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinWithdrawn {
    pub bulletin: BulletinId,
    pub reason: Note,
}

impl Rule for BulletinWithdrawn {
    const CALLED: Called = say::bulletin_withdrawn;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![
            RecordKey::Draft(self.bulletin.clone()),
            RecordKey::Bulletin(self.bulletin.clone()),
        ]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        withdraw(context, self)
    }
}

/// The approved text takes the place of an older one on show.
pub(crate) fn publish(
    context: &Context<'_>,
    it: &BulletinPublished,
) -> Result<Vec<Record>, Refusal> {
    let mut draft = known(context, &it.bulletin)?;
    let Standing::Approved(approval) = &draft.standing else {
        return Err(RefusalCode::BulletinNotApproved.into());
    };
    if draft.shown.as_ref() == Some(&draft.hash) {
        return Err(RefusalCode::BulletinAlreadyPublished.into());
    }
    let bulletin = Bulletin {
        id: draft.id.clone(),
        title: draft.title.clone(),
        text: draft.text.clone(),
        villages: draft.villages.clone(),
        hash: draft.hash.clone(),
        author_name: draft.author_name.clone(),
        drafted: draft.drafted,
        approval: approval.clone(),
        published: context.at,
        withdrawn: None,
    };
    draft.shown = Some(draft.hash.clone());
    draft.step(context, Act::Published);
    Ok(vec![draft.into(), bulletin.into()])
}

/// Gone from every channel; an edition in work stays at the desk.
pub(crate) fn withdraw(
    context: &Context<'_>,
    it: &BulletinWithdrawn,
) -> Result<Vec<Record>, Refusal> {
    let mut draft = known(context, &it.bulletin)?;
    let (Some(hash), Some(mut bulletin)) = (draft.shown.take(), on_show(context, &it.bulletin))
    else {
        return Err(RefusalCode::BulletinNotPublished.into());
    };
    bulletin.withdrawn = Some(context.at);
    if hash == draft.hash && matches!(draft.standing, Standing::Approved(_)) {
        draft.standing = Standing::Withdrawn {
            reason: it.reason.clone(),
        };
    }
    draft.step_on(context, Act::Withdrawn, hash);
    Ok(vec![draft.into(), bulletin.into()])
}

fn on_show(context: &Context<'_>, id: &BulletinId) -> Option<Bulletin> {
    match context.records.get(&RecordKey::Bulletin(id.clone()))? {
        Record::Bulletin(bulletin) => Some((**bulletin).clone()),
        _ => None,
    }
}

impl From<Bulletin> for Record {
    fn from(bulletin: Bulletin) -> Record {
        Record::Bulletin(Box::new(bulletin))
    }
}

//! Writing a bulletin: a new one, or a newer text.
use super::{
    AUTHORS_LIMIT, Act, BULLETIN_VILLAGES_LIMIT, Draft, STEPS_LIMIT, Standing, Step, TextHash,
};
use crate::apply::{Context, Records};
use crate::rule::{Called, Makers, PUBLISHERS, Rule, keys};
use crate::{
    BulletinId, BulletinText, Detail, Label, Record, RecordKey, Refusal, RefusalCode, Tell,
    VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// A new bulletin, or a newer text of one that is there; an approval of an older text ends.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BulletinDrafted {
    pub bulletin: BulletinId,
    pub title: Label,
    pub text: BulletinText,
    /// Whom it is for; none means the whole commune.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub villages: Vec<VillageId>,
    /// As it stands below the printed text.
    pub author_name: Label,
}

impl Rule for BulletinDrafted {
    const CALLED: Called = say::bulletin_drafted;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::Draft(self.bulletin.clone())]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(&self.villages)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        draft(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.title.as_str())]
    }
}

/// Saving the same text again changes nothing; another text opens a new edition.
pub(crate) fn draft(context: &Context<'_>, it: &BulletinDrafted) -> Result<Vec<Record>, Refusal> {
    if it.villages.len() > BULLETIN_VILLAGES_LIMIT {
        return Err(RefusalCode::TooManyVillages.into());
    }
    for village in &it.villages {
        context.records.village(village)?;
    }
    let hash = TextHash::of(&it.title, &it.text, &it.villages);
    let mut draft = match known(context, &it.bulletin) {
        Ok(draft) if draft.hash == hash => return Ok(vec![draft.into()]),
        Ok(draft) => draft,
        Err(_) => new(context, it, hash.clone()),
    };
    if matches!(
        draft.standing,
        Standing::Approved(_) | Standing::Withdrawn { .. }
    ) {
        draft.authors.clear();
    }
    if !draft.is_by(context.author) {
        if draft.authors.len() >= AUTHORS_LIMIT {
            return Err(RefusalCode::TooManyAuthors.into());
        }
        draft.authors.push(context.author.clone());
    }
    draft.title = it.title.clone();
    draft.text = it.text.clone();
    draft.villages = it.villages.clone();
    draft.hash = hash;
    draft.author = context.author.clone();
    draft.author_name = it.author_name.clone();
    draft.drafted = context.at;
    draft.standing = Standing::Draft;
    draft.step(context, Act::Drafted);
    Ok(vec![draft.into()])
}

/// The edition at the desk, to be changed.
pub(super) fn known(context: &Context<'_>, id: &BulletinId) -> Result<Draft, Refusal> {
    match context.records.get(&RecordKey::Draft(id.clone())) {
        Some(Record::Draft(draft)) => Ok((**draft).clone()),
        _ => Err(RefusalCode::BulletinUnknown.into()),
    }
}

fn new(context: &Context<'_>, it: &BulletinDrafted, hash: TextHash) -> Draft {
    Draft {
        id: it.bulletin.clone(),
        title: it.title.clone(),
        text: it.text.clone(),
        villages: Vec::new(),
        hash,
        author: context.author.clone(),
        author_name: it.author_name.clone(),
        drafted: context.at,
        authors: Vec::new(),
        standing: Standing::Draft,
        shown: None,
        approved_in: Vec::new(),
        steps: Vec::new(),
    }
}

impl Draft {
    pub(super) fn step(&mut self, context: &Context<'_>, act: Act) {
        self.step_on(context, act, self.hash.clone());
    }

    /// A step on another edition than the newest: the one on show.
    pub(super) fn step_on(&mut self, context: &Context<'_>, act: Act, hash: TextHash) {
        self.steps.push(Step {
            at: context.at,
            by: context.author.clone(),
            act,
            hash,
        });
        if self.steps.len() > STEPS_LIMIT {
            self.steps.remove(0);
        }
    }
}

impl From<Draft> for Record {
    fn from(draft: Draft) -> Record {
        Record::Draft(Box::new(draft))
    }
}

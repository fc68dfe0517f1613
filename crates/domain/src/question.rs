//! Questions that the office answered once and published.
use crate::apply::Context;
use crate::rule::{Called, Makers, PUBLISHERS, Rule};
use crate::{
    Catalogue, Detail, Label, MemberId, Millis, QuestionId, Record, RecordKey, Refusal,
    RefusalCode, SheetText, Tell, TopicId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Publishes a question with its answer, or a better answer to one that is published.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct QuestionPublished {
    pub question: QuestionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// As people ask it; says nothing of anyone.
    pub asks: Label,
    pub answer: SheetText,
}

impl Rule for QuestionPublished {
    const CALLED: Called = say::question_published;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.question)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        publish(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.asks.as_str())]
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct QuestionWithdrawn {
    pub question: QuestionId,
}

impl Rule for QuestionWithdrawn {
    const CALLED: Called = say::question_withdrawn;
    const MAKERS: Makers = PUBLISHERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.question)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        withdraw(context, self)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Question {
    pub id: QuestionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// As people ask it.
    pub asks: Label,
    pub answer: SheetText,
    /// When it was last answered, and who approved that.
    pub at: Millis,
    pub by: MemberId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

pub(crate) fn publish(
    context: &Context<'_>,
    it: &QuestionPublished,
) -> Result<Vec<Record>, Refusal> {
    if !it.topic.iter().all(Catalogue::has_topic) {
        return Err(RefusalCode::TopicUnknown.into());
    }
    let question = Question {
        id: it.question.clone(),
        topic: it.topic.clone(),
        asks: it.asks.clone(),
        answer: it.answer.clone(),
        at: context.at,
        by: context.author.clone(),
        withdrawn: false,
    };
    Ok(vec![Record::Question(Box::new(question))])
}

pub(crate) fn withdraw(
    context: &Context<'_>,
    it: &QuestionWithdrawn,
) -> Result<Vec<Record>, Refusal> {
    let key = RecordKey::Question(it.question.clone());
    let Some(Record::Question(known)) = context.records.get(&key) else {
        return Err(RefusalCode::QuestionUnknown.into());
    };
    let mut question = known.clone();
    question.withdrawn = true;
    Ok(vec![Record::Question(question)])
}

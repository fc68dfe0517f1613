//! Questions answered once for everyone; only the office makes these.
use crate::{Label, QuestionId, SheetText, TopicId};
use serde::{Deserialize, Serialize};

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

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct QuestionWithdrawn {
    pub question: QuestionId,
}

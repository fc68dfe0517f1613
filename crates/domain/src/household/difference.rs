//! Values that two authors told differently without knowing of each other, until the leader settles
//! them: the same list in whichever order they arrive.
use super::{Field, Household, Mark};
use crate::apply::Context;
use crate::rule::{Called, LEADERS, Makers, Rule};
use crate::{
    HouseholdId, MemberId, Millis, Note, Personal, Record, RecordKey, Refusal, ResidentId, Seq,
    Stamp, Tell,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DifferencesSettled {
    pub household: HouseholdId,
}

impl Rule for DifferencesSettled {
    const CALLED: Called = say::differences_settled;
    const MAKERS: Makers = LEADERS;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.household)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        settle_differences(context, self)
    }
}

/// Most differences kept for the leader, the latest; older ones stay in the log.
const DIFFERENCES_LIMIT: usize = 10;

/// A value that did not win: two authors changed a field without knowing of each other.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Difference {
    pub field: Field,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident: Option<ResidentId>,
    /// The other value, as text.
    pub other: Personal<Note>,
    pub author: MemberId,
    pub at: Millis,
}

impl Difference {
    fn is_on_the_same_as(&self, other: &Difference) -> bool {
        self.field == other.field && self.resident == other.resident
    }
}

/// What was told later than this, or is told later, is a difference again.
pub(crate) fn settle_differences(
    context: &Context<'_>,
    it: &DifferencesSettled,
) -> Result<Vec<Record>, Refusal> {
    let mut household = context.records.household(&it.household)?.clone();
    let saw = context.saw(&RecordKey::Household(it.household.clone()));
    household.settled = household.settled.max(Some(Stamp::from(context.when())));
    let all = std::mem::take(&mut household.differences);
    let unseen = |it: &Difference| household.mark_of(it).is_none_or(|mark| mark.seq > saw);
    household.differences = all
        .into_iter()
        .filter(|it| saw == Seq(0) || unseen(it))
        .collect();
    household.weigh_differences();
    Ok(vec![household.into()])
}

impl Household {
    /// Takes in values that did not win; of what one author told of a field, the latest.
    pub(super) fn differ_each(&mut self, told: impl IntoIterator<Item = Difference>) {
        for told in told {
            let same = |it: &Difference| it.is_on_the_same_as(&told) && it.author == told.author;
            let mut known = self.differences.iter();
            if !known.any(|it| same(it) && it.at >= told.at) {
                self.differences.retain(|it| !same(it));
                self.differences.push(told);
            }
        }
        self.weigh_differences();
    }

    /// Leaves out what its own author has told anew since, what was settled, and the oldest of many.
    pub(super) fn weigh_differences(&mut self) {
        let all = std::mem::take(&mut self.differences);
        let stands = |it: &Difference| {
            let is_their_own = |mark: &Mark| mark.author == it.author;
            let is_settled = |settled: Stamp| settled.at() >= self.differs_since(it, &all);
            !self.mark_of(it).is_some_and(is_their_own) && !self.settled.is_some_and(is_settled)
        };
        let standing: Vec<bool> = all.iter().map(stands).collect();
        let standing = all.into_iter().zip(standing);
        self.differences = standing
            .filter_map(|(it, stands)| stands.then_some(it))
            .collect();
        crate::put_in_order(&mut self.differences, |it| {
            (it.at, it.author.clone(), it.field, it.resident.clone())
        });
        let older = self.differences.len().saturating_sub(DIFFERENCES_LIMIT);
        self.differences.drain(..older);
    }

    /// Who told last what stands instead.
    fn mark_of(&self, it: &Difference) -> Option<&Mark> {
        match &it.resident {
            Some(id) => self.resident(id)?.marks.get(&it.field),
            None => self.marks.get(&it.field),
        }
    }

    /// When someone else first said something else.
    fn differs_since(&self, it: &Difference, all: &[Difference]) -> Millis {
        let others = all.iter().filter(|other| other.is_on_the_same_as(it));
        let others = others.map(|other| (&other.author, other.at));
        let stands = self.mark_of(it).map(|mark| (&mark.author, mark.at));
        let others = others.chain(stands);
        let since = others.filter(|(author, at)| **author != it.author && *at >= it.at);
        since.map(|(_, at)| at).min().unwrap_or(it.at)
    }
}

//! Making a team, or changing where and when it goes.
use crate::apply::{Context, Records};
use crate::rule::{Called, Makers, OFFICE, Rule, keys};
use crate::{Detail, Follows, Label, Record, RecordKey, Refusal, Team, TeamId, Tell, VillageId};
use serde::{Deserialize, Serialize};
use words::operation as say;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TeamDefined {
    pub team: TeamId,
    pub name: Label,
    pub villages: Vec<VillageId>,
    /// When it visits; `None` keeps what was said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visiting: Option<Label>,
}

impl Rule for TeamDefined {
    const CALLED: Called = say::team_defined;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.team)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        keys(&self.villages)
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        define_team(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.name.as_str())]
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Villages(&self.team, &self.villages)
    }
}

pub(crate) fn define_team(context: &Context<'_>, it: &TeamDefined) -> Result<Vec<Record>, Refusal> {
    for village in &it.villages {
        context.records.village(village)?;
    }
    let known = context.records.team(&it.team).ok();
    let visiting = known.and_then(|team| team.visiting.clone());
    let team = Team {
        id: it.team.clone(),
        name: it.name.clone(),
        villages: it.villages.clone(),
        visiting: it.visiting.clone().or(visiting),
        members: known.map(|team| team.members.clone()).unwrap_or_default(),
    };
    Ok(vec![Record::Team(Box::new(team))])
}

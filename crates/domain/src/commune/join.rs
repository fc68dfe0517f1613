//! Who serves in a team, from when and until when.
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::{
    Day, Detail, Follows, Label, Member, MemberId, MemberRole, Record, RecordKey, Refusal,
    RefusalCode, Team, TeamId, Tell, team,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Starts a term; a term in force of the same member ends the day before.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberJoined {
    pub team: TeamId,
    pub member: MemberId,
    pub name: Label,
    pub role: MemberRole,
    pub from: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Label>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Day>,
}

impl Rule for MemberJoined {
    const CALLED: Called = say::member_joined;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.team)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        join(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Text(self.name.as_str())]
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Serves(&self.member)
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MemberLeft {
    pub team: TeamId,
    pub member: MemberId,
    /// The last day of service.
    pub to: Day,
}

impl Rule for MemberLeft {
    const CALLED: Called = say::member_left;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.team)]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        leave(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        vec![Detail::Member(Some(&self.member))]
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Leaves(&self.member, self.to)
    }
}

pub(crate) fn join(context: &Context<'_>, it: &MemberJoined) -> Result<Vec<Record>, Refusal> {
    let mut team = context.records.team(&it.team)?.clone();
    end_term(&mut team, &it.member, it.from.plus(-1));
    if team.members.len() >= team::MEMBERS_LIMIT {
        return Err(RefusalCode::TooManyMembers.into());
    }
    team.members.push(Member {
        id: it.member.clone(),
        name: it.name.clone(),
        role: it.role,
        from: it.from,
        to: None,
        decision: it.decision.clone(),
        decided: it.decided,
    });
    Ok(vec![Record::Team(Box::new(team))])
}

pub(crate) fn leave(context: &Context<'_>, it: &MemberLeft) -> Result<Vec<Record>, Refusal> {
    let mut team = context.records.team(&it.team)?.clone();
    if !end_term(&mut team, &it.member, it.to) {
        return Err(RefusalCode::MemberUnknown.into());
    }
    Ok(vec![Record::Team(Box::new(team))])
}

/// Ends the open term of a member; one that had not begun by then is dropped.
fn end_term(team: &mut Team, member: &MemberId, to: Day) -> bool {
    let Some(place) = team
        .members
        .iter()
        .position(|it| it.id == *member && it.to.is_none())
    else {
        return false;
    };
    if team.members[place].from > to {
        team.members.remove(place);
    } else {
        team.members[place].to = Some(to);
    }
    true
}

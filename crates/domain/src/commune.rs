//! What the office says of the commune itself: settings, figures, villages, teams and their roster.
use crate::apply::{Context, Records};
use crate::{
    Alley, AlleyDefined, Day, Denominator, DenominatorSet, Member, MemberId, MemberJoined,
    MemberLeft, Record, RecordKey, Refusal, RefusalCode, SettingsChanged, Team, TeamDefined,
    TeamId, Village, VillageDefined, team, village,
};

pub(crate) fn change_settings(
    context: &Context<'_>,
    it: &SettingsChanged,
) -> Result<Vec<Record>, Refusal> {
    let mut settings = context.settings();
    settings.change(it, context.at)?;
    Ok(vec![Record::Settings(Box::new(settings))])
}

pub(crate) fn set_denominator(
    context: &Context<'_>,
    it: &DenominatorSet,
) -> Result<Vec<Record>, Refusal> {
    let Some(id) = &it.village else {
        let mut settings = context.settings();
        Denominator::put(&mut settings.denominators, it.denominator());
        return Ok(vec![Record::Settings(Box::new(settings))]);
    };
    let mut village = context.records.village(id)?.clone();
    Denominator::put(&mut village.denominators, it.denominator());
    Ok(vec![Record::Village(Box::new(village))])
}

pub(crate) fn define_village(context: &Context<'_>, it: &VillageDefined) -> Vec<Record> {
    let village = match context.records.village(&it.village) {
        Ok(known) => {
            let mut village = known.clone();
            if village.name != it.name && !village.aliases.contains(&known.name) {
                village.aliases.push(known.name.clone());
            }
            village.name = it.name.clone();
            village.order = it.order;
            village
        }
        Err(_) => Village {
            id: it.village.clone(),
            name: it.name.clone(),
            aliases: Vec::new(),
            order: it.order,
            alleys: Vec::new(),
            denominators: Vec::new(),
        },
    };
    vec![Record::Village(Box::new(village))]
}

pub(crate) fn define_alley(
    context: &Context<'_>,
    it: &AlleyDefined,
) -> Result<Vec<Record>, Refusal> {
    let mut village = context.records.village(&it.village)?.clone();
    let alley = Alley {
        id: it.alley.clone(),
        name: it.name.clone(),
        order: it.order,
    };
    match village.alleys.iter().position(|known| known.id == it.alley) {
        Some(place) => village.alleys[place] = alley,
        None if village.alleys.len() >= village::ALLEYS_LIMIT => {
            return Err(RefusalCode::TooManyAlleys.into());
        }
        None => village.alleys.push(alley),
    }
    crate::put_in_order(&mut village.alleys, |alley| alley.order);
    Ok(vec![Record::Village(Box::new(village))])
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

impl Records {
    fn team(&self, id: &TeamId) -> Result<&Team, Refusal> {
        match self.get(&RecordKey::Team(id.clone())) {
            Some(Record::Team(team)) => Ok(team),
            _ => Err(RefusalCode::TeamUnknown.into()),
        }
    }
}

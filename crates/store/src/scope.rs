//! Scopes from the roster: what an account sees now, and where it was allowed to write lately.
use crate::Account;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{
    Area, CommuneId, Day, Kind, MemberRole, Millis, Record, Role, Scope, Team, TeamId, VillageId,
};

/// Work is accepted from whoever was allowed to write at any moment of this time before receipt.
pub const RECENT_DAYS: i32 = 60;
/// Villages that a team has handed on, with the day.
pub(crate) const FORMER: &str = "former-village";

/// What an account may see and change today.
pub fn scope_of(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Scope> {
    from_roster(rows, account, today, today)
}

/// Where an account was allowed to write at some moment of the last 60 days.
pub fn recent_scope(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Scope> {
    from_roster(rows, account, today.plus(-RECENT_DAYS), today)
}

/// Whether this is of a member or leader whom no team has.
pub(crate) fn is_of_no_team(scope: &Scope) -> bool {
    let village = |area: &Area| matches!(area, Area::Village(_));
    matches!(scope.role, Role::Member | Role::Leader) && !scope.areas.iter().any(village)
}

fn from_roster(rows: &mut dyn Transaction, account: &Account, from: Day, to: Day) -> Rows<Scope> {
    match account.role {
        Role::Officer => return Ok(Scope::officer()),
        Role::Editor | Role::Province | Role::Public => {
            return Ok(Scope {
                role: account.role,
                areas: Scope::member(account.role, []).areas,
            });
        }
        Role::Member | Role::Leader => {}
    }
    let mut role = Role::Member;
    let mut villages = Vec::new();
    for row in rows.records(&account.commune, Kind::Team, None)? {
        let Record::Team(team) = row.read()? else {
            continue;
        };
        let serves = |it: &&domain::Member| {
            it.id == account.id && it.from <= to && it.to.is_none_or(|last| last >= from)
        };
        let terms: Vec<_> = team.members.iter().filter(serves).collect();
        if terms.is_empty() {
            continue;
        }
        if terms.iter().any(|it| it.role == MemberRole::Leader) {
            role = Role::Leader;
        }
        villages.extend(team.villages.iter().cloned());
        if from < to {
            villages.extend(former(rows, &account.commune, &team, from)?);
        }
    }
    Ok(Scope::member(role, villages))
}

fn former(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    team: &Team,
    from: Day,
) -> Rows<Vec<VillageId>> {
    let prefix = format!("{}:", team.id);
    let found = rows
        .documents(commune, FORMER)?
        .into_iter()
        .filter_map(|row| {
            let village = VillageId::new(row.id.strip_prefix(&prefix)?)?;
            let until = Millis(row.body.parse().ok()?).day();
            (until >= from).then_some(village)
        });
    Ok(found.collect())
}

pub(crate) fn remember_former(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    team: &TeamId,
    villages: &[VillageId],
    until: Millis,
) -> Rows<()> {
    for village in villages {
        let id = format!("{team}:{village}");
        let row = DocumentRow {
            commune: commune.clone(),
            id,
            key: String::new(),
            body: until.0.to_string(),
        };
        rows.put_document(FORMER, &row)?;
    }
    Ok(())
}

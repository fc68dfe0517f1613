//! Scopes from the roster: what an account may see now, and where it was allowed to write lately.
use crate::Account;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{
    Area, CommuneId, Day, Kind, MemberRole, Millis, Operation, Record, Role, Scope, Team, TeamId,
    VillageId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Work is accepted if its author was allowed to write at any time in this many days before
/// receipt.
pub const RECENT_DAYS: i32 = 60;
/// Documents for villages that a team has handed on, each with the day.
pub(crate) const FORMER: &str = "former-village";

/// What an account may see and change today.
pub fn scope_of(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Scope> {
    Ok(Standing::of_today(rows, account, today)?.lately())
}

/// Where an account was allowed to write at any time in the last 60 days.
pub fn recent_scope(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Scope> {
    Ok(Standing::of(rows, account, today)?.lately())
}

/// Whether this is the scope of a member or leader who is in no team.
pub(crate) fn is_of_no_team(scope: &Scope) -> bool {
    let village = |area: &Area| matches!(area, Area::Village(_));
    matches!(scope.role, Role::Member | Role::Leader) && !scope.areas.iter().any(village)
}

/// What an account may write or may have written: each term that it served lately, and every role
/// that it ever had.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Standing {
    terms: Vec<Term>,
    roles: BTreeSet<Role>,
    /// Whether it was on a roster and is on none now.
    has_left: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Term {
    scope: Scope,
    /// The last day of the term, if it has one.
    until: Option<Day>,
}

impl Standing {
    /// From the terms of the last 60 days.
    pub fn of(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Self> {
        Self::of_days(rows, account, (today.plus(-RECENT_DAYS), today))
    }

    /// From the terms of one day.
    pub fn of_today(rows: &mut dyn Transaction, account: &Account, today: Day) -> Rows<Self> {
        Self::of_days(rows, account, (today, today))
    }

    fn of_days(
        rows: &mut dyn Transaction,
        account: &Account,
        (from, to): (Day, Day),
    ) -> Rows<Self> {
        let role = account.role;
        if !matches!(role, Role::Member | Role::Leader) {
            let scope = match role {
                Role::Officer => Scope::officer(),
                _ => Scope::member(role, []),
            };
            let terms = vec![Term { scope, until: None }];
            let roles = [role].into();
            return Ok(Self {
                terms,
                roles,
                has_left: false,
            });
        }
        let mut standing = Self {
            terms: Vec::new(),
            roles: [Role::Member].into(),
            has_left: false,
        };
        let (mut served, mut serves, mut unreadable) = (false, false, None);
        for row in rows.records(&account.commune, Kind::Team, None)? {
            let team = match rows.read_row(&account.commune, &row) {
                Ok(Record::Team(team)) => team,
                Ok(_) => continue,
                Err(why) => {
                    unreadable = Some(why);
                    continue;
                }
            };
            let mut villages = None;
            for term in team.members.iter().filter(|it| it.id == account.id) {
                let role = role_in(term);
                standing.roles.insert(role);
                served = true;
                serves |= term.to.is_none_or(|last| last >= to);
                if term.from > to || term.to.is_some_and(|last| last < from) {
                    continue;
                }
                if villages.is_none() {
                    let mut all = team.villages.clone();
                    if from < to {
                        all.extend(former(rows, &account.commune, &team, from)?);
                    }
                    villages = Some(all);
                }
                standing.terms.push(Term {
                    scope: Scope::member(role, villages.iter().flatten().cloned()),
                    until: term.to,
                });
            }
        }
        // They may belong to the unreadable team. An error makes their phone keep what it has.
        if let Some(why) = unreadable.filter(|_| !serves) {
            return Err(why);
        }
        standing.has_left = served && !serves;
        Ok(standing)
    }

    /// Where it was allowed to write at any of these times.
    pub fn lately(&self) -> Scope {
        joined(self.terms.iter())
    }

    /// The scope for work of this day: from all terms that had not ended before it.
    pub fn at(&self, day: Day) -> Scope {
        let lasts = |term: &&Term| term.until.is_none_or(|last| day <= last);
        joined(self.terms.iter().filter(lasts))
    }

    /// Whether the account can have made this operation: one of its roles, now or earlier, may make
    /// it.
    pub fn could_make(&self, operation: &Operation) -> bool {
        self.roles.iter().any(|role| role.may_make(operation))
    }

    pub fn has_left(&self) -> bool {
        self.has_left
    }
}

fn role_in(term: &domain::Member) -> Role {
    match term.role {
        MemberRole::Leader => Role::Leader,
        MemberRole::Member => Role::Member,
    }
}

/// Everything that some term allows: a leader leads where the own team is, and not where they are
/// a member of another.
fn joined<'a>(terms: impl Iterator<Item = &'a Term>) -> Scope {
    let mut scope = Scope::member(Role::Member, []);
    let mut led = BTreeSet::new();
    for term in terms.map(|it| &it.scope) {
        if term.role == Role::Officer {
            return term.clone();
        }
        if term.role != Role::Member {
            scope.role = term.role;
            led.extend(&term.areas);
        }
        scope.areas.extend(term.areas.iter().cloned());
    }
    if scope.role == Role::Leader {
        let served = scope.areas.iter().filter(|it| !led.contains(it));
        let villages = served.filter_map(|it| match it {
            Area::Village(village) => Some(village.clone()),
            _ => None,
        });
        scope.as_member = villages.collect();
    }
    scope
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

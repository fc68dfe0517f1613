//! What happens when someone leaves a team: their phones end after one last upload, and their doors
//! and open requests go to the leader.
use crate::ledger::{Incoming, Ledger};
use crate::rows::Rows;
use crate::{Device, Store, erase, out_of_hand};
use domain::{
    AccountId, CommuneId, Day, Entry, EntryId, HelpAssigned, HouseholdAssigned, HouseholdId, Kind,
    MemberId, MemberRole, Millis, Operation, Record, TOUCHED_LIMIT, Team, VillageId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Called for an entry that ends a member's term, if the last day has come: ends the phones and
/// hands the work over.
pub(crate) fn see_off(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    member: &MemberId,
    (entry, received_at): (&Entry, Millis),
) -> Rows<()> {
    let teams = teams(ledger, commune)?;
    end_phones(ledger, commune, &teams, member, received_at)?;
    let follow = |operation: Operation| {
        let random = erase::derived(entry.id, &operation);
        Entry::new(
            EntryId::made(entry.at, random),
            commune.clone(),
            entry.author.clone(),
            entry.device.clone(),
            entry.at,
            operation,
        )
    };
    let gone = [member.clone()].into();
    for operation in hand_over(ledger, commune, &teams, &gone, received_at.day())? {
        ledger.append_one(Incoming {
            entry: follow(operation),
            received_at,
            scope: None,
        })?;
    }
    Ok(())
}

/// Takes back someone who was recorded as having left. A phone that has not come since is used on
/// as if nothing had happened.
pub(crate) fn have_back(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    member: &MemberId,
    received_at: Millis,
) -> Rows<()> {
    let phones = Device::of_account(ledger.transaction(), commune, member)?;
    if phones.iter().all(|device| device.left.is_none()) {
        return Ok(());
    }
    let teams = teams(ledger, commune)?;
    if !goes_on(&teams, member, received_at.day()) {
        return Ok(());
    }
    for mut device in phones.into_iter().filter(|it| it.left.is_some()) {
        device.left = None;
        device.put(ledger.transaction())?;
    }
    Ok(())
}

fn teams(ledger: &mut Ledger<'_>, commune: &CommuneId) -> Rows<Vec<Team>> {
    let teams = ledger.written(commune, Kind::Team)?.into_iter();
    let teams = teams.filter_map(|record| match record {
        Record::Team(team) => Some(*team),
        _ => None,
    });
    Ok(teams.collect())
}

/// Whether any term of the member continues after a day, or begins later.
fn goes_on(teams: &[Team], member: &MemberId, day: Day) -> bool {
    let mut terms = teams.iter().flat_map(|team| &team.members);
    terms.any(|it| it.id == *member && it.to.is_none_or(|to| to > day))
}

fn end_phones(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    teams: &[Team],
    member: &AccountId,
    at: Millis,
) -> Rows<()> {
    if goes_on(teams, member, at.day()) {
        return Ok(());
    }
    let rows = ledger.transaction();
    for mut device in Device::of_account(rows, commune, member)? {
        if device.goes_on() {
            device.left = Some(at);
            device.put(rows)?;
            out_of_hand::keep_what_it_brought(rows, &device, at)?;
        }
    }
    Ok(())
}

/// The operations that give doors and open requests of those who left to the leader, in the
/// villages where they serve in no team any more.
fn hand_over(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    teams: &[Team],
    gone: &BTreeSet<MemberId>,
    day: Day,
) -> Rows<Vec<Operation>> {
    let mut doors: BTreeMap<Option<MemberId>, Vec<HouseholdId>> = BTreeMap::new();
    for record in ledger.written(commune, Kind::Household)? {
        let Record::Household(home) = record else {
            continue;
        };
        let Some(member) = home.assigned.as_ref().filter(|it| gone.contains(*it)) else {
            continue;
        };
        if home.is_here() && !serves_in(teams, member, &home.village, day) {
            let leader = leader_in(teams, &home.village, day, gone);
            doors.entry(leader).or_default().push(home.id);
        }
    }
    let mut operations = Vec::new();
    for (member, homes) in doors {
        operations.extend(homes.chunks(TOUCHED_LIMIT).map(|some| {
            Operation::HouseholdAssigned(HouseholdAssigned {
                households: some.to_vec(),
                member: member.clone(),
            })
        }));
    }
    for record in ledger.written(commune, Kind::Help)? {
        let Record::Help(help) = record else {
            continue;
        };
        let Some(member) = help.assigned.as_ref().filter(|it| gone.contains(*it)) else {
            continue;
        };
        let village = help.village.as_ref();
        let stays = village.is_some_and(|it| serves_in(teams, member, it, day));
        let leader = village.and_then(|it| leader_in(teams, it, day, gone));
        // Without a leader nobody can take over the request. The office sees that it is late.
        if let (true, false, Some(member)) = (help.is_open(), stays, leader) {
            operations.push(Operation::HelpAssigned(HelpAssigned {
                help: help.id,
                member: Some(member),
                household: None,
                village: None,
                due: None,
            }));
        }
    }
    Ok(operations)
}

/// Whether someone serves in a team of the village after a day.
fn serves_in(teams: &[Team], member: &MemberId, village: &VillageId, day: Day) -> bool {
    let here = teams.iter().filter(|team| team.villages.contains(village));
    let mut terms = here.flat_map(|team| &team.members);
    terms.any(|it| it.id == *member && it.from <= day && it.to.is_none_or(|to| to > day))
}

/// The leader of the village's team; the one who has led it longest.
fn leader_in(
    teams: &[Team],
    village: &VillageId,
    day: Day,
    gone: &BTreeSet<MemberId>,
) -> Option<MemberId> {
    let here = teams.iter().filter(|team| team.villages.contains(village));
    let serving = here.flat_map(|team| team.serving(day));
    let leaders = serving.filter(|it| it.role == MemberRole::Leader && !gone.contains(&it.id));
    let first = leaders.min_by_key(|it| (it.from, it.id.clone()));
    first.map(|it| it.id.clone())
}

impl Store {
    /// Ends the phones of members whose announced last day is over, and hands their work over.
    /// Returns how many had something left.
    pub fn see_off_gone(&self, commune: &CommuneId, now: Millis) -> Rows<usize> {
        let id = commune.clone();
        self.write_to(commune, move |ledger| see_off_gone(ledger, &id, now))
            .wait()
    }
}

fn see_off_gone(ledger: &mut Ledger<'_>, commune: &CommuneId, now: Millis) -> Rows<usize> {
    let teams = teams(ledger, commune)?;
    let yesterday = now.day().plus(-1);
    let terms = teams.iter().flat_map(|team| &team.members);
    let ended = terms.filter(|it| it.to.is_some_and(|to| to <= yesterday));
    let ended: BTreeSet<MemberId> = ended.map(|it| it.id.clone()).collect();
    if ended.is_empty() {
        return Ok(0);
    }
    let mut seen_off = BTreeSet::new();
    for member in &ended {
        let rows = ledger.transaction();
        let devices = Device::of_account(rows, commune, member)?;
        if devices.iter().any(Device::goes_on) && !goes_on(&teams, member, yesterday) {
            end_phones(ledger, commune, &teams, member, now)?;
            seen_off.insert(member.clone());
        }
    }
    let operations = hand_over(ledger, commune, &teams, &ended, yesterday)?;
    let count = seen_off.len() + operations.len();
    for operation in operations {
        let random = erase::derived(EntryId::made(now, [0; 10]), &operation);
        ledger.append_one(Incoming {
            entry: erase::ours(commune, operation, now, random)?,
            received_at: now,
            scope: None,
        })?;
    }
    Ok(count)
}

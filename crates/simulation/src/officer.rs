//! What the office does during a run: roster, moves, merges, erasures, revocations and the rest.
use crate::Broken;
use crate::phone::register;
use crate::world::{VILLAGES, World, commune, label};
use crate::{bulletin, class, directive, held, help};
use domain::household::{ConsentWay, Purpose};
use domain::{
    AccountId, ConsentGiven, Household, HouseholdAssigned, HouseholdId, HouseholdRelocated,
    HouseholdsMerged, Kind, MemberJoined, MemberLeft, MemberRole, Name, Operation, Parting,
    Personal, Record, ResidentAdded, ResidentErased, ResidentId, ResidentParted, TeamDefined,
    TeamId, VillageDefined, VillageId,
};
use store::{Device, DeviceState, Erasure};

pub(crate) fn village(number: usize) -> VillageId {
    VillageId::new(VILLAGES[number % VILLAGES.len()]).expect("a plain word")
}

fn team(villages: Vec<VillageId>) -> Operation {
    let name = label("Doi");
    Operation::TeamDefined(TeamDefined {
        team: team_id(),
        name,
        villages,
        visiting: None,
    })
}

pub(crate) fn team_id() -> TeamId {
    TeamId::new("t1").expect("a plain word")
}

fn join(world: &World, member: &str) -> Operation {
    join_as(world, member, MemberRole::Member, 0)
}

/// The member joins from `days` after today, or before it if negative.
fn join_as(world: &World, member: &str, role: MemberRole, days: i32) -> Operation {
    Operation::MemberJoined(MemberJoined {
        team: team_id(),
        member: AccountId::new(member).expect("a plain word"),
        name: label(member),
        role,
        from: world.now.day().plus(days),
        decision: None,
        decided: None,
    })
}

/// Sets up the commune: two villages, a team of two, six households.
pub(crate) fn found(world: &mut World) {
    for (number, id) in VILLAGES.iter().enumerate() {
        let name = label(id);
        let order = u32::try_from(number).unwrap_or(0);
        world.append(Operation::VillageDefined(VillageDefined {
            village: village(number),
            name,
            order,
        }));
    }
    world.append(team(vec![village(0)]));
    for member in ["an", "binh"] {
        let operation = join(world, member);
        world.append(operation);
    }
    for number in 0..6 {
        let id = HouseholdId::random(world.fresh());
        world.append(register(id.clone(), village(number / 4)));
        if number % 2 == 0 {
            consented(world, id);
        }
    }
}

/// Gives a household its consent and one named resident.
fn consented(world: &mut World, household: HouseholdId) {
    world.append(Operation::ConsentGiven(ConsentGiven {
        household: household.clone(),
        purpose: Purpose::Register,
        way: ConsentWay::Signed,
        text_version: 1,
    }));
    let resident = ResidentId::random(world.fresh());
    let name = format!("Ten{}Rieng", world.fresh());
    world.names.insert(resident.to_string(), name.clone());
    let name = Personal::new(Name::new(&name).expect("short"));
    world.append(Operation::ResidentAdded(ResidentAdded {
        household,
        resident,
        name,
        born: Some(1970),
        listed: false,
    }));
}

/// Makes one random act of the office.
pub(crate) fn act(world: &mut World) {
    let households: Vec<Household> = world
        .records(Kind::Household)
        .filter_map(|record| match record {
            Record::Household(household) if household.is_here() => Some(*household),
            _ => None,
        })
        .collect();
    if households.is_empty() {
        return;
    }
    let first = households[world.below(households.len())].clone();
    let second = households[world.below(households.len())].clone();
    let what = world.below(32);
    world.tell(|| format!("officer: act {what} on {} and {}", first.id, second.id));
    match what {
        0..=2 => {
            let to = world.below(2);
            world.append(Operation::HouseholdRelocated(HouseholdRelocated {
                household: first.id,
                village: village(to),
                alley: None,
                order: 0,
            }));
        }
        3..=4 => {
            world.append(Operation::HouseholdsMerged(HouseholdsMerged {
                keep: first.id,
                gone: second.id,
            }));
        }
        5..=6 => {
            let member = AccountId::new(["an", "binh"][world.below(2)]);
            world.append(Operation::HouseholdAssigned(HouseholdAssigned {
                households: vec![first.id],
                member,
            }));
        }
        7..=8 => {
            let villages = [
                vec![village(0)],
                vec![village(1)],
                vec![village(0), village(1)],
            ][world.below(3)]
            .clone();
            world.append(team(villages));
        }
        9 => {
            let member = AccountId::new(["an", "binh"][world.below(2)]).expect("a plain word");
            let days = [0, 0, -70, 20][world.below(4)];
            let to = world.now.day().plus(days);
            world.append(Operation::MemberLeft(MemberLeft {
                team: team_id(),
                member,
                to,
            }));
        }
        10 => {
            let member = ["an", "binh"][world.below(2)];
            let role = [MemberRole::Member, MemberRole::Member, MemberRole::Leader][world.below(3)];
            let days = [0, -30, 10][world.below(3)];
            let operation = join_as(world, member, role, days);
            world.append(operation);
            world.hand_a_phone_to(member);
        }
        11..=12 => {
            let named = households.iter().find(|it| !it.residents.is_empty());
            erase(world, named.unwrap_or(&first));
        }
        13 => revoke(world),
        14..=15 => directive::order(world),
        16..=17 => {
            for operation in world.business(&first) {
                world.append(operation);
            }
        }
        18..=19 => held::decide(world),
        20..=21 => help::act(world),
        22..=26 => class::act(world),
        27 | 28 => {
            let operation = world.belated(&first);
            world.append(operation);
        }
        _ => bulletin::act(world),
    }
}

fn erase(world: &mut World, household: &Household) {
    let Some(resident) = household.residents.first().map(|it| it.id.clone()) else {
        return;
    };
    let erasure = Erasure {
        commune: commune(),
        household: household.id.clone(),
        resident: resident.clone(),
    };
    world.erased.push(erasure);
    let household = household.id.clone();
    if world.broken == Some(Broken::Erase) {
        world.append(Operation::ResidentParted(ResidentParted {
            household,
            resident,
            why: Parting::Left,
        }));
    } else {
        world.append(Operation::ResidentErased(ResidentErased {
            household,
            resident,
        }));
    }
}

fn revoke(world: &mut World) {
    // The last phone is never revoked, so that the checks have something to compare.
    if world.below(3) > 0 || world.phones.len() < 3 {
        return;
    }
    let number = world.below(world.phones.len() - 1);
    let device = world.phones[number].identity.device.clone();
    let state = match world.below(4) {
        0 => DeviceState::Stolen,
        _ => DeviceState::Revoked,
    };
    let now = world.server_now();
    let work = world.store.write(move |ledger| {
        let Some(mut device) = Device::get(ledger.transaction(), &commune(), &device)? else {
            return Ok(());
        };
        if device.state == DeviceState::Active {
            device.end(ledger.transaction(), (state, now))?;
        }
        Ok(())
    });
    work.wait().expect("memory");
}

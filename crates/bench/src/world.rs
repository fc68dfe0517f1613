//! The world that is measured: communes, teams, phones and households with a past, in one database.
//!
//! All of it is appended by the rules, as phones or the office would have brought it.
mod fill;
mod story;

pub use fill::Filler;
pub use story::{Story, door_story, head, observed, visited};

use crate::dice::Dice;
use domain::{
    AccountId, Catalogue, CommuneId, DeviceId, HouseholdId, Label, MemberJoined, MemberRole,
    Millis, Operation, ResidentId, Role, Settings, SkillId, TeamDefined, TeamId, VillageDefined,
    VillageId, Who,
};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use store::{Account, Code, Device, DeviceState, Store};
use sync::Epoch;

/// How many days before now the past of every world begins.
pub const DAYS: i32 = 120;

/// The size of a world.
#[derive(Clone, Debug)]
pub struct Shape {
    pub communes: usize,
    /// Teams in each commune; each has a village of its own.
    pub teams: usize,
    /// Phones in each team, which share its area.
    pub phones: usize,
    pub households: usize,
    pub past: Past,
}

/// What has already happened at the doors.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// Percentage of households that gave consent; only they are visited.
    pub opened_percent: usize,
    pub visits: usize,
    /// Residents taught in each household, and skills recorded for each of them.
    pub learners: usize,
    pub skills: usize,
}

impl Past {
    /// Every door is known well; a household's record takes 4 kB or more.
    pub const FULL: Past = Past {
        opened_percent: 100,
        visits: 3,
        learners: 3,
        skills: 12,
    };
    /// Some weeks into the campaign: 60 % of the doors were opened, and one learner was taught at
    /// each.
    pub const MIDWAY: Past = Past {
        opened_percent: 60,
        visits: 2,
        learners: 1,
        skills: 10,
    };
    /// Households from the commune's list that have consented; nobody was taught yet.
    pub const LISTED: Past = Past {
        opened_percent: 100,
        visits: 0,
        learners: 0,
        skills: 0,
    };
}

#[derive(Clone, Debug)]
pub struct HouseholdIds {
    pub household: HouseholdId,
    pub residents: Vec<ResidentId>,
}

/// A phone's account, device and token as the server knows them, and the doors of its area.
#[derive(Clone, Debug)]
pub struct Seat {
    pub commune: CommuneId,
    pub account: AccountId,
    pub device: DeviceId,
    pub token: String,
    pub doors: Arc<Vec<HouseholdIds>>,
}

#[derive(Debug)]
pub struct World {
    pub seats: Vec<Seat>,
    pub entries: usize,
    /// How long appending the entries took.
    pub took: Duration,
    /// Bytes of all household records together.
    pub record_bytes: usize,
    pub households: usize,
}

impl World {
    /// Makes the world in an empty database.
    pub fn make(store: &Store, shape: &Shape) -> anyhow::Result<Self> {
        let skills = skills();
        let mut seats = Vec::new();
        let mut filler = Filler::new(store);
        for number in 0..shape.communes {
            let commune = commune(number);
            store.create_commune(commune.clone(), Epoch(7)).wait()?;
            for team in 0..shape.teams {
                seats.extend(area(store, &mut filler, shape, &commune, team, &skills)?);
            }
        }
        let (entries, took) = filler.done()?;
        let mut record_bytes = 0;
        let mut households = 0;
        for number in 0..shape.communes {
            let rows =
                store.read(|rows| rows.records(&commune(number), domain::Kind::Household, None))?;
            households += rows.len();
            record_bytes += rows.iter().map(|row| row.body.len()).sum::<usize>();
        }
        Ok(Self {
            seats,
            entries,
            took,
            record_bytes,
            households,
        })
    }

    pub fn household_bytes(&self) -> usize {
        self.record_bytes / self.households.max(1)
    }
}

/// Makes an enrolment code for a seat's person, in the form in which it is printed.
pub fn enrolment_code(store: &Store, seat: &Seat) -> anyhow::Result<String> {
    let code = "be0c-0de1".to_owned();
    let account = store.read(|rows| Account::get(rows, &seat.commune, &seat.account))?;
    let account = account.ok_or_else(|| anyhow::anyhow!("the seat's account is gone"))?;
    let made = Code::new(hash(&code.replace('-', "")), &account, now());
    store
        .write(move |ledger| made.put(ledger.transaction()))
        .wait()?;
    Ok(code)
}

pub fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(0))
}

pub fn commune(number: usize) -> CommuneId {
    CommuneId::new(format!("xa-{number}")).expect("a short id")
}

/// The core skills that everyone should learn.
pub fn skills() -> Vec<SkillId> {
    let catalogue = Catalogue::new(&Settings::default());
    let all = catalogue.topics.into_iter().flat_map(|topic| topic.skills);
    all.filter(|skill| skill.core && skill.who == Who::Everyone)
        .map(|skill| skill.id)
        .collect()
}

pub(crate) fn label(text: &str) -> Label {
    Label::new(text).expect("the bench's own words are short")
}

/// Makes a village with its team, their phones and their doors.
fn area(
    store: &Store,
    filler: &mut Filler<'_>,
    shape: &Shape,
    commune: &CommuneId,
    team: usize,
    skills: &[SkillId],
) -> anyhow::Result<Vec<Seat>> {
    let begin = now().day().plus(-DAYS);
    let village = VillageId::new(format!("thon-{team}")).expect("a short id");
    let team_id = TeamId::new(format!("to-{team}")).expect("a short id");
    let members: Vec<AccountId> = (0..shape.phones)
        .map(|phone| AccountId::new(format!("to-{team}-{phone}")).expect("a short id"))
        .collect();
    let mut story = Story::new(commune, &members[0], begin.plus(-1).start());
    story.add(Operation::VillageDefined(VillageDefined {
        village: village.clone(),
        name: label(&format!("Thôn {}", team + 1)),
        order: u32::try_from(team).unwrap_or(0),
    }));
    story.add(Operation::TeamDefined(TeamDefined {
        team: team_id.clone(),
        name: label(&format!("Tổ {}", team + 1)),
        villages: vec![village.clone()],
        visiting: None,
    }));
    for member in &members {
        story.add(Operation::MemberJoined(MemberJoined {
            team: team_id.clone(),
            member: member.clone(),
            name: label("Lê Thị An"),
            role: MemberRole::Member,
            from: begin,
            decision: None,
            decided: None,
        }));
    }
    filler.append(story.told())?;
    let mut dice = Dice::new(u64::try_from(team).unwrap_or(0) + 1);
    let mut doors = Vec::with_capacity(shape.households);
    for number in 0..shape.households {
        let (door, entries) = door_story(
            &mut dice,
            (commune, &members[0], &village),
            number,
            shape.past,
            skills,
        );
        filler.append(entries)?;
        doors.push(door);
    }
    let doors = Arc::new(doors);
    let seats = members
        .into_iter()
        .map(|account| seat(commune, account, &doors))
        .collect::<Vec<_>>();
    enrol(store, &seats)?;
    Ok(seats)
}

fn seat(commune: &CommuneId, account: AccountId, doors: &Arc<Vec<HouseholdIds>>) -> Seat {
    Seat {
        device: DeviceId::new(format!("may-{account}")).expect("accounts are short here"),
        token: format!("bench-{commune}-{account}"),
        commune: commune.clone(),
        account,
        doors: doors.clone(),
    }
}

fn enrol(store: &Store, seats: &[Seat]) -> anyhow::Result<()> {
    let begin = now().day().plus(-DAYS).start();
    let rows: Vec<_> = seats.iter().map(|seat| account_of(seat, begin)).collect();
    let put = store.write(move |ledger| {
        for (account, device) in &rows {
            account.put(ledger.transaction())?;
            device.put(ledger.transaction())?;
        }
        Ok(())
    });
    Ok(put.wait()?)
}

fn account_of(seat: &Seat, enrolled_at: Millis) -> (Account, Device) {
    let account = Account {
        id: seat.account.clone(),
        commune: seat.commune.clone(),
        login: String::new(),
        name: "Lê Thị An".to_owned(),
        role: Role::Member,
        password_hash: None,
        disabled: false,
        created: None,
    };
    let device = Device {
        id: seat.device.clone(),
        commune: seat.commune.clone(),
        account: seat.account.clone(),
        token_hash: hash(&seat.token),
        enrolled_at,
        state: DeviceState::Active,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    };
    (account, device)
}

/// SHA-256 in hexadecimal, in which form the server keeps secrets.
fn hash(secret: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

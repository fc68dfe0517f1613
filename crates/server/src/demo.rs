//! The demonstration commune: made once in a folder, believable, and the same for everyone.
mod bulletins;
mod classes;
mod dice;
mod directive;
mod help;
mod history;
mod market;
mod people;
mod photo;
mod register;
mod story;
mod team;

pub use register::write_list;

use crate::badge::Badge;
use crate::{Chance, password};
use dice::Dice;
use domain::{AccountId, CommuneId, Day, Entry, Kind, Millis, Record, Role, Settings};
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::{Account, Device, DeviceState, Incoming, Store};
use story::{OFFICER, Story};
use sync::{Epoch, Outcome};
use team::Team;

/// Entries appended in one commit.
const BATCH: usize = 500;
const SEED: u64 = 793;
const IDS_SEED: u64 = 7;
/// Seed of the dice for classes, which have their own so that everything else stays the same.
const CLASSES_SEED: u64 = 1126;
const FILE: &str = "demo.json";

/// How to sign in to the demonstration, stored beside its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIns {
    pub commune: CommuneId,
    pub office: Vec<SignIn>,
    /// Accounts for which a phone can be enrolled.
    pub leader: AccountId,
    pub member: AccountId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    pub role: Role,
    pub login: String,
    pub password: String,
}

/// The sign-ins of a demonstration that exists already.
pub fn known(folder: &Path) -> anyhow::Result<Option<SignIns>> {
    let file = folder.join(FILE);
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_str(&std::fs::read_to_string(file)?)?))
}

/// Makes the demonstration. `say` is called with each step.
pub fn make(
    folder: &Path,
    store: &Store,
    now: Millis,
    chance: &Chance,
    say: impl Fn(usize),
) -> anyhow::Result<SignIns> {
    let commune = CommuneId::new("nghi-son").expect("a short id");
    let (today, mut dice) = (now.day(), Dice::new(SEED));
    let begin = today.plus(-history::DAYS);
    store
        .create_commune(commune.clone(), Epoch(chance.number()))
        .wait()?;

    let mut story = Story::new(commune.clone(), IDS_SEED);
    team::settings(&mut story, begin);
    let adult_age = Settings::default().adult_age;
    register::make(&mut story, folder, begin, adult_age, || dice.bits())?;
    append(store, &story.told())?;
    say(1);

    let villages = store.records(&commune, Kind::Village)?;
    let mut villages: Vec<_> = villages.into_iter().filter_map(village).collect();
    villages.sort_by_key(|it| it.order);
    let households = store.records(&commune, Kind::Household)?;
    let households: Vec<_> = households.into_iter().filter_map(household).collect();
    let mut story = Story::new(commune.clone(), IDS_SEED);
    let first = begin.plus(1);
    let teams = team::make(&mut story, &mut dice, &villages, first);
    team::denominators(&mut story, &households, &villages, first);
    let whose = team::share_out(&mut story, &teams, &households, &villages, first);
    say(2);
    history::tell(&mut story, &mut dice, &households, &whose, today);
    let keyed = store.has_account_key();
    market::tell(&mut story, &mut dice, &households, &whose, keyed, today);
    help::tell(&mut story, &mut dice, &households, &whose, today);
    help::questions(&mut story, today);
    bulletins::tell(&mut story, &households, &whose, today);
    directive::append_with(store, story.told(), today)?;
    let households = store.records(&commune, Kind::Household)?;
    let households: Vec<_> = households.into_iter().filter_map(household).collect();
    let mut story = Story::new(commune.clone(), CLASSES_SEED);
    let mut dice = Dice::new(CLASSES_SEED);
    classes::tell(&mut story, &mut dice, &villages, &teams, &households, today);
    append(store, &story.told())?;
    photo::take(store, &commune, now)?;
    say(3);

    let sign_ins = accounts(store, &commune, &teams, today, chance)?;
    let told = serde_json::to_string_pretty(&sign_ins)?;
    store::owner_only::write(&folder.join(FILE), told)?;
    Ok(sign_ins)
}

fn village(record: Record) -> Option<domain::Village> {
    match record {
        Record::Village(village) => Some(*village),
        _ => None,
    }
}

fn household(record: Record) -> Option<domain::Household> {
    match record {
        Record::Household(household) => Some(*household),
        _ => None,
    }
}

/// Appends entries as if each had been received when it was made, so that weeks end as they would
/// have.
fn append(store: &Store, entries: &[Entry]) -> anyhow::Result<()> {
    for batch in entries.chunks(BATCH) {
        let batch = batch.to_vec();
        let Some(commune) = batch.first().map(|entry| entry.commune.clone()) else {
            continue;
        };
        let refused = store.write_to(&commune, move |ledger| {
            for entry in batch {
                let (received_at, what) = (entry.at, format!("{:?}", entry.operation));
                let outcome = ledger.append(Incoming {
                    entry,
                    received_at,
                    scope: None,
                })?;
                if !matches!(outcome, Outcome::Kept { .. }) {
                    return Ok(Some(format!("{outcome:?}: {what}")));
                }
            }
            Ok(None)
        });
        if let Some(why) = refused.wait()? {
            anyhow::bail!("the demonstration breaks a rule: {why}");
        }
    }
    Ok(())
}

fn accounts(
    store: &Store,
    commune: &CommuneId,
    teams: &[Team],
    today: Day,
    chance: &Chance,
) -> anyhow::Result<SignIns> {
    let account = |id: &AccountId, name: &str, role| Account {
        id: id.clone(),
        commune: commune.clone(),
        login: String::new(),
        name: name.to_owned(),
        role,
        password_hash: None,
        disabled: false,
        created: None,
    };
    let mut all = Vec::new();
    let mut office = Vec::new();
    for (id, name, role) in [
        (OFFICER, "Trịnh Thị Hạnh", Role::Officer),
        (bulletins::EDITOR, "Hồ Quang Minh", Role::Editor),
        ("so-khcn", "Lưu Thị Thanh", Role::Province),
    ] {
        let id = AccountId::new(id).expect("a short id");
        let password = format!(
            "{}-{}",
            domain::letters(chance.number()),
            domain::letters(chance.number())
        );
        all.push(Account {
            login: id.to_string(),
            password_hash: Some(password::hash(&password, chance)),
            ..account(&id, name, role)
        });
        let login = id.to_string();
        office.push(SignIn {
            role,
            login,
            password,
        });
    }
    let mut devices = Vec::new();
    let mut badges = Vec::new();
    for team in teams {
        for (place, (id, name)) in team.members.iter().enumerate() {
            all.push(account(id, name, Role::Member));
            badges.push(Badge::new(commune, id, chance));
            devices.extend((place != 5).then(|| device(commune, id, place, today, chance)));
        }
    }
    let put = store.write(move |ledger| {
        for account in &all {
            account.put(ledger.transaction())?;
        }
        for device in &devices {
            device.put(ledger.transaction())?;
        }
        for badge in &badges {
            badge.put(ledger.transaction(), today.start())?;
        }
        Ok(())
    });
    put.wait()?;
    let first = &teams[0].members;
    Ok(SignIns {
        commune: commune.clone(),
        office,
        leader: first[0].0.clone(),
        member: first[1].0.clone(),
    })
}

/// A phone that was in contact yesterday or, sometimes, four days ago.
fn device(
    commune: &CommuneId,
    account: &AccountId,
    place: usize,
    today: Day,
    chance: &Chance,
) -> Device {
    let days_ago = if place == 3 { 4 } else { 1 };
    let contact = Millis(today.plus(-days_ago).start().0 + 20 * 60 * Millis::MINUTE);
    Device {
        id: domain::DeviceId::random(chance.number()),
        commune: commune.clone(),
        account: account.clone(),
        token_hash: crate::secret::hash(crate::secret::new_token(chance)),
        enrolled_at: today.plus(1 - history::DAYS).start(),
        state: DeviceState::Active,
        was_stolen: false,
        last_contact: Some(contact),
        offset_ms: Some(0),
        app: env!("CARGO_PKG_VERSION").to_owned(),
        unsent: if place == 3 { 3 } else { 0 },
        wrapped_key: None,
        left: None,
    }
}

//! Kills `tungnha restore` at random moments: what is left is either the old state or the restored
//! one.
use super::{SHAPE, verify};
use crate::dice::Dice;
use crate::server::Binary;
use crate::world::{World, commune, label, now};
use anyhow::{Context, bail, ensure};
use domain::{
    CommuneId, Kind, Operation, Record, ResidentErased, ResidentId, VillageDefined, VillageId,
};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use store::{Incoming, Rows, Store, checksum};
use sync::Epoch;

/// A village that the office makes after the backup, so that only the office's journal has it.
const VILLAGE: &str = "sau-ban-sao-luu";
/// How often to try again while a child of the killed program may still hold the database.
const TRIES: usize = 600;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// The folder as it is before each restore, and the backup that replaces it.
struct Before {
    folder: PathBuf,
    backup: PathBuf,
    /// The epoch and a checksum of each commune.
    old: Vec<(Epoch, String)>,
    erased: ResidentId,
}

#[derive(Debug, Default)]
struct Count {
    old: usize,
    new: usize,
    /// The restore had ended before it was killed.
    done: usize,
}

#[derive(PartialEq)]
enum State {
    Old,
    New,
}

/// Kills a restore `times` times; the seed decides when.
pub fn run(binary: &Binary, times: usize, seed: u64) -> anyhow::Result<String> {
    let home = tempfile::tempdir()?;
    let before = Before::make(binary, home.path())?;
    let mut dice = Dice::new(seed);
    let trial = before.place(binary, home.path(), 0)?;
    let begun = Instant::now();
    before.restore(binary, &trial)?;
    let took = begun.elapsed();
    ensure!(
        before.state(binary, &trial)? == State::New,
        "a restore that was let be"
    );
    let mut count = Count::default();
    for round in 1..=times {
        let place = before.place(binary, home.path(), round)?;
        let span = usize::try_from(took.as_micros())? * 11 / 10;
        let life = Duration::from_micros(u64::try_from(dice.below(span))?);
        let is_done = before.kill(binary, &place, life)?;
        let told = || format!("after kill {round} at {life:?} of {took:?}");
        match before.state(binary, &place).with_context(told)? {
            State::New if is_done => count.done += 1,
            State::New => count.new += 1,
            State::Old => {
                count.old += 1;
                before.restore(binary, &place).with_context(told)?;
                let after = before.state(binary, &place).with_context(told)?;
                ensure!(after == State::New, "restored again {}", told());
            }
        }
        std::fs::remove_dir_all(&place)?;
    }
    let Count { old, new, done } = count;
    ensure!(old + new + done == times, "every kill is counted");
    Ok(format!(
        "{times} kills of a restore that takes {} ms: {old} left the old state and were restored \
         again, {new} the new one, {done} came too late; nothing between",
        took.as_millis()
    ))
}

impl Before {
    /// Makes a backup, and after it an erasure and a village of the office.
    fn make(binary: &Binary, home: &Path) -> anyhow::Result<Self> {
        let folder = home.join("before");
        std::fs::create_dir(&folder)?;
        let store = binary.open(&folder)?;
        let world = World::make(&store, &SHAPE)?;
        let backup = home.join("copy.backup");
        ensure!(store.backup(&backup)?.is_empty(), "the backup differs");
        store.keep_journal(true);
        let door = world.seats[0].doors.first().context("a door")?;
        let erased = door.residents.first().context("a resident")?.clone();
        let erasing = ResidentErased {
            household: door.household.clone(),
            resident: erased.clone(),
        };
        append(&store, &commune(0), Operation::ResidentErased(erasing), 1)?;
        let village = VillageDefined {
            village: VillageId::new(VILLAGE).context("an id")?,
            name: label("Thôn mới"),
            order: 99,
        };
        append(&store, &commune(0), Operation::VillageDefined(village), 2)?;
        let old = summary(&store)?;
        Ok(Self {
            folder,
            backup,
            old,
            erased,
        })
    }

    /// Copies the old state to a folder of its own; on PostgreSQL the database there is empty.
    fn place(&self, binary: &Binary, home: &Path, round: usize) -> anyhow::Result<PathBuf> {
        let place = home.join(format!("round-{round}"));
        copy_folder(&self.folder, &place)?;
        binary.give_new_database(&place)?;
        Ok(place)
    }

    fn restore(&self, binary: &Binary, place: &Path) -> anyhow::Result<()> {
        let mut last = String::new();
        for _ in 0..TRIES {
            let mut command = self.command(binary, place);
            let done = command.stderr(Stdio::piped()).output()?;
            if done.status.success() {
                return Ok(());
            }
            last = String::from_utf8_lossy(&done.stderr).into_owned();
            // On PostgreSQL a child of the killed program may still be running.
            ensure!(binary.postgres.is_some(), "tungnha restore: {last}");
            wait()?;
        }
        bail!("tungnha restore: {last}")
    }

    fn command(&self, binary: &Binary, place: &Path) -> std::process::Command {
        let backup = self.backup.to_string_lossy();
        binary.command(place, &["restore", &backup])
    }

    /// Starts a restore and kills it after `life`. Says whether it had ended by then.
    fn kill(&self, binary: &Binary, place: &Path, life: Duration) -> anyhow::Result<bool> {
        let mut command = self.command(binary, place);
        let mut process = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        // The timer belongs to the runtime, so it must be created inside it.
        runtime.block_on(async { tokio::time::sleep(life).await });
        let is_done = process.try_wait()?.is_some();
        process.kill()?;
        process.wait()?;
        Ok(is_done)
    }

    /// Says which state the folder is in. Anything but the exact old state or a complete new one is
    /// an error.
    fn state(&self, binary: &Binary, place: &Path) -> anyhow::Result<State> {
        let store = open(binary, place)?;
        let communes = store.read(|rows| rows.communes())?;
        if binary.postgres.is_some() && communes.is_empty() {
            return Ok(State::Old);
        }
        let now = summary(&store)?;
        if binary.postgres.is_none() && now == self.old {
            return Ok(State::Old);
        }
        ensure!(now.len() == self.old.len(), "{} communes", now.len());
        for ((epoch, _), (old, _)) in now.iter().zip(&self.old) {
            ensure!(epoch != old, "a commune with its old epoch");
        }
        ensure!(has_village(&store)?, "the office's village is not there");
        ensure!(
            !self.knows_erased(&store)?,
            "an erased resident is there again"
        );
        drop(store);
        verify(binary, place)?;
        Ok(State::New)
    }

    fn knows_erased(&self, store: &Store) -> anyhow::Result<bool> {
        let homes = store.records(&commune(0), Kind::Household)?;
        Ok(homes.iter().any(|record| match record {
            Record::Household(home) => home.resident(&self.erased).is_some(),
            _ => false,
        }))
    }
}

fn has_village(store: &Store) -> anyhow::Result<bool> {
    let villages = store.records(&commune(0), Kind::Village)?;
    Ok(villages.iter().any(|record| match record {
        Record::Village(it) => it.id.as_str() == VILLAGE,
        _ => false,
    }))
}

fn open(binary: &Binary, place: &Path) -> anyhow::Result<Store> {
    let mut tries = 0;
    loop {
        match binary.open(place) {
            Err(_) if binary.postgres.is_some() && tries < TRIES => {
                tries += 1;
                wait()?;
            }
            opened => return opened,
        }
    }
}

fn wait() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_time().build()?;
    runtime.block_on(async { tokio::time::sleep(BETWEEN_TRIES).await });
    Ok(())
}

fn append(
    store: &Store,
    commune: &CommuneId,
    operation: Operation,
    number: u8,
) -> anyhow::Result<()> {
    let received_at = now();
    let entry = domain::Entry::new(
        domain::EntryId::made(received_at, [number; 10]),
        commune.clone(),
        domain::AccountId::new("can-bo").context("an id")?,
        domain::DeviceId::new("van-phong").context("an id")?,
        received_at,
        operation,
    );
    let append = store.write_to(commune, move |ledger| {
        ledger.append(Incoming {
            entry,
            received_at,
            scope: None,
        })
    });
    let outcome = append.wait()?;
    let is_kept = matches!(outcome, sync::Outcome::Kept { .. });
    ensure!(is_kept, "the office's entry: {outcome:?}");
    Ok(())
}

fn summary(store: &Store) -> anyhow::Result<Vec<(Epoch, String)>> {
    let mut all = Vec::new();
    for number in 0..SHAPE.communes {
        let id = commune(number);
        let told = store.read(|rows| {
            let row = rows.commune(&id)?;
            Rows::Ok(row.map(|row| row.epoch).zip(Some(checksum(rows, &id)?)))
        })?;
        all.push(told.with_context(|| format!("commune {id}"))?);
    }
    Ok(all)
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        let there = to.join(file.file_name());
        match file.file_type()?.is_dir() {
            true => copy_folder(&file.path(), &there)?,
            false => {
                std::fs::copy(file.path(), there)?;
            }
        }
    }
    Ok(())
}

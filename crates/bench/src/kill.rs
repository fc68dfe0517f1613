//! Kills a real server at random moments under load, and checks that everything it acknowledged is
//! still there.
pub mod restore;

use crate::dice::Dice;
use crate::phone::{Phone, Synced};
use crate::server::{Binary, Server};
use crate::world::{Past, Shape, World, commune, skills};
use anyhow::{Context, ensure};
use domain::{Entry, EntryId, Seq};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use store::Store;

const SHAPE: Shape = Shape {
    communes: 2,
    teams: 2,
    phones: 2,
    households: 20,
    past: Past::FULL,
};
/// Operations in one request.
const BATCH: usize = 10;
/// How long the server lives after the phones have begun to send, in milliseconds.
const LIFE_MS: std::ops::Range<u64> = 5..400;
const ALL: usize = usize::MAX >> 1;

/// A phone that sends batches without a pause; it sends a batch again, unchanged, until it is
/// answered.
struct Sender {
    phone: Phone,
    unanswered: Vec<Entry>,
    made: BTreeSet<EntryId>,
    acknowledged: BTreeSet<EntryId>,
}

#[derive(Debug, Default)]
struct Log {
    ids: BTreeSet<EntryId>,
    /// All entries, with those of the world's past.
    count: usize,
}

/// Kills the server `times` times; the seed decides when.
pub fn run(binary: &Binary, times: usize, seed: u64) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let store = binary.open(folder.path())?;
    let world = World::make(&store, &SHAPE)?;
    let before = read_log(&store)?.count;
    drop(store);
    let runtime = crate::measure::runtime()?;
    let mut dice = Dice::new(seed);
    let mut server = binary.serve(folder.path())?;
    let mut senders = Vec::new();
    for (number, seat) in world.seats.into_iter().enumerate() {
        let number = number + usize::try_from(seed).unwrap_or(0) * 1_000;
        let phone = Phone::new(seat, &server.address, number);
        senders.push(Sender::new(phone));
    }
    let mut answered_late = 0;
    for round in 1..=times {
        let span = usize::try_from(LIFE_MS.end - LIFE_MS.start)?;
        let life = Duration::from_millis(LIFE_MS.start + dice.below(span) as u64);
        senders = runtime.block_on(load(senders, server, life))?;
        verify(binary, folder.path()).with_context(|| format!("after kill {round}"))?;
        let log = read_log(&binary.open(folder.path())?)?;
        answered_late += check(&log, &senders).with_context(|| format!("after kill {round}"))?;
        server = binary.serve(folder.path())?;
        for sender in &mut senders {
            sender.phone.reconnect(&server.address);
        }
    }
    for sender in &mut senders {
        runtime.block_on(sender.send_rest())?;
    }
    drop(runtime);
    server.stop()?;
    verify(binary, folder.path())?;
    let made = whole(&read_log(&binary.open(folder.path())?)?, before, &senders)?;
    Ok(format!(
        "{times} kills, {made} entries acknowledged, none lost, none doubled; \
         {answered_late} were on disk although their phone had no answer yet"
    ))
}

impl Sender {
    fn new(phone: Phone) -> Self {
        Self {
            phone,
            unanswered: Vec::new(),
            made: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
        }
    }

    /// Sends until the server is gone.
    async fn send_on(mut self) -> anyhow::Result<Self> {
        let skills = skills();
        loop {
            if self.unanswered.is_empty() {
                self.unanswered = self.phone.batch(BATCH, &skills);
                self.made.extend(self.unanswered.iter().map(|it| it.id));
            }
            match self.phone.try_sync(self.unanswered.clone()).await {
                Ok(Synced::Done(..)) => self.answered(),
                Ok(Synced::Later(_)) => {}
                Err(why) if is_transport(&why) => return Ok(self),
                Err(why) => return Err(why),
            }
        }
    }

    async fn send_rest(&mut self) -> anyhow::Result<()> {
        if !self.unanswered.is_empty() {
            self.phone.sync(self.unanswered.clone()).await?;
            self.answered();
        }
        Ok(())
    }

    /// Notes the whole batch as acknowledged: `try_sync` fails unless every entry was kept.
    fn answered(&mut self) {
        let answered = std::mem::take(&mut self.unanswered);
        self.acknowledged.extend(answered.iter().map(|it| it.id));
    }
}

/// Whether the connection broke, rather than the answer being wrong.
fn is_transport(why: &anyhow::Error) -> bool {
    let broken = |it: &(dyn std::error::Error + 'static)| {
        it.is::<hyper::Error>() || it.is::<std::io::Error>()
    };
    why.chain().any(broken)
}

/// Lets all phones send and kills the server meanwhile.
async fn load(senders: Vec<Sender>, server: Server, life: Duration) -> anyhow::Result<Vec<Sender>> {
    let tasks: Vec<_> = senders
        .into_iter()
        .map(|sender| tokio::spawn(sender.send_on()))
        .collect();
    tokio::time::sleep(life).await;
    // Ends the process with SIGKILL, so that it cannot clean up.
    drop(server);
    let mut back = Vec::new();
    for task in tasks {
        back.push(task.await??);
    }
    Ok(back)
}

fn verify(binary: &Binary, folder: &Path) -> anyhow::Result<()> {
    let mut command = binary.command(folder, &["verify"]);
    let done = command.stderr(Stdio::piped()).output()?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    ensure!(
        done.status.success(),
        "tungnha verify: {}\n{}{}",
        done.status,
        said(&done.stdout),
        said(&done.stderr)
    );
    Ok(())
}

fn read_log(store: &Store) -> anyhow::Result<Log> {
    let mut log = Log::default();
    for number in 0..SHAPE.communes {
        let entries = store.read(|rows| rows.entries(&commune(number), Seq(0), ALL))?;
        log.count += entries.len();
        log.ids.extend(entries.iter().map(|row| row.entry.id));
    }
    Ok(log)
}

/// Every acknowledged entry is on disk, and every batch is there whole or not at all. Gives the
/// number of entries on disk that were not acknowledged yet.
fn check(log: &Log, senders: &[Sender]) -> anyhow::Result<usize> {
    ensure!(log.ids.len() == log.count, "an entry is there twice");
    let mut late = 0;
    for sender in senders {
        let lost = sender.acknowledged.difference(&log.ids).count();
        ensure!(lost == 0, "{lost} acknowledged entries are lost");
        let unanswered = sender.unanswered.iter();
        let there = unanswered.filter(|it| log.ids.contains(&it.id)).count();
        ensure!(
            there == 0 || there == sender.unanswered.len(),
            "{there} of a batch of {} are there",
            sender.unanswered.len()
        );
        late += there;
    }
    Ok(late)
}

/// At the end every entry made is there exactly once, and nothing else. Gives how many were made.
fn whole(log: &Log, before: usize, senders: &[Sender]) -> anyhow::Result<usize> {
    check(log, senders)?;
    let made: usize = senders.iter().map(|it| it.made.len()).sum();
    let acknowledged: usize = senders.iter().map(|it| it.acknowledged.len()).sum();
    ensure!(
        acknowledged == made,
        "{acknowledged} of {made} acknowledged"
    );
    ensure!(made > 0, "the phones sent nothing");
    ensure!(
        log.count == before + made,
        "{} entries in the log, {before} from before and {made} made",
        log.count
    );
    Ok(made)
}

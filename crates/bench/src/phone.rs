//! A phone that syncs for the measurements: it keeps its cursor and drops the records.
use crate::dice::Dice;
use crate::http::{Answer, Connection};
use crate::world::{Seat, Story, now, observed, visited};
use anyhow::{Context, bail};
use domain::{Entry, Millis, Scope, Seq, SkillId};
use hyper::StatusCode;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sync::{Epoch, Outcome, PROTOCOL, Receipt, ScopeMark, SyncRequest};

#[derive(Debug)]
pub struct Phone {
    pub seat: Seat,
    connection: Connection,
    authorization: String,
    cursor: Seq,
    epoch: Option<Epoch>,
    scope: Option<ScopeMark>,
    dice: Dice,
}

/// The parts of an answer that the phone reads.
#[derive(Debug, Deserialize)]
pub struct SyncParts {
    epoch: Epoch,
    scope: Scope,
    #[serde(default)]
    receipts: Vec<Receipt>,
    #[serde(default)]
    records: Vec<IgnoredAny>,
    cursor: Seq,
    #[serde(default)]
    pub more: bool,
}

#[derive(Debug)]
pub enum Synced {
    Done(Box<SyncParts>, Box<Answer>),
    /// The server asks to come again after this many seconds.
    Later(u64),
}

impl Phone {
    pub fn new(seat: Seat, address: &str, number: usize) -> Self {
        Self {
            authorization: format!("Bearer {}", seat.token),
            connection: Connection::new(address),
            seat,
            cursor: Seq(0),
            epoch: None,
            scope: None,
            dice: Dice::new(number as u64 + 1),
        }
    }

    /// Connects to a server that has been started again, perhaps at another address.
    pub fn reconnect(&mut self, address: &str) {
        self.connection = Connection::new(address);
    }

    /// Closes the connection until the next request, as when a phone is put away.
    pub fn hang_up(&mut self) {
        self.connection.hang_up();
    }

    /// Forgets its cursor, like a phone that was just enrolled.
    pub fn forget(&mut self) {
        (self.cursor, self.epoch, self.scope) = (Seq(0), None, None);
    }

    /// Syncs until nothing is left to fetch. Gives the numbers of requests, bytes on the wire and
    /// records.
    pub async fn catch_up(&mut self) -> anyhow::Result<(usize, usize, usize)> {
        let (mut requests, mut bytes, mut records) = (0, 0, 0);
        loop {
            let (told, answer) = self.sync(Vec::new()).await?;
            requests += 1;
            bytes += answer.wire.len();
            records += told.records.len();
            if !told.more {
                return Ok((requests, bytes, records));
            }
        }
    }

    /// Makes one sync; an answer that asks to come later is an error.
    pub async fn sync(
        &mut self,
        entries: Vec<Entry>,
    ) -> anyhow::Result<(Box<SyncParts>, Box<Answer>)> {
        match self.try_sync(entries).await? {
            Synced::Done(told, answer) => Ok((told, answer)),
            Synced::Later(_) => bail!("the server is busy"),
        }
    }

    pub async fn try_sync(&mut self, entries: Vec<Entry>) -> anyhow::Result<Synced> {
        let sent = entries.len();
        let answer = self.request(entries).await?;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            let after = answer.header("retry-after").and_then(|it| it.parse().ok());
            return Ok(Synced::Later(after.context("503 without Retry-After")?));
        }
        let body = answer.body()?;
        if answer.status != StatusCode::OK {
            bail!("{}: {}", answer.status, String::from_utf8_lossy(&body));
        }
        let told: SyncParts = serde_json::from_slice(&body).context("the answer to a sync")?;
        let kept = |it: &&Receipt| matches!(it.outcome, Outcome::Kept { .. });
        if told.receipts.iter().filter(kept).count() != sent {
            bail!("not all of {sent} were kept: {:?}", told.receipts);
        }
        self.cursor = told.cursor;
        self.epoch = Some(told.epoch);
        self.scope = Some(ScopeMark::of(&told.scope));
        Ok(Synced::Done(Box::new(told), Box::new(answer)))
    }

    async fn request(&mut self, entries: Vec<Entry>) -> anyhow::Result<Answer> {
        let clock = now();
        let request = SyncRequest {
            protocol: PROTOCOL,
            app: "bench".to_owned(),
            clock,
            steady_since: Millis(clock.0 - 10 * Millis::DAY),
            cursor: self.cursor,
            epoch: self.epoch,
            scope: self.scope,
            entries,
            held: Vec::new(),
            again: Vec::new(),
            lenient: true,
            unsent: 0,
            kept: None,
            proof: None,
            forms: sync::SHORT_FORM,
            format: domain::FORMAT,
            rules: domain::RULES,
        };
        let headers = [
            ("authorization", self.authorization.as_str()),
            ("content-type", "application/json"),
        ];
        let body = serde_json::to_vec(&request)?;
        self.connection.post("/api/sync", &headers, body).await
    }

    /// Makes a batch: of ten operations, three are visits to three households and seven are
    /// observations there.
    pub fn batch(&mut self, operations: usize, skills: &[SkillId]) -> Vec<Entry> {
        let visits = (operations * 3 / 10).max(1);
        let mut at = now();
        at.0 -= 1_000 * i64::try_from(operations).unwrap_or(0);
        let mut story = Story::new(&self.seat.commune, &self.seat.account, at)
            .seeded(self.dice.bits() ^ at.0.cast_unsigned());
        let begin = self.dice.below(self.seat.doors.len());
        for number in 0..operations {
            let place = (begin + number % visits) % self.seat.doors.len();
            let door = &self.seat.doors[place];
            let who = self.dice.below(door.residents.len());
            if number < visits {
                story.add(visited(door, who));
            } else {
                let skill = self.dice.pick(skills);
                let level = self.dice.below(4);
                story.add(observed(door, &door.residents[who], skill, level));
            }
        }
        let mut entries = story.told();
        for entry in &mut entries {
            let touched = entry.operation.touches();
            entry.seen = touched.into_iter().map(|key| (key, self.cursor)).collect();
        }
        entries
    }
}

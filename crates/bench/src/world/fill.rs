//! Appends a long past in large groups, through the same path that phones use.
use anyhow::bail;
use domain::Entry;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use store::{Incoming, Pending, Store};
use sync::Outcome;

/// Entries in one piece of work; the store puts several pieces into one commit.
const PIECE: usize = 500;
/// Pieces that may be under way at once.
const AHEAD: usize = 16;

/// Collects entries and appends them; at the end it tells their number and the time it took.
#[derive(Debug)]
pub struct Filler<'a> {
    store: &'a Store,
    waiting: Vec<Entry>,
    under_way: VecDeque<Pending<Option<String>>>,
    entries: usize,
    begun: Instant,
}

impl<'a> Filler<'a> {
    pub fn new(store: &'a Store) -> Self {
        Self {
            store,
            waiting: Vec::new(),
            under_way: VecDeque::new(),
            entries: 0,
            begun: Instant::now(),
        }
    }

    pub fn append(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        self.waiting.extend(entries);
        while self.waiting.len() >= PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.send(piece)?;
        }
        Ok(())
    }

    fn send(&mut self, piece: Vec<Entry>) -> anyhow::Result<()> {
        self.entries += piece.len();
        let work = self.store.write(move |ledger| {
            for entry in piece {
                let (received_at, what) = (entry.at, entry.id);
                let incoming = Incoming {
                    entry,
                    received_at,
                    scope: None,
                };
                let outcome = ledger.append(incoming)?;
                if !matches!(outcome, Outcome::Kept { .. }) {
                    return Ok(Some(format!("{what}: {outcome:?}")));
                }
            }
            Ok(None)
        });
        self.under_way.push_back(work);
        while self.under_way.len() > AHEAD {
            self.settle_one()?;
        }
        Ok(())
    }

    fn settle_one(&mut self) -> anyhow::Result<()> {
        if let Some(work) = self.under_way.pop_front()
            && let Some(why) = work.wait()?
        {
            bail!("the bench's world breaks a rule: {why}");
        }
        Ok(())
    }

    /// Appends the rest; gives the number of entries and the time all of it took.
    pub fn done(mut self) -> anyhow::Result<(usize, Duration)> {
        let rest = std::mem::take(&mut self.waiting);
        self.send(rest)?;
        while !self.under_way.is_empty() {
            self.settle_one()?;
        }
        Ok((self.entries, self.begun.elapsed()))
    }
}

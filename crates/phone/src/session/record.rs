//! Recording operations, together with the photos that they name and the draft that they end.

use super::{PhotoChange, RecordProblem, Session};
use crate::{
    platform::{chance, clock},
    shelf::{Change, Table},
};
use domain::Operation;
use sync::{Making, Replica};

/// What is recorded together: all of it is on disk, or nothing.
#[derive(Debug, Default)]
pub struct Recording {
    pub operations: Vec<Operation>,
    pub photos: Vec<PhotoChange>,
    pub draft: Option<EndedDraft>,
}

/// A draft that ends when what it says is recorded.
#[derive(Debug)]
pub struct EndedDraft {
    pub name: String,
    /// Whether it was kept. It must still be there then: if not, another tab has recorded or
    /// dropped it.
    pub is_kept: bool,
}

impl From<Vec<Operation>> for Recording {
    fn from(operations: Vec<Operation>) -> Self {
        Self {
            operations,
            ..Self::default()
        }
    }
}

impl Session {
    /// Records. All is on disk when this returns.
    pub async fn record(&self, what: Recording) -> Result<(), RecordProblem> {
        let mut beside = self.photo_rows(what.photos)?;
        let must_be_there = what.draft.as_ref().filter(|draft| draft.is_kept);
        let must_be_there = must_be_there.map(|draft| draft.name.clone());
        beside.extend(what.draft.map(|draft| Change::Delete {
            table: Table::Draft,
            key: draft.name,
        }));
        let operations = what.operations;
        let make = Box::new(move |replica: &mut Replica| {
            let making = Making {
                now: clock::now(),
                random: chance::bytes::<10>,
            };
            replica.record(operations, making)
        });
        self.change(make, beside, must_be_there).await
    }
}

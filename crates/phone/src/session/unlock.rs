//! Opening the book with the PIN.

use super::{DEVICE, Session};
use crate::{
    device::Device,
    platform::turn,
    shelf::{Shelf, ShelfProblem, Table},
    vault::{DataKey, Pin, Purpose},
};

/// One tab tries a PIN at a time, so that no try goes uncounted.
const VAULT_LOCK: &str = "tungnha-vault";

#[derive(Clone, PartialEq, Debug)]
pub enum UnlockProblem {
    Wrong {
        tries_left: u8,
    },
    /// Too many wrong PINs: only a new enrolment code helps.
    LockedOut,
    Store(ShelfProblem),
}

impl From<ShelfProblem> for UnlockProblem {
    fn from(problem: ShelfProblem) -> Self {
        UnlockProblem::Store(problem)
    }
}

/// Tries a PIN and, if it is right, loads the book.
pub async fn unlock(session: &Session, pin: Pin) -> Result<(), UnlockProblem> {
    let trying = session.clone();
    let key = turn::in_turn(VAULT_LOCK, async move { try_pin(&trying, &pin).await })
        .await
        .ok_or_else(|| {
            UnlockProblem::Store(ShelfProblem {
                name: "no lock".to_owned(),
            })
        })??;
    let open = session.load(key).await?.ok_or(UnlockProblem::LockedOut)?;
    session.0.open.replace(Some(open));
    Ok(())
}

async fn try_pin(session: &Session, pin: &Pin) -> Result<DataKey, UnlockProblem> {
    let stored = session.0.shelf.get(Table::Device, DEVICE).await?;
    let mut device = stored
        .and_then(|bytes| Device::from_bytes(&bytes))
        .ok_or(UnlockProblem::LockedOut)?;
    if device.lock.tries_left() == 0 {
        return Err(UnlockProblem::LockedOut);
    }
    device.lock.count_try();
    session.keep_device(device.clone()).await?;
    let stretched = device.lock.stretch(pin).ok_or(UnlockProblem::LockedOut)?;
    let mixed = session.mix(Purpose::Pin, &stretched).await?;
    let opened = device.lock.open(&mixed);
    let tries_left = device.lock.tries_left();
    session.keep_device(device).await?;
    match (opened, tries_left) {
        (Some(key), _) => Ok(key),
        (None, 0) => Err(UnlockProblem::LockedOut),
        (None, tries_left) => Err(UnlockProblem::Wrong { tries_left }),
    }
}

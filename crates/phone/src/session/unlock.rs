//! Opening the book with the PIN.

use super::{Session, VAULT_LOCK, device_on};
use crate::{
    platform::turn,
    shelf::ShelfProblem,
    vault::{DataKey, Pin, PinLock, Purpose},
};

#[derive(Clone, PartialEq, Debug)]
pub enum UnlockProblem {
    Wrong {
        tries_left: u8,
    },
    /// There were too many wrong PINs: only a new enrolment code helps.
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
    let mut device = device_on(&session.0.shelf)
        .await?
        .ok_or(UnlockProblem::LockedOut)?;
    if device.lock.tries_left() == 0 {
        return Err(UnlockProblem::LockedOut);
    }
    device.lock.count_try();
    session.keep_device(device.clone()).await?;
    let opened = open_lock(session, &mut device.lock, pin).await;
    session.keep_device(device).await?;
    opened
}

/// Tries the PIN on a lock that has counted the try already. Store the lock again, whatever the
/// result.
pub(super) async fn open_lock(
    session: &Session,
    lock: &mut PinLock,
    pin: &Pin,
) -> Result<DataKey, UnlockProblem> {
    let stretched = lock.stretch(pin).ok_or(UnlockProblem::LockedOut)?;
    let mixed = session.mix(Purpose::Pin, &stretched).await?;
    match (lock.open(&mixed), lock.tries_left()) {
        (Some(key), _) => Ok(key),
        (None, 0) => Err(UnlockProblem::LockedOut),
        (None, tries_left) => Err(UnlockProblem::Wrong { tries_left }),
    }
}

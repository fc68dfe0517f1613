//! Sends photos one after the other, each from where the server has got to.

use super::{Form, PhotoChange, Session};
use crate::{
    photo::{
        HeldPhoto, Named, State,
        upload::{self, ANSWERS_LIMIT, Step},
    },
    platform::{
        clock,
        network::{Answer, NetworkProblem, put_or_get},
    },
};
use domain::PhotoId;

/// Milliseconds that a piece of 256 kB takes on the slowest connection still worth using.
const TIMEOUT_MS: i32 = 120_000;

/// Sends the photos that wait and are still named, until all are sent or the connection fails.
pub async fn send_waiting(session: &Session, named: &Named) {
    let Some(epoch) = session.read(sync::Replica::epoch).flatten() else {
        return;
    };
    for (photo, held) in session.photos().await.unwrap_or_default() {
        let waits = held.state(Some(epoch), clock::now()) == State::Waiting;
        if !waits || !named.photos.contains(&photo) {
            continue;
        }
        let now = match send(session, &photo, &held).await {
            Step::Done => HeldPhoto {
                sent: Some((epoch, clock::now())),
                refused: None,
                ..held
            },
            Step::Refused(why) => HeldPhoto {
                refused: Some((clock::now(), why)),
                ..held
            },
            Step::LaterAll => return,
            Step::Later | Step::Send(_) => continue,
        };
        let still_here = session.photos().await.unwrap_or_default();
        if still_here.iter().any(|(id, _)| *id == photo) {
            // If this cannot be stored, the server is simply asked again.
            drop(
                session
                    .change_photos(vec![PhotoChange::Know(photo, now)], None)
                    .await,
            );
        }
    }
}

async fn send(session: &Session, photo: &PhotoId, held: &HeldPhoto) -> Step {
    let Some(whole) = session.picture(photo, Form::Whole).await else {
        return Step::Later;
    };
    let mut answer = ask(session, &format!("/api/photos/{photo}"), None).await;
    for _ in 0..ANSWERS_LIMIT {
        let Ok(told) = answer else {
            return Step::LaterAll;
        };
        match upload::after(held, told.status, &told.body) {
            Step::Send(piece) => {
                let address = upload::address(photo, held, piece.start);
                answer = ask(session, &address, whole.get(piece)).await;
            }
            step => return step,
        }
    }
    Step::Later
}

async fn ask(
    session: &Session,
    address: &str,
    piece: Option<&[u8]>,
) -> Result<Answer, NetworkProblem> {
    let token = session
        .0
        .open
        .borrow()
        .as_ref()
        .map(|open| open.token.clone());
    let token = token.ok_or(NetworkProblem::Unreachable)?;
    put_or_get(address, &token, piece, TIMEOUT_MS).await
}

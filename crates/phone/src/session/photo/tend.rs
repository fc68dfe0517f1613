//! Tidies photos at each contact: erases those that nothing names, and sends those that wait.

use super::{PhotoChange, Session, send::send_waiting};
use crate::{
    app::App,
    business::draft::{self, ProductDraft},
    part,
    photo::{Fate, HeldPhoto, Named, State},
    platform::{clock, turn},
    shelf::{Shelf, Table},
};
use domain::{PhotoId, PhotoOf};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Web Lock held by the tab that tidies photos.
const PHOTOS_LOCK: &str = "tungnha-photos";

/// The state of the photos on this phone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PhotoStanding {
    pub waiting: usize,
    /// The owner of each photo that the server refused, and the reason.
    pub refused: Vec<(PhotoOf, String)>,
    /// Counts changes, so that screens read again.
    pub looked: u32,
}

/// Tidies the photos, if there are any. The code for it is in the offline pack.
pub async fn tend_photos(app: App, may_send: bool) {
    let Some(session) = app.session().filter(Session::is_open) else {
        return;
    };
    let held = session.0.shelf.all(Table::Photo).await.unwrap_or_default();
    let had = app.photos.with_untracked(|standing| standing.waiting > 0);
    if (held.is_empty() && !had) || !session.is_open() {
        return;
    }
    if let Ok(screens) = part::screens().await {
        (screens.tend)(app, may_send).await;
    }
}

/// The part of the work that the offline pack holds.
pub async fn tend(app: App, may_send: bool) {
    let Some(session) = app.session() else { return };
    look(app, &session).await;
    let tending = session.clone();
    let work = async move {
        sweep(&tending).await;
        if may_send && let Some(named) = tending.read(Named::by) {
            send_waiting(&tending, &named).await;
        }
    };
    turn::if_free(PHOTOS_LOCK, work).await;
    look(app, &session).await;
}

async fn look(app: App, session: &Session) {
    let photos = session.photos().await.unwrap_or_default();
    let read = session.read(|replica| (Named::by(replica), replica.epoch()));
    let Some((named, epoch)) = read else { return };
    let looked = app.photos.with_untracked(|before| before.looked + 1);
    let mut standing = PhotoStanding {
        looked,
        ..PhotoStanding::default()
    };
    let now = clock::now();
    for (photo, held) in photos {
        match held.state(epoch, now) {
            _ if !named.photos.contains(&photo) => {}
            State::Waiting => standing.waiting += 1,
            State::Refused => {
                let why = held.refused.map(|(_, why)| why).unwrap_or_default();
                standing.refused.push((held.of, why));
            }
            State::Sent => {}
        }
    }
    app.photos.set(standing);
}

/// Erases photos that are in no product, class or draft any more. It waits until all records are
/// here.
async fn sweep(session: &Session) {
    let photos: Vec<(PhotoId, HeldPhoto)> = session.photos().await.unwrap_or_default();
    let drafts: Vec<ProductDraft> = session.drafts(draft::PRODUCT).await;
    let drafts: BTreeSet<PhotoId> = drafts.into_iter().flat_map(|draft| draft.photos).collect();
    // Another tab may have recorded a product meanwhile and deleted its draft.
    if session.catch_up().await.is_err() {
        return;
    }
    let named = session.read(|replica| replica.is_filled().then(|| Named::by(replica)));
    let Some(named) = named.flatten() else { return };
    let now = clock::now();
    let mut changes = Vec::new();
    for (photo, held) in photos {
        match named.fate(&photo, &held, &drafts, now) {
            Fate::Keep => {}
            Fate::Erase => changes.push(PhotoChange::Erase(photo)),
            Fate::ForgetWhole => {
                changes.push(PhotoChange::ForgetWhole(photo.clone()));
                let small_only = HeldPhoto {
                    small_only: true,
                    ..held
                };
                changes.push(PhotoChange::Know(photo, small_only));
            }
        }
    }
    if !changes.is_empty()
        && let Err(problem) = session.change_photos(changes, None).await
    {
        leptos::logging::warn!("photos were not swept: {problem:?}");
    }
}

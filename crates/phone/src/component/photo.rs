//! What all screens with photos share: making a photo of a file, and showing its state.

use super::live;
use crate::{
    photo::{HeldPhoto, State, look::Wrong},
    platform::{chance, clock, picture},
    session::{Form, PhotoChange, Session},
};
use domain::{PhotoId, PhotoOf};
use leptos::{prelude::*, task::spawn_local};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use words::{Language, phone as w};

/// A photo made from a file, with what is to be stored of it.
#[derive(Debug)]
pub struct Taken {
    pub photo: PhotoId,
    pub changes: Vec<PhotoChange>,
}

/// Makes a photo from a file.
///
/// # Errors
/// Why the file cannot be a photo.
pub async fn take(file: &web_sys::File, of: PhotoOf) -> Result<Taken, Wrong> {
    let drawn = picture::draw(file).await?;
    let photo = PhotoId::random(chance::id_bits());
    let sum = Sha256::digest(&drawn.whole);
    let held = HeldPhoto {
        of,
        size_bytes: drawn.whole.len(),
        sha256: sum.iter().map(|byte| format!("{byte:02x}")).collect(),
        sent: None,
        refused: None,
        small_only: false,
    };
    let changes = vec![
        PhotoChange::Know(photo.clone(), held),
        PhotoChange::Picture(photo.clone(), Form::Whole, drawn.whole),
        PhotoChange::Picture(photo.clone(), Form::Small, drawn.small),
    ];
    Ok(Taken { photo, changes })
}

/// Explains in a sentence why a file cannot be a photo.
pub fn wrong_file(why: Wrong, file: &str, lang: Language) -> String {
    match why {
        Wrong::Empty | Wrong::NotAPicture => w::photo_not_a_picture(lang, file),
        Wrong::TooLarge => w::photo_too_large(lang, file),
        Wrong::Cut => w::photo_cut(lang, file),
        Wrong::NoRoom => w::photo_no_room(lang).to_owned(),
    }
}

/// The state of each photo on this phone.
pub async fn photo_states(session: &Session) -> BTreeMap<PhotoId, State> {
    let epoch = session.read(sync::Replica::epoch).flatten();
    let now = clock::now();
    let held = session.photos().await.unwrap_or_default().into_iter();
    held.map(|(photo, held)| (photo, held.state(epoch, now)))
        .collect()
}

pub fn photo_state(state: State, lang: Language) -> &'static str {
    match state {
        State::Waiting => w::photo_waiting(lang),
        State::Refused => w::photo_refused(lang),
        State::Sent => w::photo_sent(lang),
    }
}

/// The small version of a photo; a frame with its name if the picture is not on this phone.
pub fn thumbnail(session: Option<Session>, photo: PhotoId, name: String) -> AnyView {
    let address = RwSignal::new(None::<String>);
    spawn_local(async move {
        let Some(session) = session else {
            return;
        };
        let small = session.picture(&photo, Form::Small).await;
        if let Some(made) = small.and_then(|jpeg| picture::address(&jpeg))
            && let Some(unused) = address.try_set(Some(made))
        {
            // The screen was left meanwhile.
            if let Some(made) = unused {
                picture::forget(&made);
            }
        }
    });
    on_cleanup(move || {
        if let Some(Some(made)) = address.try_get_untracked() {
            picture::forget(&made);
        }
    });
    live(move || match address.get() {
        Some(made) => view! { <img src=made alt=name.clone() width="96" height="96" /> }.into_any(),
        None => view! { <span class="no-picture" aria-hidden="true"></span> }.into_any(),
    })
}

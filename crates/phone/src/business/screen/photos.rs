//! The photos of a product: takes or picks them, and shows them in order with their state.

use crate::business::{desk::Desk, draft::ProductDraft};
use crate::component::{
    Taken, flag, live, photo_state, photo_states, take, thumbnail, touched, wrong_file,
};
use crate::photo::{State, look::Wrong};
use crate::platform::picture;
use crate::session::RecordProblem;
use domain::household::PHOTOS_LIMIT;
use domain::{COLUMNS, Holds, PhotoId, PhotoOf};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;
use words::{Language, phone as w};

/// `draft` returns the form as it is typed. It is stored together with each photo taken.
pub fn album(
    desk: Desk,
    photos: RwSignal<Vec<PhotoId>>,
    draft: impl Fn() -> ProductDraft + Copy + Send + 'static,
) -> AnyView {
    let lang = desk.lang;
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(Vec::<String>::new()));
    let states = states(desk, photos);
    let take = move |event: web_sys::Event| {
        let files = picture::picked(&event_target(&event));
        if files.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let mut problems = Vec::new();
            for file in files {
                if photos.is_disposed() {
                    return;
                }
                if let Err(why) = add(desk, photos, draft, &file).await {
                    problems.push(said(why, &file.name(), lang));
                }
            }
            wrong.try_set(problems);
            busy.try_set(false);
        });
    };
    let label = move || match busy.get() {
        true => w::photo_shrinking(lang),
        false => w::photo_take(lang),
    };
    let problems = move || {
        let lines = wrong.get().into_iter();
        let lines = lines.map(|text| view! { <p class="note stop">{text}</p> });
        lines.collect_view()
    };
    let shown = move || {
        let line = |(at, photo)| line(desk, photos, states, at, photo);
        photos
            .get()
            .into_iter()
            .enumerate()
            .map(line)
            .collect_view()
    };
    let is_full = flag(move || photos.with(|all| all.len() >= PHOTOS_LIMIT));
    view! {
        <fieldset class="album">
            <legend>{w::photos(lang)}</legend>
            <p class="small quiet">{w::photos_how(lang, PHOTOS_LIMIT)}</p>
            <ul>{live(shown)}</ul>
            <label class="button plain file" hidden=is_full>
                <span>{live(label)}</span>
                <input type="file" accept="image/*" multiple=true disabled=flag(move || busy.get()) on:change=take />
            </label>
            <div role="alert">{live(problems)}</div>
        </fieldset>
    }
    .into_any()
}

#[derive(Clone, Copy, Debug)]
enum NotAdded {
    Wrong(Wrong),
    TooMany,
    Locked,
}

/// Draws the picture again at its stored size and stores it together with the draft that names it.
async fn add(
    desk: Desk,
    photos: RwSignal<Vec<PhotoId>>,
    draft: impl Fn() -> ProductDraft,
    file: &web_sys::File,
) -> Result<(), NotAdded> {
    if photos.with_untracked(Vec::len) >= PHOTOS_LIMIT {
        return Err(NotAdded::TooMany);
    }
    let household = desk.now(|lent| lent.household.clone());
    let of = PhotoOf::Household(household.ok_or(NotAdded::Locked)?);
    let Taken { photo, changes } = take(file, of).await.map_err(NotAdded::Wrong)?;
    let session = (!photos.is_disposed()).then(|| desk.session()).flatten();
    let session = session.ok_or(NotAdded::Locked)?;
    let mut draft = untrack(draft);
    draft.photos.push(photo.clone());
    let keeper = desk.keeper().ok_or(NotAdded::Locked)?;
    let row = session.draft_row(&keeper.name(), &draft);
    let kept = session.change_photos(changes, Some(row.map_err(|_| NotAdded::Locked)?));
    kept.await.map_err(|problem| match problem {
        RecordProblem::Store(_) => NotAdded::Wrong(Wrong::NoRoom),
        _ => NotAdded::Locked,
    })?;
    keeper.note_kept();
    photos.try_update(|all| all.push(photo));
    Ok(())
}

fn said(why: NotAdded, file: &str, lang: Language) -> String {
    match why {
        NotAdded::Wrong(why) => wrong_file(why, file, lang),
        NotAdded::TooMany => w::photo_too_many(lang, PHOTOS_LIMIT),
        NotAdded::Locked => w::locked_meanwhile(lang).to_owned(),
    }
}

/// The state of each photo on this phone, read again when it changes.
type States = RwSignal<BTreeMap<PhotoId, State>>;

fn states(desk: Desk, photos: RwSignal<Vec<PhotoId>>) -> States {
    let states = RwSignal::new(BTreeMap::new());
    Effect::new(move |_| {
        photos.track();
        desk.photos();
        spawn_local(async move {
            let Some(session) = desk.session() else {
                return;
            };
            states.try_set(photo_states(&session).await);
        });
    });
    states
}

/// One photo: what it should show, its state, and buttons to move it forward or remove it.
fn line(
    desk: Desk,
    photos: RwSignal<Vec<PhotoId>>,
    states: States,
    at: usize,
    photo: PhotoId,
) -> AnyView {
    let lang = desk.lang;
    let name = name(at, lang);
    let state = {
        let photo = photo.clone();
        live(move || {
            let state = states.with(|all| all.get(&photo).copied());
            photo_state(state.unwrap_or(State::Sent), lang)
        })
    };
    let forward = move || photos.update(|all| all.swap(at - 1, at));
    let forward = (at > 0).then(|| {
        let label = w::photo_forward_which(lang, name.clone());
        view! { <button type="button" class="button plain" aria-label=label on:click=touched(forward)>{w::photo_forward(lang)}</button> }
    });
    let gone = photo.clone();
    let drop = move || photos.update(|all| all.retain(|it| *it != gone));
    let label = w::photo_drop_which(lang, name.clone());
    view! {
        <li class="card">
            {thumbnail(desk.session(), photo, name.clone())}
            <div>
                <b>{name}</b>
                <small class="quiet">{state}</small>
                <span class="two">
                    {forward}
                    <button type="button" class="button plain" aria-label=label on:click=touched(drop)>{w::photo_drop(lang)}</button>
                </span>
            </div>
        </li>
    }
    .into_any()
}

/// The photo's name on the sheet, such as `Ảnh 1 (toàn cảnh)`. Photos beyond the sheet have a
/// number.
fn name(at: usize, lang: Language) -> String {
    let mut columns = COLUMNS.iter().filter(|column| column.holds == Holds::Photo);
    let named = columns.nth(at).map(|column| column.name.to_owned());
    named.unwrap_or_else(|| w::photo_number(lang, at + 1))
}

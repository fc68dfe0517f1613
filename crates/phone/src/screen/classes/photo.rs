//! The photo of a class: takes or picks it, shows its state, replaces or removes it.

use crate::{
    app::{After, App},
    component::{
        Taken, ask, flag, live, photo_state, photo_states, take, thumbnail, touched, wrong_file,
    },
    platform::picture,
    session::Recording,
};
use domain::{Class, ClassId, ClassPhotographed, Operation, PhotoId, PhotoOf};
use leptos::{prelude::*, task::spawn_local};
use words::{classes as w, phone};

pub fn photo(app: App, class: &Class) -> AnyView {
    let lang = app.lang();
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let id = class.id.clone();
    let picked = move |event: web_sys::Event| {
        let file = picture::picked(&event_target(&event)).into_iter().next();
        let Some(file) = file.filter(|_| !busy.get_untracked()) else {
            return;
        };
        busy.set(true);
        let id = id.clone();
        spawn_local(async move {
            let problem = match take(&file, PhotoOf::Class(id.clone())).await {
                Ok(taken) => {
                    keep(app, id, taken).await;
                    None
                }
                Err(why) => Some(wrong_file(why, &file.name(), lang)),
            };
            wrong.try_set(problem);
            busy.try_set(false);
        });
    };
    let has_one = class.photo.is_some();
    let label = move || match (busy.get(), has_one) {
        (true, _) => phone::photo_shrinking(lang),
        (false, true) => w::photo_again(lang),
        (false, false) => phone::photo_take(lang),
    };
    let problem = move || {
        wrong
            .get()
            .map(|text| view! { <p class="note stop">{text}</p> })
    };
    let shown = class.photo.as_ref();
    view! {
        <section class="album" aria-labelledby="class-photo">
            <h2 class="heading" id="class-photo">{w::photo(lang)}</h2>
            <p class="small quiet">{w::photo_how(lang)}</p>
            {shown.map(|it| view! { <ul>{line(app, &class.id, &it.id)}</ul> })}
            <label class="button plain file">
                <span>{live(label)}</span>
                <input type="file" accept="image/*" disabled=flag(move || busy.get()) on:change=picked />
            </label>
            <div role="alert">{live(problem)}</div>
        </section>
    }
    .into_any()
}

/// Stores the picture together with the entry that names it.
async fn keep(app: App, class: ClassId, taken: Taken) {
    let operation = photographed(class, taken.photo, false);
    let done = w::done_photo(app.lang());
    let what = Recording {
        photos: taken.changes,
        ..vec![operation].into()
    };
    app.record_now(what, done).await;
}

/// The present photo, with a button to remove it.
fn line(app: App, class: &ClassId, photo: &PhotoId) -> AnyView {
    let lang = app.lang();
    let said = RwSignal::new("");
    let asked = photo.clone();
    Effect::new(move |_| {
        app.photos.track();
        let photo = asked.clone();
        spawn_local(async move {
            let Some(session) = app.session() else {
                return;
            };
            let state = photo_states(&session).await.get(&photo).copied();
            said.try_set(state.map_or(w::photo_elsewhere(lang), |it| photo_state(it, lang)));
        });
    });
    let operation = photographed(class.clone(), photo.clone(), true);
    let remove = move || {
        let operation = operation.clone();
        let act = move || {
            app.record(
                vec![operation.clone()],
                w::done_photo_off(lang),
                After::Stay,
            );
        };
        let told = w::photo_off_told(lang);
        ask(app, w::photo_off_ask(lang), told, w::photo_off(lang), act);
    };
    view! {
        <li class="card">
            {thumbnail(app.session(), photo.clone(), w::photo(lang).to_owned())}
            <div>
                <small class="quiet">{live(move || said.get())}</small>
                <button type="button" class="button plain" on:click=touched(remove)>{w::photo_off(lang)}</button>
            </div>
        </li>
    }
    .into_any()
}

fn photographed(class: ClassId, photo: PhotoId, removed: bool) -> Operation {
    Operation::ClassPhotographed(ClassPhotographed {
        class,
        photo,
        removed,
    })
}

//! Reading a QR code with the camera.

use crate::component::{flag, live};
use crate::{app::App, platform::camera::Camera};
use leptos::{html::Video, prelude::*, task::spawn_local};
use words::phone as w;

/// Shows what the camera sees until a code is found; says so where there is no camera.
pub fn scan(app: App, found: impl Fn(String) + Copy + 'static) -> AnyView {
    let lang = app.lang();
    let video = NodeRef::<Video>::new();
    let problem = RwSignal::new(false);
    let camera = StoredValue::new_local(None::<Camera>);
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        spawn_local(async move {
            match Camera::open(&video).await {
                Some(open) => {
                    camera.set_value(Some(open.clone()));
                    if let Some(text) = open.read().await {
                        found(text);
                    }
                }
                None => problem.set(true),
            }
        });
    });
    on_cleanup(move || {
        if let Some(camera) = camera.try_get_value().flatten() {
            camera.close();
        }
    });
    view! {
        {live(move || problem.get().then(|| view! { <p class="note due" role="alert">{w::no_camera(lang)}</p> }))}
        <video class="viewfinder" node_ref=video autoplay muted playsinline aria-label=w::viewfinder(lang) hidden=flag(move || problem.get())></video>
    }
    .into_any()
}

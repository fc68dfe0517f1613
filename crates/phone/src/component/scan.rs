//! Reading a QR code with the camera.

use super::{flag, live};
use crate::platform::camera::Camera;
use leptos::{html::Video, prelude::*, task::spawn_local};
use words::{Language, phone as w};

/// Shows the camera's picture until it finds a code. Says `no_camera` if there is no camera.
pub fn scan(
    lang: Language,
    no_camera: &'static str,
    found: impl Fn(String) + Copy + 'static,
) -> AnyView {
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
        {live(move || problem.get().then(|| view! { <p class="note due" role="alert">{no_camera}</p> }))}
        <video class="viewfinder" node_ref=video autoplay muted playsinline aria-label=w::viewfinder(lang) hidden=flag(move || problem.get())></video>
    }
    .into_any()
}

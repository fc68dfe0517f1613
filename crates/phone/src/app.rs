//! The app: what is on the screen now.

use leptos::prelude::*;

/// Puts the app on the page.
pub fn start() {
    mount_to_body(|| view! { <main>"Từng Nhà"</main> });
}

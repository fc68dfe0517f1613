//! Line icons in the colour of the text beside them. Screen readers skip them.

use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    Home,
    Alleys,
    Lessons,
    Sync,
    Back,
    Next,
    Search,
    Phone,
    Map,
    Add,
    Camera,
    Share,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Home => "M4 11 12 4l8 7v9H4zM10 20v-6h4v6",
            Icon::Alleys => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
            Icon::Lessons => "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
            Icon::Sync => "M8 20V5M4 9l4-4 4 4M16 4v15M12 15l4 4 4-4",
            Icon::Back => "M15 5l-7 7 7 7",
            Icon::Next => "M9 5l7 7-7 7",
            Icon::Search => "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20 20",
            Icon::Phone => {
                "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z"
            }
            Icon::Map => {
                "M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11zM12 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
            }
            Icon::Add => "M12 5v14M5 12h14",
            Icon::Share => "M12 15V4M8 8l4-4 4 4M6 11H5v9h14v-9h-1",
            Icon::Camera => "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
        }
    }
}

pub fn icon(icon: Icon) -> AnyView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d=icon.path()></path></svg> }.into_any()
}

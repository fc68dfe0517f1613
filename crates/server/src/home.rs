//! The public home page: where to go, and what the team never asks for.
use crate::LanguageOf;
use crate::page::render;
use askama::Template;
use axum::response::Response;
use words::Language;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    lang: Language,
}

pub async fn get(LanguageOf(lang): LanguageOf) -> Response {
    render(&HomePage { lang })
}

//! A class on paper: the invitation to put up, and the sheet that people sign when they come.
use super::one::{find, public_address};
use super::{Around, when};
use crate::office::codes::qr;
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here};
use crate::page::render;
use crate::{AppState, Officer, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::{Name, Record, RecordKey};
use words::Language;

/// Empty lines on the sheet besides those who signed up.
const EMPTY_LINES: usize = 12;
/// The fewest lines, for a class that nobody signed up for.
const LINES_AT_LEAST: usize = 24;

#[derive(Template)]
#[template(path = "office/class_invitation.html")]
struct InvitationPage {
    lang: Language,
    frame: Frame,
    head: Head,
    seats: u16,
    materials: Vec<String>,
    public: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "office/class_sheet.html")]
struct SheetPage {
    lang: Language,
    frame: Frame,
    head: Head,
    /// Those who signed up, and empty lines. Never a phone number.
    lines: Vec<String>,
}

struct Head {
    id: String,
    title: String,
    when: String,
    place: String,
    teacher: String,
}

impl Head {
    fn of(class: &domain::Class, around: &Around, lang: Language) -> Self {
        Self {
            id: class.id.to_string(),
            title: class.plan.title.as_str().to_owned(),
            when: when(class, lang),
            place: around.place(class),
            teacher: around.teacher(&class.plan.teacher),
        }
    }
}

pub async fn invitation(
    State(state): State<AppState>,
    Officer(who): Officer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let class = find(desk, &id)?;
            let around = Around::read(desk)?;
            let public = public_address(desk, &headers, &class);
            let materials = class.plan.materials.iter();
            Ok(render(&InvitationPage {
                lang: desk.lang,
                frame: Frame::new(desk, Here::Classes)?,
                head: Head::of(&class, &around, desk.lang),
                seats: class.plan.seats,
                materials: materials.map(|it| it.name.as_str().to_owned()).collect(),
                qr: qr(&public).unwrap_or_default(),
                public,
            }))
        })
        .await
}

pub async fn sign_in_sheet(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let class = find(desk, &id)?;
            let around = Around::read(desk)?;
            let mut lines = Vec::new();
            for sign_up in &class.signed {
                let name = name(desk, sign_up)?;
                lines.extend(
                    (0..sign_up.people)
                        .map(|at| if at == 0 { name.clone() } else { String::new() }),
                );
            }
            let all = (lines.len() + EMPTY_LINES).max(LINES_AT_LEAST);
            lines.resize(all, String::new());
            Ok(render(&SheetPage {
                lang: desk.lang,
                frame: Frame::new(desk, Here::Classes)?,
                head: Head::of(&class, &around, desk.lang),
                lines,
            }))
        })
        .await
}

fn name(desk: &mut Desk<'_>, it: &domain::class::SignUp) -> Result<String, PageError> {
    let Some(id) = &it.household else {
        let contact = it.contact.as_ref().and_then(domain::Personal::reveal);
        let name = contact.and_then(|it| it.name.as_ref());
        return Ok(name.map_or("", Name::as_str).to_owned());
    };
    let found = desk.record(&RecordKey::Household(id.clone()));
    Ok(match found? {
        Some((Record::Household(it), _)) => {
            let head = it.head.reveal().map_or("", Name::as_str);
            format!("{head} ({})", it.code.as_str())
        }
        _ => String::new(),
    })
}

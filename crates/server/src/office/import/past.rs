//! An import that was begun, at `/van-phong/nhap/lan/{id}`: how far it is, and taking it back.
use super::{PATIENCE, WaitPage, called_by, wait};
use crate::import_list::{ImportAct, UndoGroup};
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here, time};
use crate::office::log::{self, Access};
use crate::page::render;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{EntryId, Record, RecordKey};
use store::Import;
use words::{Language, workbench as say};

/// The most households listed that stayed as they are.
const STAYED_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "office/import_past.html")]
struct PastPage {
    lang: Language,
    frame: Frame,
    id: String,
    file: String,
    told: String,
    who: String,
    refused: usize,
    finished: bool,
    may_undo: bool,
    undone: Option<UndoneView>,
}

struct UndoneView {
    told: String,
    stayed: Vec<(String, String)>,
    more: usize,
}

/// One line about an import.
pub(super) fn told(it: &Import, lang: Language) -> String {
    let (new, changed) = (it.counts.new, it.counts.changed);
    let told = say::import_told(lang, time(it.at), new, changed);
    match &it.undone {
        Some(_) => format!("{told} {}", say::is_undone(lang)),
        None if !it.finished => format!("{told} {}", say::is_unfinished(lang, it.done)),
        None => told,
    }
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    // Whoever is worked on is not free.
    let under_way = state.uploads.work_on(id).is_none();
    let show = move |desk: &mut Desk<'_>| page(desk, &id.to_string(), under_way);
    state.page(&who, show).await
}

fn page(desk: &mut Desk<'_>, id: &str, under_way: bool) -> Result<Response, PageError> {
    let lang = desk.lang;
    let frame = Frame::new(desk, Here::Import)?;
    let found = Import::get(desk.rows, desk.commune, id)?;
    let Some(it) = found else {
        // Its first households are not written yet.
        return match under_way {
            true => Ok(wait(&WaitPage {
                lang,
                frame,
                title: String::new(),
                told: say::is_written(lang).to_owned(),
                done: 0,
                all: 0,
            })),
            false => Err(PageError::NotFound),
        };
    };
    if under_way {
        let taken = it.undone.as_ref().map(|it| it.taken + it.stayed.len());
        return Ok(wait(&WaitPage {
            lang,
            frame,
            title: it.file,
            told: match taken {
                Some(_) => say::is_taken_back(lang).to_owned(),
                None => say::is_written(lang).to_owned(),
            },
            done: taken.unwrap_or(it.done),
            all: it.counts.all(),
        }));
    }
    let accounts = desk.accounts()?;
    let name = accounts.iter().find(|known| known.id == it.account);
    let undone = match &it.undone {
        None => None,
        Some(undone) => {
            let mut stayed = Vec::new();
            for household in undone.stayed.iter().take(STAYED_SHOWN) {
                let key = RecordKey::Household(household.clone());
                if let Some((Record::Household(known), _)) = desk.record(&key)? {
                    stayed.push((household.to_string(), called_by(&known)));
                }
            }
            Some(UndoneView {
                told: say::undone_told(lang, time(undone.at), undone.taken, undone.stayed.len()),
                more: undone.stayed.len().saturating_sub(STAYED_SHOWN),
                stayed,
            })
        }
    };
    Ok(render(&PastPage {
        lang,
        frame,
        told: told(&it, lang),
        who: name.map_or_else(|| it.account.to_string(), |known| known.name.clone()),
        refused: it.refused,
        finished: it.finished,
        may_undo: it.may_be_undone(desk.now),
        undone,
        id: it.id,
        file: it.file,
    }))
}

/// Takes an import back; a long one goes on after the answer.
pub async fn undo(
    State(state): State<AppState>,
    Officer(who): Officer,
    Path(id): Path<String>,
    CsrfForm(_): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let id = EntryId::parse(&id).ok_or(PageError::NotFound)?;
    let (of, now) = (who.commune.clone(), state.clock.now());
    let found = state.read(move |rows| {
        let import = Import::get(rows, &of, &id.to_string())?;
        let import = import.filter(|it| it.may_be_undone(now));
        let import = import.ok_or(PageError::NotFound)?;
        let touched = Import::touched(rows, &of, &import.id)?;
        Ok((import, touched))
    });
    let (import, touched) = found.await?;
    let past = format!("/van-phong/nhap/lan/{id}");
    let Some(busy) = state.uploads.work_on(id) else {
        return Ok(Redirect::to(&past).into_response());
    };
    let line = Access::took_back(now, &who.account, &import);
    let undoing = ImportAct {
        import: import.id,
        commune: who.commune.clone(),
        author: who.account.clone(),
        at: now,
        log: (
            log::kind(),
            line.row_of(&who.commune, &state.chance.entry_id(now)),
        ),
        chance: state.chance.clone(),
    };
    let store = state.store.clone();
    let taking = tokio::spawn(async move {
        let _busy = busy;
        for group in UndoGroup::all(touched) {
            group
                .write(&store, &undoing)
                .done()
                .await
                .map_err(PageError::internal)?;
        }
        Ok::<_, PageError>(())
    });
    if let Ok(done) = tokio::time::timeout(PATIENCE, taking).await {
        done.map_err(PageError::internal)??;
    }
    Ok(Redirect::to(&past).into_response())
}

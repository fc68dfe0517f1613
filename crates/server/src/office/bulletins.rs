//! The editorial office at `/van-phong/bai`: bulletins, grouped by how far they have come.
mod approve;
mod channels;
mod one;
mod write;

pub use approve::show as approve;
pub use channels::{audio, docx, pdf, script, script_text};
pub use one::{act, show as show_one};
pub use write::{change, create, edit, new};

use super::desk::Desk;
use super::figures::{Figures, Share};
use super::frame::{Frame, Here, PageProblem, date};
use super::teams::DoneQuery;
use crate::bulletin::named;
use crate::page::render;
use crate::{AppState, BoardReader, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::{
    AccountId, BulletinId, Dimension, Draft, Kind, Measure, Operation, Period, Record, RecordKey,
    Stage, VillageId,
};
use std::cmp::Reverse;
use words::{Language, bulletin as say};

/// The most bulletins listed, the newest ones. Older ones can still be opened by their address.
const LIST_LIMIT: usize = 200;

#[derive(Template)]
#[template(path = "office/bulletins.html")]
struct BulletinsPage {
    lang: Language,
    frame: Frame,
    groups: Vec<Group>,
    cut: bool,
    commune: String,
    /// Bulletins with an edition approved this month (`so-bai-tuyen-truyen`).
    approved: i64,
}

struct Group {
    stage: &'static str,
    lines: Vec<Line>,
}

struct Line {
    id: String,
    title: String,
    author: String,
    day: String,
    villages: String,
    /// How many households have heard it, of those it is for. Only while it is published.
    reach: Option<Share>,
    /// An older edition is published while this one is being edited.
    also_shown: bool,
}

pub async fn show(
    State(state): State<AppState>,
    BoardReader(who): BoardReader,
    Query(asked): Query<DoneQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let frame = Frame::new(desk, Here::Bulletins)?.done_of(
                asked.xong.as_deref(),
                words::bulletin::by_id,
                desk.lang,
            );
            let mut drafts = drafts(desk)?;
            let cut = drafts.len() > LIST_LIMIT;
            drafts.truncate(LIST_LIMIT);
            let (villages, figures) = (desk.villages()?, figures(desk)?);
            let line = |it: &Draft| Line {
                id: it.id.to_string(),
                title: it.title.as_str().to_owned(),
                author: it.author_name.as_str().to_owned(),
                day: date(it.drafted.day()),
                villages: named(&it.villages, &villages),
                reach: it
                    .shown
                    .is_some()
                    .then(|| reach(&figures, &it.id, &it.villages)),
                also_shown: it.shown.is_some() && it.stage() != Stage::Published,
            };
            let groups = Stage::ALL.into_iter().filter_map(|stage| {
                let lines = drafts.iter().filter(|it| it.stage() == stage).map(line);
                let lines: Vec<Line> = lines.collect();
                (!lines.is_empty()).then(|| Group {
                    stage: stage.as_str(),
                    lines,
                })
            });
            Ok(render(&BulletinsPage {
                lang: desk.lang,
                groups: groups.collect(),
                cut,
                approved: figures.plain(
                    Period::Month(desk.today().month()),
                    None,
                    Measure::BulletinsApproved,
                ),
                commune: desk.who.commune.to_string(),
                frame,
            }))
        })
        .await
}

/// All drafts, newest first.
fn drafts(desk: &mut Desk<'_>) -> Result<Vec<Draft>, PageError> {
    let records = desk.records(Kind::Draft)?;
    let mut drafts: Vec<Draft> = records
        .into_iter()
        .filter_map(|record| match record {
            Record::Draft(draft) => Some(*draft),
            _ => None,
        })
        .collect();
    drafts.sort_by_key(|it| Reverse(it.drafted));
    Ok(drafts)
}

fn find(desk: &mut Desk<'_>, id: &str) -> Result<Draft, PageError> {
    let id = BulletinId::new(id).ok_or(PageError::NotFound)?;
    let found = desk.record(&RecordKey::Draft(id))?;
    match found {
        Some((Record::Draft(draft), _)) => Ok(*draft),
        _ => Err(PageError::NotFound),
    }
}

/// The figures of now and of this month.
fn figures(desk: &mut Desk<'_>) -> Result<Figures, PageError> {
    let (settings, today) = (desk.settings()?, desk.today());
    let rows = desk.tallies([Period::Now, Period::Month(today.month())])?;
    Ok(Figures::new(rows, &settings, today.year()))
}

/// How many households have heard a bulletin, of all it is for.
fn reach(figures: &Figures, id: &BulletinId, villages: &[VillageId]) -> Share {
    let places: Vec<Option<&VillageId>> = match villages {
        [] => vec![None],
        some => some.iter().map(Some).collect(),
    };
    let shares = places.into_iter().map(|place| reach_at(figures, id, place));
    shares.fold(Share::default(), |sum, it| Share {
        a: sum.a + it.a,
        b: sum.b + it.b,
    })
}

fn reach_at(figures: &Figures, id: &BulletinId, place: Option<&VillageId>) -> Share {
    let heard = |it: &Dimension| matches!(it, Dimension::Bulletin(found) if found == id);
    Share {
        a: figures.sum(Period::Now, place, Measure::BulletinHeard, heard),
        b: figures.plain(Period::Now, place, Measure::Households),
    }
}

/// A problem described by a message of `bulletin.ftl`.
fn told(code: &'static str, lang: Language) -> PageProblem {
    PageProblem {
        code,
        sentence: words::bulletin::by_id(code, lang)
            .unwrap_or(code)
            .to_owned(),
    }
}

/// Whether this person may approve the draft for the editorial board.
fn may_approve(who: &SignedIn, draft: &Draft) -> bool {
    who.scope.role.may_make(&approval(draft))
}

fn approval(draft: &Draft) -> Operation {
    Operation::BulletinReturned(domain::BulletinReturned {
        bulletin: draft.id.clone(),
        reason: domain::Note::new("-").expect("short and not empty"),
    })
}

fn name_of(people: &[store::Account], id: &AccountId) -> String {
    let found = people.iter().find(|it| it.id == *id);
    found.map_or_else(|| id.to_string(), |it| it.name.clone())
}

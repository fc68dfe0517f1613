//! The screen "Gửi nhận": unsent work, the last contact with the server, refusals, and what to do
//! about them.

use super::{aside::asides, clock, enrol::language_switch, newer, with_book};
use crate::{
    answer::ContactProblem,
    app::{App, Notice, Stage},
    book::Book,
    component::{Foot, Page, Tab, ask, badge, clock_time, flag, live, page, touched},
    platform::storage,
    route::Route,
    session::{Contact, export_unsent, sync_now},
};
use domain::{EntryId, PhotoOf, RefusalCode};
use leptos::{prelude::*, task::spawn_local};
use sync::{Later, OutboxItem, OutboxState, ProblemBody, Why};
use words::{Language, phone as w};

/// The most unsent entries listed. The rest are only counted.
const LISTED_LIMIT: usize = 50;

pub fn sync(app: App) -> AnyView {
    let lang = app.lang();
    let frame = Page::new(w::sync(lang))
        .beside(badge(app))
        .foot(Foot::Tabs(Tab::Sync));
    let content = view! {
        {contact(app)}
        {with_book(app, move |book| work(app, book))}
        {asides(app)}
        {room(app)}
        {device(app)}
    };
    page(app, frame, content.into_any())
}

fn contact(app: App) -> AnyView {
    let lang = app.lang();
    let state = move || match app.contact.get() {
        Contact::Quiet | Contact::Talking => ().into_any(),
        Contact::Failed(problem) => {
            view! { <p class="note due" role="status">{said(&problem, lang)}</p> }.into_any()
        }
    };
    let retry = move || match app.contact.get_untracked() {
        Contact::Failed(ContactProblem::Stuck) => spawn_local(async move {
            if let Some(session) = app.session()
                && session.unstick().await.is_ok()
            {
                sync_now(app);
            }
        }),
        Contact::Failed(ContactProblem::NotKnown) => {
            app.stage.set(Stage::Enrol {
                code: String::new(),
                notice: Some(Notice::ForgottenPin),
            });
        }
        // The contact itself asks for the new version again.
        Contact::Failed(ContactProblem::AppTooOld) if app.offered.get_untracked() => {
            app.take_new_version();
        }
        _ => sync_now(app),
    };
    let label = move || match app.contact.get() {
        Contact::Talking => w::talking(lang),
        Contact::Failed(ContactProblem::Stuck) => w::start_over(lang),
        Contact::Failed(ContactProblem::NotKnown) => w::enter_new_code(lang),
        Contact::Failed(ContactProblem::AppTooOld) => w::get_new_version(lang),
        _ => w::sync_now(lang),
    };
    view! {
        {live(state)}
        <button type="button" class="button" disabled=flag(move || app.contact.get() == Contact::Talking) on:click=touched(retry)>{live(label)}</button>
    }
    .into_any()
}

fn said(problem: &ContactProblem, lang: Language) -> String {
    let said = match problem {
        ContactProblem::Told(problem) => {
            return w::contact_told(lang, sentence(problem, lang), &problem.code);
        }
        ContactProblem::AppTooOld => w::contact_app_too_old(lang),
        ContactProblem::AppTooNew => w::contact_app_too_new(lang),
        ContactProblem::NoNetwork => w::contact_no_network(lang),
        ContactProblem::ServerAway => w::server_away(lang),
        ContactProblem::NotKnown => w::contact_not_known(lang),
        ContactProblem::Stuck => w::contact_stuck(lang),
        ContactProblem::Store => w::contact_store(lang),
        ContactProblem::Revoked => w::revoked(lang),
    };
    said.to_owned()
}

/// An older server says it in Vietnamese only.
pub(super) fn sentence(problem: &ProblemBody, lang: Language) -> &str {
    match lang {
        Language::English if !problem.english.is_empty() => &problem.english,
        _ => &problem.sentence,
    }
}

/// One entry as the list shows it.
struct Line {
    id: EntryId,
    text: String,
    state: OutboxState,
    later: Option<Later>,
}

fn work(app: App, book: &Book) -> AnyView {
    let lang = app.lang();
    let (last_contact, lines) = app
        .read(|replica| {
            let lines = replica
                .outbox()
                .map(|item| line(item, book, lang))
                .collect::<Vec<_>>();
            (replica.last_contact(), lines)
        })
        .unwrap_or_default();
    let last = last_contact.map_or_else(
        || w::never(lang).to_owned(),
        |at| clock_time(at, book.today, lang),
    );
    let (unsent, settled): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| line.state == OutboxState::Unsent);
    let count = unsent.len();
    let (unread, let_go) = app
        .read(|replica| (replica.unread().len(), replica.let_go_count()))
        .unwrap_or_default();
    let photos = app.photos.get();
    view! {
        <dl class="card facts">
            <dt>{w::unsent_work(lang)}</dt><dd>{count}</dd>
            {(photos.waiting > 0).then(|| view! { <dt>{w::unsent_photos(lang)}</dt><dd>{photos.waiting}</dd> })}
            <dt>{w::last_contact(lang)}</dt><dd>{last}</dd>
            <dt>{w::households_here(lang)}</dt><dd>{book.cards().count()}</dd>
        </dl>
        {clock::wrong(app)}
        {newer::in_book(app)}
        {(unread > 0).then(|| view! { <p class="note due">{w::unread(lang, unread)}</p> })}
        {(let_go > 0).then(|| view! { <p class="note due">{w::let_go(lang, let_go)}</p> })}
        {needs_you(app, settled)}
        {photos_refused(photos.refused, lang)}
        {(photos.waiting == 0 || count > 0 || unread > 0).then(|| waiting(app, unsent, unread))}
    }
    .into_any()
}

/// Entries that came back, shown until someone has seen them, and those that wait for the office.
fn needs_you(app: App, lines: Vec<Line>) -> AnyView {
    use OutboxState::{Refused, RefusedAs, Rejected};
    let lang = app.lang();
    let came_back = |line: &Line| matches!(line.state, Refused(_) | RefusedAs(_) | Rejected);
    let (returned, others): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(came_back);
    view! {
        {listed(app, w::needs_you(lang), returned)}
        {listed(app, w::waits_there(lang), others)}
    }
    .into_any()
}

fn listed(app: App, heading: &'static str, lines: Vec<Line>) -> AnyView {
    let lang = app.lang();
    if lines.is_empty() {
        return ().into_any();
    }
    let items = lines.into_iter().map(|line| {
        let id = line.id;
        let what = line.text.clone();
        let dismiss = move || {
            let act = move || dismiss(app, id);
            ask(app, w::dismiss_ask(lang), &w::dismiss_told(lang, &what), w::dealt_with(lang), act);
        };
        let (why, can_dismiss) = match &line.state {
            OutboxState::Refused(code) => (code.sentence(lang).to_owned(), true),
            // This version may know the reason even if the version that received it did not.
            OutboxState::RefusedAs(code) => match RefusalCode::parse(code) {
                Some(code) => (code.sentence(lang).to_owned(), true),
                None => (w::refused_as(lang, code), true),
            },
            OutboxState::Rejected => (w::turned_down(lang).to_owned(), true),
            OutboxState::Held | OutboxState::Unsent => (w::held(lang).to_owned(), false),
            OutboxState::Waiting(why) => (waits_for(*why, lang).to_owned(), false),
            OutboxState::WaitingAs(code) => (w::waiting_as(lang, code), false),
        };
        view! {
            <li class="card stack">
                <b>{line.text}</b>
                <p class="due-text">{why}</p>
                {can_dismiss.then(|| view! { <button type="button" class="button plain" on:click=touched(dismiss)>{w::dealt_with(lang)}</button> })}
            </li>
        }
    });
    view! { <h2 class="heading">{heading}</h2><ul>{items.collect_view()}</ul> }.into_any()
}

fn dismiss(app: App, id: EntryId) {
    let Some(session) = app.session() else { return };
    spawn_local(async move {
        if session.dismiss(id).await.is_ok() {
            app.refresh();
        }
    });
}

fn not_yet(later: &Later, lang: Language) -> String {
    match later {
        Later::NoKey => w::later_no_key(lang).to_owned(),
        Later::TooMany => w::later_too_many(lang).to_owned(),
        Later::Newer(code) => w::later_newer(lang, code),
    }
}

fn waits_for(why: Why, lang: Language) -> &'static str {
    match why {
        Why::Reader => w::waiting_reader(lang),
        Why::Household => w::waiting_household(lang),
        Why::Resident => w::waiting_resident(lang),
        Why::Other => w::waiting_other(lang),
    }
}

/// Photos that the server refused, each with a link to its business or class.
fn photos_refused(refused: Vec<(PhotoOf, String)>, lang: Language) -> AnyView {
    let items = refused.into_iter().map(|(of, why)| {
        let (address, name) = match of {
            PhotoOf::Household(id) => (
                Route::Business(id, "products".to_owned()),
                w::products(lang),
            ),
            PhotoOf::Class(id) => (Route::Classes(id.to_string()), words::classes::class(lang)),
        };
        view! {
            <li class="card stack">
                <b>{w::photo_refused(lang)}</b>
                <p class="due-text">{why}</p>
                <a class="button plain" href=address.hash()>{name}</a>
            </li>
        }
    });
    view! { <ul>{items.collect_view()}</ul> }.into_any()
}

fn waiting(app: App, lines: Vec<Line>, unread: usize) -> AnyView {
    let lang = app.lang();
    if lines.is_empty() && unread == 0 {
        return view! { <p class="note star">{w::everything_sent(lang)}</p> }.into_any();
    }
    let rest = lines.len().saturating_sub(LISTED_LIMIT);
    let items = lines.into_iter().take(LISTED_LIMIT).map(|line| {
        let later = line.later.map(|later| not_yet(&later, lang));
        view! { <li>{line.text} {later.map(|why| view! { <p class="due-text">{why}</p> })}</li> }
    });
    let export = move || {
        let saved = app.session().and_then(|session| export_unsent(&session));
        app.say(&saved.map_or_else(
            || w::not_exported(lang).to_owned(),
            |count| w::exported(lang, count),
        ));
    };
    view! {
        <details class="card">
            <summary>{w::unsent_list(lang)}</summary>
            <ul class="stack small">{items.collect_view()}</ul>
            {(rest > 0).then(|| view! { <p class="small quiet">{w::and_more(lang, rest)}</p> })}
            <p class="small quiet">{w::export_why(lang)}</p>
            <button type="button" class="button plain" on:click=touched(export)>{w::export(lang)}</button>
        </details>
    }
    .into_any()
}

fn line(item: &OutboxItem, book: &Book, lang: Language) -> Line {
    let what = item.entry.operation.called(lang);
    let when = clock_time(item.entry.at, book.today, lang);
    Line {
        id: item.entry.id,
        text: format!("{what} · {} · {when}", w::household_code(lang, &item.label)),
        state: item.state.clone(),
        later: item.later.clone(),
    }
}

/// How much storage is left, and whether the browser promised to keep the data.
fn room(app: App) -> AnyView {
    let lang = app.lang();
    let (room, kept) = (RwSignal::new(None), RwSignal::new(true));
    spawn_local(async move {
        room.set(storage::room().await);
        kept.set(storage::is_persisted().await);
    });
    let ask = move || {
        spawn_local(async move {
            kept.set(storage::ask_to_persist().await);
            if !kept.get_untracked() {
                app.say(w::not_persisted(lang));
            }
        });
    };
    view! {
        {live(move || room.get().map(|room| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "megabytes to show")]
            let megabytes = |bytes: f64| (bytes / 1e6) as u64;
            view! { <p class="small quiet">{w::room(lang, megabytes(room.used_bytes), megabytes(room.quota_bytes - room.used_bytes))}</p> }
        }))}
        {live(move || (!kept.get()).then(|| view! {
            <p class="small quiet">{w::may_be_cleared(lang)}</p>
            <button type="button" class="button plain" on:click=touched(ask)>{w::ask_to_keep(lang)}</button>
        }))}
    }
    .into_any()
}

fn device(app: App) -> AnyView {
    let lang = app.lang();
    let device = app.device();
    let name = device
        .as_ref()
        .map(|device| device.name.clone())
        .unwrap_or_default();
    let commune = device.map(|device| device.commune_name).unwrap_or_default();
    view! {
        <h2 class="heading">{w::this_phone(lang)}</h2>
        <div class="card stack">
            <p><b>{name}</b><br /><span class="quiet">{commune}</span></p>
            <p class="small quiet">{w::version(lang, env!("CARGO_PKG_VERSION"))}</p>
            <button type="button" class="button plain" on:click=touched(move || app.lock())>{w::lock(lang)}</button>
            {language_switch(app)}
        </div>
    }
    .into_any()
}

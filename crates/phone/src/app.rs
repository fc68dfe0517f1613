//! The app as a whole: its stage (locked, open …), the screen on show, and what all screens share.

mod record;
mod way;

pub use record::After;
pub use way::Choices;

use crate::{
    book::Book,
    component::{Question, live, new_version, question, rest, toast},
    device::Device,
    platform::{channel::Word, clock, window, worker},
    route::{Route, enrolment_code},
    screen::{self, Later},
    session::{Contact, PhotoStanding, Session, keep_in_contact, sync_now},
};
use domain::{Household, HouseholdId, RecordKey};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, rc::Rc};
use sync::Replica;
use wasm_bindgen::{JsCast, closure::Closure};
use way::Way;
use web_sys::{Event, HtmlElement, ServiceWorkerRegistration, VisibilityState};
use words::Language;

/// The book locks itself when the page has been out of sight for longer than this.
const LOCK_AFTER_MS: i64 = 10 * 60_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    Opening,
    /// The phone is not enrolled, or enrols again. `code` is filled in when a link brought one.
    Enrol {
        code: String,
        notice: Option<Notice>,
    },
    Locked,
    Open,
    /// The phone's store cannot be used. Holds the browser's name for the problem.
    NoStore(String),
}

/// Why the app asks for an enrolment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Notice {
    Revoked,
    LockedOut,
    ForgottenPin,
}

#[derive(Clone, Copy, Debug)]
pub struct App {
    pub language: RwSignal<Language>,
    pub stage: RwSignal<Stage>,
    pub route: RwSignal<Route>,
    pub book: RwSignal<Option<Rc<Book>>, LocalStorage>,
    pub contact: RwSignal<Contact>,
    pub photos: RwSignal<PhotoStanding>,
    pub toast: RwSignal<Option<String>>,
    /// True when a new version has been downloaded and waits to be used.
    pub offered: RwSignal<bool>,
    /// True while something is being recorded, so that a second tap does nothing.
    pub recording: RwSignal<bool>,
    /// True after recording, until the next screen has settled under fingers that rest.
    pub resting: RwSignal<bool>,
    /// True when a tap was taken away while it was resting.
    pub touched: StoredValue<bool>,
    /// What is asked before something that cannot be taken back.
    pub question: RwSignal<Option<Question>, LocalStorage>,
    /// State of the separately loaded part of the program, with the screens that the first start
    /// does not need.
    pub later: RwSignal<Later>,
    pub choices: Choices,
    way: StoredValue<Way>,
    session: StoredValue<Option<Session>, LocalStorage>,
    registration: StoredValue<Option<ServiceWorkerRegistration>, LocalStorage>,
}

/// Puts the app on the page.
pub fn start() {
    let document = window().document().expect("a page has a document");
    let place = document
        .get_element_by_id("app")
        .expect("index.html has the place for the app");
    mount_to(place.unchecked_into::<HtmlElement>(), || {
        let app = App::new();
        Effect::new(move |_| {
            if app.stage.get() != Stage::Opening {
                take_away_the_start();
            }
        });
        spawn_local(open(app));
        root(app)
    })
    .forget();
}

/// Takes away what index.html shows until there is a screen.
fn take_away_the_start() {
    let document = window().document();
    let shown = document.and_then(|it| it.query_selector(".starting").ok().flatten());
    if let Some(shown) = shown {
        shown.remove();
    }
}

impl App {
    fn new() -> Self {
        Self {
            language: RwSignal::new(Language::Vietnamese),
            stage: RwSignal::new(Stage::Opening),
            route: RwSignal::new(Route::parse(&hash())),
            book: RwSignal::new_local(None),
            contact: RwSignal::new(Contact::Quiet),
            photos: RwSignal::new(PhotoStanding::default()),
            toast: RwSignal::new(None),
            offered: RwSignal::new(false),
            recording: RwSignal::new(false),
            resting: RwSignal::new(false),
            touched: StoredValue::new(false),
            question: RwSignal::new_local(None),
            later: RwSignal::new(Later::Unasked),
            choices: Choices::none(),
            way: StoredValue::new(Way::begin()),
            session: StoredValue::new_local(None),
            registration: StoredValue::new_local(None),
        }
    }

    /// The language of what is being drawn. When it changes, everything is drawn again.
    pub fn lang(self) -> Language {
        self.language.get_untracked()
    }

    pub fn session(self) -> Option<Session> {
        self.session.get_value()
    }

    pub fn device(self) -> Option<Device> {
        self.session()?.device()
    }

    pub fn read<T>(self, read: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.session()?.read(read)
    }

    /// The household as it looks now. For one that was merged, the household that it was merged
    /// into.
    pub fn household(self, id: &HouseholdId) -> Option<Household> {
        let mut id = id.clone();
        for _ in 0..4 {
            let found = self.read(|replica| {
                replica
                    .get(&RecordKey::Household(id.clone()))
                    .and_then(domain::Record::household)
                    .cloned()
            })??;
            match &found.status {
                domain::household::Status::MergedInto(next) => id = next.clone(),
                _ => return Some(found),
            }
        }
        None
    }

    /// Draws the lists again from the replica.
    pub fn refresh(self) {
        let today = clock::now().day();
        let before = self.book.get_untracked();
        let read = |replica: &Replica| match before {
            Some(before) => before.read_again(replica, today),
            None => Book::read(replica, today),
        };
        self.book.set(self.read(read).map(Rc::new));
    }

    /// Called when the book has been opened: shows it and syncs.
    pub fn opened(self) {
        self.refresh();
        self.stage.set(Stage::Open);
        sync_now(self);
    }

    pub fn lock(self) {
        if let Some(session) = self.session() {
            session.lock();
        }
        self.locked();
    }

    fn locked(self) {
        self.book.set(None);
        self.stage.set(self.closed());
    }

    /// The stage to show when the book is closed: the lock, or enrolment where a PIN cannot help.
    fn closed(self) -> Stage {
        let notice = match self.device() {
            Some(device) if device.lock.tries_left() > 0 => return Stage::Locked,
            Some(_) => Some(Notice::LockedOut),
            None => None,
        };
        Stage::Enrol {
            code: String::new(),
            notice,
        }
    }

    pub fn revoked(self) {
        self.book.set(None);
        self.stage.set(Stage::Enrol {
            code: String::new(),
            notice: Some(Notice::Revoked),
        });
    }

    pub fn say(self, text: &str) {
        self.toast.set(Some(text.to_owned()));
    }

    /// Asks for a new version at once, where the page would only ask when it is opened.
    pub fn look_for_new_version(self) {
        self.registration.with_value(|registration| {
            if let Some(registration) = registration {
                drop(registration.update());
            }
        });
    }

    pub fn take_new_version(self) {
        self.registration.with_value(|registration| {
            if let Some(registration) = registration {
                worker::take_over(registration);
            }
        });
    }
}

async fn open(app: App) {
    listen(app);
    match Session::start().await {
        Ok(session) => {
            app.language.set(
                session
                    .device()
                    .map(|device| device.language())
                    .unwrap_or_default(),
            );
            session.listen(move |word| heard(app, word));
            app.session.set_value(Some(session));
            arrive(app);
            spawn_local(keep_in_contact(app));
        }
        Err(problem) => app.stage.set(Stage::NoStore(problem.name)),
    }
    app.registration
        .set_value(worker::start(move || app.offered.set(true)).await);
}

/// Picks the first stage: enrolment when opened by an enrolment link, otherwise the lock or the
/// first enrolment.
fn arrive(app: App) {
    let address = window().location().href().unwrap_or_default();
    match enrolment_code(&address) {
        None => app.stage.set(app.closed()),
        Some(code) => {
            // Removes the code from the address, so that it stays in no browser history.
            app.go_instead(&Route::Today);
            let notice = app.device().map(|_| Notice::ForgottenPin);
            app.stage.set(Stage::Enrol { code, notice });
        }
    }
}

fn heard(app: App, word: Word) {
    match word {
        Word::Changed => spawn_local(async move {
            if let Some(session) = app.session().filter(Session::is_open)
                && session.catch_up().await.is_ok()
            {
                app.refresh();
            }
        }),
        Word::Locked => {
            if let Some(session) = app.session() {
                session.lock_quietly();
            }
            // Another tab may have destroyed everything. Reloading reads what is on the shelf.
            drop(window().location().reload());
        }
    }
}

/// Listens for changes of address and for the page going out of sight.
fn listen(app: App) {
    on(window().as_ref(), "hashchange", move || {
        if enrolment_code(&hash()).is_some() {
            return arrive(app);
        }
        app.arrive_at(Route::parse(&hash()));
    });
    on(window().as_ref(), "online", move || sync_now(app));
    let document = window().document().expect("a page has a document");
    let hidden_since = RefCell::new(None);
    on(document.clone().as_ref(), "visibilitychange", move || {
        let now = clock::now().0;
        if document.visibility_state() == VisibilityState::Hidden {
            hidden_since.replace(Some(now));
        } else if hidden_since
            .take()
            .is_some_and(|since: i64| now - since > LOCK_AFTER_MS)
            && app.stage.get_untracked() == Stage::Open
        {
            app.lock();
        }
    });
}

/// Adds a listener that stays for as long as the page is open.
fn on(target: &web_sys::EventTarget, event: &str, act: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(move |_| act());
    drop(target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()));
    listener.forget();
}

fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

fn root(app: App) -> impl IntoView {
    move || {
        let language = app.language.get();
        if let Some(html) = window()
            .document()
            .and_then(|document| document.document_element())
        {
            drop(html.set_attribute("lang", language.code()));
        }
        let stage = Memo::new(move |_| app.stage.get());
        view! {
            {live(move || match stage.get() {
                Stage::Opening => ().into_any(),
                Stage::Enrol { code, notice } => screen::enrol(app, code, notice),
                Stage::Locked => screen::unlock(app),
                Stage::Open => open_book(app),
                Stage::NoStore(name) => screen::no_store(app, &name),
            })}
            {new_version(app)}
            {toast(app)}
            {question(app)}
            {rest(app)}
        }
    }
}

fn open_book(app: App) -> AnyView {
    let route = Memo::new(move |_| app.route.get());
    let shown = move || {
        let shown = match route.get() {
            Route::Today => screen::today(app),
            Route::Household(id) => screen::household(app, id),
            Route::Visit(id) => screen::visit(app, &id),
            Route::Sync => screen::sync(app),
            later => screen::later(app, later),
        };
        app.arrived();
        shown
    };
    live(shown)
}

//! The app as a whole: its stage (locked, open …), the screen on show, and what all screens share.

use crate::{
    book::Book,
    component::{live, new_version, toast},
    device::Device,
    platform::{channel::Word, clock, window, worker},
    route::{Route, enrolment_code},
    screen::{self, Later},
    session::{
        Contact, PhotoChange, PhotoStanding, RecordProblem, Session, keep_in_contact, sync_now,
    },
};
use domain::{Household, HouseholdId, Operation, RecordKey};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::RefCell, rc::Rc};
use sync::Replica;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlElement, ServiceWorkerRegistration, VisibilityState};
use words::{Language, phone as w};

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
    /// State of the separately loaded part of the program, with the screens that the first start
    /// does not need.
    pub later: RwSignal<Later>,
    /// How many screens were opened since the page was loaded. "Back" has somewhere to go when it
    /// is above 0.
    moves: StoredValue<usize>,
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
        spawn_local(open(app));
        root(app)
    })
    .forget();
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
            later: RwSignal::new(Later::Unasked),
            moves: StoredValue::new(0),
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

    pub fn go(self, route: &Route) {
        drop(window().location().set_hash(&route.hash()));
    }

    /// Opens a screen in place of this one, so that "back" does not return here.
    pub fn go_instead(self, route: &Route) {
        drop(window().location().replace(&route.hash()));
    }

    pub fn back(self) {
        let back = (self.moves.get_value() > 0)
            .then(|| window().history().ok())
            .flatten();
        match back {
            Some(history) => drop(history.back()),
            None => self.go_instead(&self.route.get_untracked().parent()),
        }
    }

    /// Records operations and shows the message `done` when they are on disk. Then calls `then`,
    /// unless the member has left the screen meanwhile.
    pub fn record(
        self,
        operations: Vec<Operation>,
        done: &'static str,
        then: impl FnOnce() + 'static,
    ) {
        let here = self.route.get_untracked();
        spawn_local(async move {
            if self.record_now(operations, done).await && self.route.get_untracked() == here {
                then();
            }
        });
    }

    /// Records operations and shows `done`, or why it failed. Returns whether they are on disk.
    pub async fn record_now(self, operations: Vec<Operation>, done: &str) -> bool {
        self.record_with(operations, Vec::new(), done).await
    }

    /// Like [`App::record_now`], together with the photos that the operations name.
    pub async fn record_with(
        self,
        operations: Vec<Operation>,
        photos: Vec<PhotoChange>,
        done: &str,
    ) -> bool {
        let Some(session) = self.session().filter(|_| !self.recording.get_untracked()) else {
            return false;
        };
        self.recording.set(true);
        let recorded = session.record(operations, photos).await;
        self.recording.set(false);
        match recorded {
            Ok(()) => {
                self.refresh();
                self.say(done);
                sync_now(self);
                true
            }
            Err(problem) => {
                self.say(&self.sentence(&problem));
                false
            }
        }
    }

    pub fn say(self, text: &str) {
        self.toast.set(Some(text.to_owned()));
    }

    fn sentence(self, problem: &RecordProblem) -> String {
        match problem {
            RecordProblem::Refused(refusal) => refusal.code.sentence(self.lang()).to_owned(),
            RecordProblem::Store(problem) => w::store_problem(self.lang(), &problem.name),
            RecordProblem::Locked => w::locked_meanwhile(self.lang()).to_owned(),
        }
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
        app.moves.update_value(|moves| *moves += 1);
        app.route.set(Route::parse(&hash()));
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
        }
    }
}

fn open_book(app: App) -> AnyView {
    let route = Memo::new(move |_| app.route.get());
    let shown = move || {
        let shown = match route.get() {
            Route::Today => screen::today(app),
            Route::Household(id) => screen::household(app, id),
            Route::Visit(id) => screen::visit(app, id),
            Route::Sync => screen::sync(app),
            later => screen::later(app, later),
        };
        arrived_on_screen(app);
        shown
    };
    live(shown)
}

/// Scrolls a new screen to its top and moves the focus to its heading, for screen readers.
pub fn arrived_on_screen(app: App) {
    if app.moves.get_value() == 0 {
        return;
    }
    request_animation_frame(|| {
        let heading = window()
            .document()
            .and_then(|document| document.query_selector("h1").ok().flatten());
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
            drop(heading.focus());
        }
    });
}

//! Enrolment: asks for the code and checks it, then asks for a new PIN twice, and only then uses the
//! code.

use super::sync::sentence;
use crate::{
    app::{App, Notice, Stage},
    component::{Field, Icon, field, flag, icon, live, scan, shows, submitted, touched, typed},
    platform::network::NetworkProblem,
    route::enrolment_code,
    session,
    vault::{Pin, PinProblem},
};
use leptos::{prelude::*, task::spawn_local};
use sync::CheckResponse;
use words::{Language, phone as w};

/// How much fits into a PIN's field: more than a PIN may have, so that one that is too long is told
/// and not cut.
const PIN_FIELD: &str = "40";

/// The fewest letters and digits that a code may have. The server checks the rest.
const CODE_SHORTEST: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Code,
    /// The server is asked whether the code is good.
    Checking,
    Pin,
}

#[derive(Clone, Copy)]
struct Form {
    step: RwSignal<Step>,
    code: RwSignal<String>,
    /// Whose the code is, as the server says.
    whose: RwSignal<Option<CheckResponse>>,
    pin: RwSignal<String>,
    again: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

pub fn enrol(app: App, code: String, notice: Option<Notice>) -> AnyView {
    let is_given = code.len() >= CODE_SHORTEST;
    let form = Form {
        step: RwSignal::new(Step::Code),
        code: RwSignal::new(code),
        whose: RwSignal::new(None),
        pin: RwSignal::new(String::new()),
        again: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    if is_given {
        check_code(form, app.lang());
    }
    view! {
        <div class="page">
            <main class="welcome">
                <svg class="mark" viewBox="0 0 512 512" aria-hidden="true">
                    <rect class="mark-ground" width="512" height="512" rx="110"></rect>
                    <path class="mark-house" d="M112 404V226L256 110l144 116v178zM208 404h96V276a10 10 0 0 0-10-10h-76a10 10 0 0 0-10 10z"></path>
                </svg>
                {live(move || match form.step.get() {
                    Step::Code => code_step(app, form, notice),
                    Step::Checking => checking_step(app),
                    Step::Pin => pin_step(app, form),
                })}
            </main>
        </div>
    }
    .into_any()
}

/// Goes on to the PIN if the code is good, so that nobody chooses a PIN for one that is not.
fn check_code(form: Form, lang: Language) {
    form.problem.set(None);
    form.step.set(Step::Checking);
    spawn_local(async move {
        match session::check(&form.code.get_untracked()).await {
            Ok(whose) => {
                form.whose.set(whose);
                form.step.set(Step::Pin);
            }
            Err(problem) => {
                form.problem.set(Some(told(&problem, lang)));
                form.step.set(Step::Code);
            }
        }
    });
}

fn checking_step(app: App) -> AnyView {
    let lang = app.lang();
    view! {
        <h1 tabindex="-1">{w::welcome(lang)}</h1>
        <p role="status"><span class="busy" aria-hidden="true"></span>" "{w::checking_code(lang)}</p>
    }
    .into_any()
}

fn code_step(app: App, form: Form, notice: Option<Notice>) -> AnyView {
    let lang = app.lang();
    let scanning = RwSignal::new(false);
    let go_on = move || {
        if form
            .code
            .with_untracked(|code| code.chars().filter(char::is_ascii_alphanumeric).count())
            < CODE_SHORTEST
        {
            return form.problem.set(Some(w::code_too_short(lang).to_owned()));
        }
        check_code(form, lang);
    };
    let found = move |text: String| {
        scanning.set(false);
        form.code.set(enrolment_code(&text).unwrap_or(text));
        go_on();
    };
    let holder = app.device().filter(|_| notice.is_some()).map(|device| {
        let cancel = move || app.stage.set(Stage::Locked);
        let can_cancel = notice == Some(Notice::ForgottenPin);
        view! {
            <p class="note due">{w::holds_work_of(lang, &device.name)}</p>
            {can_cancel.then(|| view! { <button type="button" class="button text" on:click=touched(cancel)>{w::cancel(lang)}</button> })}
        }
    });
    view! {
        <h1 tabindex="-1">{w::welcome(lang)}</h1>
        {notice.map(|notice| view! { <p class="note stop" role="alert">{said(notice, lang)}</p> })}
        <p>{w::enter_code(lang)}</p>
        <form class="code" on:submit=submitted(go_on)>
            {field(Field::text(w::code(lang), 24).hint(w::code_hint(lang)), form.code)}
            {problem(form)}
            <button class="button">{w::go_on(lang)}</button>
        </form>
        {live(move || if scanning.get() {
            scan(lang, w::no_camera(lang), found)
        } else {
            view! {
                <button type="button" class="button plain" on:click=touched(move || scanning.set(true))>
                    {icon(Icon::Camera)}{w::scan(lang)}
                </button>
            }.into_any()
        })}
        {holder}
        {language_switch(app)}
    }
    .into_any()
}

fn pin_step(app: App, form: Form) -> AnyView {
    let lang = app.lang();
    let submit = move || {
        let pin = match check(form, lang) {
            Ok(pin) => pin,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let Some(session) = app.session() else { return };
        form.problem.set(None);
        form.busy.set(true);
        spawn_local(async move {
            match session::enrol(
                &session,
                &form.code.get_untracked(),
                &pin,
                app.language.get_untracked(),
            )
            .await
            {
                Ok(()) => app.opened(),
                Err(problem) => {
                    form.busy.set(false);
                    if matches!(problem, session::EnrolProblem::Refused(_)) {
                        form.step.set(Step::Code);
                    }
                    form.problem.set(Some(told(&problem, lang)));
                }
            }
        });
    };
    let whose = form.whose.get_untracked();
    let whose = whose.map(|it| view! { <p>{w::code_of(lang, &it.name, &it.commune_name)}</p> });
    view! {
        <h1 tabindex="-1">{w::choose_pin(lang)}</h1>
        {whose}
        <p>{w::choose_pin_why(lang)}</p>
        <form class="pin" on:submit=submitted(submit)>
            {pin_field(w::pin(lang), form.pin)}
            {pin_field(w::pin_again(lang), form.again)}
            {problem(form)}
            <button class="button" disabled=flag(move || form.busy.get())>
                {live(move || form.busy.get().then(|| view! { <span class="busy" aria-hidden="true"></span> }))}
                {w::enrol(lang)}
            </button>
            <button type="button" class="button text" on:click=touched(move || form.step.set(Step::Code))>{w::other_code(lang)}</button>
        </form>
    }
    .into_any()
}

/// A PIN field that browsers neither fill in nor store.
pub(super) fn pin_field(label: &'static str, value: RwSignal<String>) -> AnyView {
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type="password"
                inputmode="numeric"
                autocomplete="off"
                maxlength=PIN_FIELD
                prop:value=shows(value)
                on:input=typed(move |text| value.set(text))
            />
        </label>
    }
    .into_any()
}

fn problem(form: Form) -> AnyView {
    view! { <div role="alert">{live(move || form.problem.get().map(|text| view! { <p class="note stop">{text}</p> }))}</div> }
        .into_any()
}

fn check(form: Form, lang: Language) -> Result<Pin, String> {
    let (pin, again) = (form.pin.get_untracked(), form.again.get_untracked());
    let pin = Pin::choose(&pin).map_err(|problem| pin_problem(problem, lang).to_owned())?;
    if Pin::enter(&again).ok().as_ref() == Some(&pin) {
        Ok(pin)
    } else {
        Err(w::pins_differ(lang).to_owned())
    }
}

pub(super) fn pin_problem(problem: PinProblem, lang: Language) -> &'static str {
    match problem {
        PinProblem::TooShort => w::pin_too_short(lang),
        PinProblem::TooLong => w::pin_too_long(lang),
        PinProblem::NotDigits => w::pin_not_digits(lang),
        PinProblem::TooEasy => w::pin_too_easy(lang),
    }
}

fn told(problem: &session::EnrolProblem, lang: Language) -> String {
    match problem {
        session::EnrolProblem::Refused(problem) => match problem.code.as_str() {
            "code-unknown" => w::code_unknown(lang).to_owned(),
            "code-used" => w::code_used(lang).to_owned(),
            "code-expired" => w::code_expired(lang).to_owned(),
            "too-many-tries" => w::too_many_tries(lang).to_owned(),
            _ => sentence(problem, lang).to_owned(),
        },
        session::EnrolProblem::Network(NetworkProblem::Unreachable) => {
            w::enrol_needs_network(lang).to_owned()
        }
        session::EnrolProblem::Network(_) | session::EnrolProblem::Nonsense => {
            w::enrol_server_away(lang).to_owned()
        }
        session::EnrolProblem::Store(problem) => w::store_problem(lang, &problem.name),
    }
}

fn said(notice: Notice, lang: Language) -> &'static str {
    match notice {
        Notice::Revoked => w::revoked(lang),
        Notice::LockedOut => w::locked_out(lang),
        Notice::ForgottenPin => w::forgotten_pin(lang),
    }
}

/// The button that switches between Vietnamese and English, labelled in the other language.
pub(super) fn language_switch(app: App) -> AnyView {
    let other = match app.lang() {
        Language::Vietnamese => Language::English,
        Language::English => Language::Vietnamese,
    };
    let switch = move || {
        if let Some(session) = app.session() {
            spawn_local(async move {
                session.speak(other).await;
                app.language.set(other);
            });
        }
    };
    view! {
        <button type="button" class="button text" lang=other.code() on:click=touched(switch)>{w::speak(other)}</button>
    }
    .into_any()
}

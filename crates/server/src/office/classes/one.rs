//! One class at `/van-phong/lop/{class}`: who signed up, who came, and how it went.
use super::form::PlanForm;
use super::{Around, Choices, done, photo, state_name, when};
use crate::office::act;
use crate::office::desk::Desk;
use crate::office::frame::{Frame, Here, PageProblem, time};
use crate::office::household::by_code;
use crate::office::teams::answer;
use crate::page::render;
use crate::public_address::base;
use crate::{AppState, CsrfForm, Officer, PageError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::class::{ClassState, Contact, SelfCheck, SignUp};
use domain::{
    AccountId, Class, ClassAttended, ClassCancelled, ClassChanged, ClassContactsDropped, ClassHeld,
    ClassId, ClassJoined, ClassLeft, ClassPhotographed, EntryId, Household, HouseholdId, Label,
    Name, Operation, Personal, Phone, PhotoId, Record, RecordKey,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::Account;
use words::{Language, classes as say};

/// The most entries read to find out who came.
const HISTORY_LIMIT: usize = 1_000;

#[derive(Deserialize)]
pub struct ClassQuery {
    xong: Option<String>,
}

/// One form for everything that can be done on this page. `act` says what.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Acting {
    act: String,
    code: String,
    people: String,
    household: String,
    sign_up: String,
    reason: String,
    heads: String,
    before_asked: String,
    before_able: String,
    after_asked: String,
    after_able: String,
    note: String,
    photo: String,
}

#[derive(Template)]
#[template(path = "office/class.html")]
struct ClassPage {
    lang: Language,
    frame: Frame,
    id: String,
    title: String,
    topic: String,
    when: String,
    place: String,
    teacher: String,
    state: &'static str,
    reason: String,
    planned: bool,
    cancelled: bool,
    /// From the day of the class on, attendance can be recorded.
    begun: bool,
    seats: u16,
    taken: u16,
    left: u16,
    materials: Vec<(String, String)>,
    signed: Vec<Signed>,
    has_contacts: bool,
    came: Vec<Came>,
    people: u32,
    result: ResultFields,
    photo: Option<photo::ClassPhotoShown>,
    form: PlanForm,
    choices: Choices,
    public: String,
    share: String,
}

struct Signed {
    id: String,
    household: String,
    name: String,
    phone: String,
    people: u8,
    /// Too many sign-ups came from one address, so this one has no seat until it is confirmed.
    unconfirmed: bool,
}

struct Came {
    household: String,
    name: String,
    people: u32,
    named: usize,
    by: String,
}

/// The result as it is in its form.
#[derive(Default)]
struct ResultFields {
    by: String,
    heads: String,
    before: (String, String),
    after: (String, String),
    note: String,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(asked): Query<ClassQuery>,
) -> Result<Response, PageError> {
    state
        .page(&who, move |desk| {
            let class = find(desk, &id)?;
            let frame = Frame::new(desk, Here::Classes)?;
            let frame = done(frame, asked.xong.as_deref(), desk.lang);
            page(desk, frame, &class, &headers, None)
        })
        .await
}

/// Signs up, removes a sign-up, records attendance and the result, changes the plan, or cancels the
/// class.
pub async fn act(
    State(state): State<AppState>,
    Officer(who): Officer,
    headers: HeaderMap,
    Path(id): Path<String>,
    CsrfForm(fields): CsrfForm<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form: PlanForm = read(&fields)?;
    let acting: Acting = read(&fields)?;
    let meant = state.page(&who, move |desk| {
        let class = find(desk, &id)?;
        let operation = match acting.act.as_str() {
            "change" => form.read(desk.lang).map(|plan| {
                let class = class.id.clone();
                Operation::ClassChanged(Box::new(ClassChanged { class, plan }))
            }),
            _ => {
                let household = match acting.act.as_str() {
                    "join" | "attend" => by_code(desk, &acting.code)?,
                    _ => None,
                };
                acting.operation(&class, household, desk.lang)
            }
        };
        Ok((class, operation, acting, form))
    });
    let (class, operation, acting, form) = meant.await?;
    let problem = match operation {
        Ok(operation) => match act::record(&state, &who, vec![operation]).await? {
            Ok(()) => {
                if let Some(photo) = acting.removed_photo() {
                    photo::delete(&state, &who, &class.id, &photo).await?;
                }
                let to = format!("/van-phong/lop/{}?xong=done-{}", class.id, acting.act);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(code) => PageProblem::refused(code, who.language),
        },
        Err(problem) => problem,
    };
    let typed = (acting.act == "change").then_some(form);
    let show = move |desk: &mut Desk<'_>| {
        let frame = Frame::new(desk, Here::Classes)?.problem(Some(problem));
        page(desk, frame, &class, &headers, typed)
    };
    state.page(&who, show).await
}

/// The fields of a form as one of its parts needs them.
fn read<T: serde::de::DeserializeOwned>(fields: &[(String, String)]) -> Result<T, PageError> {
    let object = fields
        .iter()
        .map(|(key, value)| (key.clone(), value.clone().into()));
    let object = serde_json::Value::Object(object.collect());
    serde_json::from_value(object).map_err(|_| PageError::FormNotUnderstood)
}

impl Acting {
    fn removed_photo(&self) -> Option<PhotoId> {
        PhotoId::new(self.photo.as_str()).filter(|_| self.act == "photo-off")
    }

    /// What the form means, with the household whose code was typed into it.
    fn operation(
        &self,
        class: &Class,
        household: Option<HouseholdId>,
        lang: Language,
    ) -> Result<Operation, PageProblem> {
        let told = |code: &'static str| PageProblem {
            code,
            sentence: say::by_id(code, lang).unwrap_or(code).to_owned(),
        };
        let id = class.id.clone();
        let people = || {
            self.people
                .trim()
                .parse()
                .map_err(|_| told("people-needed"))
        };
        let household = || household.ok_or_else(|| told("code-unknown"));
        Ok(match self.act.as_str() {
            "join" => Operation::ClassJoined(ClassJoined {
                class: id,
                people: people()?,
                household: Some(household()?),
                contact: None,
                unconfirmed: false,
                confirms: None,
            }),
            "confirm" => Operation::ClassJoined(ClassJoined {
                class: id,
                people: 1,
                household: None,
                contact: None,
                unconfirmed: false,
                confirms: Some(EntryId::parse(&self.sign_up).ok_or_else(|| told("sign-up-gone"))?),
            }),
            "leave" => Operation::ClassLeft(ClassLeft {
                class: id,
                household: HouseholdId::new(self.household.as_str()),
                sign_up: EntryId::parse(&self.sign_up),
            }),
            "attend" => Operation::ClassAttended(ClassAttended {
                class: id,
                household: household()?,
                residents: Vec::new(),
                people: people()?,
                mistaken: false,
            }),
            "mistaken" => Operation::ClassAttended(ClassAttended {
                class: id,
                household: HouseholdId::new(self.household.as_str())
                    .ok_or_else(|| told("code-unknown"))?,
                residents: Vec::new(),
                people: 0,
                mistaken: true,
            }),
            "held" => Operation::ClassHeld(ClassHeld {
                class: id,
                heads: self
                    .heads
                    .trim()
                    .parse()
                    .map_err(|_| told("heads-needed"))?,
                before: check(&self.before_asked, &self.before_able).map_err(told)?,
                after: check(&self.after_asked, &self.after_able).map_err(told)?,
                note: Label::new(&self.note).ok(),
            }),
            "cancel" => Operation::ClassCancelled(ClassCancelled {
                class: id,
                reason: Label::new(&self.reason).map_err(|_| told("reason-needed"))?,
            }),
            "contacts" => Operation::ClassContactsDropped(ClassContactsDropped {
                class: id,
                filed: false,
            }),
            "photo-off" => Operation::ClassPhotographed(ClassPhotographed {
                class: id,
                photo: self.removed_photo().ok_or_else(|| told("text-needed"))?,
                removed: true,
            }),
            _ => return Err(told("text-needed")),
        })
    }
}

/// Both numbers or neither.
fn check(asked: &str, able: &str) -> Result<Option<SelfCheck>, &'static str> {
    if asked.trim().is_empty() && able.trim().is_empty() {
        return Ok(None);
    }
    let number = |text: &str| text.trim().parse().map_err(|_| "check-needs-both");
    Ok(Some(SelfCheck {
        asked: number(asked)?,
        able: number(able)?,
    }))
}

pub(super) fn find(desk: &mut Desk<'_>, id: &str) -> Result<Class, PageError> {
    let id = ClassId::new(id).ok_or(PageError::NotFound)?;
    match desk.record(&RecordKey::Class(id))? {
        Some((Record::Class(class), _)) => Ok(*class),
        _ => Err(PageError::NotFound),
    }
}

fn page(
    desk: &mut Desk<'_>,
    frame: Frame,
    class: &Class,
    headers: &HeaderMap,
    typed: Option<PlanForm>,
) -> Result<Response, PageError> {
    let (lang, plan) = (desk.lang, &class.plan);
    let around = Around::read(desk)?;
    let public = public_address(desk, headers, class);
    let form = typed.unwrap_or_else(|| PlanForm::of(class));
    let came = came(desk, class)?;
    let topic = domain::Catalogue::new(&around.settings);
    let topic = topic.topic(&plan.topic).map(|it| it.name.clone());
    let refused = frame.problem.is_some();
    let material = |it: &domain::class::Material| {
        let link = it.link.as_ref().map(|it| it.as_str().to_owned());
        (it.name.as_str().to_owned(), link.unwrap_or_default())
    };
    let page = ClassPage {
        lang,
        share: share(class, &around, &public, lang),
        id: class.id.to_string(),
        title: plan.title.as_str().to_owned(),
        topic: topic.unwrap_or_default(),
        when: when(class, lang),
        place: around.place(class),
        teacher: around.teacher(&plan.teacher),
        state: state_name(&class.state, lang),
        reason: match &class.state {
            ClassState::Cancelled(reason) => reason.as_str().to_owned(),
            _ => String::new(),
        },
        planned: class.state.is_planned(),
        cancelled: class.state.is_cancelled(),
        begun: plan.day <= around.today,
        seats: plan.seats,
        taken: class.seats_taken(),
        left: class.seats_left(),
        materials: plan.materials.iter().map(material).collect(),
        signed: signed(desk, class)?,
        has_contacts: class.has_contacts(),
        people: came.iter().map(|it| it.people).sum(),
        came,
        result: told(desk, class)?,
        photo: photo::shown(desk, class)?,
        choices: around.choices(&form, lang),
        form,
        public,
        frame,
    };
    Ok(answer(render(&page), refused))
}

pub(super) fn public_address(desk: &mut Desk<'_>, headers: &HeaderMap, class: &Class) -> String {
    let base = base(desk.state, headers);
    format!("{base}/lop/{}/{}", desk.who.commune, class.id)
}

/// A short text for neighbours' chat groups.
fn share(class: &Class, around: &Around, public: &str, lang: Language) -> String {
    let commune = around.settings.commune_name.as_str();
    [
        say::share_invites(lang, commune, class.plan.title.as_str()),
        say::share_when(lang, when(class, lang)),
        say::share_where(lang, around.place(class)),
        say::share_teacher(lang, around.teacher(&class.plan.teacher)),
        say::share_sign_up(lang, public),
        say::share_safe(lang).to_owned(),
    ]
    .join("\n")
}

fn signed(desk: &mut Desk<'_>, class: &Class) -> Result<Vec<Signed>, PageError> {
    class.signed.iter().map(|it| line(desk, it)).collect()
}

fn line(desk: &mut Desk<'_>, it: &SignUp) -> Result<Signed, PageError> {
    let contact = it.contact.as_ref().and_then(Personal::reveal);
    let home = match &it.household {
        Some(id) => household(desk, id)?,
        None => None,
    };
    let left = |it: &Contact| it.name.as_ref().map(|it| it.as_str().to_owned());
    Ok(Signed {
        unconfirmed: it.unconfirmed,
        id: it.id.to_string(),
        household: it
            .household
            .as_ref()
            .map(HouseholdId::to_string)
            .unwrap_or_default(),
        name: home
            .map(|it| title(&it))
            .or(contact.and_then(left))
            .unwrap_or_default(),
        phone: contact
            .map(|it| &it.phone)
            .map_or("", Phone::as_str)
            .to_owned(),
        people: it.people,
    })
}

/// The households of which someone came, from the class's own history.
fn came(desk: &mut Desk<'_>, class: &Class) -> Result<Vec<Came>, PageError> {
    let key = RecordKey::Class(class.id.clone());
    let history = desk.rows.history(&desk.who.commune, &key, HISTORY_LIMIT)?;
    let accounts = desk.accounts()?;
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for row in history {
        let Operation::ClassAttended(it) = &row.entry.operation else {
            continue;
        };
        let Some(home) = household(desk, &it.household)? else {
            continue;
        };
        let Some(attended) = home.attended(&class.id) else {
            continue;
        };
        if seen.insert(home.id.clone()) {
            all.push(Came {
                household: home.id.to_string(),
                name: title(&home),
                people: attended.people(),
                named: attended.residents.len(),
                by: say::told_by(
                    desk.lang,
                    name_of(&accounts, &row.entry.author),
                    time(row.entry.at),
                ),
            });
        }
    }
    all.sort_by_cached_key(|it| vietnamese::word_sort_key(&it.name));
    Ok(all)
}

pub(super) fn name_of(accounts: &[Account], id: &AccountId) -> String {
    let found = accounts.iter().find(|it| it.id == *id);
    found.map_or_else(|| id.to_string(), |it| it.name.clone())
}

/// The household as it looks now. For one that was merged, the household that it was merged into.
fn household(desk: &mut Desk<'_>, id: &HouseholdId) -> Result<Option<Household>, PageError> {
    let mut id = id.clone();
    for _ in 0..4 {
        let found = desk.record(&RecordKey::Household(id.clone()));
        let Some((Record::Household(household), _)) = found? else {
            return Ok(None);
        };
        match &household.status {
            domain::household::Status::MergedInto(next) => id = next.clone(),
            _ => return Ok(Some(*household)),
        }
    }
    Ok(None)
}

/// For example `TD-012 · Bùi Thị Dưỡng`.
fn title(household: &Household) -> String {
    let head = household.head.reveal().map_or("—", Name::as_str);
    format!("{} · {head}", household.code.as_str())
}

fn told(desk: &mut Desk<'_>, class: &Class) -> Result<ResultFields, PageError> {
    let Some(result) = &class.result else {
        return Ok(ResultFields::default());
    };
    let accounts = desk.accounts()?;
    let check = |it: &Option<SelfCheck>| {
        it.map(|it| (it.asked.to_string(), it.able.to_string()))
            .unwrap_or_default()
    };
    Ok(ResultFields {
        by: say::told_by(desk.lang, name_of(&accounts, &result.by), time(result.at)),
        heads: result.heads.to_string(),
        before: check(&result.before),
        after: check(&result.after),
        note: result.note.as_ref().map_or("", Label::as_str).to_owned(),
    })
}

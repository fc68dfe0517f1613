//! The access log at `/van-phong/nhat-ky`: who signed in and out, who opened which household, who
//! took which list along and why.
//!
//! It holds only ids. Changes of data are in the log of entries and on each household's page.
pub mod sign_ins;

use super::desk::Desk;
use super::frame::{Frame, Here, time};
use crate::page::render;
use crate::{AppState, Chance, Officer, PageError, SignedIn};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use domain::{AccountId, CommuneId, Day, EntryId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{Account, DocumentRow};
use words::{Language, roster as say};

const KIND: &str = "access";
/// The longest reason stored, in characters.
const REASON_LIMIT_CHARS: usize = 300;
/// The fewest letters or digits of a reason. A shorter text explains nothing.
const REASON_LETTERS: usize = 5;
/// Older lines are dropped.
const KEPT_MS: i64 = 2 * 366 * Millis::DAY;
const ROWS_LIMIT: usize = 60;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Did {
    OpenedHousehold,
    OpenedHelp,
    OpenedBusiness,
    /// Opened the sheets that a business's products are retyped from.
    OpenedSheets,
    ExportedRegister,
    ExportedBusinesses,
    SawAccountNumbers,
    ExportedPhotos,
    RemovedSecondFactor,
    SetSecondFactor,
    SignedIn,
    SignedInWithCode,
    /// The name belongs to an account, but the password was wrong or there were too many tries.
    RefusedPassword,
    RefusedCode,
    /// The name belongs to no account.
    RefusedName,
    SignedOut,
    LeftIdle,
    LeftLongest,
    /// Accepted held entries of a person; the count says how many.
    AcceptedHeld,
    TurnedDownHeld,
    /// Signed out because the password or role was changed elsewhere, or the data were restored.
    LeftChanged,
    /// Made an enrolment code for a phone of the subject.
    MadeCode,
    /// Ended one of the person's own sessions, or all others, on the page that lists them.
    EndedSession,
    ChangedPassword,
    /// Took such an import back.
    TookBackList,
    /// Imported a list; the count says how many households, the reason is the file's name.
    ImportedList,
}

/// One thing that someone saw or took along.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Access {
    at: Millis,
    /// `None` if a name was tried that belongs to no account.
    #[serde(default)]
    account: Option<AccountId>,
    did: Did,
    /// The household or account that it concerned.
    #[serde(default)]
    subject: String,
    #[serde(default)]
    count: usize,
    #[serde(default)]
    reason: String,
}

impl Access {
    pub fn new(state: &AppState, who: &SignedIn, did: Did) -> Self {
        Self::at(state.clock.now(), Some(who.account.clone()), did)
    }

    fn at(at: Millis, account: Option<AccountId>, did: Did) -> Self {
        Self {
            at,
            account,
            did,
            subject: String::new(),
            count: 0,
            reason: String::new(),
        }
    }

    /// Something that was done several times.
    pub(super) fn counted(at: Millis, account: &AccountId, did: Did, count: usize) -> Self {
        Self {
            count,
            ..Self::at(at, Some(account.clone()), did)
        }
    }

    /// An import of a list: by an officer, or by a command on the server itself.
    pub(crate) fn imported(
        at: Millis,
        account: Option<&AccountId>,
        import: &impl ToString,
        file: &str,
        households: usize,
    ) -> Self {
        Self {
            count: households,
            reason: file.chars().take(REASON_LIMIT_CHARS).collect(),
            ..Self::at(at, account.cloned(), Did::ImportedList).of(import)
        }
    }

    /// An import that is taken back.
    pub(crate) fn took_back(at: Millis, account: &AccountId, import: &store::Import) -> Self {
        Self {
            did: Did::TookBackList,
            ..Self::imported(at, Some(account), &import.id, &import.file, import.done)
        }
    }

    pub fn of(self, subject: &impl ToString) -> Self {
        let subject = subject.to_string();
        Self { subject, ..self }
    }

    /// Adds the reason; `None` if no reason was given, or one that explains nothing.
    pub fn because(self, reason: &str, count: usize) -> Option<Self> {
        let reason: String = reason.trim().chars().take(REASON_LIMIT_CHARS).collect();
        let letters = reason.chars().filter(|it| it.is_alphanumeric()).count();
        (letters >= REASON_LETTERS).then_some(Self {
            count,
            reason,
            ..self
        })
    }

    /// The row, for a caller who writes it together with something else.
    pub fn row(&self, state: &AppState, who: &SignedIn) -> DocumentRow {
        self.row_of(&who.commune, &state.chance.entry_id(self.at))
    }

    pub(crate) fn row_of(&self, commune: &CommuneId, id: &EntryId) -> DocumentRow {
        let account = self.account.as_ref();
        DocumentRow {
            commune: commune.clone(),
            id: id.to_string(),
            key: account.map(ToString::to_string).unwrap_or_default(),
            body: serde_json::to_string(self).expect("plain data"),
        }
    }

    /// The row for something done by a command on the server itself.
    pub fn row_of_command(account: &Account, did: Did, at: Millis, chance: &Chance) -> DocumentRow {
        let access = Self::at(at, None, did).of(&account.id);
        access.row_of(&account.commune, &chance.entry_id(at))
    }

    /// Writes the line. Call this before anything is shown.
    pub async fn keep(self, state: &AppState, who: &SignedIn) -> Result<(), PageError> {
        let row = self.row(state, who);
        let keeping = state.store.write_to(&who.commune, move |ledger| {
            ledger.transaction().put_document(KIND, &row)
        });
        keeping.done().await.map_err(PageError::not_logged)
    }
}

/// The kind of the documents that [`Access::row`] makes.
pub const fn kind() -> &'static str {
    KIND
}

#[derive(Template)]
#[template(path = "office/log.html")]
struct LogPage {
    lang: Language,
    frame: Frame,
    rows: Vec<Row>,
    people: Vec<(String, String)>,
    person: String,
    day: String,
    /// The number of the next page, if there is one.
    next: Option<usize>,
}

struct Row {
    when: String,
    who: String,
    what: String,
    link: String,
    reason: String,
}

#[derive(Deserialize)]
pub struct LogQuery {
    nguoi: Option<String>,
    ngay: Option<String>,
    trang: Option<usize>,
}

pub async fn show(
    State(state): State<AppState>,
    Officer(who): Officer,
    Query(asked): Query<LogQuery>,
) -> Result<Response, PageError> {
    // Reading goes on even if nothing can be written. The failure is logged where it happens.
    let _written = sign_ins::tell_ended(&state).await;
    let read = state.page(&who, move |desk| {
        let documents = desk.rows.documents(desk.commune, KIND)?;
        Ok((page(desk, &documents, asked)?, documents))
    });
    let (page, documents) = read.await?;
    let _dropped = drop_old(&state, &who, &documents).await;
    Ok(page)
}

fn page(
    desk: &mut Desk<'_>,
    documents: &[DocumentRow],
    asked: LogQuery,
) -> Result<Response, PageError> {
    let (lang, accounts) = (desk.lang, desk.accounts()?);
    // Ids begin with their time, so this puts the newest first.
    let mut newest: Vec<&DocumentRow> = documents.iter().collect();
    newest.sort_by(|one, other| other.id.cmp(&one.id));
    let names: HashMap<_, _> = accounts.iter().map(|it| (&it.id, &it.name)).collect();
    let name = |id: &AccountId| {
        names
            .get(id)
            .map_or_else(|| id.to_string(), |it| (*it).clone())
    };
    let person = asked.nguoi.unwrap_or_default();
    let day = asked.ngay.as_deref().and_then(Day::parse);
    let fits = |it: &Access| {
        (person.is_empty() || it.account.as_ref().is_some_and(|id| id.as_str() == person))
            && day.is_none_or(|day| it.at.day() == day)
    };
    let read = |row: &DocumentRow| serde_json::from_str::<Access>(&row.body).ok();
    let page = asked.trang.unwrap_or(0);
    let mut found: Vec<Access> = newest
        .into_iter()
        .filter_map(read)
        .filter(fits)
        .skip(page.saturating_mul(ROWS_LIMIT))
        .take(ROWS_LIMIT + 1)
        .collect();
    let next = (found.len() > ROWS_LIMIT).then_some(page + 1);
    found.truncate(ROWS_LIMIT);
    let mut people: Vec<_> = documents
        .iter()
        .filter_map(|it| AccountId::new(it.key.clone()))
        .map(|id| (id.to_string(), name(&id)))
        .collect();
    people.sort();
    people.dedup();
    let rows = found.into_iter().map(|it| row(it, lang, &name)).collect();
    Ok(render(&LogPage {
        lang,
        frame: Frame::new(desk, Here::Log)?,
        rows,
        people,
        person,
        day: day.map(|it| it.to_string()).unwrap_or_default(),
        next,
    }))
}

fn row(it: Access, lang: Language, name: &impl Fn(&AccountId) -> String) -> Row {
    let about = AccountId::new(it.subject.clone());
    let plain = |what: &str| (what.to_owned(), String::new());
    let (what, link) = match it.did {
        Did::OpenedHousehold => (
            say::log_opened_household(lang).to_owned(),
            format!("/van-phong/ho/{}", it.subject),
        ),
        Did::OpenedHelp => (
            words::help::opened_help(lang).to_owned(),
            format!("/van-phong/nho-giup/{}", it.subject),
        ),
        Did::OpenedBusiness => (
            say::log_opened_business(lang).to_owned(),
            format!("/van-phong/kinh-doanh/{}", it.subject),
        ),
        Did::OpenedSheets => (
            say::log_opened_sheets(lang).to_owned(),
            format!("/van-phong/kinh-doanh/{}", it.subject),
        ),
        Did::ExportedBusinesses => plain(&say::log_exported_businesses(lang, it.count)),
        Did::ExportedRegister => (say::log_exported_register(lang, it.count), String::new()),
        Did::SawAccountNumbers => (say::log_saw_account_numbers(lang, it.count), String::new()),
        Did::ExportedPhotos => (say::log_exported_photos(lang, it.count), String::new()),
        Did::SetSecondFactor => plain(say::log_set_second_factor(lang)),
        Did::SignedIn => plain(say::log_signed_in(lang)),
        Did::SignedInWithCode => plain(say::log_signed_in_with_code(lang)),
        Did::RefusedPassword => (say::log_refused_password(lang, it.count), String::new()),
        Did::RefusedCode => (say::log_refused_code(lang, it.count), String::new()),
        Did::RefusedName => (say::log_refused_name(lang, it.count), String::new()),
        Did::SignedOut => plain(say::log_signed_out(lang)),
        Did::LeftIdle => plain(say::log_left_idle(lang)),
        Did::LeftLongest => plain(say::log_left_longest(lang)),
        Did::AcceptedHeld | Did::TurnedDownHeld => {
            let of = about.map(|it| name(&it)).unwrap_or_default();
            let what = match it.did {
                Did::AcceptedHeld => words::held::log_accepted(lang, it.count, of),
                _ => words::held::log_turned_down(lang, it.count, of),
            };
            (what, "/van-phong/cho".to_owned())
        }
        Did::LeftChanged => plain(say::log_left_changed(lang)),
        Did::ImportedList => (
            words::workbench::log_imported(lang, it.count),
            format!("/van-phong/nhap/lan/{}", it.subject),
        ),
        Did::TookBackList => (
            words::workbench::log_took_back(lang, it.count),
            format!("/van-phong/nhap/lan/{}", it.subject),
        ),
        Did::EndedSession => plain(say::log_ended_session(lang)),
        Did::ChangedPassword if it.account.is_some() => plain(say::log_changed_password(lang)),
        Did::ChangedPassword => {
            let of = about.map(|it| name(&it)).unwrap_or_default();
            (say::log_changed_password_of(lang, of), String::new())
        }
        Did::MadeCode => {
            let of = about.map(|it| name(&it)).unwrap_or_default();
            (say::log_made_code(lang, of), String::new())
        }
        Did::RemovedSecondFactor => {
            let of = about.map(|it| name(&it)).unwrap_or_default();
            (say::log_removed_second_factor(lang, of), String::new())
        }
    };
    Row {
        when: time(it.at),
        who: match (&it.account, it.did) {
            (Some(account), _) => name(account),
            (
                None,
                Did::MadeCode | Did::ChangedPassword | Did::RemovedSecondFactor | Did::ImportedList,
            ) => say::log_command_line(lang).to_owned(),
            (None, _) => say::log_nobody(lang).to_owned(),
        },
        what,
        link,
        reason: it.reason,
    }
}

async fn drop_old(
    state: &AppState,
    who: &SignedIn,
    documents: &[DocumentRow],
) -> Result<(), PageError> {
    let before = Millis(state.clock.now().0 - KEPT_MS);
    let is_old = |row: &&DocumentRow| {
        serde_json::from_str::<Access>(&row.body).is_ok_and(|it| it.at < before)
    };
    let old: Vec<String> = documents
        .iter()
        .filter(is_old)
        .map(|it| it.id.clone())
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    let commune = who.commune.clone();
    let dropping = state.store.write_to(&who.commune, move |ledger| {
        for id in &old {
            ledger.transaction().delete_document(&commune, KIND, id)?;
        }
        Ok(())
    });
    dropping.done().await.map_err(PageError::internal)
}

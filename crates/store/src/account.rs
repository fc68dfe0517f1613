//! Accounts, devices and enrolment codes. Secrets come in and stay hashed.
use crate::office_journal::Line;
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::{StoreError, out_of_hand};
use domain::{AccountId, CommuneId, DeviceId, Millis, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::JUMP_LIMIT_MS;

/// An enrolment code is good once and for this long.
pub const CODE_LIFE_MS: i64 = Millis::DAY;

/// Someone who signs in: a member on a phone, an officer or editor at a desk.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub commune: CommuneId,
    /// What is typed at the office's door; empty for those who only use a phone.
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Argon2id in PHC form; `None` where there is no password.
    pub password_hash: Option<String>,
    #[serde(default)]
    pub disabled: bool,
    /// Since when there is this account; `None` of those made before it was written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Millis>,
}

/// In the order of how far a phone is over; it never goes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    Active,
    /// The same person enrolled this phone anew.
    Retired,
    /// One last upload is held, then it wipes itself.
    Revoked,
    /// It wipes itself first; unsent work may be lost.
    Stolen,
    /// It came once more after being revoked, and was told to wipe itself.
    Wiped,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub commune: CommuneId,
    pub account: AccountId,
    /// SHA-256 of its token, hexadecimal.
    pub token_hash: String,
    pub enrolled_at: Millis,
    pub state: DeviceState,
    #[serde(default)]
    pub last_contact: Option<Millis>,
    /// Server minus phone at the last contact.
    #[serde(default)]
    pub offset_ms: Option<i64>,
    #[serde(default)]
    pub app: String,
    /// What it said it still had to send.
    #[serde(default)]
    pub unsent: u32,
    /// The second wrapping of its data key, useless without the device.
    #[serde(default)]
    pub wrapped_key: Option<String>,
    /// Since when its person is on no roster any more: it comes once more, what it brings is judged
    /// by its day, and then it wipes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Millis>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Code {
    /// SHA-256 of the code, hexadecimal.
    pub hash: String,
    pub commune: CommuneId,
    pub account: AccountId,
    pub expires_at: Millis,
    #[serde(default)]
    pub used_at: Option<Millis>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnrolProblem {
    Unknown,
    Used,
    Expired,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Enrolled {
    pub account: Account,
    pub device: Device,
    /// Of the device that this phone was before, when it was the same person's and not revoked.
    pub wrapped_key: Option<String>,
}

/// A clock that is off by more has lost its time: what it shows says nothing of a jump later.
const OFFSET_LIMIT_MS: i64 = 366 * Millis::DAY;

const ACCOUNT: &str = "account";
pub(crate) const DEVICE: &str = "device";
const CODE: &str = "code";

fn write<T: Serialize>(
    rows: &mut dyn Transaction,
    kind: &str,
    (commune, id, key): (&CommuneId, &str, &str),
    value: &T,
) -> Rows<()> {
    rows.put_document(kind, &row((commune, id, key), value)?)
}

fn row<T: Serialize>((commune, id, key): (&CommuneId, &str, &str), value: &T) -> Rows<DocumentRow> {
    Ok(DocumentRow {
        commune: commune.clone(),
        id: id.to_owned(),
        key: key.to_owned(),
        body: serde_json::to_string(value).map_err(|why| StoreError::damaged("document", why))?,
    })
}

fn read<T: DeserializeOwned>(row: &DocumentRow) -> Rows<T> {
    serde_json::from_str(&row.body).map_err(|error| StoreError::damaged("document", error))
}

impl Account {
    /// Kind and id, to be asked for ahead.
    pub(crate) fn document(id: &AccountId) -> (&'static str, String) {
        (ACCOUNT, id.to_string())
    }

    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        write(
            rows,
            ACCOUNT,
            (&self.commune, self.id.as_str(), &self.login),
            self,
        )
    }

    pub fn get(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: &AccountId,
    ) -> Rows<Option<Self>> {
        rows.document(commune, ACCOUNT, id.as_str())?
            .as_ref()
            .map(read)
            .transpose()
    }

    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        rows.documents(commune, ACCOUNT)?.iter().map(read).collect()
    }

    /// Whether a phone of this account goes on; one that may not is told to wipe itself.
    pub fn may_have_a_phone(&self) -> bool {
        !self.disabled && self.role.has_a_phone()
    }

    /// The accounts that sign in with this name, in whatever commune.
    pub fn by_login(rows: &mut dyn Transaction, login: &str) -> Rows<Vec<Self>> {
        if login.is_empty() {
            return Ok(Vec::new());
        }
        rows.documents_by_key(ACCOUNT, login)?
            .iter()
            .map(read)
            .collect()
    }
}

impl Device {
    /// Kind and id, to be asked for ahead.
    pub(crate) fn document(id: &DeviceId) -> (&'static str, String) {
        (DEVICE, id.to_string())
    }

    /// Whether what opens this device's book is given to a person: to its own, unless it was revoked.
    pub fn gives_wrapping_to(&self, account: &AccountId) -> bool {
        self.account == *account && (self.goes_on() || self.state == DeviceState::Retired)
    }

    /// Ends it. One that may never come again to bring what it has brought leaves that in the
    /// office's journal.
    pub fn end(&mut self, rows: &mut dyn Transaction, as_of: (DeviceState, Millis)) -> Rows<()> {
        let (state, now) = as_of;
        self.state = state;
        self.put(rows)?;
        match state {
            DeviceState::Revoked | DeviceState::Stolen | DeviceState::Wiped => {
                out_of_hand::keep_what_it_brought(rows, self, now)
            }
            // It has its journal, and goes on under another name.
            DeviceState::Active | DeviceState::Retired => Ok(()),
        }
    }

    /// Whether it goes on: neither ended nor its person's who has left.
    pub fn goes_on(&self) -> bool {
        self.state == DeviceState::Active && self.left.is_none()
    }

    /// What was decided of it, which the office's journal is told.
    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().tell(Line::document(DEVICE, &row));
        rows.put_document(DEVICE, &row)
    }

    /// The same for what every contact changes.
    pub(crate) fn put_contact(&self, rows: &mut dyn Transaction) -> Rows<()> {
        rows.put_document(DEVICE, &self.row()?)
    }

    fn row(&self) -> Rows<DocumentRow> {
        row((&self.commune, self.id.as_str(), &self.token_hash), self)
    }

    pub fn get(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: &DeviceId,
    ) -> Rows<Option<Self>> {
        rows.document(commune, DEVICE, id.as_str())?
            .as_ref()
            .map(read)
            .transpose()
    }

    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        rows.documents(commune, DEVICE)?.iter().map(read).collect()
    }

    /// Those of one person, whatever became of them.
    pub(crate) fn of_account(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<Vec<Self>> {
        let mut devices = Self::all(rows, commune)?;
        devices.retain(|it| it.account == *account);
        Ok(devices)
    }

    /// The last contact, as far as it is believed: a time to come was told by a clock of the
    /// server's that was wrong.
    pub fn believed_contact(&self, now: Millis) -> Option<Millis> {
        let limit = now.0.saturating_add(JUMP_LIMIT_MS);
        self.last_contact.filter(|at| at.0 <= limit)
    }

    /// When it was last here or, before that, was enrolled.
    pub fn last_here(&self, now: Millis) -> Millis {
        let enrolled = self.enrolled_at.min(now);
        self.believed_contact(now).unwrap_or(enrolled)
    }

    pub fn by_token(rows: &mut dyn Transaction, token_hash: &str) -> Rows<Option<Self>> {
        rows.documents_by_key(DEVICE, token_hash)?
            .first()
            .map(read)
            .transpose()
    }
}

impl Code {
    pub fn new(hash: String, account: &Account, now: Millis) -> Self {
        let expires_at = Millis(now.0 + CODE_LIFE_MS);
        Self {
            hash,
            commune: account.commune.clone(),
            account: account.id.clone(),
            expires_at,
            used_at: None,
        }
    }

    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        write(rows, CODE, (&self.commune, &self.hash, &self.hash), self)
    }

    /// Uses a code: the phone becomes `device`, its token known by its hash only. With the time
    /// comes what the phone's clock shows, so that a jump before its first sync is noticed.
    pub fn enrol(
        rows: &mut dyn Transaction,
        hash: &str,
        device: DeviceId,
        token_hash: String,
        previous: Option<&DeviceId>,
        (phone, now): (Millis, Millis),
    ) -> Rows<Result<Enrolled, EnrolProblem>> {
        let code: Option<Code> = rows
            .documents_by_key(CODE, hash)?
            .first()
            .map(read)
            .transpose()?;
        let Some(mut code) = code else {
            return Ok(Err(EnrolProblem::Unknown));
        };
        if code.used_at.is_some() {
            return Ok(Err(EnrolProblem::Used));
        }
        // One that ends later than any can was made under a clock that was ahead.
        let latest = now.0.saturating_add(CODE_LIFE_MS + JUMP_LIMIT_MS);
        if now > code.expires_at || code.expires_at.0 > latest {
            return Ok(Err(EnrolProblem::Expired));
        }
        let account =
            Account::get(rows, &code.commune, &code.account)?.filter(Account::may_have_a_phone);
        let Some(account) = account else {
            return Ok(Err(EnrolProblem::Unknown));
        };
        code.used_at = Some(now);
        code.put(rows)?;
        let before = match previous {
            Some(id) => Device::get(rows, &account.commune, id)?,
            None => None,
        };
        let before = before.filter(|it| it.gives_wrapping_to(&account.id));
        let wrapped_key = before.as_ref().and_then(|it| it.wrapped_key.clone());
        if let Some(mut before) = before {
            before.state = DeviceState::Retired;
            before.put(rows)?;
        }
        let offset = now.0.checked_sub(phone.0);
        let device = Device {
            id: device,
            commune: account.commune.clone(),
            account: account.id.clone(),
            token_hash,
            enrolled_at: now,
            state: DeviceState::Active,
            last_contact: None,
            offset_ms: offset.filter(|it| it.abs() < OFFSET_LIMIT_MS),
            app: String::new(),
            unsent: 0,
            wrapped_key: None,
            left: None,
        };
        device.put(rows)?;
        Ok(Ok(Enrolled {
            account,
            device,
            wrapped_key,
        }))
    }
}

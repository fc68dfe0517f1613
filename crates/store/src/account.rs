//! Accounts, devices and enrolment codes. Secrets are stored as hashes only.
use crate::office_journal::Line;
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::{StoreError, out_of_hand};
use domain::{AccountId, CommuneId, DeviceId, Millis, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::JUMP_LIMIT_MS;

/// How long an enrolment code is valid. It can be used once.
pub const CODE_LIFE_MS: i64 = Millis::DAY;
/// How long after its use a code enrols once more, where nobody heard the answer.
const ANSWER_LOST_MS: i64 = 15 * Millis::MINUTE;

/// Someone who signs in: a member on a phone, or an officer or editor in the office.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub commune: CommuneId,
    /// The name typed when signing in at the office; empty for accounts that only use a phone.
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Argon2id hash in PHC format; `None` if the account has no password.
    pub password_hash: Option<String>,
    #[serde(default)]
    pub disabled: bool,
    /// When the account was made; `None` for accounts older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Millis>,
}

/// How far a phone has ended, in increasing order. A phone never goes back to an earlier state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    Active,
    /// The same person enrolled this phone again under another device id.
    Retired,
    /// The phone may upload once more; that work is held, and then the phone wipes itself.
    Revoked,
    /// The phone wipes itself at once. Unsent work may be lost.
    Stolen,
    /// The phone came once more after being revoked and was told to wipe itself. It is told so again
    /// whenever it comes, because it may not have heard.
    Wiped,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub commune: CommuneId,
    pub account: AccountId,
    /// SHA-256 of its token, in hexadecimal.
    pub token_hash: String,
    pub enrolled_at: Millis,
    pub state: DeviceState,
    /// It was stolen before it was told to wipe itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_stolen: bool,
    #[serde(default)]
    pub last_contact: Option<Millis>,
    /// Server time minus phone time at the last contact.
    #[serde(default)]
    pub offset_ms: Option<i64>,
    #[serde(default)]
    pub app: String,
    /// How many entries the phone said it still had to send.
    #[serde(default)]
    pub unsent: u32,
    /// The second wrapping of the phone's data key. It is useless without the phone.
    #[serde(default)]
    pub wrapped_key: Option<String>,
    /// Since when the phone's owner is on no roster. The phone comes once more, its work is judged
    /// by the day of the work, and then it wipes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Millis>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Code {
    /// SHA-256 of the code, in hexadecimal.
    pub hash: String,
    pub commune: CommuneId,
    pub account: AccountId,
    pub expires_at: Millis,
    #[serde(default)]
    pub used_at: Option<Millis>,
    /// The device that it enrolled last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
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
    /// The key wrapping of the device that this phone was before, if it belonged to the same person
    /// and was not revoked.
    pub wrapped_key: Option<String>,
}

/// A clock that is further off than this has lost its time. Its offset says nothing about later
/// jumps.
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
    /// Kind and id of the account's document, to be fetched ahead.
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

    /// Whether this account may have a phone. A phone of one that may not is told to wipe itself.
    pub fn may_have_a_phone(&self) -> bool {
        !self.disabled && self.role.has_a_phone()
    }

    /// The accounts of any commune that sign in with this name.
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
    /// Kind and id of the device's document, to be fetched ahead.
    pub(crate) fn document(id: &DeviceId) -> (&'static str, String) {
        (DEVICE, id.to_string())
    }

    /// Whether the key wrapping of this device may be given to the account: only to its owner, and
    /// not after it was revoked.
    pub fn gives_wrapping_to(&self, account: &AccountId) -> bool {
        self.account == *account && (self.goes_on() || self.state == DeviceState::Retired)
    }

    /// Ends the device. If it can never again bring the work that it has brought, that work is put
    /// into the office's journal.
    pub fn end(&mut self, rows: &mut dyn Transaction, as_of: (DeviceState, Millis)) -> Rows<()> {
        let (state, now) = as_of;
        self.was_stolen |= self.state == DeviceState::Stolen;
        self.state = state;
        self.put(rows)?;
        match state {
            DeviceState::Revoked | DeviceState::Stolen | DeviceState::Wiped => {
                out_of_hand::keep_what_it_brought(rows, self, now)
            }
            // The phone still has its journal and continues under another name.
            DeviceState::Active | DeviceState::Retired => Ok(()),
        }
    }

    /// Whether it never came since it was enrolled, not even to leave its wrapping.
    fn is_unheard_of(&self) -> bool {
        self.goes_on() && self.last_contact.is_none() && self.wrapped_key.is_none()
    }

    /// Whether the device is still in use: it has not ended and its owner has not left.
    pub fn goes_on(&self) -> bool {
        self.state == DeviceState::Active && self.left.is_none()
    }

    /// Writes the device and tells the office's journal, because the office decided something about
    /// it.
    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let row = self.row()?;
        rows.notes().tell(Line::document(DEVICE, &row));
        rows.put_document(DEVICE, &row)
    }

    /// Writes what changes at each contact, without telling the office's journal.
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

    /// All devices of one person, ended ones too.
    pub(crate) fn of_account(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        account: &AccountId,
    ) -> Rows<Vec<Self>> {
        let mut devices = Self::all(rows, commune)?;
        devices.retain(|it| it.account == *account);
        Ok(devices)
    }

    /// The last contact. `None` for a time in the future: a server clock that was ahead wrote it.
    pub fn believed_contact(&self, now: Millis) -> Option<Millis> {
        let limit = now.0.saturating_add(JUMP_LIMIT_MS);
        self.last_contact.filter(|at| at.0 <= limit)
    }

    /// The last contact or, if there was none, the time of enrolment.
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

/// A code that can be used now.
struct Usable {
    code: Code,
    account: Account,
    /// The device that it enrolled without its phone hearing of it.
    unheard: Option<Device>,
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
            device: None,
        }
    }

    /// The device that the code enrolled, if it never heard so: the answer was lost on its way, and
    /// the phone tries again.
    fn unheard(&self, rows: &mut dyn Transaction, now: Millis) -> Rows<Option<Device>> {
        let (Some(used_at), Some(device)) = (self.used_at, &self.device) else {
            return Ok(None);
        };
        let device = Device::get(rows, &self.commune, device)?;
        let is_soon = now.0.abs_diff(used_at.0) <= ANSWER_LOST_MS.unsigned_abs();
        Ok(device.filter(|it| is_soon && it.is_unheard_of()))
    }

    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        write(rows, CODE, (&self.commune, &self.hash, &self.hash), self)
    }

    /// The account that a code would enrol now.
    pub fn check(
        rows: &mut dyn Transaction,
        hash: &str,
        now: Millis,
    ) -> Rows<Result<Account, EnrolProblem>> {
        Ok(Self::usable(rows, hash, now)?.map(|it| it.account))
    }

    /// The code of this hash, if it can be used now.
    fn usable(
        rows: &mut dyn Transaction,
        hash: &str,
        now: Millis,
    ) -> Rows<Result<Usable, EnrolProblem>> {
        let code: Option<Code> = rows
            .documents_by_key(CODE, hash)?
            .first()
            .map(read)
            .transpose()?;
        let Some(code) = code else {
            return Ok(Err(EnrolProblem::Unknown));
        };
        let unheard = code.unheard(rows, now)?;
        if code.used_at.is_some() && unheard.is_none() {
            return Ok(Err(EnrolProblem::Used));
        }
        // A code cannot be valid for that long: it was made while the server's clock was ahead.
        let latest = now.0.saturating_add(CODE_LIFE_MS + JUMP_LIMIT_MS);
        if now > code.expires_at || code.expires_at.0 > latest {
            return Ok(Err(EnrolProblem::Expired));
        }
        let account =
            Account::get(rows, &code.commune, &code.account)?.filter(Account::may_have_a_phone);
        Ok(match account {
            Some(account) => Ok(Usable {
                code,
                account,
                unheard,
            }),
            None => Err(EnrolProblem::Unknown),
        })
    }

    /// Uses a code: enrols the phone as `device` and stores its token as a hash. The time that the
    /// phone shows is stored too, so that a jump of its clock before the first sync is noticed.
    pub fn enrol(
        rows: &mut dyn Transaction,
        hash: &str,
        device: DeviceId,
        token_hash: String,
        previous: Option<&DeviceId>,
        (phone, now): (Millis, Millis),
    ) -> Rows<Result<Enrolled, EnrolProblem>> {
        let Usable {
            mut code,
            account,
            unheard,
        } = match Self::usable(rows, hash, now)? {
            Ok(usable) => usable,
            Err(problem) => return Ok(Err(problem)),
        };
        code.used_at.get_or_insert(now);
        code.device = Some(device.clone());
        code.put(rows)?;
        if let Some(mut unheard) = unheard {
            unheard.state = DeviceState::Retired;
            unheard.put(rows)?;
        }
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
            was_stolen: false,
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

//! Accounts, devices and enrolment codes. Secrets come in and stay hashed.
use crate::StoreError;
use crate::rows::{DocumentRow, Rows, Transaction};
use domain::{AccountId, CommuneId, DeviceId, Millis, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
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

const ACCOUNT: &str = "account";
const DEVICE: &str = "device";
const CODE: &str = "code";

fn write<T: Serialize>(
    rows: &mut dyn Transaction,
    kind: &str,
    (commune, id, key): (&CommuneId, &str, &str),
    value: &T,
) -> Rows<()> {
    let body =
        serde_json::to_string(value).map_err(|error| StoreError::damaged("document", error))?;
    rows.put_document(
        kind,
        &DocumentRow {
            commune: commune.clone(),
            id: id.to_owned(),
            key: key.to_owned(),
            body,
        },
    )
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

    pub fn put(&self, rows: &mut dyn Transaction) -> Rows<()> {
        write(
            rows,
            DEVICE,
            (&self.commune, self.id.as_str(), &self.token_hash),
            self,
        )
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

    /// Uses a code: the phone becomes `device`, its token known by its hash only.
    pub fn enrol(
        rows: &mut dyn Transaction,
        hash: &str,
        device: DeviceId,
        token_hash: String,
        previous: Option<&DeviceId>,
        now: Millis,
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
        if now > code.expires_at {
            return Ok(Err(EnrolProblem::Expired));
        }
        let account =
            Account::get(rows, &code.commune, &code.account)?.filter(|account| !account.disabled);
        let Some(account) = account else {
            return Ok(Err(EnrolProblem::Unknown));
        };
        code.used_at = Some(now);
        code.put(rows)?;
        let before = match previous {
            Some(id) => Device::get(rows, &account.commune, id)?,
            None => None,
        };
        let before = before.filter(|it| {
            it.account == account.id
                && matches!(it.state, DeviceState::Active | DeviceState::Retired)
        });
        let wrapped_key = before.as_ref().and_then(|it| it.wrapped_key.clone());
        if let Some(mut before) = before {
            before.state = DeviceState::Retired;
            before.put(rows)?;
        }
        let device = Device {
            id: device,
            commune: account.commune.clone(),
            account: account.id.clone(),
            token_hash,
            enrolled_at: now,
            state: DeviceState::Active,
            last_contact: None,
            offset_ms: None,
            app: String::new(),
            unsent: 0,
            wrapped_key: None,
        };
        device.put(rows)?;
        Ok(Ok(Enrolled {
            account,
            device,
            wrapped_key,
        }))
    }
}

//! Enrolling a phone: `POST /api/enrol/check` before a PIN is chosen, `POST /api/enrol` with the
//! one-time code, then `POST /api/recovery`.
//!
//! A phone seals what it keeps by a data key that its PIN and its own unreadable key open
//! together. The server keeps a second wrapping of that data key, useless without the device, and
//! gives it back with the next enrolment of the same person on the same device: so a forgotten PIN
//! costs no unsent work. Where a restored server does not know it, the phone puts its book aside and
//! asks again at each contact: `POST /api/recovery/found`.
use crate::Identity;
use domain::{CommuneId, DeviceId, Millis};
use serde::{Deserialize, Serialize};

/// Longest wrapping that the server keeps.
pub const WRAPPED_KEY_LIMIT_BYTES: usize = 200;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    pub protocol: u16,
    /// As typed or scanned: letters and digits in any case, blanks and hyphens ignored.
    pub code: String,
    /// Version of the app.
    pub app: String,
    pub clock: Millis,
    /// The device that this phone was until now, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<DeviceId>,
}

/// `POST /api/enrol/check`: whether a code can be used, which does not use it up. A server older than
/// this answers `not-found`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CheckRequest {
    pub protocol: u16,
    /// As in [`EnrolRequest`].
    pub code: String,
}

/// Whose code it is. Otherwise the same problems as with [`EnrolResponse`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CheckResponse {
    pub name: String,
    pub commune_name: String,
}

/// Status 200. Otherwise a [`ProblemBody`]: `code-unknown`, `code-used`, `code-expired`,
/// `too-many-tries`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EnrolResponse {
    /// A new device each time; the previous one of the same person is retired, not revoked.
    pub identity: Identity,
    /// Sent as `Authorization: Bearer …` from now on; the server stores its SHA-256 only.
    pub token: String,
    /// The person's name, to greet with.
    pub name: String,
    pub commune_name: String,
    pub server_time: Millis,
    /// The second wrapping of `previous`, if the same person had it and it was not revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrapped_key: Option<String>,
}

/// `POST /api/recovery`, status 204: the wrapping to keep for this device, replacing an older one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct RecoveryRequest {
    pub wrapped_key: String,
}

/// Most earlier devices asked after at once.
pub const FOUND_LIMIT: usize = 16;

/// `POST /api/recovery/found`: whether the server knows again what opens books that this phone had
/// to put aside, because a backup was restored that was older than their enrolment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FoundRequest {
    /// What this phone was before, up to [`FOUND_LIMIT`].
    pub devices: Vec<DeviceId>,
}

/// Those of the same person's that were not revoked and have a wrapping.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FoundResponse {
    pub found: Vec<FoundWrapping>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FoundWrapping {
    pub device: DeviceId,
    pub wrapped_key: String,
}

/// The body of every answer of the API that is not a success.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProblemBody {
    /// Stable.
    pub code: String,
    /// For the person, in Vietnamese.
    pub sentence: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub english: String,
}

/// Unsent work carried by hand: `tungnha import outbox FILE`.
///
/// `sealed` is base64 of a 24-byte nonce and the XChaCha20-Poly1305 ciphertext of the JSON of
/// `Vec<Entry>`, under the key SHA-256(`OUTBOX_FILE_LABEL` followed by SHA-256(token)), with the
/// device's id as associated data: only the server, which stores SHA-256(token), can open it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OutboxFile {
    pub format: u16,
    pub commune: CommuneId,
    pub device: DeviceId,
    /// The phone's clock when the file was made, and since when it had run without a jump.
    pub clock: Millis,
    pub steady_since: Millis,
    pub sealed: String,
}

pub const OUTBOX_FILE_LABEL: &[u8] = b"tungnha outbox 1";

//! Problems shown to phones: a stable code, and a sentence in both languages.
use crate::limit::TooMany;
use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{StoreError, Trouble};
use sync::ProblemBody;
use words::Language;

/// Seconds after which a phone may try again when too many sync at once.
pub const BUSY_RETRY_AFTER_S: u64 = 5;

/// The same when a person must first make room.
pub const MENDED_BY_HAND_RETRY_AFTER_S: u64 = 300;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApiProblem {
    NotFound,
    JsonNotUnderstood,
    TooLarge,
    TokenUnknown,
    AppTooOld,
    /// The server must be updated; nothing of the phone is wrong.
    AppTooNew,
    CodeUnknown,
    CodeUsed,
    CodeExpired,
    TooManyTries {
        retry_after_s: u64,
    },
    Busy,
    DiskFull,
    DataReadOnly,
    DataDamaged,
    /// PostgreSQL cannot be reached, or another server has the database.
    DatabaseAway,
    Internal,
    /// Larger than a photo may be.
    PhotoTooLarge,
    /// The entry that registers the household has not arrived, so the phone must sync first.
    PhotoHouseholdUnknown,
    /// The entry that plans the class has not arrived, so the phone must sync first.
    PhotoClassUnknown,
    PhotoElsewhere,
    PhotosTooMany,
    PhotoNotWhole,
    PhotoNotJpeg,
    PhotoNotSquare,
    PhotoTellsMore,
    /// Another picture with this id is complete already.
    PhotoTaken,
}

impl ApiProblem {
    pub fn status(self) -> StatusCode {
        match self {
            ApiProblem::NotFound | ApiProblem::CodeUnknown => StatusCode::NOT_FOUND,
            ApiProblem::JsonNotUnderstood => StatusCode::BAD_REQUEST,
            ApiProblem::TooLarge | ApiProblem::PhotoTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ApiProblem::PhotoHouseholdUnknown | ApiProblem::PhotoClassUnknown => {
                StatusCode::CONFLICT
            }
            ApiProblem::PhotoElsewhere => StatusCode::FORBIDDEN,
            ApiProblem::PhotosTooMany
            | ApiProblem::PhotoNotWhole
            | ApiProblem::PhotoNotJpeg
            | ApiProblem::PhotoNotSquare
            | ApiProblem::PhotoTellsMore
            | ApiProblem::PhotoTaken => StatusCode::UNPROCESSABLE_ENTITY,
            ApiProblem::TokenUnknown => StatusCode::UNAUTHORIZED,
            // One of the two speaks a later version of the protocol.
            ApiProblem::AppTooOld | ApiProblem::AppTooNew => StatusCode::UPGRADE_REQUIRED,
            ApiProblem::CodeUsed | ApiProblem::CodeExpired => StatusCode::GONE,
            ApiProblem::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
            ApiProblem::Busy | ApiProblem::DataReadOnly | ApiProblem::DatabaseAway => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            ApiProblem::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            ApiProblem::DataDamaged | ApiProblem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            ApiProblem::NotFound => "not-found",
            ApiProblem::JsonNotUnderstood => "json-not-understood",
            ApiProblem::TooLarge => "too-large",
            ApiProblem::TokenUnknown => "token-unknown",
            ApiProblem::AppTooOld => "app-too-old",
            ApiProblem::AppTooNew => "app-too-new",
            ApiProblem::CodeUnknown => "code-unknown",
            ApiProblem::CodeUsed => "code-used",
            ApiProblem::CodeExpired => "code-expired",
            ApiProblem::TooManyTries { .. } => "too-many-tries",
            ApiProblem::Busy => "busy",
            ApiProblem::DiskFull => "disk-full",
            ApiProblem::DataReadOnly => "data-read-only",
            ApiProblem::DataDamaged => "data-damaged",
            ApiProblem::DatabaseAway => "database-away",
            ApiProblem::Internal => "internal",
            ApiProblem::PhotoTooLarge => "photo-too-large",
            ApiProblem::PhotoHouseholdUnknown => "photo-household-unknown",
            ApiProblem::PhotoClassUnknown => "photo-class-unknown",
            ApiProblem::PhotoElsewhere => "photo-elsewhere",
            ApiProblem::PhotosTooMany => "photos-too-many",
            ApiProblem::PhotoNotWhole => "photo-not-whole",
            ApiProblem::PhotoNotJpeg => "photo-not-jpeg",
            ApiProblem::PhotoNotSquare => "photo-not-square",
            ApiProblem::PhotoTellsMore => "photo-tells-more",
            ApiProblem::PhotoTaken => "photo-taken",
        }
    }

    fn sentence(self, lang: Language) -> &'static str {
        use words::public as say;
        match self {
            ApiProblem::NotFound => say::api_not_found(lang),
            ApiProblem::JsonNotUnderstood => say::api_json_not_understood(lang),
            ApiProblem::TooLarge => say::api_too_large(lang),
            ApiProblem::TokenUnknown => say::api_token_unknown(lang),
            ApiProblem::AppTooOld => say::api_app_too_old(lang),
            ApiProblem::AppTooNew => say::api_app_too_new(lang),
            ApiProblem::CodeUnknown => say::api_code_unknown(lang),
            ApiProblem::CodeUsed => say::api_code_used(lang),
            ApiProblem::CodeExpired => say::api_code_expired(lang),
            ApiProblem::TooManyTries { .. } => say::api_too_many_tries(lang),
            ApiProblem::Busy => say::api_busy(lang),
            ApiProblem::DiskFull => say::api_disk_full(lang),
            ApiProblem::DataReadOnly => say::api_data_read_only(lang),
            ApiProblem::DataDamaged => say::api_data_damaged(lang),
            ApiProblem::DatabaseAway => say::api_database_away(lang),
            ApiProblem::Internal => say::api_internal(lang),
            ApiProblem::PhotoTooLarge => say::api_photo_too_large(lang),
            ApiProblem::PhotoHouseholdUnknown => say::api_photo_household_unknown(lang),
            ApiProblem::PhotoClassUnknown => say::api_photo_class_unknown(lang),
            ApiProblem::PhotoElsewhere => say::api_photo_elsewhere(lang),
            ApiProblem::PhotosTooMany => say::api_photos_too_many(lang),
            ApiProblem::PhotoNotWhole => say::api_photo_not_whole(lang),
            ApiProblem::PhotoNotJpeg => say::api_photo_not_jpeg(lang),
            ApiProblem::PhotoNotSquare => say::api_photo_not_square(lang),
            ApiProblem::PhotoTellsMore => say::api_photo_tells_more(lang),
            ApiProblem::PhotoTaken => say::api_photo_taken(lang),
        }
    }

    fn retry_after_s(self) -> Option<u64> {
        match self {
            ApiProblem::TooManyTries { retry_after_s } => Some(retry_after_s),
            ApiProblem::Busy | ApiProblem::DatabaseAway => Some(BUSY_RETRY_AFTER_S),
            ApiProblem::DiskFull | ApiProblem::DataReadOnly => Some(MENDED_BY_HAND_RETRY_AFTER_S),
            _ => None,
        }
    }

    /// The problem behind a failure of the store.
    pub(crate) fn of(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Full => Self::DiskFull,
            Trouble::ReadOnly => Self::DataReadOnly,
            Trouble::Damaged => Self::DataDamaged,
            Trouble::Away => Self::DatabaseAway,
            Trouble::Other | Trouble::NotABackup | Trouble::Gone => Self::Internal,
        }
    }

    /// An internal failure. It is logged here, once.
    pub fn internal(why: impl std::fmt::Display) -> Self {
        tracing::error!(%why, "the API failed");
        Self::Internal
    }
}

/// Logs the failure, once.
impl From<StoreError> for ApiProblem {
    fn from(why: StoreError) -> Self {
        let problem = Self::of(why.trouble());
        tracing::error!(%why, code = problem.code(), "the store failed");
        problem
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let body = ProblemBody {
            code: self.code().to_owned(),
            sentence: self.sentence(Language::Vietnamese).to_owned(),
            english: self.sentence(Language::English).to_owned(),
        };
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == ApiProblem::TokenUnknown {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<JsonRejection> for ApiProblem {
    fn from(why: JsonRejection) -> Self {
        match why.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiProblem::TooLarge,
            _ => ApiProblem::JsonNotUnderstood,
        }
    }
}

impl From<BytesRejection> for ApiProblem {
    fn from(why: BytesRejection) -> Self {
        match why.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiProblem::TooLarge,
            _ => ApiProblem::JsonNotUnderstood,
        }
    }
}

impl From<TooMany> for ApiProblem {
    fn from(it: TooMany) -> Self {
        ApiProblem::TooManyTries {
            retry_after_s: it.retry_after_s,
        }
    }
}

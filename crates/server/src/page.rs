//! Pages, and the problems shown on them.
use crate::api::{ApiProblem, BUSY_RETRY_AFTER_S};
use crate::office::second_factor;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::RefusalCode;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::any::Any;
use std::fmt::Display;
use store::{StoreError, Trouble};
use words::Language;

/// Why a page cannot be shown: a stable code and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("not found")]
    NotFound,
    /// It existed and was withdrawn.
    #[error("gone")]
    Gone,
    #[error("not allowed")]
    NotAllowed,
    /// Nobody is signed in. `back_to` is the page to return to after signing in.
    #[error("not signed in")]
    SignedOut { back_to: String },
    /// The commune requires a second factor, and this account has none yet.
    #[error("second factor needed")]
    SecondFactorNeeded,
    /// The form did not come from our own page, or the session has changed since.
    #[error("form expired")]
    FormExpired,
    #[error("form not understood")]
    FormNotUnderstood,
    /// A text in the form contains invisible characters. What was typed is still on the browser's
    /// previous page.
    #[error("text not plain")]
    TextNotPlain,
    /// The form is larger than its limit.
    #[error("too large")]
    TooLarge,
    #[error("too many attempts")]
    TooMany { retry_after_s: u64 },
    #[error("busy")]
    Busy,
    #[error("refused: {0}")]
    Refused(domain::RefusalCode),
    /// The data cannot be written, for example because the disk is full. Never [`Trouble::Other`].
    #[error("the store failed")]
    Store(Trouble),
    /// Like `Store`, for actions that are allowed only once they are in the access log.
    #[error("the log of access cannot be written")]
    NotLogged(Trouble),
    /// The requested record cannot be read. Everything else can.
    #[error("{0} cannot be read")]
    Unreadable(String),
    /// A bug or a failing machine. It is logged here and shown without details.
    #[error("{0}")]
    Internal(String),
}

impl PageError {
    /// Turns any internal failure into an error. Store failures that someone can do something about
    /// are shown as such.
    pub fn internal(why: impl Display + 'static) -> Self {
        let store = (&why as &dyn Any).downcast_ref::<StoreError>();
        if let Some(StoreError::Unreadable(what)) = store {
            return Self::Unreadable(what.to_string());
        }
        match store.map_or(Trouble::Other, StoreError::trouble) {
            Trouble::Other => Self::Internal(why.to_string()),
            trouble => Self::store(trouble, &why),
        }
    }

    /// The access log could not be written, so the action it must precede is refused.
    pub fn not_logged(why: StoreError) -> Self {
        match Self::internal(why) {
            Self::Store(trouble) => Self::NotLogged(trouble),
            other => other,
        }
    }

    /// Logs the failure, once.
    fn store(trouble: Trouble, why: &dyn Display) -> Self {
        let told = Self::Store(trouble);
        tracing::error!(%why, code = told.code(), "the store failed");
        told
    }

    fn status(&self) -> StatusCode {
        match self {
            PageError::NotFound => StatusCode::NOT_FOUND,
            PageError::Gone => StatusCode::GONE,
            PageError::NotAllowed => StatusCode::FORBIDDEN,
            PageError::SignedOut { .. } | PageError::SecondFactorNeeded => StatusCode::SEE_OTHER,
            PageError::FormExpired => StatusCode::FORBIDDEN,
            PageError::FormNotUnderstood => StatusCode::BAD_REQUEST,
            PageError::TextNotPlain => StatusCode::UNPROCESSABLE_ENTITY,
            PageError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            PageError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            PageError::Busy => StatusCode::SERVICE_UNAVAILABLE,
            PageError::Refused(_) => StatusCode::CONFLICT,
            PageError::Store(it) | PageError::NotLogged(it) => ApiProblem::of(*it).status(),
            PageError::Unreadable(_) | PageError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            PageError::NotFound => "not-found",
            PageError::Gone => "gone",
            PageError::NotAllowed => "not-allowed",
            PageError::SignedOut { .. } => "signed-out",
            PageError::SecondFactorNeeded => "second-factor-needed",
            PageError::FormExpired => "form-expired",
            PageError::FormNotUnderstood => "form-not-understood",
            PageError::TextNotPlain => RefusalCode::TextNotPlain.as_str(),
            PageError::TooLarge => "too-large",
            PageError::TooMany { .. } => "too-many",
            PageError::Busy => "busy",
            PageError::Refused(code) => code.as_str(),
            PageError::Store(it) | PageError::NotLogged(it) => ApiProblem::of(*it).code(),
            PageError::Unreadable(_) => RefusalCode::RecordUnreadable.as_str(),
            PageError::Internal(_) => "internal",
        }
    }

    fn sentence(&self, lang: Language) -> &'static str {
        use words::public as say;
        match self {
            PageError::NotFound => say::problem_not_found(lang),
            PageError::Gone => words::bulletin::gone(lang),
            PageError::NotAllowed => say::problem_not_allowed(lang),
            PageError::SignedOut { .. } => say::problem_signed_out(lang),
            PageError::SecondFactorNeeded => words::roster::second_factor_needed(lang),
            PageError::FormExpired => say::problem_form_expired(lang),
            PageError::FormNotUnderstood => say::problem_form_not_understood(lang),
            PageError::TextNotPlain => say::problem_text_not_plain(lang),
            PageError::TooLarge => say::problem_too_large(lang),
            PageError::TooMany { .. } => say::problem_too_many(lang),
            PageError::Busy => say::problem_busy(lang),
            PageError::Refused(code) => code.sentence(lang),
            PageError::Unreadable(_) => RefusalCode::RecordUnreadable.sentence(lang),
            PageError::NotLogged(_) => say::problem_not_logged(lang),
            PageError::Store(Trouble::Full) => say::problem_disk_full(lang),
            PageError::Store(Trouble::ReadOnly) => say::problem_data_read_only(lang),
            PageError::Store(Trouble::Damaged) => say::problem_data_damaged(lang),
            PageError::Store(Trouble::Away) => say::problem_database_away(lang),
            // The last two can end only a command, never a page.
            PageError::Store(Trouble::Other | Trouble::NotABackup | Trouble::Gone)
            | PageError::Internal(_) => say::problem_internal(lang),
        }
    }
}

/// Of whoever reads; what was to be written says more by [`PageError::not_logged`].
impl From<StoreError> for PageError {
    fn from(why: StoreError) -> Self {
        Self::internal(why)
    }
}

/// A problem carried by an answer until the language is known; see [`tell_problem`].
#[derive(Clone)]
struct CarriedProblem {
    code: &'static str,
    vi: &'static str,
    en: &'static str,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let PageError::SignedOut { back_to } = &self {
            return Redirect::to(&format!("/vao?tiep={}", escape_query(back_to))).into_response();
        }
        if let PageError::SecondFactorNeeded = &self {
            return Redirect::to(second_factor::SET_UP).into_response();
        }
        if let PageError::Internal(why) = &self {
            tracing::error!(why, "a page failed");
        }
        let mut response = self.status().into_response();
        let retry_after_s = match &self {
            PageError::TooMany { retry_after_s } => Some(*retry_after_s),
            PageError::Busy => Some(BUSY_RETRY_AFTER_S),
            _ => None,
        };
        if let Some(seconds) = retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(CarriedProblem {
            code: self.code(),
            vi: self.sentence(Language::Vietnamese),
            en: self.sentence(Language::English),
        });
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    lang: Language,
    code: &'static str,
    sentence: &'static str,
}

/// Replaces a problem that a handler answered with by its page, in the reader's language.
pub(crate) fn tell_problem(response: Response, lang: Language) -> Response {
    let Some(told) = response.extensions().get::<CarriedProblem>().cloned() else {
        return response;
    };
    let sentence = match lang {
        Language::Vietnamese => told.vi,
        Language::English => told.en,
    };
    let page = ProblemPage {
        lang,
        code: told.code,
        sentence,
    };
    let (parts, _) = response.into_parts();
    let mut page = (parts.status, render(&page)).into_response();
    for (name, value) in &parts.headers {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}

/// A template as an answer.
pub fn render(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a template failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Percent-encodes a path for use as a query value.
pub(crate) fn escape_query(text: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~')
        .remove(b'/');
    utf8_percent_encode(text, KEPT).to_string()
}

/// The page number to show, between 1 and the last page, and the number of pages.
pub fn page_of(asked: Option<usize>, lines: usize, on_a_page: usize) -> (usize, usize) {
    let pages = lines.div_ceil(on_a_page).max(1);
    (asked.unwrap_or(1).clamp(1, pages), pages)
}

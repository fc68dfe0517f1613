//! Sheets as PDF: set one after another, away from the threads that answer.
use crate::PageError;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use reports::{PdfProblem, Print, to_pdf};
use tokio::sync::Semaphore;

/// One at a time: setting a sheet keeps a core busy.
static TURN: Semaphore = Semaphore::const_new(1);
/// The office's sheets set or waiting; more are told to come back.
static OFFICE: Semaphore = Semaphore::const_new(16);
/// The public's, few, so that the office never waits long behind them.
static PUBLIC: Semaphore = Semaphore::const_new(2);

/// Whose sheet it is.
#[derive(Clone, Copy)]
pub enum For {
    Office,
    Public,
}

/// The sheet as a file to keep or print; `name` is the file's, without its ending.
///
/// # Errors
/// Not found in a build without PDF, busy when too many wait.
pub async fn pdf(print: Print, name: &str, whose: For) -> Result<Response, PageError> {
    let queue = match whose {
        For::Office => &OFFICE,
        For::Public => &PUBLIC,
    };
    let _place = queue.try_acquire().map_err(|_| PageError::Busy)?;
    let _turn = TURN.acquire().await.map_err(PageError::internal)?;
    let set = tokio::task::spawn_blocking(move || to_pdf(&print)).await;
    let bytes = match set.map_err(PageError::internal)? {
        Ok(bytes) => bytes,
        Err(PdfProblem::LeftOut) => return Err(PageError::NotFound),
        Err(problem) => return Err(PageError::internal(problem)),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/pdf"),
    );
    let disposition = format!("attachment; filename=\"{name}.pdf\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(PageError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

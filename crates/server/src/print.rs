//! Makes sheets as PDF and pictures to share, one after another, away from the threads that answer
//! requests.
use crate::PageError;
use crate::share::{self, Queue};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use reports::{PdfProblem, Print, to_pdf, to_png};
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// One at a time, because making a sheet keeps a core busy.
static TURN: Semaphore = Semaphore::const_new(1);
/// Sheets of the office being made or waiting. Beyond this, officers are asked to come back.
static OFFICE: LazyLock<Queue> = LazyLock::new(|| Queue::new(1, 16, 16));
/// The same for the public: few, so that the office never waits long behind them, and two for each
/// address.
static PUBLIC: LazyLock<Queue> = LazyLock::new(|| Queue::new(1, 4, 2));

/// For whom a sheet is made.
#[derive(Clone, Copy)]
pub enum For {
    Office,
    Public,
}

/// The sheet as a PDF file. `name` is the file's name without its ending.
///
/// # Errors
/// Not found in a build without PDF, busy if too many are waiting.
pub async fn pdf(print: Print, name: &str, whose: For) -> Result<Response, PageError> {
    let mut response = set(print, whose, to_pdf, "application/pdf").await?;
    let disposition = format!("attachment; filename=\"{name}.pdf\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(PageError::internal)?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// The first page of the sheet as a picture, for the public.
///
/// # Errors
/// As for [`pdf`].
pub async fn png(print: Print) -> Result<Response, PageError> {
    set(print, For::Public, to_png, "image/png").await
}

async fn set(
    print: Print,
    whose: For,
    write: fn(&Print) -> Result<Vec<u8>, PdfProblem>,
    kind: &'static str,
) -> Result<Response, PageError> {
    let queue = match whose {
        For::Office => &OFFICE,
        For::Public => &PUBLIC,
    };
    let _place = queue.turn().await?;
    let _turn = TURN.acquire().await.map_err(PageError::internal)?;
    let set = share::aside(move || write(&print)).await;
    match set.map_err(PageError::internal)? {
        Ok(bytes) => Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response()),
        Err(PdfProblem::LeftOut) => Err(PageError::NotFound),
        Err(problem) => Err(PageError::internal(problem)),
    }
}

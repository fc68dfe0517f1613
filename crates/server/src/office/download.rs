//! Downloads what is on screen as an XLSX or CSV file.
use super::caveat::Caveats;
use crate::PageError;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use reports::{Cell, Sheet, to_csv, to_xlsx};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `csv`, or else a workbook; `name` is the file's, without its ending. The notices of
/// the page stand below the table.
pub fn download(
    mut sheet: Sheet,
    caveats: &Caveats,
    form: &str,
    name: &str,
) -> Result<Response, PageError> {
    let caveats = caveats.all().into_iter().map(|it| Cell::text(it.text));
    sheet.rows.extend(caveats.map(|it| vec![it]));
    let sheet = &sheet;
    let (kind, ending, bytes) = match form {
        "csv" => ("text/csv; charset=utf-8", "csv", to_csv(sheet)),
        _ => (XLSX, "xlsx", to_xlsx(sheet).map_err(PageError::internal)?),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let disposition = HeaderValue::from_str(&disposition).map_err(PageError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

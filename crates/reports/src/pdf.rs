//! Makes sheets into PDF and pictures with typst.
//!
//! Without the feature `pdf` typst is not compiled and every sheet is [`PdfProblem::LeftOut`], so
//! that callers are the same in both builds.
#[cfg(feature = "pdf")]
mod desk;

use crate::Print;

/// Whether this build can make PDF.
pub const PRINTS_PDF: bool = cfg!(feature = "pdf");

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfProblem {
    #[error("this build prints no PDF: the feature `pdf` was left out")]
    LeftOut,
    /// A bug in a template; what people wrote cannot cause it, because it never becomes markup.
    #[error("a template failed: {0}")]
    Template(String),
}

/// Makes a sheet into PDF. The same sheet gives the same bytes, because templates reach no clock,
/// random numbers, file or network.
///
/// Takes some hundredths of a second, so it should not run on a thread that answers other requests.
///
/// # Errors
/// If the feature is off; otherwise only for a bug in a template.
pub fn to_pdf(print: &Print) -> Result<Vec<u8>, PdfProblem> {
    #[cfg(feature = "pdf")]
    return desk::set(print);
    #[cfg(not(feature = "pdf"))]
    return left_out(print);
}

/// The first page as PNG, two pixels per point, made like [`to_pdf`].
///
/// # Errors
/// The same as [`to_pdf`].
pub fn to_png(print: &Print) -> Result<Vec<u8>, PdfProblem> {
    #[cfg(feature = "pdf")]
    return desk::draw(print);
    #[cfg(not(feature = "pdf"))]
    return left_out(print);
}

#[cfg(not(feature = "pdf"))]
fn left_out(_: &Print) -> Result<Vec<u8>, PdfProblem> {
    Err(PdfProblem::LeftOut)
}

//! The reader of QR codes for browsers without one of their own.

/// The text of a QR code in a picture of `width` points a row, four bytes (red, green, blue,
/// opacity) a point.
pub fn decode(picture: &[u8], width: usize) -> Option<String> {
    let height = picture.len().checked_div(width * 4)?;
    // Green carries most of what the eye sees as light.
    let green = |x: usize, y: usize| picture[(y * width + x) * 4 + 1];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, green);
    let found = prepared.detect_grids();
    let mut texts = found.iter().filter_map(|grid| grid.decode().ok());
    texts.next().map(|(_, text)| text)
}

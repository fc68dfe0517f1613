//! A reader of QR codes, for browsers that have none.

/// The text of a QR code in a picture. `width` is in pixels; each pixel has four bytes: red, green,
/// blue, opacity.
pub fn decode(picture: &[u8], width: usize) -> Option<String> {
    let height = picture.len().checked_div(width * 4)?;
    // Green makes up most of the brightness that the eye sees.
    let green = |x: usize, y: usize| picture[(y * width + x) * 4 + 1];
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, green);
    let found = prepared.detect_grids();
    let mut texts = found.iter().filter_map(|grid| grid.decode().ok());
    texts.next().map(|(_, text)| text)
}

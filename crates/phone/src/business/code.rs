//! The payment code on the counter: its payload, and its drawing as one SVG path.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;
use vietqr::{Payment, Problem};

/// Width of the white border around a code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// How much of a code may be damaged while it can still be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wear {
    /// For screens: 15 %.
    Screen,
    /// For paper glued up outdoors: 25 %.
    Paper,
}

/// A drawn code. One module is one unit; the white border is included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// Side of the square in units.
    pub side: usize,
    /// The dark modules, as the attribute `d` of an SVG path.
    pub path: String,
}

/// The text of a code that pays into this account any number of times, with no amount filled in.
///
/// # Errors
/// The format does not accept the account or the bank.
pub fn payload(bin: &str, account: &str) -> Result<String, Problem> {
    vietqr::encode(&Payment::to_account(bin, account))
}

/// Like [`payload`], for a card number instead of an account.
///
/// # Errors
/// The format does not accept the card or the bank.
pub fn card_payload(bin: &str, card: &str) -> Result<String, Problem> {
    vietqr::encode(&Payment::to_card(bin, card))
}

/// Draws a payload; `None` if it is too long for any code.
pub fn draw(payload: &str, wear: Wear) -> Option<Drawing> {
    let level = match wear {
        Wear::Screen => EcLevel::M,
        Wear::Paper => EcLevel::Q,
    };
    let code = QrCode::with_error_correction_level(payload, level).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..]
                .iter()
                .take_while(|module| **module == Color::Dark)
                .count();
            if run > 0 {
                let (x, y) = (column + QUIET, row + QUIET);
                // Writing to a string cannot fail.
                let _infallible = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += run.max(1);
        }
    }
    Some(Drawing {
        side: width + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_is_that_of_the_standard() {
        let payload = payload("970416", "257678859");
        let known = "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F";
        assert_eq!(payload.as_deref(), Ok(known));
    }

    #[test]
    fn a_drawing_is_read_back_by_a_decoder() {
        let payload = payload("970405", "0011012345678").unwrap();
        for wear in [Wear::Screen, Wear::Paper] {
            let drawing = draw(&payload, wear).unwrap();
            assert_eq!(
                decoded(&drawing).as_deref(),
                Some(payload.as_str()),
                "{wear:?}"
            );
        }
    }

    #[test]
    fn a_paper_code_survives_more_damage_than_a_screen_code() {
        let payload = payload("970405", "0011012345678").unwrap();
        let side = |wear| draw(&payload, wear).unwrap().side;
        assert!(side(Wear::Paper) > side(Wear::Screen));
    }

    /// Paints the path as points and reads them with another implementation.
    fn decoded(drawing: &Drawing) -> Option<String> {
        const POINTS: usize = 8;
        let side = drawing.side * POINTS;
        let mut light = vec![255_u8; side * side];
        for run in drawing.path.split('M').filter(|run| !run.is_empty()) {
            let numbers: Vec<usize> = run
                .split(|it: char| !it.is_ascii_digit())
                .filter_map(|it| it.parse().ok())
                .collect();
            let (x, y, length) = (numbers[0], numbers[1], numbers[2]);
            for row in y * POINTS..(y + 1) * POINTS {
                light[row * side + x * POINTS..row * side + (x + length) * POINTS].fill(0);
            }
        }
        let read = |x: usize, y: usize| light[y * side + x];
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, read);
        Some(picture.detect_grids().first()?.decode().ok()?.1)
    }
}

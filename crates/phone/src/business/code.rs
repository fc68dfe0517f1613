//! The code on the counter: its payload, and its modules as one path of an SVG.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;
use vietqr::{Payment, Problem};

/// Modules left white around a code (ISO/IEC 18004).
const QUIET: usize = 4;

/// How much of a code may be spoilt and still be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wear {
    /// On a screen: 15 %.
    Screen,
    /// Glued up outdoors: 25 %.
    Paper,
}

/// A code as modules of one unit, quiet zone included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// Units of a side of the square.
    pub side: usize,
    /// The dark modules, for the attribute `d` of a path.
    pub path: String,
}

/// What a scanner reads: any number of transfers to this account, no amount filled in.
///
/// # Errors
/// An account or bank that the format does not take.
pub fn payload(bin: &str, account: &str) -> Result<String, Problem> {
    vietqr::encode(&Payment::to_account(bin, account))
}

/// The same, to a card.
///
/// # Errors
/// A card or bank that the format does not take.
pub fn card_payload(bin: &str, card: &str) -> Result<String, Problem> {
    vietqr::encode(&Payment::to_card(bin, card))
}

/// Draws a payload; `None` for what is too long for any code.
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
    fn paper_carries_more_against_wear_than_a_screen() {
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

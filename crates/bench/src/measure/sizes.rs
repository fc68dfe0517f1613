//! Sizes of records, for the fullest household that good work makes and for a usual one. A sync
//! after a visit brings the household, never its book.
#[path = "../../../domain/tests/full/household.rs"]
mod full;

use super::Effort;
use crate::table::Figure;
use domain::RECORD_LIMIT_BYTES;
use full::Full;

pub fn measure(_effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let half = (RECORD_LIMIT_BYTES / 2) as f64;
    let mut figures = Vec::new();
    for (which, door) in [("fullest", Full::household()), ("usual", Full::usual())] {
        for (key, bytes) in door.sizes() {
            let what = key.split_once(':').map_or(key.as_str(), |it| it.0);
            let name = format!("{which} household: {what}");
            figures.push(Figure::new(name, bytes as f64, "B").at_most(half));
        }
        let before = door.as_before().len() as f64;
        figures.push(Figure::new(
            format!("{which} household: before"),
            before,
            "B",
        ));
    }
    Ok(figures)
}

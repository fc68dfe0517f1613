//! Figures and lists to XLSX, CSV and SVG: pure, one [`Sheet`] for every form.

mod chart;
mod csv;
mod sheet;
mod xlsx;

pub use chart::{LineChart, Point, bar};
pub use csv::to_csv;
pub use sheet::{Cell, Sheet, harmless};
pub use xlsx::{XlsxProblem, to_xlsx};

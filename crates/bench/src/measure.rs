//! All measurements, each with its name for `--only`.
mod board;
mod codes;
mod crowd;
mod day;
mod first_sync;
mod growth;
mod import;
mod operations;
mod sizes;

pub use first_sync::AREA;

use crate::server::Binary;
use crate::table::Figure;
use std::time::Duration;

/// How long to measure, and how large a world.
#[derive(Clone, Debug)]
pub struct Effort {
    pub server: Binary,
    pub communes: usize,
    /// Measure this number of phones only, and batches of this size only: for profiling.
    pub phones: Option<usize>,
    pub batch: Option<usize>,
    /// Seconds of each run under load.
    pub seconds: u64,
    /// How often each run is repeated; the median is reported.
    pub times: usize,
    pub quick: bool,
}

impl Effort {
    fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

type Measure = fn(&Effort) -> anyhow::Result<Vec<Figure>>;

pub const ALL: &[(&str, Measure)] = &[
    ("operations", operations::measure),
    ("first-sync", first_sync::measure),
    ("crowd", crowd::measure),
    ("board", board::measure),
    ("import", import::measure),
    ("codes", codes::measure),
    ("sizes", sizes::measure),
    ("growth", growth::measure),
    ("day", day::measure),
];

pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The nearest-rank percentile of the values, which it sorts.
fn percentile(values: &mut [f64], of_hundred: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * of_hundred).div_ceil(100).max(1) - 1;
    values.get(place).copied().unwrap_or(0.0)
}

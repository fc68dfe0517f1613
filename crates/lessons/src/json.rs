//! Writes all cards with their drawings as `lessons.json`, which the phone keeps for use offline.
use std::io::Error;

fn main() -> Result<(), Error> {
    serde_json::to_writer(std::io::stdout().lock(), lessons::all()).map_err(Error::from)
}

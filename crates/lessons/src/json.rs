//! Writes all cards with their drawings as `lessons.json`, for the phone's offline pack.
use std::io::Error;

fn main() -> Result<(), Error> {
    serde_json::to_writer(std::io::stdout().lock(), lessons::all()).map_err(Error::from)
}

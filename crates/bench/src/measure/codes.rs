//! How fast VietQR payloads are encoded and decoded, on one processor.
use super::Effort;
use crate::rate;
use crate::table::Figure;
use anyhow::ensure;
use std::hint::black_box;
use std::time::{Duration, Instant};
use vietqr::Payment;

const LONGEST: Duration = Duration::from_secs(5);
/// How many codes are made between two looks at the clock.
const STRIDE: usize = 1_000;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let payment = Payment {
        amount_dong: Some(65_000),
        purpose: Some("Nuoc mam 1 lit"),
        ..Payment::to_account("970405", "0011012345678")
    };
    let payload = vietqr::encode(&payment)?;
    ensure!(
        vietqr::decode(&payload)?.account == payment.account,
        "a code is read back as it was written"
    );
    let within = effort.duration().min(LONGEST);
    let encoded = count(within, || vietqr::encode(black_box(&payment)).is_ok());
    let decoded = count(within, || vietqr::decode(black_box(&payload)).is_ok());
    Ok(vec![
        Figure::new("VietQR: encoded", encoded, "/s"),
        Figure::new("VietQR: decoded strictly", decoded, "/s"),
    ])
}

fn count(within: Duration, mut work: impl FnMut() -> bool) -> f64 {
    let (begun, mut done) = (Instant::now(), 0);
    while begun.elapsed() < within {
        done += (0..STRIDE).filter(|_| work()).count();
    }
    rate(done, begun.elapsed())
}

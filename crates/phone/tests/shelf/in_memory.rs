//! A shelf in memory, for the tests: it never waits.
use domain::Millis;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub const NOON: Millis = Millis(1_795_000_000_000);

/// A shelf in memory never waits.
pub fn now<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("nothing to wait for"),
    }
}

//! Processor time used by each address in a minute.
use super::Spent;
use crate::Clock;
use crate::limit::{Address, Bounded, TooMany};
use axum::body::{Body, HttpBody};
use hyper::body::{Bytes, Frame, SizeHint};
use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// Processor time that one address may use in a minute without signing in: a tenth of two
/// processors.
pub const BURNED_PER_MINUTE: Duration = Duration::from_secs(12);
const MINUTE_MS: i64 = 60_000;

/// A bucket for each address that empties at a steady rate. An address that fills it has to wait.
#[derive(Clone)]
pub struct Burned {
    clock: Clock,
    a_minute: Duration,
    known: Arc<Mutex<Bounded<Level>>>,
}

#[derive(Clone, Copy, Default)]
struct Level {
    microseconds: i64,
    at_ms: i64,
}

impl Level {
    /// How full the bucket is now, if `a_minute` runs out of it in a minute.
    fn now(self, now_ms: i64, a_minute: i64) -> i64 {
        let gone = now_ms.saturating_sub(self.at_ms).max(0);
        let gone = gone.saturating_mul(a_minute) / MINUTE_MS;
        self.microseconds.saturating_sub(gone).max(0)
    }
}

impl Burned {
    pub fn new(clock: &Clock, a_minute: Option<Duration>) -> Self {
        Self {
            clock: clock.clone(),
            a_minute: a_minute.unwrap_or(BURNED_PER_MINUTE),
            known: Arc::default(),
        }
    }

    /// # Errors
    /// How long to wait, if the address has used its share.
    pub fn look(&self, address: Address) -> Result<(), TooMany> {
        let (now, known) = (self.clock.steady_ms(), self.lock());
        for counted in address.counted() {
            let level = known.get(counted).copied().unwrap_or_default();
            let most = self.allowed(counted.times);
            let beyond = level.now(now, most);
            if beyond >= most {
                // Waits until a tenth is free, because room for only one more page would be refused
                // again at once.
                let wait_ms = (beyond - most + most / 10).saturating_mul(MINUTE_MS) / most;
                let retry_after_s = u64::try_from(wait_ms).unwrap_or(0) / 1_000 + 1;
                return Err(TooMany { retry_after_s });
            }
        }
        Ok(())
    }

    pub fn add(&self, address: Address, time: Duration) {
        if time.is_zero() {
            return;
        }
        let (now, mut known) = (self.clock.steady_ms(), self.lock());
        let time = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        for counted in address.counted() {
            let level = known.touch(counted);
            *level = Level {
                microseconds: level
                    .now(now, self.allowed(counted.times))
                    .saturating_add(time),
                at_ms: now,
            };
        }
    }

    /// How many microseconds may be used in a minute.
    fn allowed(&self, times: u32) -> i64 {
        let once = i64::try_from(self.a_minute.as_micros()).unwrap_or(i64::MAX);
        once.saturating_mul(i64::from(times)).max(1)
    }

    fn lock(&self) -> MutexGuard<'_, Bounded<Level>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Burned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Burned({} addresses)", self.lock().keys())
    }
}

/// The processor time of this thread since it began.
pub(super) fn of_this_thread() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// A future whose every poll is measured.
pub(super) struct Metered<T> {
    inner: Pin<Box<T>>,
    spent: Arc<Spent>,
}

impl<T: Future> Metered<T> {
    pub fn new(inner: T, spent: Arc<Spent>) -> Self {
        let inner = Box::pin(inner);
        Self { inner, spent }
    }
}

impl<T: Future> Future for Metered<T> {
    type Output = T::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T::Output> {
        let began = of_this_thread();
        let polled = self.inner.as_mut().poll(context);
        self.spent.add(of_this_thread().saturating_sub(began));
        polled
    }
}

/// The same for an answer's body, which is compressed while it is read.
pub(super) struct MeteredBody {
    pub inner: Body,
    pub spent: Arc<Spent>,
    pub burned: Burned,
    pub address: Address,
}

impl HttpBody for MeteredBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let began = of_this_thread();
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        self.spent.add(of_this_thread().saturating_sub(began));
        self.burned.add(self.address, self.spent.take());
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Millis;

    #[test]
    fn an_address_that_used_its_share_waits_until_some_is_free() {
        let clock = Clock::fixed(Millis(0));
        let burned = Burned::new(&clock, None);
        let address = |text: &str| Address(text.parse().unwrap());
        let (one, other) = (address("203.0.113.9"), address("203.0.113.10"));
        burned.add(one, BURNED_PER_MINUTE - Duration::from_millis(1));
        assert_eq!(burned.look(one), Ok(()));
        burned.add(one, Duration::from_millis(1));
        assert_eq!(burned.look(one), Err(TooMany { retry_after_s: 7 }));
        assert_eq!(burned.look(other), Ok(()));
        clock.advance(6_000);
        assert_eq!(burned.look(one), Ok(()));
    }
}

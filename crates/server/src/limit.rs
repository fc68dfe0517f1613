//! Rate limits: how often one may try what can be guessed.
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use crate::{AppState, PageError, hops};

/// Sign-ins tried in a row for one account; then one more every [`SIGN_IN_EVERY`].
pub const SIGN_INS_PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(6).expect("not zero");
/// Sign-ins tried in a row from one address: an office shares one.
pub const SIGN_INS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(40).expect("not zero");
pub const SIGN_IN_EVERY: Duration = Duration::from_secs(60);
pub const SIGN_IN_ADDRESS_EVERY: Duration = Duration::from_secs(10);
/// Enrolment codes tried in a row from one address: a team enrols together.
pub const ENROLMENTS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
pub const ENROLMENT_EVERY: Duration = Duration::from_secs(20);
/// Times in a row that a phone asks whether what opens its earlier books is known again: once a contact.
pub const FOUND_PER_DEVICE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
pub const FOUND_EVERY: Duration = Duration::from_secs(20);
/// What the public sends in a row from one address without signing in: a village shares one.
pub const PUBLIC_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
pub const PUBLIC_ADDRESS_EVERY: Duration = Duration::from_secs(30);
/// The same from one phone number.
pub const PUBLIC_PER_PHONE: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
pub const PUBLIC_PHONE_EVERY: Duration = Duration::from_secs(600);
/// The same without a phone number, by a household's card, from one address.
pub const CARDS_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(5).expect("not zero");
pub const CARD_ADDRESS_EVERY: Duration = Duration::from_secs(600);
/// And in one commune, from wherever: more than its doors send on a day of trouble.
pub const CARDS_PER_COMMUNE: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
pub const CARD_COMMUNE_EVERY: Duration = Duration::from_secs(60);
/// Codes of badges, cards and requests looked up in a row: 40 random bits each, so that none is guessed.
pub const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
pub const CODE_EVERY: Duration = Duration::from_secs(20);
/// Keys remembered before those that are free again are forgotten.
const KEYS_LIMIT: usize = 20_000;

/// One kind of attempt, counted for each key.
pub struct Attempts(DefaultKeyedRateLimiter<String>);

impl Attempts {
    fn new(in_a_row: NonZeroU32, then_every: Duration) -> Self {
        let quota = Quota::with_period(then_every)
            .expect("the periods above are not zero")
            .allow_burst(in_a_row);
        Self(RateLimiter::keyed(quota))
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// How long to wait, in seconds, when there were too many.
    pub fn count(&self, key: &str) -> Result<(), TooMany> {
        if self.0.len() > KEYS_LIMIT {
            self.0.retain_recent();
        }
        self.0.check_key(&key.to_owned()).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            TooMany {
                retry_after_s: wait.as_secs() + 1,
            }
        })
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attempts({} keys)", self.0.len())
    }
}

#[derive(Clone, Copy, Debug)]
pub struct TooMany {
    pub retry_after_s: u64,
}

impl From<TooMany> for PageError {
    fn from(it: TooMany) -> Self {
        PageError::TooMany {
            retry_after_s: it.retry_after_s,
        }
    }
}

#[derive(Debug)]
pub struct Limits {
    pub sign_in_by_account: Attempts,
    pub sign_in_by_address: Attempts,
    pub second_factor_by_account: Attempts,
    pub enrol_by_address: Attempts,
    pub found_by_device: Attempts,
    pub public_by_address: Attempts,
    pub public_by_phone: Attempts,
    pub card_by_address: Attempts,
    pub card_by_commune: Attempts,
    pub code_by_address: Attempts,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_by_account: Attempts::new(SIGN_INS_PER_ACCOUNT, SIGN_IN_EVERY),
            sign_in_by_address: Attempts::new(SIGN_INS_PER_ADDRESS, SIGN_IN_ADDRESS_EVERY),
            second_factor_by_account: Attempts::new(SIGN_INS_PER_ACCOUNT, SIGN_IN_EVERY),
            enrol_by_address: Attempts::new(ENROLMENTS_PER_ADDRESS, ENROLMENT_EVERY),
            found_by_device: Attempts::new(FOUND_PER_DEVICE, FOUND_EVERY),
            public_by_address: Attempts::new(PUBLIC_PER_ADDRESS, PUBLIC_ADDRESS_EVERY),
            public_by_phone: Attempts::new(PUBLIC_PER_PHONE, PUBLIC_PHONE_EVERY),
            card_by_address: Attempts::new(CARDS_PER_ADDRESS, CARD_ADDRESS_EVERY),
            card_by_commune: Attempts::new(CARDS_PER_COMMUNE, CARD_COMMUNE_EVERY),
            code_by_address: Attempts::new(CODES_PER_ADDRESS, CODE_EVERY),
        }
    }
}

/// The address that a request came from, for limits only.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl FromRequestParts<AppState> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let direct = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let direct = direct.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let trusted = &state.config.trusted_proxies;
        Ok(Self(hops::client(direct, &parts.headers, trusted)))
    }
}

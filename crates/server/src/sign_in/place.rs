//! Where a sign-in comes from. Someone who guesses from elsewhere cannot lock a person out of the
//! browser, or the address, from which that person has signed in before.
use crate::limit::{Address, Guess, Measure, OF_PLACE, TooMany};
use crate::public::Window;
use crate::session::{self, From};
use crate::{AppState, secret};
use axum::http::{HeaderMap, HeaderValue, header};
use domain::Millis;
use store::{Account, Rows, SignInPlaces};
use subtle::ConstantTimeEq;

/// How long a browser is known after a sign-in.
const KNOWN_MS: i64 = 180 * Millis::DAY;
const COOKIE: &str = "tungnha_known";

/// What is known about the place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A browser with a cookie that we signed. Holds the cookie's signature.
    Browser(String),
    Address,
    Unknown,
}

/// The best that any of these accounts knows about the place.
pub fn of(
    window: &mut Window<'_>,
    accounts: &[Account],
    headers: &HeaderMap,
    from: Address,
) -> Rows<Place> {
    let now = window.now;
    let mut best = Place::Unknown;
    for account in accounts {
        if let Some(signature) = signed(window.state, account, headers, now) {
            return Ok(Place::Browser(signature));
        }
        let known = SignInPlaces::of(window.rows, account)?;
        if known.is_known(&hash(account, from), now) {
            best = Place::Address;
        }
    }
    Ok(best)
}

/// What is stored about a successful sign-in.
pub fn from(account: &Account, headers: &HeaderMap, address: Address) -> From {
    let browser = headers.get(header::USER_AGENT);
    let browser = browser.and_then(|it| it.to_str().ok()).unwrap_or_default();
    From {
        browser: browser.to_owned(),
        place: hash(account, address),
    }
}

fn hash(account: &Account, address: Address) -> String {
    let (commune, id, line) = (&account.commune, &account.id, address.line());
    secret::hash(format!("{commune} {id} {line}"))
}

/// Tries that are under way. They count as failed until they are taken back.
pub struct Tries(Vec<(String, Guess)>);

impl Tries {
    /// Begins a try. `guessed` is what is being guessed, such as the password of a name; `together`
    /// limits it for all unknown places together.
    ///
    /// # Errors
    /// How long to wait, if there were too many failures.
    pub fn begin(
        state: &AppState,
        (guessed, together): (&str, Measure),
        (place, from): (&Place, Address),
    ) -> Result<Self, TooMany> {
        let here = format!("{guessed} {}", from.line());
        let keys = match place {
            Place::Browser(signature) => vec![(format!("{guessed} {signature}"), OF_PLACE)],
            Place::Address => vec![(here, OF_PLACE)],
            Place::Unknown => {
                state.limits.sign_in_by_address.look_from(from)?;
                vec![(here, OF_PLACE), (guessed.to_owned(), together)]
            }
        };
        let mut tries = Self(Vec::new());
        for (key, measure) in keys {
            match state.limits.guesses.begin(&key, measure) {
                Ok(guess) => tries.0.push((key, guess)),
                Err(wait) => {
                    tries.were_none(state);
                    return Err(wait);
                }
            }
        }
        Ok(tries)
    }

    /// Takes the tries back: they were right, or nothing was tried.
    pub fn were_none(self, state: &AppState) {
        for (key, guess) in &self.0 {
            state.limits.guesses.was_right(key, guess);
        }
    }
}

/// A cookie by which the browser is known from now on. It does not say who signed in.
pub fn cookie(state: &AppState, account: &Account) -> Option<HeaderValue> {
    let issued = state.clock.now().0;
    let value = format!("{issued}.{}", signature(account, issued)?);
    let name = cookie_name(account);
    Some(session::set_cookie(
        state,
        &name,
        &value,
        Some(KNOWN_MS / 1_000),
    ))
}

fn signed(state: &AppState, account: &Account, headers: &HeaderMap, now: Millis) -> Option<String> {
    let value = session::cookie(state, headers, &cookie_name(account))?;
    let (issued, told) = value.split_once('.')?;
    let issued: i64 = issued.parse().ok()?;
    let fresh = (0..KNOWN_MS).contains(&(now.0.saturating_sub(issued)));
    let right = signature(account, issued)?;
    let same = bool::from(right.as_bytes().ct_eq(told.as_bytes()));
    (fresh && same).then_some(right)
}

/// Several accounts may share a browser, so each has its own cookie.
fn cookie_name(account: &Account) -> String {
    let hash = secret::hash(format!("{} {}", account.commune, account.id));
    format!("{COOKIE}_{}", hash.get(..8).unwrap_or_default())
}

/// Signs with a secret that only the store knows. When the password changes, no browser is known
/// any more. The key is hashed in twice, as in HMAC, so that nothing can be appended.
fn signature(account: &Account, issued: i64) -> Option<String> {
    let key = account.password_hash.as_ref()?;
    let (commune, id) = (&account.commune, &account.id);
    let inner = secret::hash(format!("{key} known browser {commune} {id} {issued}"));
    Some(secret::hash(format!("{key} {inner}")))
}

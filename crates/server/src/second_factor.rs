//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when
//! it is lost.
use crate::account::AccountName;
use crate::{AppState, Chance, PageError, secret};
use domain::{AccountId, CommuneId, Millis, Role};
use store::SecondFactor;
use totp_rs::{Builder, Secret, Totp};

/// How many recovery codes are shown at set-up. Each can be used once.
pub const RECOVERY_CODES: usize = 10;
/// Digits of a code.
const DIGITS: usize = 6;
const ISSUER: &str = "Từng Nhà";

/// Whether the role may have a second factor: those who work in the office, because they see much
/// data.
pub fn may_have(role: Role) -> bool {
    role >= Role::Officer
}

/// A new secret of 160 bits. It is not in force until its first code was right.
pub fn start(commune: CommuneId, account: AccountId, chance: &Chance) -> SecondFactor {
    SecondFactor {
        commune,
        account,
        secret: Secret::from(chance.bytes::<20>()).to_base32(),
        confirmed_at: None,
        last_step: 0,
        recovery: Vec::new(),
    }
}

/// Puts the factor in force with its first code. Returns the recovery codes, which are stored as
/// hashes.
pub fn confirm(
    factor: &mut SecondFactor,
    typed: &str,
    now: Millis,
    chance: &Chance,
) -> Option<Vec<String>> {
    if !takes_code(factor, typed, now) {
        return None;
    }
    let code = || format!("{}-{}", secret::new_code(chance), secret::new_code(chance));
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| code()).collect();
    factor.recovery = codes.iter().map(|it| secret::code_hash(it)).collect();
    factor.confirmed_at = Some(now);
    Some(codes)
}

/// Whether a code of the app or a recovery code is right. Each code is right only once.
pub fn accept(factor: &mut SecondFactor, typed: &str, now: Millis) -> bool {
    if takes_code(factor, typed, now) {
        return true;
    }
    let hash = secret::code_hash(typed);
    let before = factor.recovery.len();
    factor.recovery.retain(|it| *it != hash);
    factor.recovery.len() < before
}

fn takes_code(factor: &mut SecondFactor, typed: &str, now: Millis) -> bool {
    let digits: String = typed.chars().filter(|it| !it.is_whitespace()).collect();
    if digits.len() != DIGITS {
        return false;
    }
    let seconds = u64::try_from(now.0 / 1_000).unwrap_or_default();
    let step = totp(&factor.secret).and_then(|totp| totp.check(&digits, seconds));
    match step.filter(|step| *step > factor.last_step) {
        Some(step) => {
            factor.last_step = step;
            true
        }
        None => false,
    }
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

/// The code that an app shows now.
pub fn code_now(secret: &str, now: Millis) -> Option<String> {
    let seconds = u64::try_from(now.0 / 1_000).unwrap_or_default();
    Some(totp(secret)?.generate(seconds).to_string())
}

/// The address that the app reads from the QR code.
pub fn address(factor: &SecondFactor) -> String {
    let issuer: String = (ISSUER.bytes())
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let (account, secret) = (&factor.account, &factor.secret);
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

/// Whether this account is asked for a code when signing in.
pub(crate) async fn in_force(state: &AppState, who: &AccountName) -> Result<bool, PageError> {
    let who = who.clone();
    let read = state.read(move |rows| Ok(SecondFactor::in_force(rows, &who.commune, &who.id)?));
    Ok(read.await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_111_111_109_000);

    fn known() -> SecondFactor {
        SecondFactor {
            // The secret of the examples in RFC 6238, appendix B.
            secret: Secret::from(*b"12345678901234567890").to_base32(),
            ..start(
                CommuneId::new("nghi-son").unwrap(),
                AccountId::new("lan").unwrap(),
                &Chance::seeded(1),
            )
        }
    }

    #[test]
    fn the_codes_are_those_of_the_specification() {
        assert!(accept(&mut known(), "081 804", NOW));
        assert!(!accept(&mut known(), "081805", NOW));
        assert!(accept(&mut known(), "081804", Millis(NOW.0 + 30_000)));
        assert!(!accept(&mut known(), "081804", Millis(NOW.0 + 90_000)));
    }

    #[test]
    fn no_code_is_taken_twice() {
        let mut factor = known();
        assert!(accept(&mut factor, "081804", NOW));
        assert!(!accept(&mut factor, "081804", NOW));
        let codes = confirm(&mut known(), "081804", NOW, &Chance::seeded(2)).unwrap();
        assert_eq!(codes.len(), RECOVERY_CODES);
        let mut factor = known();
        confirm(&mut factor, "081804", NOW, &Chance::seeded(2)).unwrap();
        assert!(accept(&mut factor, &codes[3].to_uppercase(), NOW));
        assert!(!accept(&mut factor, &codes[3], NOW));
        assert_eq!(factor.recovery.len(), RECOVERY_CODES - 1);
    }

    #[test]
    fn the_qr_code_names_the_secret_and_its_owner() {
        let factor = known();
        let expected = format!(
            "otpauth://totp/T%E1%BB%ABng%20Nh%C3%A0:lan?secret={}&issuer=T%E1%BB%ABng%20Nh%C3%A0",
            factor.secret
        );
        assert_eq!(address(&factor), expected);
    }
}

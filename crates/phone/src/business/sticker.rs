//! Compares the QR code on the counter, as the camera read it, with the account in the book.

use super::account;
use vietqr::decode;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sticker {
    /// The code pays into this account. `amount_dong` is the amount printed in it, if any.
    Same { amount_dong: Option<u64> },
    /// The code pays someone else. Another sticker may have been pasted over it.
    Different { bin: String, account: String },
    /// Not the QR code of a bank transfer.
    Unreadable,
}

/// Compares a code with the account; upper and lower case are the same.
pub fn compare(scanned: &str, bin: &str, number: &str) -> Sticker {
    let Ok(found) = decode(scanned.trim()) else {
        return Sticker::Unreadable;
    };
    let same_bank = found.bin == bin;
    if same_bank && found.account.eq_ignore_ascii_case(number) {
        return Sticker::Same {
            amount_dong: found.amount_dong,
        };
    }
    Sticker::Different {
        bin: found.bin.to_owned(),
        account: account::masked(found.account),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::code::payload;

    #[test]
    fn the_households_own_code_is_the_same() {
        let own = payload("970416", "257678859").unwrap();
        assert_eq!(
            compare(&format!("{own}\n"), "970416", "257678859"),
            Sticker::Same { amount_dong: None }
        );
    }

    #[test]
    fn a_code_that_the_bank_made_with_an_amount_still_pays_the_same_account() {
        let payment = vietqr::Payment::to_account("970416", "257678859").amount(50_000);
        let own = vietqr::encode(&payment).unwrap();
        assert_eq!(
            compare(&own, "970416", "257678859"),
            Sticker::Same {
                amount_dong: Some(50_000)
            }
        );
    }

    #[test]
    fn another_account_or_another_bank_is_different() {
        let pasted = payload("970405", "257678859").unwrap();
        let different = |bin: &str, account: &str| Sticker::Different {
            bin: bin.to_owned(),
            account: account.to_owned(),
        };
        assert_eq!(
            compare(&pasted, "970416", "257678859"),
            different("970405", "•••• 8859")
        );
        let pasted = payload("970416", "257678850").unwrap();
        assert_eq!(
            compare(&pasted, "970416", "257678859"),
            different("970416", "•••• 8850")
        );
    }

    #[test]
    fn a_code_that_is_no_transfer_is_unreadable() {
        // The last code has a changed digit, so its checksum is wrong.
        let spoilt = payload("970416", "257678859")
            .unwrap()
            .replace("8859", "8858");
        for scanned in ["", "https://example.vn", &spoilt] {
            assert_eq!(compare(scanned, "970416", "257678859"), Sticker::Unreadable);
        }
    }
}

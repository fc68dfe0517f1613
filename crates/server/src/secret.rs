//! Secrets that are shown once and stored as hashes: device tokens and enrolment codes.
use crate::clock::Chance;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::letters;
use sha2::{Digest, Sha256};

/// No code is longer than this.
const CODE_LIMIT: usize = 48;

/// SHA-256 in hexadecimal, which is enough for long random secrets.
pub fn hash(secret: impl AsRef<[u8]>) -> String {
    Sha256::digest(secret)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A token for a device, 256 random bits.
pub fn new_token(chance: &Chance) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(chance.bytes::<32>())
}

/// An enrolment code of 40 random bits, as it is printed: `ab12-cd34`.
pub fn new_code(chance: &Chance) -> String {
    let code = letters(chance.number());
    format!("{}-{}", &code[..4], &code[4..])
}

/// The hash of a code as someone typed it. Case, blanks and hyphens do not matter, and letters that
/// codes do not use are read as the digits they resemble.
pub fn code_hash(typed: &str) -> String {
    hash(plain_code(typed))
}

/// A typed code in the letters that codes are made of.
pub fn plain_code(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .take(CODE_LIMIT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        let code = new_code(&Chance::seeded(1));
        assert_eq!(code.len(), 9);
        let typed = code
            .to_uppercase()
            .replace('-', " ")
            .replace('0', "O")
            .replace('1', "l");
        assert_eq!(code_hash(&typed), code_hash(&code));
        assert_ne!(code_hash("ab12-cd34"), code_hash("ab12-cd35"));
    }
}

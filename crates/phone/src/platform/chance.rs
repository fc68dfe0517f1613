//! Random bytes from the browser's cryptographic source.

use super::window;

/// `N` random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .expect("floor.js has found the Web Crypto API");
    bytes
}

/// 40 random bits for an id of 8 letters.
pub fn id_bits() -> u64 {
    u64::from_le_bytes(bytes())
}

//! Payloads of codes: what is taken for a payment is written and read as the same payment.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vietqr::{decode, encode};

fuzz_target!(|payload: &str| {
    let Ok(payment) = decode(payload) else {
        return;
    };
    // A sticker may hold what we would not write ourselves.
    if let Ok(written) = encode(&payment) {
        assert_eq!(decode(&written).as_ref(), Ok(&payment));
    }
});

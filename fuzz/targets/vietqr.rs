//! Payloads of payment codes: a payment that is read from one must be the same when written and
//! read again.
#![no_main]
use libfuzzer_sys::fuzz_target;
use vietqr::{decode, encode};

fuzz_target!(|payload: &str| {
    let Ok(payment) = decode(payload) else {
        return;
    };
    // A printed code may hold values that we do not write ourselves.
    if let Ok(written) = encode(&payment) {
        assert_eq!(decode(&written).as_ref(), Ok(&payment));
    }
});

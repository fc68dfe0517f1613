//! The server's edge on loopback: what clients send that mean harm, or know no better.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hostile {
    mod connections;
    mod edge;
    mod memory;
    mod requests;
}

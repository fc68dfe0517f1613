//! The server's edge on loopback: requests of clients that mean harm or are badly written.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hostile {
    mod connections;
    mod edge;
    mod memory;
    mod requests;
}

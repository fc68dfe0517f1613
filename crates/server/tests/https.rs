//! HTTPS by the server itself, tested with real TLS clients.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod https {
    mod acme;
    mod client;
    mod files;
    mod pair;
    mod pebble;
    mod running;
    mod settings;
}

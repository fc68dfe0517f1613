//! The server as its users meet it: requests and answers in the same process, with a fixed clock.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod http {
    mod access;
    pub mod browser;
    mod bulletins;
    mod business;
    mod classes;
    mod enrol;
    mod health;
    mod held;
    mod help;
    mod learn;
    mod metrics;
    mod office;
    mod pages;
    mod phone_app;
    mod photos;
    #[cfg(feature = "pdf")]
    mod print;
    mod public_address;
    mod recounting;
    mod rolled_back;
    mod second_factor;
    mod shown_to_whom;
    mod sign_in;
    mod sign_in_log;
    mod site;
    mod sync;
    mod trouble;
    mod unreadable;
    mod waiting;
    mod workbench;
}

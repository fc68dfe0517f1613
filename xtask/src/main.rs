//! Build the phone app, run, test, check.
fn main() {}

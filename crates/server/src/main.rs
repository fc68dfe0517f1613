//! The command `tungnha`.
fn main() {}

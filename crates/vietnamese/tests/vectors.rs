//! Runs every case of the two vector files, and checks properties of the same rules.
#[path = "vectors/file.rs"]
mod file;
#[path = "vectors/legacy.rs"]
mod legacy;
#[path = "vectors/numbers.rs"]
mod numbers;
#[path = "vectors/people.rs"]
mod people;
#[path = "vectors/text.rs"]
mod text;

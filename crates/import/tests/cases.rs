//! Lists as communes send them, each with what must come out: the files in `tests/cases`.
#![expect(clippy::unwrap_used, reason = "tests")]
#[path = "cases/hold.rs"]
mod hold;
#[path = "cases/inputs.rs"]
mod inputs;
#[path = "cases/lists.rs"]
mod lists;
#[path = "cases/written.rs"]
mod written;

//! The command `tungnha`.
use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;

/// The system's own holds twice what is in use on a province's day (`docs/decisions/0022.md`).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    server::command::run()
}

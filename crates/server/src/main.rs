//! The command `tungnha`.
use std::process::ExitCode;
use tikv_jemallocator::Jemalloc;

/// The system's allocator holds twice the memory in use on a busy day (`docs/decisions/0022.md`).
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    server::command::run()
}

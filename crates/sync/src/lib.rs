//! Sync without IO: the messages of `POST /api/sync` and the phone's side as a state machine.
//!
//! [`Replica`] is what a phone holds: the server's records, its own unsent entries on top, a
//! journal of what was sent. Every method returns [`Changes`] that the host commits in one
//! transaction before it goes on, so the app may be killed between any two steps.

mod brought;
mod clock;
mod digest;
mod enrol;
mod message;
mod newer;
mod outcome;
mod replica;
mod server_clock;

pub use brought::Brought;
pub use clock::{Clocks, JUMP_LIMIT_MS, fix_time};
pub use digest::Digest;
pub use enrol::{
    CheckRequest, CheckResponse, EnrolRequest, EnrolResponse, FOUND_LIMIT, FoundRequest,
    FoundResponse, FoundWrapping, OUTBOX_FILE_LABEL, OutboxFile, ProblemBody, RecoveryRequest,
    WRAPPED_KEY_LIMIT_BYTES,
};
pub use message::{
    Again, Departure, ENTRIES_LIMIT, Epoch, HELD_LIMIT, PROTOCOL, Proof, Revoked, SHORT_FORM,
    ScopeMark, SentKey, SentRecord, SentScope, SyncRequest, SyncResponse,
};
pub use outcome::{Later, Outcome, Receipt, Why};
pub use replica::{
    Changes, GONE, Identity, JOURNAL_DAYS, JOURNAL_LIMIT, JOURNAL_UNSAFE_LIMIT, Making,
    NewerRecord, Next, OutboxItem, OutboxState, Put, Replica, SentItem, Table, Unread,
};
pub use server_clock::{Doubt, EARLIEST, ServerClock, TOLERATED_MS, clocks_agree};

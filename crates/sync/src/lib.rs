//! The sync messages and the state machine of the phone; no IO.

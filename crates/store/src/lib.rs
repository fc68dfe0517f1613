//! The log, records, tallies and accounts, with one append path that both engines share.
//!
//! [`Store::write`] runs work in a transaction that it may share with others (group commit) and
//! answers after the commit. [`Store::read`] reads one snapshot. Records change only through
//! [`Ledger`].

mod account;
mod attachment;
mod backup;
mod beside;
mod columns;
mod database;
mod dating;
mod durable;
mod engine;
mod erase;
mod error;
mod fold;
mod form;
mod health;
mod hold;
mod import;
mod leaving;
mod ledger;
mod list_draft;
mod marker;
mod moment;
mod move_all;
mod office_journal;
mod out_of_hand;
pub mod owner_only;
mod photos;
mod postgres;
mod proof;
mod rebuild;
mod recount;
mod restore;
mod rollback;
mod rows;
mod scope;
mod seal;
mod second_factor;
mod session;
mod sqlite;
mod store;
mod sync_answer;
mod unreadable;
mod waiting;
mod writer;

pub use account::{Account, Code, Device, DeviceState, EnrolProblem, Enrolled};
pub use attachment::{
    Attachment, AttachmentState, CLASS_PHOTOS_LIMIT, HOUSEHOLD_PHOTOS_LIMIT, PhotoRefusal, Swept,
    UNFINISHED_DAYS, UNNAMED_DAYS, account_of,
};
pub use database::{Alone, Database};
pub use erase::{Erased, Erasure, HelpErasure};
pub use error::{StoreError, Trouble};
pub use fold::Mismatch;
pub use hold::{Changed, Decider, HELD_OF_DEVICE_LIMIT, HeldEntry};
pub use import::{Import, ImportCounts, ImportTouched, ImportUndone, UNDO_MS};
pub use ledger::{Incoming, Ledger};
pub use list_draft::{DRAFT_LIFE_MS, ListDraft};
pub use move_all::{Moved, checksum, move_all};
pub use office_journal::{DamagedLine, Notes, Replayed};
pub use photos::{Form, Photos};
pub use restore::{Restored, Return};
pub use rollback::{JournalFaults, Noticed, RollBack};
pub use rows::{
    Ahead, AttachmentRow, CommuneRow, DATA_VERSION, DocumentRow, EntryRow, RecordRow, Rows, Split,
    TallyRow, Transaction,
};
pub use scope::{RECENT_DAYS, recent_scope, scope_of};
pub use seal::{AccountKey, KEY_BYTES};
pub use second_factor::SecondFactor;
pub use session::{OpenSession, PLACES_LIMIT, SESSIONS_OF_ONE_LIMIT, SignInPlaces};
pub use store::{Store, record, records, settings};
pub use sync_answer::{PAGE_LIMIT_BYTES, PAGE_LIMIT_RECORDS, SyncAnswer, TakenIn};
pub use unreadable::{KnownUnreadable, Unread, Unreadable};
pub use waiting::{WAITING_LIMIT, WaitingEntry};
pub use writer::Pending;

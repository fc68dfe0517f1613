//! From messy lists of households to proposed operations: read, plan, compare.
//!
//! [`read`] reads any workbook or CSV file, [`plan`] finds households in it, [`compare`] compares
//! them with the register, and [`operations`] says what would be written. Nothing here writes, and
//! every doubt is a [`Problem`] with its place.

mod compare;
mod contents;
mod decisions;
#[cfg(feature = "demonstration")]
pub mod demonstration;
mod family;
mod heading;
mod letters;
mod line;
mod mapping;
mod operations;
mod phrases;
mod place_line;
mod plan;
mod problem;
mod read;
mod relation;
mod table;
mod title;
mod village;

pub use compare::{
    Candidate, Changed, Changes, Doubtful, FieldChange, Grade, Missing, New, Reason, Register,
    Unfit, UnfitAnswer, What, compare, compare_decided, unfit,
};
pub use decisions::{Decisions, Fate, RowKey, Whose, shape};
pub use letters::Rewritten;
pub use mapping::{Field, Mapping, SheetMapping};
pub use operations::{Step, Steps, operations, steps};
pub use plan::{
    Account, ColumnPreview, LeftOut, Pair, PersonSigns, Plan, ProposedHousehold, ProposedResident,
    RowUse, SheetPreview, plan,
};
pub use problem::{Place, Problem, ProblemCode, Severity, column_number};
pub use read::{
    Cell, FILE_LIMIT_BYTES, Merged, ROWS_LIMIT, Sheet, UNPACKED_LIMIT_BYTES, UNPACKED_RATIO_LIMIT,
    read, shown_file_name,
};
pub use village::{VillageIndex, village_identity};

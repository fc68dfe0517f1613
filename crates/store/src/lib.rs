//! Log, records, tallies and accounts on SQLite, with one append path for all engines.

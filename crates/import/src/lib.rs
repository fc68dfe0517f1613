//! Messy lists of households to proposed operations.

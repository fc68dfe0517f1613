//! Records, operations, rules and measures of the field work; pure.

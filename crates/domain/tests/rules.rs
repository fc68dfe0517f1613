//! The rules, told as small stories of one commune.
#[path = "rules/arrival.rs"]
mod arrival;
#[path = "rules/attendance.rs"]
mod attendance;
#[path = "rules/bulletin.rs"]
mod bulletin;
#[path = "rules/business.rs"]
mod business;
#[path = "rules/classes.rs"]
mod classes;
#[path = "rules/commune.rs"]
mod commune;
#[path = "rules/consent.rs"]
mod consent;
#[path = "rules/directive.rs"]
mod directive;
#[path = "rules/erase.rs"]
mod erase;
#[path = "rules/five.rs"]
mod five;
#[path = "rules/help.rs"]
mod help;
#[path = "rules/later.rs"]
mod later;
#[path = "rules/merge.rs"]
mod merge;
#[path = "rules/order.rs"]
mod order;
#[path = "rules/questions.rs"]
mod questions;
#[path = "rules/roster.rs"]
mod roster;
#[path = "rules/take_back.rs"]
mod take_back;
#[path = "rules/visits.rs"]
mod visits;

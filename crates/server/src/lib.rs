//! The binary `tungnha`: sync API, office pages, public pages, commands.
//!
//! [`router`] is the whole server as one service, so that tests can call it in the same process.

pub mod account;
mod api;
mod assets;
pub mod backups;
mod badge;
mod bulletin;
mod classes;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod form;
mod headers;
pub mod health;
pub mod hops;
mod household_code;
pub mod import_list;
pub mod language;
mod learn;
mod leavers;
mod left_work;
pub mod limit;
pub mod listen;
mod market;
mod metrics;
mod office;
mod outbox_file;
mod page;
pub mod password;
mod phone_app;
mod photo;
mod print;
mod public;
mod public_act;
pub mod public_address;
pub mod recount;
mod router;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod share;
mod shop_link;
mod sign_in;
mod state;
pub mod tls;

pub use account::AccountName;
pub use assets::asset;
pub use clock::{Chance, Clock};
pub use config::Config;
pub use language::LanguageOf;
pub use page::{PageError, render};
pub use router::router;
pub use session::{BoardReader, CsrfForm, CsrfToken, Officer, ProvinceReader, SignedIn};
pub use state::AppState;

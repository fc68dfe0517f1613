//! What the app lends to the screens of a business: the household and what they need to know.

use domain::{Day, Household, Settings};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Lent {
    pub household: Household,
    pub settings: Settings,
    pub today: Day,
    /// Entries that wait for the network.
    pub unsent: usize,
}

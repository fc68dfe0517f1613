//! Counts the connections of each address.
use crate::hops::Network;
use crate::limit::{Address, Most, Taken};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Connections of one address served at once. Phones of a village may share an address, but keep a
/// connection only for seconds.
pub const CONNECTIONS_PER_ADDRESS: usize = 256;

/// The total is limited by the places of the door.
const MOST: Most = Most {
    in_all: usize::MAX,
    of_one: CONNECTIONS_PER_ADDRESS,
};

#[derive(Clone, Default)]
pub struct Guests(Arc<Mutex<Taken>>);

/// One connection, counted for its address until it is dropped.
pub struct Seat(Option<(Guests, Address)>);

impl Guests {
    /// A seat for a connection, unless the address has used all of its own.
    pub fn seat(&self, from: IpAddr, spared: &[Network]) -> Option<Seat> {
        if spared.iter().any(|it| it.contains(from)) {
            return Some(Seat(None));
        }
        let from = Address(from);
        let taken = self.lock().take(Some(from), 1, MOST);
        taken.then(|| Seat(Some((self.clone(), from))))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some((guests, address)) = self.0.take() {
            guests.lock().give_back(Some(address), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seats_of_an_address_and_of_a_subscriber_are_limited() {
        let guests = Guests::default();
        let seats = |address: &dyn Fn(usize) -> String, tried: usize| {
            let from = |number| address(number).parse().unwrap();
            let all = (0..tried).filter_map(|number| guests.seat(from(number), &Network::HERE));
            all.collect::<Vec<_>>()
        };
        let line = seats(&|number| format!("2001:db8:1:1::{number:x}"), 1_000);
        assert_eq!(line.len(), CONNECTIONS_PER_ADDRESS);
        let site = seats(&|number| format!("2001:db8:1:{:x}::1", 2 + number), 5_000);
        assert_eq!(line.len() + site.len(), 8 * CONNECTIONS_PER_ADDRESS);
        assert_eq!(seats(&|_| "::1".to_owned(), 1_000).len(), 1_000);
        drop((line, site));
        assert_eq!(guests.lock().in_all(), 0);
    }
}

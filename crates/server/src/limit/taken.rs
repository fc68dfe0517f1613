//! Counts what is taken and will be given back, in total and for each address: connections, bytes,
//! turns.
use super::{Address, Counted};
use std::collections::HashMap;
use std::fmt;

/// How much may be taken at once, by all together and by one line.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub in_all: usize,
    pub of_one: usize,
}

/// How much is taken. Addresses that have taken nothing are not stored.
#[derive(Default)]
pub struct Taken {
    in_all: usize,
    of: HashMap<Counted, usize>,
}

impl Taken {
    pub fn in_all(&self) -> usize {
        self.in_all
    }

    /// Takes an amount, unless that would be too much. `None` means that no address asked.
    pub fn take(&mut self, address: Option<Address>, amount: usize, most: Most) -> bool {
        let fits = |counted: Counted| {
            let most = most.of_one.saturating_mul(counted.times as usize);
            let taken = self.of.get(&counted).copied().unwrap_or_default();
            taken.saturating_add(amount) <= most
        };
        let fits = self.in_all.saturating_add(amount) <= most.in_all && counted(address).all(fits);
        if fits {
            self.in_all += amount;
            for counted in counted(address) {
                *self.of.entry(counted).or_default() += amount;
            }
        }
        fits
    }

    pub fn give_back(&mut self, address: Option<Address>, amount: usize) {
        self.in_all -= amount;
        for counted in counted(address) {
            if let Some(taken) = self.of.get_mut(&counted) {
                *taken -= amount;
                if *taken == 0 {
                    self.of.remove(&counted);
                }
            }
        }
    }
}

fn counted(address: Option<Address>) -> impl Iterator<Item = Counted> {
    address.into_iter().flat_map(Address::counted)
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taken({} of {} addresses)", self.in_all, self.of.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_share_a_site_eight_times_that_and_all_have_a_total() {
        let most = Most {
            in_all: 20,
            of_one: 2,
        };
        let mut taken = Taken::default();
        let address = |text: String| Some(Address(text.parse().unwrap()));
        let lines = (0..20).map(|line| address(format!("2001:db8:1:{line:x}::1")));
        let lines: Vec<_> = lines.collect();
        assert!(taken.take(lines[0], 2, most) && !taken.take(lines[0], 1, most));
        let more = lines[1..].iter().filter(|it| taken.take(**it, 1, most));
        assert_eq!(more.count(), 14);
        assert!(taken.take(None, 4, most));
        let other = address("203.0.113.9".to_owned());
        assert!(!taken.take(other, 1, most), "all together");
        taken.give_back(lines[0], 2);
        assert!(taken.take(other, 2, most));
        taken.give_back(other, 2);
        taken.give_back(None, 4);
        for line in &lines[1..15] {
            taken.give_back(*line, 1);
        }
        assert_eq!(format!("{taken:?}"), "Taken(0 of 0 addresses)");
    }
}

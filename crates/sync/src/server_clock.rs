//! Whether the server's own clock can be believed, from its steady clock and from what phones show.
//!
//! Clocks that know nothing of each other and show the same time are right. A phone's own clock is
//! asked, not one mended by what the server noted of it: that note may be of a time when the server
//! was wrong.
use domain::{DeviceId, Millis};

/// What two phones may differ by and still say the same.
const AGREE_MS: i64 = 2 * Millis::MINUTE;
/// A server that is off by less dates work rightly: days are what counts.
pub const TOLERATED_MS: i64 = 60 * Millis::MINUTE;
/// Phones that are off by less may have been set by hand in the wrong time zone, all of them.
const TOLD_MS: i64 = Millis::DAY;
/// Phones that are remembered, the newest first.
const PHONES: usize = 5;
/// So many that agree with each other and not with the server are believed.
const AGREEING: usize = 3;
/// No right clock shows less: there was no server then (1 January 2025).
pub const EARLIEST: Millis = Millis(1_735_689_600_000);

/// Why the clock may be wrong; nobody knows for sure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Against the steady clock of the machine it was set, and no phone has agreed since.
    Set { by_ms: i64 },
    /// At the start the log had ended so long ago, and no phone has agreed since.
    Quiet { for_ms: i64 },
    /// Most of the newest phones show the same time, and it is another.
    Phones { ahead_ms: i64 },
}

/// What is held of the server's clock since the process began.
#[derive(Clone, Debug, Default)]
pub struct ServerClock {
    own: Option<Doubt>,
    /// By how much the server is ahead of each phone's own clock, the newest first.
    phones: Vec<(DeviceId, i64)>,
}

/// Whether a phone's own clock and the server's, at a contact, say that both are right.
pub fn clocks_agree(server: Millis, phone: Millis) -> bool {
    server >= EARLIEST && server.0.abs_diff(phone.0) <= TOLERATED_MS.unsigned_abs()
}

impl ServerClock {
    /// The server's clock was set while it ran; what phones said before is of the other time.
    pub fn was_set(&mut self, by_ms: i64) {
        self.phones.clear();
        let by_ms = match self.own {
            Some(Doubt::Set { by_ms: before }) => before.saturating_add(by_ms),
            _ => by_ms,
        };
        let is_back = by_ms.saturating_abs() <= TOLERATED_MS;
        self.own = (!is_back).then_some(Doubt::Set { by_ms });
    }

    /// At the start the log had ended that long ago.
    pub fn was_quiet(&mut self, for_ms: i64) {
        self.own = Some(Doubt::Quiet { for_ms });
    }

    /// Takes in what a phone's own clock shows at a contact.
    pub fn hear(&mut self, phone: &DeviceId, server: Millis, shown: Millis) {
        if clocks_agree(server, shown) {
            self.own = None;
        }
        self.phones.retain(|(known, _)| known != phone);
        let ahead_ms = server.0.saturating_sub(shown.0);
        self.phones.insert(0, (phone.clone(), ahead_ms));
        self.phones.truncate(PHONES);
    }

    /// Whether the phone that was here last shows what the server shows.
    pub fn is_confirmed(&self) -> bool {
        let newest = self.phones.first();
        newest.is_some_and(|it| it.1.saturating_abs() <= TOLERATED_MS)
    }

    pub fn doubt(&self) -> Option<Doubt> {
        self.by_phones().or(self.own)
    }

    fn by_phones(&self) -> Option<Doubt> {
        let together = |ahead_ms: i64| {
            let near = |it: &&(DeviceId, i64)| ahead_ms.abs_diff(it.1) <= AGREE_MS.unsigned_abs();
            self.phones.iter().filter(near).count()
        };
        let differ = self.phones.iter().map(|it| it.1);
        let mut differ = differ.filter(|ahead_ms| ahead_ms.saturating_abs() >= TOLD_MS);
        let told = differ.find(|it| {
            let count = together(*it);
            count >= AGREEING && 2 * count > self.phones.len()
        });
        told.map(|ahead_ms| Doubt::Phones { ahead_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(EARLIEST.0 + 600 * Millis::DAY);

    /// A phone that shows so many days less than the server.
    fn hears(clock: &mut ServerClock, phone: &str, ahead_days: i64) -> Option<Doubt> {
        let shown = Millis(NOW.0 - ahead_days * Millis::DAY);
        clock.hear(&DeviceId::new(phone).unwrap(), NOW, shown);
        clock.doubt()
    }

    #[test]
    fn phones_that_are_wrong_each_in_its_own_way_say_nothing_of_the_server() {
        let mut clock = ServerClock::default();
        for (phone, ahead) in [("a", 40), ("b", -365), ("c", 7), ("d", 40), ("e", 3_650)] {
            assert_eq!(hears(&mut clock, phone, ahead), None, "{phone}");
        }
        assert_eq!(hears(&mut clock, "a", 40), None, "the same one again");
    }

    #[test]
    fn three_that_agree_with_each_other_are_told_and_no_longer_once_most_agree_with_the_server() {
        let mut clock = ServerClock::default();
        for (phone, ahead) in [("a", 0), ("b", 0), ("c", 40), ("d", 40)] {
            assert_eq!(hears(&mut clock, phone, ahead), None, "{phone}");
        }
        let ahead_ms = 40 * Millis::DAY;
        let told = Some(Doubt::Phones { ahead_ms });
        assert_eq!(hears(&mut clock, "e", 40), told);
        assert!(!clock.is_confirmed());
        assert_eq!(hears(&mut clock, "c", 0), None);
        assert!(clock.is_confirmed());
    }

    #[test]
    fn a_clock_that_was_set_is_in_doubt_until_it_is_set_back_or_a_phone_agrees() {
        let mut clock = ServerClock::default();
        let by_ms = 40 * Millis::DAY;
        clock.was_set(by_ms);
        assert_eq!(clock.doubt(), Some(Doubt::Set { by_ms }));
        assert_eq!(hears(&mut clock, "a", 40), Some(Doubt::Set { by_ms }));
        clock.was_set(1_000 - by_ms);
        assert_eq!(clock.doubt(), None);
        clock.was_set(by_ms);
        assert_eq!(hears(&mut clock, "a", 0), None);
        clock.was_quiet(by_ms);
        assert_eq!(clock.doubt(), Some(Doubt::Quiet { for_ms: by_ms }));
        assert_eq!(hears(&mut clock, "b", 0), None);
    }

    #[test]
    fn two_clocks_out_of_1970_do_not_confirm_each_other() {
        assert!(!clocks_agree(Millis(1_000), Millis(2_000)));
        assert!(clocks_agree(NOW, Millis(NOW.0 + 59 * Millis::MINUTE)));
        assert!(!clocks_agree(NOW, Millis(NOW.0 - 61 * Millis::MINUTE)));
    }
}

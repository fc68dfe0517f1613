//! Whether the server's own clock can be believed, from what phones say of it.
//!
//! Two clocks that know nothing of each other and show the same time are right. A phone's clock,
//! mended by what was known of it before, is such another clock; a single one that differs has
//! jumped itself, unless the server's log or the server's own steady clock says otherwise.
use domain::{DeviceId, Millis};

/// What two phones may differ by and still say the same.
const AGREE_MS: i64 = 2 * Millis::MINUTE;
/// A server that is off by less dates work rightly: days are what counts.
pub const TOLERATED_MS: i64 = 60 * Millis::MINUTE;
/// Phones whose opinions count, the newest first.
const PHONES: usize = 5;
/// So many that agree with each other and not with the server are right.
const AGREEING: usize = 3;
/// A log that ends longer ago than this does not confirm the server's clock; a weekend is shorter.
pub const QUIET_MS: i64 = 3 * Millis::DAY;

/// What is held of the server's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standing {
    #[default]
    Believed,
    /// It jumped, or stands far from the end of the log, and no phone has spoken yet.
    Suspected,
    /// Phones say by how much it is ahead; behind where it is negative.
    Wrong { ahead_ms: i64 },
}

#[derive(Clone, Debug, Default)]
pub struct ServerClock {
    standing: Standing,
    /// By how much each phone says that the server is ahead, the newest first.
    opinions: Vec<(DeviceId, i64)>,
}

/// What a phone says of the server's clock, in the server's time.
#[derive(Clone, Copy, Debug)]
pub struct Opinion {
    /// What the server's clock shows.
    pub server: Millis,
    /// What the phone's clock says that it should show.
    pub phone: Millis,
    /// Whether it was known before how far the phone's clock is off. One that is new can only
    /// agree.
    pub known: bool,
    /// When the log of the phone's commune ends; 0 where it is empty.
    pub log_ends: Millis,
}

impl Opinion {
    fn ahead_ms(&self) -> i64 {
        self.server.0.saturating_sub(self.phone.0)
    }

    fn agrees(&self) -> bool {
        is_tolerated(self.ahead_ms())
    }

    /// The server says one thing, the log another, and the phone's word fits the log.
    fn is_of_the_log(&self) -> bool {
        let since = |at: Millis| at.0.saturating_sub(self.log_ends.0);
        let ahead = since(self.server) > QUIET_MS
            && since(self.phone) <= QUIET_MS
            && self.ahead_ms() > Millis::DAY;
        let behind = since(self.server) < -AGREE_MS;
        self.log_ends > Millis(0) && (ahead || behind) && self.fits()
    }

    /// Nothing was received after now.
    fn fits(&self) -> bool {
        self.phone.0.saturating_add(AGREE_MS) >= self.log_ends.0
    }
}

impl ServerClock {
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The server's own steady clock saw the other one jump, or the log ends long ago: what was
    /// said before says nothing any more.
    pub fn suspect(&mut self) {
        self.opinions.clear();
        self.standing = Standing::Suspected;
    }

    /// Takes a phone's word in.
    pub fn hear(&mut self, phone: &DeviceId, opinion: Opinion) {
        if !opinion.known && !opinion.agrees() {
            return;
        }
        self.opinions.retain(|(known, _)| known != phone);
        self.opinions.insert(0, (phone.clone(), opinion.ahead_ms()));
        self.opinions.truncate(PHONES);
        self.standing = match opinion.agrees() {
            true => self.confirmed(),
            false => self.denied(&opinion),
        };
    }

    /// The newest phone agrees with the server.
    fn confirmed(&self) -> Standing {
        let Standing::Wrong { ahead_ms } = self.standing else {
            return Standing::Believed;
        };
        // One that was set by this very server agrees with it too: the others are asked.
        let others = self.opinions.iter().skip(1).take(AGREEING - 1);
        let still = others.filter(|it| is_near(it.1, ahead_ms)).count();
        match still + 1 < AGREEING {
            true => Standing::Believed,
            false => self.standing,
        }
    }

    /// The newest phone does not.
    fn denied(&self, opinion: &Opinion) -> Standing {
        let ahead_ms = opinion.ahead_ms();
        let newest = self.opinions.iter().take(AGREEING);
        let together = newest.filter(|it| is_near(it.1, ahead_ms)).count() == AGREEING;
        let nobody_agrees = !self.opinions.iter().any(|it| is_tolerated(it.1));
        let is_told = match self.standing {
            Standing::Believed => opinion.is_of_the_log(),
            Standing::Suspected => opinion.fits() && nobody_agrees,
            Standing::Wrong { ahead_ms: known } => is_near(known, ahead_ms),
        };
        match together || is_told {
            true => Standing::Wrong { ahead_ms },
            false => self.standing,
        }
    }
}

fn is_tolerated(ahead_ms: i64) -> bool {
    ahead_ms.saturating_abs() <= TOLERATED_MS
}

fn is_near(one: i64, other: i64) -> bool {
    one.abs_diff(other) <= AGREE_MS.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000 * Millis::DAY;

    struct Told(ServerClock);

    impl Told {
        /// A phone that says by how many days the server is ahead, where the log ended so long
        /// before what the server shows.
        fn hears(&mut self, phone: &str, ahead_days: i64, log_days_ago: i64) -> Standing {
            let opinion = Opinion {
                server: Millis(NOW),
                phone: Millis(NOW - ahead_days * Millis::DAY),
                known: true,
                log_ends: Millis(NOW - log_days_ago * Millis::DAY),
            };
            self.0.hear(&DeviceId::new(phone).unwrap(), opinion);
            self.0.standing()
        }
    }

    fn ahead(days: i64) -> Standing {
        Standing::Wrong {
            ahead_ms: days * Millis::DAY,
        }
    }

    #[test]
    fn one_phone_that_differs_has_jumped_itself() {
        let mut told = Told(ServerClock::default());
        assert_eq!(told.hears("a", 40, 0), Standing::Believed);
        assert_eq!(told.hears("b", 0, 0), Standing::Believed);
        assert_eq!(told.hears("c", -365, 0), Standing::Believed);
        assert_eq!(told.hears("d", 7, 0), Standing::Believed);
    }

    #[test]
    fn three_that_agree_with_each_other_are_right() {
        let mut told = Told(ServerClock::default());
        told.hears("a", 0, 0);
        for phone in ["b", "c"] {
            assert_eq!(told.hears(phone, 1, 1), Standing::Believed, "{phone}");
        }
        assert_eq!(told.hears("b", 1, 1), Standing::Believed, "the same again");
        assert_eq!(told.hears("d", 1, 1), ahead(1));
        // Back to the right time: one that agrees could have been set by this server.
        assert_eq!(told.hears("a", 0, 0), ahead(1));
        assert_eq!(told.hears("b", 0, 0), Standing::Believed);
    }

    #[test]
    fn a_server_far_from_the_end_of_its_log_is_put_right_by_the_first_phone() {
        for days in [5, 40, 3_650] {
            let mut told = Told(ServerClock::default());
            assert_eq!(told.hears("a", days, days), ahead(days));
            assert_eq!(told.hears("b", days, days), ahead(days));
            assert_eq!(told.hears("a", 0, 0), Standing::Believed);
        }
        // Behind the end of its log.
        let mut told = Told(ServerClock::default());
        assert_eq!(told.hears("a", -40, -40), ahead(-40));
        // A commune that was quiet over the holidays, and a phone that agrees.
        let mut told = Told(ServerClock::default());
        assert_eq!(told.hears("a", 0, 20), Standing::Believed);
        // One that is new, and as far off, says nothing.
        let new = Opinion {
            server: Millis(NOW),
            phone: Millis(NOW - 19 * Millis::DAY),
            known: false,
            log_ends: Millis(NOW - 20 * Millis::DAY),
        };
        told.0.hear(&DeviceId::new("n").unwrap(), new);
        assert_eq!(told.0.standing(), Standing::Believed);
        // A battery that was empty does not fit the log.
        assert_eq!(told.hears("b", 999, 20), Standing::Believed);
    }

    #[test]
    fn a_jump_is_suspected_until_a_phone_has_spoken() {
        let mut told = Told(ServerClock::default());
        told.hears("a", 0, 0);
        told.0.suspect();
        assert_eq!(told.0.standing(), Standing::Suspected);
        assert_eq!(told.hears("a", 0, 1), Standing::Believed);
        told.0.suspect();
        assert_eq!(told.hears("a", 1, 1), ahead(1));
    }
}

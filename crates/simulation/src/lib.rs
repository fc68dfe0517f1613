//! Many phones and a server in one process, under seeded faults.
//!
//! A seed decides everything: what is done, which requests are lost, doubled, late or out of
//! order, when an app is killed, how wrong the clocks are, when a backup is restored. After
//! healing, the invariants of [`check`](self) must hold; a failing seed can be replayed.

mod account;
mod backup;
mod bulletin;
mod business;
mod check;
mod class;
mod clock;
mod codes;
mod directive;
mod figures;
mod held;
mod help;
mod home;
mod later;
mod network;
mod newer;
mod officer;
mod phone;
mod rebuild;
mod trouble;
mod world;

pub use home::Home;
pub use world::World;

/// A rule that a run breaks on purpose, to prove that the checks notice it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// An entry that is sent twice is kept as two entries.
    Idempotency,
    /// The phone does not show its unsent work on top of the server's records.
    Rebase,
    /// The phone does not notice that the server was restored.
    Epoch,
    /// Erasing a resident leaves the name in place.
    Erase,
    /// A rebuild corrects a record but does not send it to the phones.
    Renewal,
    /// A household met in two villages in one month counts twice for the commune.
    Distinct,
    /// A phone that takes a new code deletes its data if no key opens it.
    Aside,
    /// Phones delete from their journals whatever a backup already holds.
    Journal,
    /// A server whose data was put back does not notice it.
    RollBack,
    /// The office's work is not written to a journal.
    Office,
    /// A new code makes the account look new, and the person's earlier phones are forgotten.
    Began,
    /// Held work is accepted without asking for the role of its author or of the officer.
    Held,
    /// The phone is told that an entry is kept although the server cannot read it.
    Waiting,
    /// The phone drops records that it cannot read.
    Newer,
    /// A visit counts for the village where the household lives today.
    Moves,
    /// A visit counts on the day it was recorded, even if it was redated.
    Days,
}

impl Broken {
    pub const ALL: [Broken; 16] = [
        Broken::Idempotency,
        Broken::Rebase,
        Broken::Epoch,
        Broken::Erase,
        Broken::Renewal,
        Broken::Distinct,
        Broken::Aside,
        Broken::Journal,
        Broken::RollBack,
        Broken::Office,
        Broken::Began,
        Broken::Held,
        Broken::Waiting,
        Broken::Newer,
        Broken::Moves,
        Broken::Days,
    ];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == text)
    }

    pub fn name(self) -> &'static str {
        match self {
            Broken::Idempotency => "idempotency",
            Broken::Rebase => "rebase",
            Broken::Epoch => "epoch",
            Broken::Erase => "erase",
            Broken::Renewal => "renewal",
            Broken::Distinct => "distinct",
            Broken::Aside => "aside",
            Broken::Journal => "journal",
            Broken::RollBack => "roll-back",
            Broken::Office => "office",
            Broken::Began => "began",
            Broken::Held => "held",
            Broken::Waiting => "waiting",
            Broken::Newer => "newer",
            Broken::Moves => "moves",
            Broken::Days => "days",
        }
    }
}

/// Runs one seed.
///
/// # Errors
/// The invariant that did not hold, with the story of the run if `told` is set.
pub fn run(seed: u64, broken: Option<Broken>, told: bool) -> Result<(), String> {
    run_in(Home::of(seed), seed, broken, told)
}

/// Runs one seed on the engine of its home.
///
/// # Errors
/// The same as [`run`].
pub fn run_in(home: Home, seed: u64, broken: Option<Broken>, told: bool) -> Result<(), String> {
    let mut world = World::new(seed, broken, told, home);
    let done = world
        .live()
        .and_then(|()| world.heal())
        .and_then(|()| check::all(&world));
    done.map_err(|what| format!("seed {seed}: {what}\n{}", world.story()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// A run proves nothing about an operation or a trouble that never occurs in it.
    #[test]
    fn every_listed_operation_and_trouble_occurs_in_some_seed() {
        let mut done = BTreeSet::new();
        for seed in 0..150 {
            let mut world = World::new(seed, None, false, Home::of(seed));
            world.live().and_then(|()| world.heal()).unwrap();
            done.extend(world.done());
        }
        let expected = [
            "BulletinHeard",
            "BulletinReturned",
            "BulletinWithdrawn",
            "ClassAttended",
            "ClassCancelled",
            "ClassChanged",
            "ClassContactsDropped",
            "ClassHeld",
            "ClassJoined",
            "ClassLeft",
            "ClassPhotographed",
            "ConsentWithdrawn",
            "DirectiveClosed",
            "HelpAnswered",
            "HelpClosed",
            "HelpErased",
            "HouseholdRelocated",
            "HouseholdsMerged",
            "MemberLeft",
            "PaymentAccountRecorded",
            "ProductRemoved",
            "ResidentErased",
            "SalesTold",
            "ShopAdvanced",
            "SkillObserved",
            "VisitRecorded",
            "VisitRedated",
            "a book opened again",
            "a book put aside",
            "a new code",
            "a phone's clock out of 1970",
            "a rebuilding",
            "a roll-back for phones to notice",
            "a roll-back noticed",
            "a server ahead",
            "a server's clock mended",
            "a phone that is over sends what its role may not",
            "held work taken in",
            "an older backup",
            "a version that can read what waited",
            "an answer that only a newer app knows",
            "an app that reads what an older one kept",
        ];
        let never = expected.into_iter().filter(|it| !done.contains(*it));
        assert_eq!(never.collect::<Vec<_>>(), Vec::<&str>::new());
    }

    #[test]
    fn the_invariants_hold_in_a_hundred_seeds() {
        for seed in 0..100 {
            assert_eq!(run(seed, None, false), Ok(()));
        }
    }

    /// Found among the first 100,000: an erased name stayed in work that lay aside on a phone.
    #[test]
    fn a_seed_that_failed_once_holds() {
        assert_eq!(run(37_858, None, false), Ok(()));
    }

    #[test]
    fn the_invariants_hold_on_postgresql_too() {
        for seed in 0..5 {
            assert_eq!(run_in(Home::postgres(seed), seed, None, false), Ok(()));
        }
    }

    #[test]
    fn each_broken_rule_is_caught() {
        for broken in Broken::ALL {
            let caught = (0..200).any(|seed| run(seed, Some(broken), false).is_err());
            assert!(caught, "{broken:?} was not caught in 200 seeds");
        }
    }
}

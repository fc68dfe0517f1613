//! Help requests for me to handle, counted for the first screen.

use domain::{AccountId, Day, Help, Record};
use sync::Replica;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct HelpCounts {
    pub open: usize,
    pub late: usize,
}

impl HelpCounts {
    pub(super) fn of(replica: &Replica, me: &AccountId, today: Day) -> Self {
        let mut asked = Self::default();
        for help in helps(replica).filter(|it| it.is_open() && it.assigned.as_ref() == Some(me)) {
            asked.open += 1;
            asked.late += usize::from(help.is_late(today));
        }
        asked
    }
}

/// Every help request on this phone.
pub fn helps(replica: &Replica) -> impl Iterator<Item = &Help> {
    replica.records().filter_map(|record| match record {
        Record::Help(help) => Some(&**help),
        _ => None,
    })
}

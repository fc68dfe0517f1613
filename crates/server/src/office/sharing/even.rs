//! An even share: each member gets one stretch of neighbouring doors.
use domain::{AccountId, HouseholdId};
use std::ops::Range;

/// A door in walking order.
#[derive(Clone, PartialEq, Debug)]
pub struct DoorInOrder {
    pub household: HouseholdId,
    pub now: Option<AccountId>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    pub member: AccountId,
    pub doors: Range<usize>,
}

/// Cuts the walk into stretches whose lengths differ by at most one. Each stretch goes to the
/// member who has most of it already, if still free; otherwise in the members' order.
pub fn share(doors: &[DoorInOrder], members: &[AccountId]) -> Vec<Block> {
    let mut left: Vec<&AccountId> = members.iter().collect();
    let count = members.len();
    let mut blocks = Vec::new();
    for part in 0..count {
        let range = doors.len() * part / count..doors.len() * (part + 1) / count;
        let known = |member: &AccountId| {
            let theirs = |door: &&DoorInOrder| door.now.as_ref() == Some(member);
            doors[range.clone()].iter().filter(theirs).count()
        };
        // The first of the best, so that ties keep the members' order.
        let best = (0..left.len()).rev().max_by_key(|&it| known(left[it]));
        if let Some(best) = best {
            let member = left.remove(best).clone();
            blocks.push(Block {
                member,
                doors: range,
            });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str) -> AccountId {
        AccountId::new(name).unwrap()
    }

    fn doors(now: &[&str]) -> Vec<DoorInOrder> {
        let doors = now.iter().enumerate();
        doors
            .map(|(place, now)| DoorInOrder {
                household: HouseholdId::new(format!("h{place}")).unwrap(),
                now: AccountId::new(*now),
            })
            .collect()
    }

    #[test]
    fn shares_are_contiguous_and_differ_by_at_most_one() {
        let members: Vec<_> = ["a", "b", "c"].into_iter().map(member).collect();
        for count in [0, 1, 2, 3, 7, 100] {
            let walk = doors(&vec![""; count]);
            let blocks = share(&walk, &members);
            let lengths: Vec<usize> = blocks.iter().map(|it| it.doors.len()).collect();
            assert_eq!(lengths.iter().sum::<usize>(), count);
            assert!(lengths.iter().max().unwrap() - lengths.iter().min().unwrap() <= 1);
            let mut next = 0;
            for block in &blocks {
                assert_eq!(block.doors.start, next);
                next = block.doors.end;
            }
        }
    }

    #[test]
    fn a_member_who_has_a_stretch_keeps_it() {
        let members: Vec<_> = ["a", "b"].into_iter().map(member).collect();
        let blocks = share(&doors(&["b", "b", "a", "a"]), &members);
        assert_eq!(blocks[0].member, member("b"));
        assert_eq!(blocks[1].member, member("a"));
    }

    #[test]
    fn without_members_no_households_are_shared_out() {
        assert_eq!(share(&doors(&["", ""]), &[]), []);
    }
}

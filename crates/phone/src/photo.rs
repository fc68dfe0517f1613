//! Photos of products on this phone: what is known of each, and what is to become of it.

pub mod look;
pub mod upload;

use domain::{HouseholdId, Millis, Operation, PhotoId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use sync::{Epoch, Replica};

/// Sent pictures stay this long, in case the server comes back from a backup without them.
const WHOLE_FOR_MS: i64 = 60 * 24 * 60 * 60_000;
/// What the server refused is tried again after this, in case room was made.
const REFUSED_FOR_MS: i64 = 24 * 60 * 60_000;

/// What is known of a photo; the picture and its small version stand beside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Held {
    pub household: HouseholdId,
    pub size_bytes: usize,
    /// Of the whole picture, in hexadecimal.
    pub sha256: String,
    /// When the server had all of it, and in which of its lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<(Epoch, Millis)>,
    /// When the server would not have it, and its sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<(Millis, String)>,
    /// The whole picture was let go of; the small version stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub small_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Waiting,
    Sent,
    Refused,
}

impl Held {
    /// After a restore the server is asked again, so a photo sent before waits anew.
    pub fn state(&self, epoch: Option<Epoch>, now: Millis) -> State {
        let sent = |(then, _)| epoch.is_none_or(|epoch| epoch == then);
        let refused = |(at, _): &(Millis, String)| now.0 < at.0 + REFUSED_FOR_MS;
        if self.small_only || self.sent.is_some_and(sent) {
            State::Sent
        } else if self.refused.as_ref().is_some_and(refused) {
            State::Refused
        } else {
            State::Waiting
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Keep,
    /// The server has had it for long: the small version is enough.
    ForgetWhole,
    Erase,
}

/// What the book on this phone says of photos.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Named {
    /// By products and by entries that wait or were refused.
    pub photos: BTreeSet<PhotoId>,
    households: BTreeSet<HouseholdId>,
}

impl Named {
    pub fn by(replica: &Replica) -> Self {
        let mut named = Named::default();
        for household in replica.households() {
            named.households.insert(household.id.clone());
            let trading = household.trading.iter();
            let products = trading.flat_map(|it| it.products.values());
            let photos = products.flat_map(|it| it.photos.iter().cloned());
            named.photos.extend(photos);
        }
        for item in replica.outbox() {
            if let Operation::ProductSet(set) = &item.entry.operation {
                named.photos.extend(set.photos.iter().cloned());
            }
        }
        named
    }

    /// What nobody names goes, unless it was never sent and its household is out of this phone's
    /// area, as an unsent entry stays then.
    pub fn fate(
        &self,
        photo: &PhotoId,
        held: &Held,
        drafts: &BTreeSet<PhotoId>,
        now: Millis,
    ) -> Fate {
        if self.photos.contains(photo) || drafts.contains(photo) {
            let long = |(_, at): (Epoch, Millis)| now.0 - at.0 > WHOLE_FOR_MS;
            return match held.sent.is_some_and(long) && !held.small_only {
                true => Fate::ForgetWhole,
                false => Fate::Keep,
            };
        }
        match self.households.contains(&held.household) || held.sent.is_some() {
            true => Fate::Erase,
            false => Fate::Keep,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(sent: Option<(Epoch, Millis)>) -> Held {
        Held {
            household: HouseholdId::new("h").unwrap(),
            size_bytes: 9,
            sha256: String::new(),
            sent,
            refused: None,
            small_only: false,
        }
    }

    const DAY_MS: i64 = 24 * 60 * 60_000;

    #[test]
    fn a_sent_photo_waits_again_when_the_server_was_restored() {
        let sent = held(Some((Epoch(1), Millis(0))));
        assert_eq!(sent.state(Some(Epoch(1)), Millis(5)), State::Sent);
        assert_eq!(sent.state(Some(Epoch(2)), Millis(5)), State::Waiting);
        assert_eq!(held(None).state(Some(Epoch(1)), Millis(5)), State::Waiting);
    }

    #[test]
    fn what_was_refused_is_tried_again_the_day_after() {
        let refused = Held {
            refused: Some((Millis(0), "Không nhận.".to_owned())),
            ..held(None)
        };
        assert_eq!(refused.state(None, Millis(DAY_MS - 1)), State::Refused);
        assert_eq!(refused.state(None, Millis(DAY_MS)), State::Waiting);
    }

    #[test]
    fn a_photo_goes_with_its_product_but_never_unsent_out_of_sight() {
        let photo = PhotoId::new("p").unwrap();
        let none = BTreeSet::new();
        let drafts = BTreeSet::from([photo.clone()]);
        let here = Named {
            photos: BTreeSet::new(),
            households: BTreeSet::from([HouseholdId::new("h").unwrap()]),
        };
        let named = Named {
            photos: drafts.clone(),
            ..here.clone()
        };
        let elsewhere = Named::default();
        let (unsent, sent) = (held(None), held(Some((Epoch(1), Millis(0)))));
        let later = Millis(61 * DAY_MS);
        for (named, held, drafts, now, fate) in [
            (&named, &unsent, &none, later, Fate::Keep),
            (&named, &sent, &none, Millis(DAY_MS), Fate::Keep),
            (&named, &sent, &none, later, Fate::ForgetWhole),
            (&here, &unsent, &none, later, Fate::Erase),
            (&here, &sent, &none, later, Fate::Erase),
            (&here, &unsent, &drafts, later, Fate::Keep),
            (&elsewhere, &unsent, &none, later, Fate::Keep),
            (&elsewhere, &sent, &none, later, Fate::Erase),
        ] {
            assert_eq!(named.fate(&photo, held, drafts, now), fate, "{held:?}");
        }
    }
}

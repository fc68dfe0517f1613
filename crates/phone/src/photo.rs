//! Photos of products and classes on this phone: what is known of each, and what is to become of it.

pub mod look;
pub mod upload;

use domain::{Millis, Operation, PhotoId, PhotoOf, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use sync::{Epoch, OutboxState, Replica};

/// Sent pictures stay this long, in case the server comes back from a backup without them.
const WHOLE_FOR_MS: i64 = 60 * 24 * 60 * 60_000;
/// What the server refused is tried again after this, in case room was made.
const REFUSED_FOR_MS: i64 = 24 * 60 * 60_000;

/// What is known of a photo; the picture and its small version stand beside.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// Written under this name since before classes had photos.
    #[serde(rename = "household")]
    pub of: PhotoOf,
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
    /// By products, classes and entries that wait or were refused.
    pub photos: BTreeSet<PhotoId>,
    /// Households and classes on this phone.
    here: BTreeSet<PhotoOf>,
}

impl Named {
    pub fn by(replica: &Replica) -> Self {
        let mut named = Named::default();
        for record in replica.records() {
            named.record(record);
        }
        for item in replica.outbox() {
            match &item.entry.operation {
                Operation::ProductSet(set) => named.photos.extend(set.photos.iter().cloned()),
                // What waits shows on the class; a photo that another took the place of is not sent.
                Operation::ClassPhotographed(it)
                    if !it.removed && item.state != OutboxState::Unsent =>
                {
                    named.photos.insert(it.photo.clone());
                }
                _ => {}
            }
        }
        named
    }

    fn record(&mut self, record: &Record) {
        match record {
            Record::Household(it) => {
                self.here.insert(PhotoOf::Household(it.id.clone()));
                let products = it.trading.iter().flat_map(|it| it.products.values());
                let photos = products.flat_map(|it| it.photos.iter().cloned());
                self.photos.extend(photos);
            }
            Record::Class(it) => {
                self.here.insert(PhotoOf::Class(it.id.clone()));
                self.photos.extend(it.photo.iter().map(|it| it.id.clone()));
            }
            _ => {}
        }
    }

    /// What nobody names goes, unless it was never sent and its household or class is out of this
    /// phone's area, as an unsent entry stays then.
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
        match self.here.contains(&held.of) || held.sent.is_some() {
            true => Fate::Erase,
            false => Fate::Keep,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::HouseholdId;

    fn household() -> PhotoOf {
        PhotoOf::Household(HouseholdId::new("h").unwrap())
    }

    fn held(sent: Option<(Epoch, Millis)>) -> Held {
        Held {
            of: household(),
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
            here: BTreeSet::from([household()]),
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

    #[test]
    fn what_was_known_of_a_photo_before_classes_had_any_is_still_read() {
        let known = r#"{"household":"h","size_bytes":9,"sha256":""}"#;
        let read: Held = domain::json::from_str(known).unwrap();
        assert_eq!(read, held(None));
        assert_eq!(serde_json::to_string(&read).unwrap(), known);
    }

    #[test]
    fn a_class_on_this_phone_names_its_photo() {
        let class = r#"{"id":"c1","plan":{"topic":"thanh-toan","title":"QR","place":"Chợ",
            "day":"2026-11-28","from":"08:00","to":"10:00","teacher":{"guest":"Hà"},"seats":9},
            "photo":{"id":"p","at":1,"by":"an"}}"#;
        let class = Record::from_json(domain::Kind::Class, class).unwrap();
        let mut named = Named::default();
        named.record(&class);
        let (photo, other) = (PhotoId::new("p").unwrap(), PhotoId::new("q").unwrap());
        assert_eq!(named.photos, BTreeSet::from([photo.clone()]));
        let of_the_class = Held {
            of: PhotoOf::Class(domain::ClassId::new("c1").unwrap()),
            ..held(None)
        };
        let fate = |photo| named.fate(photo, &of_the_class, &BTreeSet::new(), Millis(0));
        assert_eq!((fate(&photo), fate(&other)), (Fate::Keep, Fate::Erase));
    }
}

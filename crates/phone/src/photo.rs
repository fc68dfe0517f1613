//! Photos of products and classes on this phone: their state, and whether to keep, shrink or erase
//! them.

pub mod look;
pub mod upload;

use domain::{Millis, Operation, PhotoId, PhotoOf, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use sync::{Epoch, OutboxState, Replica};

/// How long the whole picture of a sent photo is kept, in case the server is restored from a backup
/// without it.
const WHOLE_FOR_MS: i64 = 60 * 24 * 60 * 60_000;
/// How long to wait before a refused photo is tried again; the server may have room by then.
const REFUSED_FOR_MS: i64 = 24 * 60 * 60_000;

/// What is known of a photo. Its picture and the small version are stored separately.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HeldPhoto {
    /// Stored under an older name, from when only products had photos.
    #[serde(rename = "household")]
    pub of: PhotoOf,
    pub size_bytes: usize,
    /// SHA-256 of the whole picture, in hexadecimal.
    pub sha256: String,
    /// When the server had all of it, and the server's epoch at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<(Epoch, Millis)>,
    /// When the server refused it, and the reason that it gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<(Millis, String)>,
    /// Whether the whole picture was dropped and only the small version is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub small_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Waiting,
    Sent,
    Refused,
}

impl HeldPhoto {
    /// A photo sent in an earlier epoch counts as waiting: after a restore the server may not have
    /// it.
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
    /// The server has had it for a long time, so the small version is enough here.
    ForgetWhole,
    Erase,
}

/// The photos that the book on this phone still refers to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Named {
    /// Named by products, by classes, and by entries that wait or were refused.
    pub photos: BTreeSet<PhotoId>,
    /// The households and classes on this phone.
    here: BTreeSet<PhotoOf>,
}

impl Named {
    pub fn by(replica: &Replica) -> Self {
        let mut named = Named::default();
        for record in replica.records() {
            named.record(record);
        }
        for item in replica.outbox() {
            // Skipped, because the class record already shows this photo. If another photo has
            // replaced it, this one need not be sent.
            let of_a_class = matches!(item.entry.operation, Operation::ClassPhotographed(_));
            if !(of_a_class && item.state == OutboxState::Unsent) {
                named.operation(&item.entry.operation);
            }
        }
        // The server kept these entries, but a sync was cut short and the changed records have not
        // come yet.
        for item in replica.journal().filter(|it| it.seq > replica.cursor()) {
            named.operation(&item.entry.operation);
        }
        named
    }

    fn operation(&mut self, operation: &Operation) {
        self.photos.extend(operation.photos().into_iter().cloned());
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

    /// Decides what happens to a photo. One that nothing names is erased, except a photo that was
    /// never sent and whose household or class is outside this phone's area: it stays, as unsent
    /// entries do.
    pub fn fate(
        &self,
        photo: &PhotoId,
        held: &HeldPhoto,
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

    fn held(sent: Option<(Epoch, Millis)>) -> HeldPhoto {
        HeldPhoto {
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
    fn a_refused_photo_is_tried_again_the_next_day() {
        let refused = HeldPhoto {
            refused: Some((Millis(0), "Không nhận.".to_owned())),
            ..held(None)
        };
        assert_eq!(refused.state(None, Millis(DAY_MS - 1)), State::Refused);
        assert_eq!(refused.state(None, Millis(DAY_MS)), State::Waiting);
    }

    #[test]
    fn a_photo_is_erased_with_its_product_unless_unsent_and_out_of_area() {
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
    fn photo_rows_from_before_class_photos_are_still_read() {
        let known = r#"{"household":"h","size_bytes":9,"sha256":""}"#;
        let read: HeldPhoto = domain::json::from_str(known).unwrap();
        assert_eq!(read, held(None));
        assert_eq!(serde_json::to_string(&read).unwrap(), known);
    }

    const CLASS: &str = r#"{"id":"c1","plan":{"topic":"thanh-toan","title":"QR","place":"Chợ",
        "day":"2026-11-28","from":"08:00","to":"10:00","teacher":{"guest":"Hà"},"seats":9}}"#;

    /// A phone with one class, on the day of the class.
    struct Phone {
        replica: Replica,
        round: u64,
        now: Millis,
    }

    impl Phone {
        fn new() -> Self {
            let identity = sync::Identity {
                commune: domain::CommuneId::new("xa").unwrap(),
                account: domain::AccountId::new("an").unwrap(),
                device: domain::DeviceId::new("may").unwrap(),
            };
            let now = domain::Day::parse("2026-11-28").unwrap().start();
            let (replica, _) = Replica::enrolled(identity, now);
            let mut phone = Self {
                replica,
                round: 0,
                now,
            };
            phone.hear(&format!(
                r#""records":[{{"key":"class:c1","seq":1,"body":{CLASS}}}],"cursor":1"#
            ));
            phone
        }

        fn hear(&mut self, rest: &str) {
            let now = self.now;
            let json = format!(
                r#"{{"epoch":7,"safe_seq":0,"server_time":{},"scope":{{"role":"member","areas":["*"]}},{rest}}}"#,
                now.0
            );
            let response = serde_json::from_str(&json).unwrap();
            drop(self.replica.receive(self.round, now, response));
            self.round += 1;
        }

        fn photograph(&mut self, photo: &str, removed: bool) {
            self.now.0 += 1_000;
            let (at, mut number) = (self.now, 0);
            let making = sync::Making {
                now: at,
                random: || {
                    number += 1;
                    [number; 10]
                },
            };
            let taken = domain::ClassPhotographed {
                class: domain::ClassId::new("c1").unwrap(),
                photo: PhotoId::new(photo).unwrap(),
                removed,
            };
            let recorded = self
                .replica
                .record(vec![Operation::ClassPhotographed(taken)], making);
            drop(recorded.unwrap());
        }

        /// Sends the outbox; the server answers every entry with the given outcome.
        fn send(&mut self, outcome: &str, rest: &str) {
            let ids = self.replica.outbox().map(|it| it.entry.id);
            let receipts: Vec<String> = ids
                .map(|id| format!(r#"{{"id":"{id}",{outcome}}}"#))
                .collect();
            self.hear(&format!(r#""receipts":[{}],{rest}"#, receipts.join(",")));
        }

        fn named(&self) -> Vec<String> {
            let named = Named::by(&self.replica);
            named.photos.iter().map(PhotoId::to_string).collect()
        }
    }

    #[test]
    fn only_the_photo_of_a_class_that_was_taken_last_is_named() {
        let mut phone = Phone::new();
        phone.photograph("p1", false);
        assert_eq!(phone.named(), ["p1"]);
        phone.photograph("p2", false);
        assert_eq!(phone.named(), ["p2"]);
        phone.photograph("p2", true);
        assert_eq!(phone.named(), [""; 0]);
    }

    #[test]
    fn a_photo_of_a_held_or_unanswered_entry_stays_named() {
        let mut phone = Phone::new();
        phone.photograph("p1", false);
        phone.send(r#""outcome":"held""#, r#""cursor":1"#);
        assert_eq!(phone.named(), ["p1"]);

        let mut phone = Phone::new();
        phone.photograph("p1", false);
        let kept = format!(
            r#""outcome":"kept","seq":5,"at":{},"certainty":"sure""#,
            phone.now.0
        );
        // The connection fails before the page with the class arrives.
        phone.send(&kept, r#""cursor":3,"more":true"#);
        assert_eq!(phone.named(), ["p1"]);
        // The class arrives with a photo that someone else took later.
        let photo = r#""photo":{"id":"p9","at":1,"by":"quy"}}"#;
        let class = format!("{},{photo}", CLASS.strip_suffix('}').unwrap());
        phone.hear(&format!(
            r#""records":[{{"key":"class:c1","seq":6,"body":{class}}}],"cursor":6"#
        ));
        assert_eq!(phone.named(), ["p9"]);
    }

    #[test]
    fn a_photo_of_a_class_on_this_phone_is_erased_when_nothing_names_it() {
        let named = Named::by(&Phone::new().replica);
        let photo = PhotoId::new("p1").unwrap();
        let of = |class| HeldPhoto {
            of: PhotoOf::Class(domain::ClassId::new(class).unwrap()),
            ..held(None)
        };
        let fate = |held| named.fate(&photo, &held, &BTreeSet::new(), Millis(0));
        assert_eq!(fate(of("c1")), Fate::Erase);
        assert_eq!(fate(of("c2")), Fate::Keep, "its class is not on this phone");
    }
}

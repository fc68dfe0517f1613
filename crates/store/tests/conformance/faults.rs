//! Faults: a piece of work that fails or panics beside others, and invisible characters in texts.
use crate::commune::*;
use crate::home::Home;
use domain::household::VisitOutcome;
use domain::{DeviceId, RefusalCode};
use serde_json::{Value, json};
use std::sync::{Arc, Condvar, Mutex};
use store::*;
use sync::{Brought, Outcome, SyncRequest};

/// A gate for work. Pieces that arrive while it is closed wait together and share one commit.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn pass(&self) {
        let (is_open, opened) = &*self.0;
        let shut = |is_open: &mut bool| !*is_open;
        drop(opened.wait_while(is_open.lock().unwrap(), shut).unwrap());
    }

    fn open(&self) {
        let (is_open, opened) = &*self.0;
        *is_open.lock().unwrap() = true;
        opened.notify_all();
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    /// The work returns an error.
    Told,
    Panic,
    /// Only PostgreSQL notices it, when the whole group is written.
    Late,
}

pub fn one_bad_piece_takes_no_neighbour_along(home: &Home) {
    let commune = Commune::begin(home);
    let is_postgres = matches!(home.database, Database::Postgres { .. });
    for (round, fault) in (1..).zip([Fault::Told, Fault::Panic, Fault::Late]) {
        let gate = Gate::default();
        let shut = gate.clone();
        let first = commune.store.write_to(&commune.id(), move |_| {
            shut.pass();
            Ok(())
        });
        let visit_to = |id: &str| commune.start(commune.entry(visit(id, VisitOutcome::Absent)));
        let mut neighbours = vec![visit_to("h1")];
        let bad = spoiled(&commune, fault);
        neighbours.extend(["h1", "h2"].map(visit_to));
        gate.open();
        first.wait().unwrap();
        for neighbour in neighbours {
            let outcome = neighbour.wait().unwrap();
            assert!(matches!(outcome, Outcome::Kept { .. }), "{fault:?}");
        }
        let fails = fault != Fault::Late || is_postgres;
        assert_eq!(bad.wait().is_err(), fails, "{fault:?}");
        let told = |id| commune.household(id).visits.len();
        assert_eq!(told("h2"), round.min(3), "{fault:?}");
        assert_eq!(
            told("h3"),
            usize::from(!fails),
            "{fault:?}: half of it stayed"
        );
        // A piece that comes alone gets its own error, and the writer goes on.
        assert_eq!(spoiled(&commune, fault).wait().is_err(), fails, "{fault:?}");
    }
    let after = commune.append(visit("h2", VisitOutcome::Absent));
    assert!(matches!(after, Outcome::Kept { .. }));
    commune.must_verify();
}

/// Work that writes something and then fails.
fn spoiled(commune: &Commune, fault: Fault) -> Pending<()> {
    let (entry, id) = (
        commune.entry(visit("h3", VisitOutcome::Absent)),
        commune.id(),
    );
    commune.store.write_to(&commune.id(), move |ledger| {
        let received_at = entry.at;
        ledger.append(Incoming {
            entry,
            received_at,
            scope: None,
        })?;
        match fault {
            Fault::Told => Err(StoreError::NoCommune("elsewhere".to_owned())),
            Fault::Panic => panic!("a fault that was injected"),
            Fault::Late => ledger.transaction().put_document(
                "injected",
                &DocumentRow {
                    commune: id,
                    id: "x".to_owned(),
                    key: "\0".to_owned(),
                    body: String::new(),
                },
            ),
        }
    })
}

/// A visit whose note contains this character.
fn noted(commune: &Commune, letter: &str) -> Value {
    let mut entry = serde_json::to_value(commune.entry(visit("h1", VisitOutcome::Absent))).unwrap();
    entry["operation"]["VisitRecorded"]["note"] = json!(format!("Bà{letter} vui"));
    entry
}

fn request(commune: &Commune, entry: &Value, more: &Value) -> SyncRequest<Brought> {
    let mut request = serde_json::to_value(commune.request(None, Vec::new())).unwrap();
    request["entries"] = json!([entry]);
    let fields = request.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    serde_json::from_value(request).unwrap()
}

fn send(commune: &Commune, phone: &DeviceId, entry: &Value, more: &Value) -> Outcome {
    let who = (commune.id(), phone.clone());
    let request = request(commune, entry, more);
    match commune.store.sync_blocking(who, request, NOW).unwrap() {
        SyncAnswer::Response(told) => told.receipts[0].outcome.clone(),
        SyncAnswer::NotEnrolled => panic!("not enrolled"),
    }
}

pub fn what_nobody_sees_is_refused_at_the_door_and_stays_where_it_was_kept_once(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(consent("h1"));
    let refused = |code| Outcome::Refused { code };
    let is_kept = |outcome: &Outcome| matches!(outcome, Outcome::Kept { .. });
    for letter in [
        "\0", "\u{7}", "\u{8}", "\u{7f}", "\u{85}", "\u{202a}", "\u{202e}", "\u{2069}",
    ] {
        let entry = noted(&commune, letter);
        let told = send(&commune, &phone, &entry, &json!({}));
        assert_eq!(told, refused(RefusalCode::TextNotPlain), "{letter:?}");
        let told = send(&commune, &phone, &entry, &json!({ "lenient": false }));
        assert_eq!(told, refused(RefusalCode::FormatUnknown), "{letter:?}");
        // An older server accepted it. After a restore it comes back without the character.
        let again = json!({ "again": [{ "id": entry["id"], "label": "" }] });
        assert!(
            is_kept(&send(&commune, &phone, &entry, &again)),
            "{letter:?}"
        );
        // It came in a file, so its phone cannot be told to write it again.
        let entry = noted(&commune, letter);
        let who = (commune.id(), phone.clone());
        let file = request(&commune, &entry, &json!({}));
        let told = commune.store.take_in_file(who, file, NOW).unwrap().unwrap();
        assert!(is_kept(&told[0].outcome), "{letter:?}");
        assert!(commune.everything().contains("Bà vui"));
        let seen = commune.everything().replace('\n', "");
        assert!(!seen.contains(domain::is_hidden), "{letter:?}");
    }
    let plain = noted(&commune, " rất\n\tvui, 5.000 đ;");
    assert!(is_kept(&send(&commune, &phone, &plain, &json!({}))));
    commune.must_verify();
}

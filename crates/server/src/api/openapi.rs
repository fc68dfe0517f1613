//! `GET /api/openapi.json`: a description of the API's messages. A test compares it with the real
//! ones.
use axum::http::header;
use axum::response::IntoResponse;

/// Written by hand, because the messages are defined in crates that know nothing of HTTP.
const DOCUMENT: &str = include_str!("openapi.json");

pub async fn get() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Certainty, DeviceId, Entry, EntryId, Millis, RecordKey, Scope, Seq};
    use serde::Serialize;
    use serde_json::Value;
    use serde_json::value::RawValue;
    use std::collections::BTreeSet;
    use sync::{
        Again, CheckRequest, CheckResponse, Departure, Digest, EnrolRequest, EnrolResponse, Epoch,
        FoundRequest, FoundResponse, FoundWrapping, Identity, Outcome, Receipt, RecoveryRequest,
        Revoked, ScopeMark, SentRecord, SyncRequest, SyncResponse, Why,
    };

    fn proof() -> sync::Proof {
        sync::Proof {
            last: entry().id,
            mac: "0".repeat(32),
        }
    }

    /// Checks that every field of a message is described, and nothing else.
    fn is_described(name: &str, messages: &[Value]) {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let schema = &document["components"]["schemas"][name];
        let described: BTreeSet<&str> = names(&schema["properties"]);
        let found: BTreeSet<&str> = messages.iter().flat_map(names).collect();
        assert_eq!(described, found, "{name}");
        for required in schema["required"].as_array().unwrap() {
            let required = required.as_str().unwrap();
            let always = messages.iter().all(|it| it.get(required).is_some());
            assert!(always, "{name}.{required} is not always there");
        }
    }

    fn names(object: &Value) -> BTreeSet<&str> {
        object
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect()
    }

    fn json(message: impl Serialize) -> Value {
        serde_json::to_value(message).unwrap()
    }

    fn identity() -> Identity {
        serde_json::from_value(serde_json::json!({
            "commune": "xa", "account": "an", "device": "may",
        }))
        .unwrap()
    }

    fn entry() -> Entry {
        let key = RecordKey::parse("village:dong").unwrap();
        serde_json::from_value(serde_json::json!({
            "id": EntryId::made(Millis(1), [1; 10]),
            "commune": "xa", "author": "an", "device": "may", "at": 1, "format": 1, "rules": 1,
            "certainty": Certainty::Doubtful, "seen": { key.to_string(): 1 },
            "operation": { "VillageDefined": { "village": "dong", "name": "Đông", "order": 1 } },
        }))
        .unwrap()
    }

    #[test]
    fn requests_are_described() {
        let request = SyncRequest {
            protocol: 1,
            app: "1".to_owned(),
            clock: Millis(1),
            steady_since: Millis(1),
            cursor: Seq(1),
            epoch: Some(Epoch(1)),
            scope: Some(ScopeMark(1)),
            entries: vec![entry()],
            held: vec![entry().id],
            again: vec![Again {
                id: entry().id,
                label: "H012".to_owned(),
            }],
            lenient: true,
            unsent: 1,
            kept: Some(entry().id),
            proof: Some(proof()),
            forms: sync::SHORT_FORM,
            format: domain::FORMAT,
            rules: domain::RULES,
        };
        is_described("SyncRequest", &[json(request)]);
        is_described("Entry", &[json(entry())]);
        let enrol = EnrolRequest {
            protocol: 1,
            code: "ABCD2345".to_owned(),
            app: "1".to_owned(),
            clock: Millis(1),
            previous: DeviceId::new("may"),
        };
        is_described("EnrolRequest", &[json(enrol)]);
        let check = CheckRequest {
            protocol: 1,
            code: "ABCD2345".to_owned(),
        };
        is_described("CheckRequest", &[json(check)]);
        let wrapped_key = "x".to_owned();
        is_described("RecoveryRequest", &[json(RecoveryRequest { wrapped_key })]);
        let devices = DeviceId::new("may").into_iter().collect();
        is_described("FoundRequest", &[json(FoundRequest { devices })]);
    }

    #[test]
    fn answers_are_described() {
        let key = RecordKey::parse("village:dong").unwrap();
        let outcomes = [
            Outcome::Kept {
                seq: Seq(1),
                at: Millis(1),
                certainty: Certainty::Sure,
            },
            Outcome::Refused {
                code: domain::RefusalCode::TooManyMembers,
            },
            Outcome::Held,
            Outcome::Waiting { why: Why::Reader },
        ];
        let id = entry().id;
        let receipts = outcomes.map(|outcome| Receipt { id, outcome });
        is_described("Receipt", &receipts.clone().map(json));
        let record = SentRecord {
            key: key.clone().into(),
            seq: Seq(1),
            body: RawValue::from_string("{}".to_owned()).unwrap(),
        };
        let departure = Departure {
            key: key.into(),
            seq: Seq(1),
        };
        is_described("SentRecord", &[json(record.clone())]);
        is_described("Departure", &[json(departure.clone())]);
        is_described("Digest", &[json(Digest::default())]);
        let leads = Scope {
            as_member: domain::VillageId::new("dong").into_iter().collect(),
            ..Scope::member(domain::Role::Leader, [])
        };
        let member = Scope::member(domain::Role::Member, []);
        is_described("Scope", &[json(member), json(leads)]);
        is_described("Identity", &[json(identity())]);
        let response = SyncResponse {
            epoch: Epoch(1),
            safe_seq: Seq(0),
            server_time: Millis(1),
            scope: (&Scope::member(domain::Role::Member, [])).into(),
            start_over: true,
            revoked: Some(Revoked::Stolen),
            receipts: receipts.to_vec(),
            records: vec![record],
            departures: vec![departure],
            erased: domain::ResidentId::new("abcdefgh").into_iter().collect(),
            erased_help: domain::HelpId::new("abcdefgh").into_iter().collect(),
            cursor: Seq(1),
            more: true,
            digest: Some(Digest::default()),
            proof: Some(proof()),
            nameless: vec![1],
        };
        is_described("SyncResponse", &[json(response)]);
        let enrolled = EnrolResponse {
            identity: identity(),
            token: "t".to_owned(),
            name: "An".to_owned(),
            commune_name: "Xã".to_owned(),
            server_time: Millis(1),
            wrapped_key: Some("w".to_owned()),
        };
        is_described("EnrolResponse", &[json(enrolled)]);
        let checked = CheckResponse {
            name: "Quý".to_owned(),
            commune_name: "Tân Lập".to_owned(),
        };
        is_described("CheckResponse", &[json(checked)]);
        let wrapping = FoundWrapping {
            device: identity().device,
            wrapped_key: "w".to_owned(),
        };
        is_described("FoundWrapping", &[json(wrapping.clone())]);
        let found = vec![wrapping];
        is_described("FoundResponse", &[json(FoundResponse { found })]);
    }
}

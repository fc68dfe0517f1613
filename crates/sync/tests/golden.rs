//! Messages as each version so far wrote them: read for ever by phone and server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sync::{
    EnrolRequest, EnrolResponse, OutboxFile, ProblemBody, RecoveryRequest, SyncRequest,
    SyncResponse,
};

/// Read by both readers, the server's and the phone's, and written the same.
fn is_read<T: Serialize + DeserializeOwned>(text: &str) {
    let expected: Value = serde_json::from_str(text).unwrap();
    let server: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&server).unwrap(), expected);
    let phone: T = domain::json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&phone).unwrap(), expected);
}

/// That what a later version adds does not keep an older reader from reading.
fn is_read_with_more<T: Serialize + DeserializeOwned>(text: &str) {
    let mut more: Value = serde_json::from_str(text).unwrap();
    let known = more.clone();
    more["added_later"] = serde_json::json!({"what": ["nobody", "knows", 1, null]});
    let more = more.to_string();
    let server: T = serde_json::from_str(&more).unwrap();
    assert_eq!(serde_json::to_value(&server).unwrap(), known);
    let phone: T = domain::json::from_str(&more).unwrap();
    assert_eq!(serde_json::to_value(&phone).unwrap(), known);
}

#[test]
fn requests_of_every_version_are_read() {
    is_read::<SyncRequest>(include_str!("golden/sync-request-1.json"));
    is_read::<SyncRequest>(include_str!("golden/sync-request-1-least.json"));
    is_read::<EnrolRequest>(include_str!("golden/enrol-request-1.json"));
    is_read::<RecoveryRequest>(include_str!("golden/recovery-request-1.json"));
    is_read::<OutboxFile>(include_str!("golden/outbox-file-1.json"));
}

#[test]
fn answers_of_every_version_are_read() {
    is_read::<SyncResponse>(include_str!("golden/sync-response-1.json"));
    is_read::<SyncResponse>(include_str!("golden/sync-response-1-least.json"));
    is_read::<SyncResponse>(include_str!("golden/sync-response-2.json"));
    is_read::<EnrolResponse>(include_str!("golden/enrol-response-1.json"));
    is_read::<ProblemBody>(include_str!("golden/problem-1.json"));
}

#[test]
fn an_older_reader_passes_over_what_a_later_version_adds() {
    is_read_with_more::<SyncRequest>(include_str!("golden/sync-request-1.json"));
    is_read_with_more::<SyncResponse>(include_str!("golden/sync-response-1.json"));
    is_read_with_more::<EnrolResponse>(include_str!("golden/enrol-response-1.json"));
}

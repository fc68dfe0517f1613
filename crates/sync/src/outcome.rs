//! What became of an entry, as the server tells it and as an older app reads it.
use crate::newer::read;
use domain::{Certainty, EntryId, Millis, RefusalCode, Seq};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(from = "WireReceipt")]
pub struct Receipt {
    pub id: EntryId,
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// In the log for good, with the time the server fixed.
    Kept {
        seq: Seq,
        at: Millis,
        certainty: Certainty,
    },
    /// Stays on the phone, in sight, until someone deals with it.
    Refused { code: RefusalCode },
    /// Kept aside until a leader or officer decides.
    Held,
    /// Was held and then turned down by a leader or officer.
    Rejected,
    /// Kept as it stands until what it waits for is there; then it is judged by itself.
    Waiting { why: Why },
    /// Not kept, and it stays unsent.
    NotYet {
        #[serde(rename = "why")]
        later: Later,
    },
    /// Refused for a reason that only a newer server knows. No server of this version says it.
    #[serde(rename = "refused")]
    RefusedAs { code: String },
    /// Kept as it stands until something is there that only a newer server names. No server of this
    /// version says it.
    #[serde(rename = "waiting")]
    WaitingAs { why: String },
    /// Something that only a newer server says: the entry stays unsent, in sight with what was
    /// said, and is sent again. No server of this version says it.
    Newer {
        #[serde(skip)]
        said: String,
    },
}

/// What a waiting entry waits for, as far as its phone is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A server that can read it.
    Reader,
    /// A household that is not in the register, or not yet again.
    Household,
    /// Someone of a household.
    Resident,
    /// A class, a team, a skill: anything else that is not known yet.
    #[serde(other)]
    Other,
}

/// Why an entry is not taken yet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Later {
    /// There is no key to keep an account number with.
    NoKey,
    /// Too much of this phone waits already.
    TooMany,
    /// What only a newer server says.
    Newer(String),
}

impl Later {
    pub fn as_str(&self) -> &str {
        match self {
            Later::NoKey => "no-key",
            Later::TooMany => "too-many",
            Later::Newer(said) => said,
        }
    }
}

impl From<String> for Later {
    fn from(said: String) -> Self {
        let mut known = [Later::NoKey, Later::TooMany].into_iter();
        let known = known.find(|it| it.as_str() == said);
        known.unwrap_or(Later::Newer(said))
    }
}

impl From<Later> for String {
    fn from(later: Later) -> String {
        later.as_str().to_owned()
    }
}

impl Why {
    pub const ALL: [Why; 4] = [Why::Reader, Why::Household, Why::Resident, Why::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Why::Reader => "reader",
            Why::Household => "household",
            Why::Resident => "resident",
            Why::Other => "other",
        }
    }
}

/// A receipt as it stands on the wire: whose it is; all else may be of a newer shape.
#[derive(Deserialize)]
struct WireReceipt {
    id: EntryId,
    outcome: Box<RawValue>,
    #[serde(default)]
    seq: Option<Box<RawValue>>,
    #[serde(default)]
    at: Option<Box<RawValue>>,
    #[serde(default)]
    certainty: Option<Box<RawValue>>,
    #[serde(default)]
    code: Option<Box<RawValue>>,
    #[serde(default)]
    why: Option<Box<RawValue>>,
}

impl From<WireReceipt> for Receipt {
    fn from(told: WireReceipt) -> Self {
        Receipt {
            id: told.id,
            outcome: outcome(told),
        }
    }
}

fn outcome(told: WireReceipt) -> Outcome {
    let text = |raw: Option<Box<RawValue>>| raw.and_then(|raw| read::<String>(&raw));
    let seq = told.seq.and_then(|raw| read::<Seq>(&raw));
    let at = told.at.and_then(|raw| read::<Millis>(&raw));
    let said = text(Some(told.outcome)).unwrap_or_default();
    let why = text(told.why);
    match (said.as_str(), seq, at, text(told.code)) {
        ("kept", Some(seq), Some(at), _) => Outcome::Kept {
            seq,
            at,
            certainty: match text(told.certainty).as_deref() {
                Some("sure") => Certainty::Sure,
                _ => Certainty::Doubtful,
            },
        },
        ("refused", _, _, Some(code)) => match RefusalCode::parse(&code) {
            Some(code) => Outcome::Refused { code },
            None => Outcome::RefusedAs { code },
        },
        ("held", ..) => Outcome::Held,
        ("rejected", ..) => Outcome::Rejected,
        ("waiting", ..) => {
            let why = why.unwrap_or_default();
            match Why::ALL.into_iter().find(|it| it.as_str() == why) {
                Some(why) => Outcome::Waiting { why },
                None => Outcome::WaitingAs { why },
            }
        }
        ("not-yet", ..) => Outcome::NotYet {
            later: why.map_or(Later::TooMany, Later::from),
        },
        _ => Outcome::Newer { said },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(rest: &serde_json::Value) -> Outcome {
        let mut told = json!({ "id": EntryId::made(Millis(1), [1; 10]) });
        let (all, more) = (told.as_object_mut(), rest.as_object());
        all.into_iter()
            .zip(more)
            .for_each(|(all, more)| all.extend(more.clone()));
        serde_json::from_value::<Receipt>(told).unwrap().outcome
    }

    #[test]
    fn what_a_newer_server_says_spoils_no_answer() {
        let code = "grandfather-unknown".to_owned();
        let said = |said: &str| Outcome::Newer {
            said: said.to_owned(),
        };
        for (told, understood) in [
            (
                json!({"outcome": "refused", "code": code}),
                Outcome::RefusedAs { code },
            ),
            (
                json!({"outcome": "passed-on", "to": {"whom": 1}, "at": [2]}),
                said("passed-on"),
            ),
            (json!({"outcome": "kept"}), said("kept")),
            (
                json!({"outcome": "kept", "seq": "4", "at": 1}),
                said("kept"),
            ),
            (json!({"outcome": 7}), said("")),
            (
                json!({"outcome": "not-yet"}),
                Outcome::NotYet {
                    later: Later::TooMany,
                },
            ),
            (
                json!({"outcome": "not-yet", "why": "tide"}),
                Outcome::NotYet {
                    later: Later::Newer("tide".to_owned()),
                },
            ),
            (
                json!({"outcome": "waiting", "why": "moon"}),
                Outcome::WaitingAs {
                    why: "moon".to_owned(),
                },
            ),
        ] {
            assert_eq!(read(&told), understood);
        }
    }

    #[test]
    fn what_is_told_is_read_as_it_was_meant() {
        let (seq, at) = (Seq(4), Millis(9));
        let kept = |certainty| Outcome::Kept { seq, at, certainty };
        let waiting = Why::ALL.map(|why| Outcome::Waiting { why });
        let code = RefusalCode::HouseholdUnknown;
        let others = [
            Outcome::Refused { code },
            Outcome::Held,
            Outcome::Rejected,
            Outcome::NotYet {
                later: Later::NoKey,
            },
            Outcome::NotYet {
                later: Later::TooMany,
            },
        ];
        let all = [kept(Certainty::Sure), kept(Certainty::Doubtful)];
        for outcome in all.into_iter().chain(others).chain(waiting) {
            let id = EntryId::made(Millis(1), [1; 10]);
            let receipt = Receipt { id, outcome };
            let json = serde_json::to_string(&receipt).unwrap();
            assert_eq!(
                serde_json::from_str::<Receipt>(&json).unwrap(),
                receipt,
                "{json}"
            );
            assert_eq!(
                domain::json::from_str::<Receipt>(&json).unwrap(),
                receipt,
                "{json}"
            );
        }
    }
}

//! What became of an entry, as the server tells it and as an older app reads it.
use domain::{Certainty, EntryId, Millis, RefusalCode, Seq};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(from = "Told")]
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
    /// Something that only a newer server says: the entry stays as it is and is asked after again.
    /// No server of this version says it.
    Newer,
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Later {
    /// There is no key to keep an account number with.
    NoKey,
    /// Too much of this phone waits already.
    #[serde(other)]
    TooMany,
}

impl Later {
    pub fn as_str(self) -> &'static str {
        match self {
            Later::NoKey => "no-key",
            Later::TooMany => "too-many",
        }
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

/// A receipt as it stands on the wire.
#[derive(Deserialize)]
struct Told {
    id: EntryId,
    outcome: String,
    #[serde(default)]
    seq: Option<Seq>,
    #[serde(default)]
    at: Option<Millis>,
    #[serde(default)]
    certainty: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    why: Option<String>,
}

impl From<Told> for Receipt {
    fn from(told: Told) -> Self {
        Receipt {
            id: told.id,
            outcome: outcome(told),
        }
    }
}

fn outcome(told: Told) -> Outcome {
    match (told.outcome.as_str(), told.seq, told.at, told.code) {
        ("kept", Some(seq), Some(at), _) => Outcome::Kept {
            seq,
            at,
            certainty: match told.certainty.as_deref() {
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
            let same = |why: &Why| Some(why.as_str()) == told.why.as_deref();
            let known = Why::ALL.into_iter().find(same);
            let why = known.unwrap_or(Why::Other);
            Outcome::Waiting { why }
        }
        ("not-yet", ..) => {
            let no_key = told.why.as_deref() == Some(Later::NoKey.as_str());
            let later = if no_key { Later::NoKey } else { Later::TooMany };
            Outcome::NotYet { later }
        }
        _ => Outcome::Newer,
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
        for (told, understood) in [
            (
                json!({"outcome": "refused", "code": code}),
                Outcome::RefusedAs { code },
            ),
            (
                json!({"outcome": "passed-on", "to": {"whom": 1}}),
                Outcome::Newer,
            ),
            (json!({"outcome": "kept"}), Outcome::Newer),
            (
                json!({"outcome": "not-yet"}),
                Outcome::NotYet {
                    later: Later::TooMany,
                },
            ),
            (
                json!({"outcome": "waiting", "why": "moon"}),
                Outcome::Waiting { why: Why::Other },
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

//! A help request: who asked for what, who sees to it, and what the asker says in the end.
pub(crate) mod ask;
pub(crate) mod close;
pub(crate) mod hand_out;

use crate::apply::Records;
use crate::{
    Day, HelpId, HouseholdId, MemberId, Millis, Name, Note, Personal, Phone, Record, RecordKey,
    Refusal, RefusalCode, Stamp, TopicId, VillageId,
};
use serde::{Deserialize, Serialize};

/// A request is due this long after it was made, unless the office names another day.
pub const HELP_DUE_DAYS: i32 = 5;

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Help {
    pub id: HelpId,
    pub way: HelpWay,
    pub asked: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// `None` until the office knows: then only the office sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal<Phone>>,
    pub words: Personal<Note>,
    pub state: HelpState,
    pub due: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// What is personal was taken out; what comes late is blanked too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blanked: bool,
    /// When it was last said who sees to it, where it is and until when.
    #[serde(default, skip_serializing_if = "Handed::is_never")]
    pub handed: Handed,
}

/// The later word stands, whichever arrives first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Handed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Stamp>,
}

impl Handed {
    fn is_never(&self) -> bool {
        *self == Self::default()
    }
}

/// How the request came.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelpWay {
    /// The public site.
    Site,
    /// The code on a household's card.
    Card,
    /// Told to an officer: at the desk, or over the number that the loudspeaker names.
    Telephone,
    /// Told to a member.
    Door,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HelpState {
    Asked,
    Assigned,
    Answered,
    Closed,
    /// Refused as rubbish.
    Dismissed,
    /// Blanked, because the asker or their household wished it.
    Erased,
}

impl HelpState {
    pub fn as_str(self) -> &'static str {
        match self {
            HelpState::Asked => "asked",
            HelpState::Assigned => "assigned",
            HelpState::Answered => "answered",
            HelpState::Closed => "closed",
            HelpState::Dismissed => "dismissed",
            HelpState::Erased => "erased",
        }
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub at: Millis,
    pub by: MemberId,
    pub text: Personal<Note>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Closing {
    pub at: Millis,
    pub by: MemberId,
    pub word: ResidentWord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal<Note>>,
}

/// What the asker says of the help.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResidentWord {
    Solved,
    Partly,
    NotSolved,
    /// Nobody was there to say anything.
    NotReached,
}

impl ResidentWord {
    pub const ALL: [ResidentWord; 4] = [
        ResidentWord::Solved,
        ResidentWord::Partly,
        ResidentWord::NotSolved,
        ResidentWord::NotReached,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ResidentWord::Solved => "solved",
            ResidentWord::Partly => "partly",
            ResidentWord::NotSolved => "not-solved",
            ResidentWord::NotReached => "not-reached",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

impl Help {
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            HelpState::Asked | HelpState::Assigned | HelpState::Answered
        )
    }

    pub fn is_late(&self, today: Day) -> bool {
        self.is_open() && self.due < today
    }
}

impl Records {
    fn help(&self, id: &HelpId) -> Result<&Help, Refusal> {
        match self.get(&RecordKey::Help(id.clone())) {
            Some(Record::Help(help)) => Ok(help),
            _ => Err(RefusalCode::HelpUnknown.into()),
        }
    }
}

impl From<Help> for Record {
    fn from(help: Help) -> Record {
        Record::Help(Box::new(help))
    }
}

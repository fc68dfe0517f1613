//! Records: what is now, one aggregate as one document.
#[cfg(feature = "office")]
mod first_form;

use crate::{
    Book, Bulletin, BulletinId, Class, ClassId, Directive, DirectiveId, Draft, Help, HelpId,
    Household, HouseholdId, Question, QuestionId, Settings, Team, TeamId, Timetable, Village,
    VillageId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Largest record body in bytes of JSON; what would make a larger one is refused.
pub const RECORD_LIMIT_BYTES: usize = 256 * 1024;

/// The place of an entry in its commune's log; 0 means not yet there.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Settings,
    Village,
    Team,
    Household,
    Class,
    /// Which place and teacher is taken when.
    Timetable,
    Help,
    Question,
    Directive,
    /// A bulletin on show.
    Bulletin,
    /// A bulletin at the desk.
    Draft,
    /// A household's visits and where it lived.
    Book,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Settings,
        Kind::Village,
        Kind::Team,
        Kind::Household,
        Kind::Class,
        Kind::Timetable,
        Kind::Help,
        Kind::Question,
        Kind::Directive,
        Kind::Bulletin,
        Kind::Draft,
        Kind::Book,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Settings => "settings",
            Kind::Village => "village",
            Kind::Team => "team",
            Kind::Household => "household",
            Kind::Class => "class",
            Kind::Timetable => "timetable",
            Kind::Help => "help",
            Kind::Question => "question",
            Kind::Directive => "directive",
            Kind::Bulletin => "bulletin",
            Kind::Draft => "draft",
            Kind::Book => "book",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Names one record of a commune; written `household:ab12cd34`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum RecordKey {
    Settings,
    Village(VillageId),
    Team(TeamId),
    Household(HouseholdId),
    Class(ClassId),
    Timetable,
    Help(HelpId),
    Question(QuestionId),
    Directive(DirectiveId),
    Bulletin(BulletinId),
    Draft(BulletinId),
    Book(HouseholdId),
}

impl RecordKey {
    pub fn kind(&self) -> Kind {
        match self {
            RecordKey::Settings => Kind::Settings,
            RecordKey::Village(_) => Kind::Village,
            RecordKey::Team(_) => Kind::Team,
            RecordKey::Household(_) => Kind::Household,
            RecordKey::Class(_) => Kind::Class,
            RecordKey::Timetable => Kind::Timetable,
            RecordKey::Help(_) => Kind::Help,
            RecordKey::Question(_) => Kind::Question,
            RecordKey::Directive(_) => Kind::Directive,
            RecordKey::Bulletin(_) => Kind::Bulletin,
            RecordKey::Draft(_) => Kind::Draft,
            RecordKey::Book(_) => Kind::Book,
        }
    }

    pub fn id(&self) -> &str {
        match self {
            RecordKey::Settings => "settings",
            RecordKey::Village(id) => id.as_str(),
            RecordKey::Team(id) => id.as_str(),
            RecordKey::Household(id) | RecordKey::Book(id) => id.as_str(),
            RecordKey::Class(id) => id.as_str(),
            RecordKey::Timetable => "timetable",
            RecordKey::Help(id) => id.as_str(),
            RecordKey::Question(id) => id.as_str(),
            RecordKey::Directive(id) => id.as_str(),
            RecordKey::Bulletin(id) | RecordKey::Draft(id) => id.as_str(),
        }
    }

    pub fn new(kind: Kind, id: &str) -> Option<Self> {
        Some(match kind {
            Kind::Settings if id == "settings" => RecordKey::Settings,
            Kind::Timetable if id == "timetable" => RecordKey::Timetable,
            Kind::Settings | Kind::Timetable => return None,
            Kind::Village => RecordKey::Village(VillageId::new(id)?),
            Kind::Team => RecordKey::Team(TeamId::new(id)?),
            Kind::Household => RecordKey::Household(HouseholdId::new(id)?),
            Kind::Class => RecordKey::Class(ClassId::new(id)?),
            Kind::Help => RecordKey::Help(HelpId::new(id)?),
            Kind::Question => RecordKey::Question(QuestionId::new(id)?),
            Kind::Directive => RecordKey::Directive(DirectiveId::new(id)?),
            Kind::Bulletin => RecordKey::Bulletin(BulletinId::new(id)?),
            Kind::Draft => RecordKey::Draft(BulletinId::new(id)?),
            Kind::Book => RecordKey::Book(HouseholdId::new(id)?),
        })
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        Self::new(Kind::parse(kind)?, id)
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind().as_str(), self.id())
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for RecordKey {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("not a record key: {text}"))
    }
}

impl From<RecordKey> for String {
    fn from(key: RecordKey) -> String {
        key.to_string()
    }
}

/// Who sees a record: everyone of the commune (`*`), those of one village, or only the office and
/// the editorial board (`@`), whose drafts no phone is told of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Area {
    Commune,
    Village(VillageId),
    Office,
}

impl Area {
    pub fn as_str(&self) -> &str {
        match self {
            Area::Commune => "*",
            Area::Village(village) => village.as_str(),
            Area::Office => "@",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "*" => Some(Area::Commune),
            "@" => Some(Area::Office),
            village => VillageId::new(village).map(Area::Village),
        }
    }
}

impl TryFrom<String> for Area {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("neither *, @ nor a village: {text}"))
    }
}

impl From<Area> for String {
    fn from(area: Area) -> String {
        area.as_str().to_owned()
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Record {
    Settings(Box<Settings>),
    Village(Box<Village>),
    Team(Box<Team>),
    Household(Box<Household>),
    Class(Box<Class>),
    Timetable(Box<Timetable>),
    Help(Box<Help>),
    Question(Box<Question>),
    Directive(Box<Directive>),
    Bulletin(Box<Bulletin>),
    Draft(Box<Draft>),
    Book(Box<Book>),
}

impl Record {
    pub fn key(&self) -> RecordKey {
        match self {
            Record::Settings(_) => RecordKey::Settings,
            Record::Village(village) => RecordKey::Village(village.id.clone()),
            Record::Team(team) => RecordKey::Team(team.id.clone()),
            Record::Household(household) => RecordKey::Household(household.id.clone()),
            Record::Class(class) => RecordKey::Class(class.id.clone()),
            Record::Timetable(_) => RecordKey::Timetable,
            Record::Help(help) => RecordKey::Help(help.id.clone()),
            Record::Question(question) => RecordKey::Question(question.id.clone()),
            Record::Directive(directive) => RecordKey::Directive(directive.id().clone()),
            Record::Bulletin(bulletin) => RecordKey::Bulletin(bulletin.id.clone()),
            Record::Draft(draft) => RecordKey::Draft(draft.id.clone()),
            Record::Book(book) => RecordKey::Book(book.id.clone()),
        }
    }

    pub fn area(&self) -> Area {
        match self {
            Record::Settings(_) | Record::Village(_) | Record::Team(_) => Area::Commune,
            Record::Class(class) if class.filed => Area::Office,
            Record::Class(_) => Area::Commune,
            // Only planning at the office reads it.
            Record::Timetable(_) => Area::Office,
            // What a list had brought and was taken back leaves the phones.
            Record::Household(household) if household.withdrawn.is_some() => Area::Office,
            Record::Household(household) => Area::Village(household.village.clone()),
            Record::Help(help) => match &help.village {
                Some(village) => Area::Village(village.clone()),
                None => Area::Office,
            },
            Record::Question(question) if question.withdrawn => Area::Office,
            Record::Question(_) => Area::Commune,
            // Closed, it leaves the phones.
            Record::Directive(directive) if directive.in_force() => Area::Commune,
            Record::Directive(_) => Area::Office,
            Record::Bulletin(bulletin) if bulletin.is_on_show() => Area::Commune,
            Record::Bulletin(_) | Record::Draft(_) => Area::Office,
            // Figures are counted from it, nobody looks into it at a door.
            Record::Book(_) => Area::Office,
        }
    }

    /// What the register is searched by, folded; empty for what is not searched.
    pub fn find(&self) -> String {
        match self {
            Record::Household(household) => household.find(),
            _ => String::new(),
        }
    }

    pub fn to_json(&self) -> String {
        let json = match self {
            Record::Settings(body) => serde_json::to_string(body),
            Record::Village(body) => serde_json::to_string(body),
            Record::Team(body) => serde_json::to_string(body),
            Record::Household(body) => serde_json::to_string(body),
            Record::Class(body) => serde_json::to_string(body),
            Record::Timetable(body) => serde_json::to_string(body),
            Record::Help(body) => serde_json::to_string(body),
            Record::Question(body) => serde_json::to_string(body),
            Record::Directive(body) => serde_json::to_string(body),
            Record::Bulletin(body) => serde_json::to_string(body),
            Record::Draft(body) => serde_json::to_string(body),
            Record::Book(body) => serde_json::to_string(body),
        };
        json.expect("records have text keys and no failing serializers")
    }

    pub fn from_json(kind: Kind, json: &str) -> Result<Self, crate::json::JsonProblem> {
        Ok(match kind {
            Kind::Settings => Record::Settings(crate::json::from_str(json)?),
            Kind::Village => Record::Village(crate::json::from_str(json)?),
            Kind::Team => Record::Team(crate::json::from_str(json)?),
            Kind::Household => Record::Household(crate::json::from_str(json)?),
            Kind::Class => Record::Class(crate::json::from_str(json)?),
            Kind::Timetable => Record::Timetable(crate::json::from_str(json)?),
            Kind::Help => Record::Help(crate::json::from_str(json)?),
            Kind::Question => Record::Question(crate::json::from_str(json)?),
            Kind::Directive => Record::Directive(crate::json::from_str(json)?),
            Kind::Bulletin => Record::Bulletin(crate::json::from_str(json)?),
            Kind::Draft => Record::Draft(crate::json::from_str(json)?),
            Kind::Book => Record::Book(crate::json::from_str(json)?),
        })
    }

    /// Whether there is room for what an entry made of a record. One that was too large already may
    /// become smaller.
    pub fn has_room(before: Option<&Record>, after: &Record) -> bool {
        let size_bytes = after.to_json().len();
        size_bytes <= RECORD_LIMIT_BYTES
            || before.is_some_and(|before| size_bytes < before.to_json().len())
    }

    pub fn household(&self) -> Option<&Household> {
        match self {
            Record::Household(household) => Some(household),
            _ => None,
        }
    }
}

//! What a figure is split by, and how that is written.
use crate::household::Stage;
use crate::{
    AccountId, BulletinId, ClassId, Day, DirectiveId, GroupId, Level, MarketplaceId, SkillId,
    TopicId,
};
use std::fmt;

/// What a figure is split by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Dimension {
    None,
    Member(AccountId),
    Topic(TopicId),
    Skill(SkillId),
    SkillLevel(SkillId, Level),
    /// Year of birth; `None` when it is not known.
    Born(Option<u16>),
    GroupBorn(GroupId, Option<u16>),
    Due(Day),
    MemberDue(AccountId, Day),
    Marketplace(MarketplaceId),
    Stage(MarketplaceId, Stage),
    Class(ClassId),
    Directive(DirectiveId),
    Bulletin(BulletinId),
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year =
            |born: &Option<u16>| born.map_or_else(|| "-".to_owned(), |born| born.to_string());
        match self {
            Dimension::None => Ok(()),
            Dimension::Member(id) => write!(f, "member:{id}"),
            Dimension::Topic(id) => write!(f, "topic:{id}"),
            Dimension::Skill(id) => write!(f, "skill:{id}"),
            Dimension::SkillLevel(id, level) => write!(f, "level:{id}:{}", level.number()),
            Dimension::Born(born) => write!(f, "born:{}", year(born)),
            Dimension::GroupBorn(id, born) => write!(f, "group:{id}:{}", year(born)),
            Dimension::Due(day) => write!(f, "due:{day}"),
            Dimension::MemberDue(id, day) => write!(f, "member-due:{id}:{day}"),
            Dimension::Marketplace(id) => write!(f, "marketplace:{id}"),
            Dimension::Stage(id, stage) => write!(f, "stage:{id}:{}", stage.as_str()),
            Dimension::Class(id) => write!(f, "class:{id}"),
            Dimension::Directive(id) => write!(f, "directive:{id}"),
            Dimension::Bulletin(id) => write!(f, "bulletin:{id}"),
        }
    }
}

impl Dimension {
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Dimension::None);
        }
        let (kind, rest) = text.split_once(':')?;
        let pair = || rest.rsplit_once(':');
        let year = |text: &str| match text {
            "-" => Some(None),
            year => year.parse().ok().map(Some),
        };
        Some(match kind {
            "member" => Dimension::Member(AccountId::new(rest)?),
            "topic" => Dimension::Topic(TopicId::new(rest)?),
            "skill" => Dimension::Skill(SkillId::new(rest)?),
            "level" => {
                let (id, level) = pair()?;
                Dimension::SkillLevel(SkillId::new(id)?, Level::new(level.parse().ok()?)?)
            }
            "born" => Dimension::Born(year(rest)?),
            "group" => {
                let (id, born) = pair()?;
                Dimension::GroupBorn(GroupId::new(id)?, year(born)?)
            }
            "due" => Dimension::Due(Day::parse(rest)?),
            "member-due" => {
                let (id, day) = pair()?;
                Dimension::MemberDue(AccountId::new(id)?, Day::parse(day)?)
            }
            "marketplace" => Dimension::Marketplace(MarketplaceId::new(rest)?),
            "class" => Dimension::Class(ClassId::new(rest)?),
            "bulletin" => Dimension::Bulletin(BulletinId::new(rest)?),
            "stage" => {
                let (id, stage) = pair()?;
                Dimension::Stage(MarketplaceId::new(id)?, Stage::parse(stage)?)
            }
            "directive" => Dimension::Directive(DirectiveId::new(rest)?),
            _ => return None,
        })
    }
}

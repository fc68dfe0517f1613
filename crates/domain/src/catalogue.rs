//! The skills catalogue: `content/skills.toml` plus what the commune added or changed.
use crate::{GroupId, Settings, SkillId, TopicId};
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/topics.rs"));

pub(crate) struct StaticTopic {
    id: &'static str,
    number: u8,
    name: &'static str,
    group: &'static str,
    skills: &'static [StaticSkill],
}

pub(crate) struct StaticSkill {
    id: &'static str,
    name: &'static str,
    observe: &'static str,
    business: bool,
    core: bool,
}

impl StaticSkill {
    fn who(&self) -> Who {
        if self.business {
            Who::Business
        } else {
            Who::Everyone
        }
    }
}

/// Whom a skill is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    Everyone,
    /// Household businesses only; stays out of the person-level figures.
    Business,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Topic {
    pub id: TopicId,
    pub number: u8,
    pub name: String,
    pub group: GroupId,
    pub skills: Vec<Skill>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Skill {
    pub id: SkillId,
    pub name: String,
    /// What the member sees when the resident can do it.
    pub observe: String,
    pub who: Who,
    /// Counts towards passing its group.
    pub core: bool,
}

/// One of the ministry's five, with the skills that a resident must pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    pub id: GroupId,
    pub core: Vec<SkillId>,
}

/// The catalogue in force in one commune.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue {
    pub topics: Vec<Topic>,
    pub groups: Vec<Group>,
}

/// The topic that a commune may extend.
const OPEN_TOPIC: &str = "noi-dung-khac";

impl Catalogue {
    pub fn new(settings: &Settings) -> Self {
        let topics: Vec<Topic> = TOPICS
            .iter()
            .map(|topic| topic_in_force(topic, settings))
            .collect();
        let mut groups: Vec<Group> = Vec::new();
        for topic in &topics {
            let core = topic
                .skills
                .iter()
                .filter(|skill| skill.core && skill.who == Who::Everyone);
            let core = core.map(|skill| skill.id.clone());
            match groups.iter_mut().find(|group| group.id == topic.group) {
                Some(group) => group.core.extend(core),
                None => groups.push(Group {
                    id: topic.group.clone(),
                    core: core.collect(),
                }),
            }
        }
        Self { topics, groups }
    }

    pub fn skill(&self, id: &SkillId) -> Option<&Skill> {
        self.topics
            .iter()
            .flat_map(|topic| &topic.skills)
            .find(|skill| skill.id == *id)
    }

    pub fn topic_of(&self, skill: &SkillId) -> Option<&Topic> {
        self.topics
            .iter()
            .find(|topic| topic.skills.iter().any(|it| it.id == *skill))
    }

    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == *id)
    }

    /// True for ids of the shipped catalogue, which a commune may not use again.
    pub fn is_shipped(id: &SkillId) -> bool {
        Self::shipped_is_for(id).is_some()
    }

    /// Whom a shipped skill is for. Rules ask this of every entry: the whole catalogue is not
    /// built for it.
    pub(crate) fn shipped_is_for(id: &SkillId) -> Option<Who> {
        let mut skills = TOPICS.iter().flat_map(|topic| topic.skills);
        skills
            .find(|skill| skill.id == id.as_str())
            .map(StaticSkill::who)
    }

    /// The topics are the same in every commune.
    pub(crate) fn has_topic(id: &TopicId) -> bool {
        TOPICS.iter().any(|topic| topic.id == id.as_str())
    }
}

fn topic_in_force(topic: &StaticTopic, settings: &Settings) -> Topic {
    let shipped = topic.skills.iter().map(|skill| Skill {
        id: SkillId::new(skill.id).expect("shipped ids are valid, a test reads them all"),
        name: skill.name.to_owned(),
        observe: skill.observe.to_owned(),
        who: skill.who(),
        core: skill.core,
    });
    let local = settings
        .skills
        .iter()
        .filter(|_| topic.id == OPEN_TOPIC)
        .map(|skill| Skill {
            id: skill.id.clone(),
            name: skill.name.as_str().to_owned(),
            observe: skill.observe.as_str().to_owned(),
            who: skill.who,
            core: false,
        });
    let mut skills: Vec<Skill> = shipped.chain(local).collect();
    for skill in &mut skills {
        skill.core = settings.core.get(&skill.id).copied().unwrap_or(skill.core);
    }
    Topic {
        id: TopicId::new(topic.id).expect("shipped ids are valid, a test reads them all"),
        number: topic.number,
        name: topic.name.to_owned(),
        group: GroupId::new(topic.group).expect("shipped ids are valid, a test reads them all"),
        skills,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_topics_forty_eight_skills_five_groups_each_with_a_core() {
        let catalogue = Catalogue::new(&Settings::default());
        assert_eq!(catalogue.topics.len(), 6);
        assert_eq!(
            catalogue
                .topics
                .iter()
                .map(|topic| topic.skills.len())
                .sum::<usize>(),
            48
        );
        assert_eq!(catalogue.groups.len(), 5);
        assert!(catalogue.groups.iter().all(|group| !group.core.is_empty()));
    }

    #[test]
    fn a_commune_may_change_which_skills_are_core() {
        let mut settings = Settings::default();
        let skill = SkillId::new("attt-mat-khau-manh").unwrap();
        settings.core.insert(skill.clone(), true);
        let group = Catalogue::new(&settings)
            .groups
            .into_iter()
            .find(|group| group.id.as_str() == "tu-bao-ve");
        assert!(group.unwrap().core.contains(&skill));
    }
}

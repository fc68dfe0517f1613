//! How the residents of a household are written: the skills observed in the house stand once, each
//! resident's states in one word.
use super::{Field, Mark, Resident};
use crate::short::{Reader, Writer};
use crate::{Day, Map, Name, Personal, ResidentId, SkillId, SkillState};
use serde::de::{self, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// As a [`Resident`], the states of skills named by their places in the list before.
#[derive(Serialize)]
struct Written<'a> {
    id: &'a ResidentId,
    name: &'a Personal<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<u16>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconfirmed: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    skills: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    trained: Option<Day>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    marks: &'a Map<Field, Mark>,
}

pub(super) fn serialize<S: Serializer>(
    residents: &[Resident],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut skills: Vec<&SkillId> = residents.iter().flat_map(|it| it.skills.keys()).collect();
    crate::put_in_order(&mut skills, |it| *it);
    skills.dedup();
    let mut all = serializer.serialize_seq(None)?;
    if !skills.is_empty() {
        all.serialize_element(&skills)?;
    }
    for resident in residents {
        // Without `..`: a new field does not compile before it is written too.
        let Resident {
            id,
            name,
            born,
            unconfirmed,
            skills: states,
            trained,
            marks,
        } = resident;
        let mut out = Writer::default();
        for (place, skill) in (0u32..).zip(&skills) {
            if let Some(state) = states.get(*skill) {
                out.number(place);
                state.write(&mut out);
            }
        }
        all.serialize_element(&Written {
            id,
            name,
            born: *born,
            unconfirmed: *unconfirmed,
            skills: out.0,
            trained: *trained,
            marks,
        })?;
    }
    all.end()
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Resident>, D::Error> {
    deserializer.deserialize_seq(People)
}

/// As a [`Resident`], in either form.
#[derive(Deserialize)]
struct StoredResident {
    id: ResidentId,
    name: Personal<Name>,
    #[serde(default)]
    born: Option<u16>,
    #[serde(default)]
    unconfirmed: bool,
    #[serde(default)]
    skills: States,
    #[serde(default)]
    trained: Option<Day>,
    #[serde(default)]
    marks: Map<Field, Mark>,
}

enum States {
    /// The first form: by name.
    Named(Map<SkillId, SkillState>),
    Placed(String),
}

impl Default for States {
    fn default() -> Self {
        States::Named(Map::new())
    }
}

impl States {
    fn read(self, skills: &[SkillId]) -> Option<Map<SkillId, SkillState>> {
        let text = match self {
            States::Named(states) => return Some(states),
            States::Placed(text) => text,
        };
        let mut from = Reader::new(&text);
        let mut states = Map::new();
        while !from.is_at_end() {
            let place: u32 = from.number()?;
            let skill = skills.get(usize::try_from(place).ok()?)?;
            states.insert(skill.clone(), SkillState::read(&mut from)?);
        }
        Some(states)
    }
}

/// What stands in the list: the skills first, where there are any, then a resident each.
enum One {
    Skills(Vec<SkillId>),
    Resident(Box<StoredResident>),
}

struct People;

impl<'de> Visitor<'de> for People {
    type Value = Vec<Resident>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("residents")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut skills = Vec::new();
        let mut residents = Vec::new();
        while let Some(one) = access.next_element()? {
            match one {
                One::Skills(all) => skills = all,
                One::Resident(found) => {
                    let states = found.skills.read(&skills);
                    residents.push(Resident {
                        id: found.id,
                        name: found.name,
                        born: found.born,
                        unconfirmed: found.unconfirmed,
                        skills: states.ok_or_else(|| de::Error::custom("skills of a resident"))?,
                        trained: found.trained,
                        marks: found.marks,
                    });
                }
            }
        }
        Ok(residents)
    }
}

impl<'de> Deserialize<'de> for One {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOf)
    }
}

struct OneOf;

impl<'de> Visitor<'de> for OneOf {
    type Value = One;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("skills or a resident")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<One, A::Error> {
        let mut skills = Vec::new();
        while let Some(skill) = access.next_element()? {
            skills.push(skill);
        }
        Ok(One::Skills(skills))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<One, A::Error> {
        StoredResident::deserialize(MapAccessDeserializer::new(access))
            .map(|it| One::Resident(Box::new(it)))
    }
}

impl<'de> Deserialize<'de> for States {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StatesOf)
    }
}

struct StatesOf;

impl<'de> Visitor<'de> for StatesOf {
    type Value = States;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("states of skills")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<States, E> {
        Ok(States::Placed(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<States, A::Error> {
        Map::deserialize(MapAccessDeserializer::new(access)).map(States::Named)
    }
}

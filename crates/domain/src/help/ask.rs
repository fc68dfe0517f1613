//! Asking for help.
use super::{HELP_DUE_DAYS, Handed, Help, HelpState, HelpWay};
use crate::apply::{Context, Records};
use crate::rule::{ANYONE, Called, Makers, Rule, keys};
use crate::{
    About, Catalogue, Detail, HelpId, Household, HouseholdId, Name, Note, Personal, Phone, Record,
    RecordKey, Refusal, RefusalCode, Tell, TopicId, VillageId,
};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Someone asks for help: on the public site, at the door, or over the commune's telephone.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelpAsked {
    pub help: HelpId,
    pub way: HelpWay,
    /// `None` for what belongs to no topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// Where the asker lives; a household's own village comes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<VillageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<HouseholdId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal<Name>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Personal<Phone>>,
    pub words: Personal<Note>,
}

impl Rule for HelpAsked {
    const CALLED: Called = say::help_asked;
    const MAKERS: Makers = ANYONE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::from(&self.help)]
    }

    fn reads(&self, _: &Records) -> Vec<RecordKey> {
        [keys(&self.household), keys(&self.village)].concat()
    }

    fn destination(&self) -> Option<&VillageId> {
        self.village.as_ref()
    }

    fn personal(&mut self, tell: &mut Tell<'_>) {
        let Self {
            help: _,
            way: _,
            topic: _,
            village: _,
            household: _,
            name,
            phone,
            words,
        } = self;
        tell(About::Asker, name);
        tell(About::Asker, phone);
        tell(About::Asker, words);
    }

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        ask(context, self)
    }

    fn details(&self) -> Vec<Detail<'_>> {
        let name = self.name.iter().map(Detail::Name);
        name.chain(self.village.iter().map(Detail::Village))
            .collect()
    }
}

pub(crate) fn ask(context: &Context<'_>, it: &HelpAsked) -> Result<Vec<Record>, Refusal> {
    if context.records.help(&it.help).is_ok() {
        return Err(RefusalCode::HelpExists.into());
    }
    if !it.topic.iter().all(Catalogue::has_topic) {
        return Err(RefusalCode::TopicUnknown.into());
    }
    let household = it.household.as_ref();
    let household = household.map(|id| context.records.household(id));
    let household = household.transpose()?;
    let village = match (household, &it.village) {
        (Some(household), _) => Some(household.village.clone()),
        (None, Some(id)) => Some(context.records.village(id)?.id.clone()),
        (None, None) => None,
    };
    // Who took it down at the door sees to it, unless the household is in someone's hands.
    let at_the_door = (it.way == HelpWay::Door).then(|| context.author.clone());
    let assigned = household.and_then(in_whose_hands).or(at_the_door);
    let help = Help {
        id: it.help.clone(),
        way: it.way,
        asked: context.at,
        topic: it.topic.clone(),
        village,
        household: household.map(|it| it.id.clone()),
        name: it.name.clone(),
        phone: it.phone.clone(),
        words: it.words.clone(),
        state: match assigned {
            Some(_) => HelpState::Assigned,
            None => HelpState::Asked,
        },
        due: context.day().plus(HELP_DUE_DAYS),
        assigned,
        answer: None,
        closing: None,
        blanked: false,
        handed: Handed::default(),
    };
    Ok(vec![help.into()])
}

pub(super) fn in_whose_hands(household: &Household) -> Option<crate::MemberId> {
    household.assigned.clone().filter(|_| household.is_here())
}

//! How the office changes the settings of the commune.
use crate::apply::Context;
use crate::rule::{Called, Makers, OFFICE, Rule};
use crate::settings::LocalSkill;
use crate::{Follows, Label, LocalMarketplace, Map, Record, RecordKey, Refusal, SkillId, Tell};
use serde::{Deserialize, Serialize};
use words::operation as say;

/// Only what is `Some` changes.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsChanged {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune_name: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adult_age: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_counts: Option<bool>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub core: Map<SkillId, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill_added: Option<LocalSkill>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_text_version: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketplace_added: Option<LocalMarketplace>,
}

impl Rule for SettingsChanged {
    const CALLED: Called = say::settings_changed;
    const MAKERS: Makers = OFFICE;

    fn touches(&self) -> Vec<RecordKey> {
        vec![RecordKey::Settings]
    }

    fn personal(&mut self, _: &mut Tell<'_>) {}

    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
        change_settings(context, self)
    }

    fn follows(&self) -> Follows<'_> {
        Follows::Recount
    }
}

pub(crate) fn change_settings(
    context: &Context<'_>,
    it: &SettingsChanged,
) -> Result<Vec<Record>, Refusal> {
    let mut settings = context.settings();
    settings.change(it, context.at)?;
    Ok(vec![Record::Settings(Box::new(settings))])
}

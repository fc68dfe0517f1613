//! What the office says of the commune itself: settings, figures, villages, teams and their roster.
pub(crate) mod change_settings;
pub(crate) mod define_team;
pub(crate) mod define_village;
pub(crate) mod join;
pub(crate) mod set_figure;

use crate::apply::Records;
use crate::{Record, RecordKey, Refusal, RefusalCode, Team, TeamId};

impl Records {
    pub(crate) fn team(&self, id: &TeamId) -> Result<&Team, Refusal> {
        match self.get(&RecordKey::Team(id.clone())) {
            Some(Record::Team(team)) => Ok(team),
            _ => Err(RefusalCode::TeamUnknown.into()),
        }
    }
}

//! What one public page reads: one snapshot, in which the face of its commune is put together where
//! no fresh one is kept.
use super::{Room, Site};
use crate::{AppState, PageError};
use domain::{CommuneId, Day, Millis};
use store::Transaction;
use words::Language;

/// The data at one moment, before anyone.
pub struct Window<'a> {
    pub rows: &'a mut dyn Transaction,
    pub state: &'a AppState,
    pub lang: Language,
    pub now: Millis,
}

impl Window<'_> {
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The frame of the only commune there is; none where there are several, or none yet.
    pub fn only_site(&mut self, here: Room) -> Result<Option<Site>, PageError> {
        match self.rows.communes()?.as_slice() {
            [only] => Site::new(self, only, here).map(Some),
            _ => Ok(None),
        }
    }
}

impl AppState {
    /// Reads what a public page shows, in one snapshot and on a thread where it keeps nobody
    /// waiting.
    ///
    /// # Errors
    /// What the work itself says, and where the data cannot be read.
    pub(crate) async fn window<T: Send + 'static>(
        &self,
        lang: Language,
        work: impl FnOnce(&mut Window<'_>) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let state = self.clone();
        let show = move |rows: &mut dyn Transaction| {
            let now = state.clock.now();
            work(&mut Window {
                rows,
                state: &state,
                lang,
                now,
            })
        };
        self.read(show).await
    }

    /// The frame of a page that shows nothing else of its commune.
    pub(crate) async fn site(
        &self,
        commune: CommuneId,
        lang: Language,
        here: Room,
    ) -> Result<Site, PageError> {
        let frame = move |window: &mut Window<'_>| Site::new(window, &commune, here);
        self.window(lang, frame).await
    }
}

//! Drafts of what someone is typing, stored sealed so that a reload or a lock loses nothing.

use super::{RecordProblem, Session};
use crate::platform::channel::Word;
use crate::shelf::{Change, Shelf, Table};
use serde::{Serialize, de::DeserializeOwned};

impl Session {
    pub async fn draft<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let sealed = self.0.shelf.get(Table::Draft, name).await.ok()??;
        let open = self.0.open.borrow();
        let opened = open.as_ref()?.key.open(Table::Draft, name, &sealed)?;
        domain::json::from_str(std::str::from_utf8(&opened).ok()?).ok()
    }

    /// Stores a draft under this name. One that `was_kept` must still be there: if not, another tab
    /// has recorded or dropped it.
    pub async fn keep_draft<T: Serialize>(
        &self,
        name: &str,
        draft: &T,
        was_kept: bool,
    ) -> Result<(), RecordProblem> {
        let row = self.draft_row(name, draft)?;
        if was_kept && !self.has_draft(name).await? {
            return Err(RecordProblem::DraftGone);
        }
        Ok(self.0.shelf.commit(vec![row]).await?)
    }

    pub async fn drop_draft(&self, name: &str) -> Result<(), RecordProblem> {
        let gone = Change::Delete {
            table: Table::Draft,
            key: name.to_owned(),
        };
        self.0.shelf.commit(vec![gone]).await?;
        self.tell(Word::Changed);
        Ok(())
    }

    /// Whether a draft of this name is kept.
    pub async fn has_draft(&self, name: &str) -> Result<bool, RecordProblem> {
        Ok(self.0.shelf.get(Table::Draft, name).await?.is_some())
    }

    pub fn draft_row<T: Serialize>(&self, name: &str, draft: &T) -> Result<Change, RecordProblem> {
        let json = serde_json::to_vec(draft).expect("plain data");
        self.sealed(Table::Draft, name.to_owned(), &json)
    }

    /// The drafts whose names begin with this text.
    pub async fn drafts<T: DeserializeOwned>(&self, beginning: &str) -> Vec<T> {
        let rows = self.0.shelf.all(Table::Draft).await.unwrap_or_default();
        let names = rows.into_iter().map(|(name, _)| name);
        let mut drafts = Vec::new();
        for name in names.filter(|name| name.starts_with(beginning)) {
            drafts.extend(self.draft(&name).await);
        }
        drafts
    }
}

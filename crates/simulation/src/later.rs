//! Apps one version newer than the server: it sets aside entries that it cannot read until it is
//! upgraded.
use crate::Broken;
use crate::phone::Phone;
use crate::world::{World, commune};
use domain::{Certainty, Entry, EntryId, FORMAT, Millis, RULES};
use serde_json::{Value, json};
use store::{DocumentRow, Ledger};
use sync::{Brought, OutboxState, Outcome, SyncRequest, SyncResponse};

/// Put before an operation's name, so that the server does not know it.
const LATER: &str = "Later";

/// How a newer app writes an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Written {
    InALaterForm,
    ByLaterRules,
    /// As an operation that only the next version of the server knows.
    InLaterWords,
    AsToday,
}

impl Written {
    /// How a newer app writes this entry; its id decides.
    fn of(id: EntryId) -> Self {
        match id.to_string().bytes().rev().nth(5).unwrap_or(0) % 4 {
            0 => Written::InALaterForm,
            1 => Written::ByLaterRules,
            2 => Written::InLaterWords,
            _ => Written::AsToday,
        }
    }
}

impl Phone {
    pub(crate) fn written_by_its_app(&self, entry: &mut Entry) {
        if !self.ahead {
            return;
        }
        match Written::of(entry.id) {
            Written::InALaterForm => entry.format = FORMAT + 1,
            Written::ByLaterRules => entry.rules = RULES + 1,
            Written::InLaterWords | Written::AsToday => {}
        }
    }

    /// No entry that this server cannot know yet is in its log, and every entry of the phone was
    /// answered.
    pub(crate) fn ahead_holds(
        &self,
        is_upgraded: bool,
        in_log: impl Fn(EntryId) -> bool,
    ) -> Result<(), String> {
        let unknown = |id: &&EntryId| match Written::of(**id) {
            Written::InALaterForm | Written::ByLaterRules => true,
            Written::InLaterWords => !is_upgraded,
            Written::AsToday => false,
        };
        let mut newer = self.made.iter().filter(|_| self.ahead).filter(unknown);
        if let Some(id) = newer.find(|id| in_log(**id)) {
            return Err(format!("entry {id} of a newer version was taken"));
        }
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        match replica.outbox().find(|it| it.state == OutboxState::Unsent) {
            Some(item) => Err(format!("entry {} was never answered", item.entry.id)),
            None => Ok(()),
        }
    }
}

impl World {
    /// The request as the phone's app would write it.
    pub(crate) fn in_its_words(
        &mut self,
        number: usize,
        request: &SyncRequest,
    ) -> SyncRequest<Brought> {
        let is_ahead = self.phones[number].ahead && !self.upgraded;
        let mut sent = serde_json::to_value(request).expect("plain data");
        let entries = sent.get_mut("entries").and_then(Value::as_array_mut);
        let entries = entries.filter(|_| is_ahead);
        for (entry, value) in request.entries.iter().zip(entries.into_iter().flatten()) {
            if Written::of(entry.id) == Written::InLaterWords {
                self.later.insert(entry.id, value.clone());
                let operation = value["operation"].as_object_mut().expect("has a name");
                let said = std::mem::take(operation).into_iter();
                operation.extend(said.map(|(name, body)| (format!("{LATER}{name}"), body)));
            }
        }
        serde_json::from_value(sent).expect("what cannot be read is kept as it came")
    }

    /// Upgrades the server to a version that can read all operations, and tries the waiting entries
    /// again.
    pub(crate) fn upgrade(&mut self) -> Result<(), String> {
        if self.upgraded || self.later.is_empty() || self.below(2) == 0 {
            return Ok(());
        }
        self.tell(|| "the server is upgraded".to_owned());
        let later = self.later.clone();
        let work = move |ledger: &mut Ledger<'_>| {
            let rows = ledger.transaction();
            for row in rows.documents(&commune(), "waiting")? {
                let id = EntryId::parse(&row.id);
                let Some(entry) = id.and_then(|id| later.get(&id)) else {
                    continue;
                };
                let mut waiting: Value = serde_json::from_str(&row.body).expect("is JSON");
                waiting["body"] = json!({"as-it-came": entry});
                let body = waiting.to_string();
                rows.put_document("waiting", &DocumentRow { body, ..row })?;
            }
            Ok(())
        };
        self.store
            .write(work)
            .wait()
            .and_then(|()| self.store.try_waiting_again())
            .map_err(|error| error.to_string())?;
        self.upgraded = true;
        self.note("a version that can read what waited");
        Ok(())
    }

    /// With `--break waiting`: tells the phone that an unreadable entry is kept.
    pub(crate) fn claim_to_keep(&self, at: Millis, to: &mut SyncResponse) {
        if self.broken != Some(Broken::Waiting) {
            return;
        }
        for receipt in &mut to.receipts {
            if matches!(receipt.outcome, Outcome::Waiting { .. }) {
                receipt.outcome = Outcome::Kept {
                    seq: to.cursor,
                    at,
                    certainty: Certainty::Sure,
                };
            }
        }
    }
}

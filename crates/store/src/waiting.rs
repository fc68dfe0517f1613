//! Work that cannot be judged yet: stored as it came and tried again automatically.
//!
//! It waits for a server that can read it, or for a record that is not known, or not known again
//! after a restore. It is tried again when a record that it names changes, and when the server
//! starts.
mod body;
mod decide;

pub(crate) use body::{Forgotten, blank_waiting, blanked_text, forget};

use crate::dating::Dating;
use crate::erase::ErasedIds;
use crate::hold::{self, HeldEntry};
use crate::ledger::{Incoming, Ledger};
use crate::rows::{DocumentRow, Rows, Transaction};
use crate::scope::{Standing, is_of_no_team};
use crate::sync_answer::{HeldCount, stands_on};
use crate::{Account, Device, Store, StoreError};
use body::Body;
use domain::{
    AccountId, CommuneId, DeviceId, Entry, EntryId, Kind, Millis, RecordKey, RefusalCode, Role,
    Scope, is_the_boards,
};
use serde::{Deserialize, Serialize};
use sync::{Brought, Clocks, Later, Outcome, Why, fix_time};

/// The most entries that wait for one device. Further ones stay on the phone.
pub const WAITING_LIMIT: usize = 500;

pub(crate) const WAITING: &str = "waiting";
/// Documents that list the ids of waiting entries, by record waited for and by device.
const WAITING_FOR: &str = "waiting-for";
/// The list of entries that are tried again when any team changes.
const ROSTER: &str = "roster";
/// Entries that waited and were refused once they could be judged; their phone asks.
pub(crate) const REFUSED: &str = "refused-later";

/// An entry that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingEntry {
    pub id: EntryId,
    pub commune: CommuneId,
    pub author: AccountId,
    pub device: DeviceId,
    pub received_at: Millis,
    pub why: Why,
    /// If it could be read: the code of the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The code of its household, as the phone noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The records that it names. It is tried again when one of them changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// It was kept once, so no refusal is final.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stays: bool,
    /// It came in a file, so its phone cannot be told. Once it waits, no refusal is final either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    by_file: bool,
    /// Its phone was revoked. Once it can be read, it is held.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    revoked: bool,
    /// Where its author was allowed to write when it was received.
    scope: Scope,
    /// The same by their terms; `None` if an older version wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    /// Until its time is fixed: the clocks at receipt, and the phone that it was made on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dated: Option<(Clocks, DeviceId)>,
    body: Body,
}

/// What is known about an entry when it comes, besides the entry itself.
#[derive(Clone, Copy)]
pub(crate) struct Coming<'a> {
    pub device: &'a Device,
    pub dating: &'a Dating,
    pub standing: &'a Standing,
    /// Its device has ended and will not come again.
    pub is_over: bool,
    /// Its phone was revoked, so all of it needs a decision.
    pub holds_all: bool,
    pub held: &'a HeldCount,
    /// It was kept once.
    pub stays: bool,
    pub label: Option<&'a str>,
    /// It came in a file, so its phone cannot be told of a later refusal.
    pub by_file: bool,
    /// The role of the account, if its owner is in no team. The roster may have been lost.
    pub of_no_team: Option<Role>,
}

impl WaitingEntry {
    fn new(id: EntryId, coming: &Coming<'_>, body: Body) -> Self {
        Self {
            id,
            commune: coming.device.commune.clone(),
            author: coming.device.account.clone(),
            device: coming.device.id.clone(),
            received_at: coming.dating.received_at,
            why: Why::Reader,
            code: None,
            label: coming.label.map(str::to_owned),
            names: Vec::new(),
            stays: coming.stays,
            by_file: coming.by_file,
            revoked: coming.holds_all,
            scope: coming.standing.lately(),
            standing: Some(coming.standing.clone()),
            dated: None,
            body,
        }
    }

    /// The entry with its time fixed, if this server can read it.
    pub fn entry(&self) -> Option<Entry> {
        self.body.entry()
    }

    fn row(&self) -> Rows<DocumentRow> {
        Ok(DocumentRow {
            commune: self.commune.clone(),
            id: self.id.to_string(),
            key: self.device.to_string(),
            body: serde_json::to_string(self)
                .map_err(|error| StoreError::damaged("waiting entry", error))?,
        })
    }

    /// All waiting entries of a commune, oldest first, but none that only newer servers read.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.documents(commune, WAITING)?;
        Ok(found.iter().filter_map(read).collect())
    }

    fn get(rows: &mut dyn Transaction, commune: &CommuneId, id: EntryId) -> Rows<Option<Self>> {
        let found = rows.document(commune, WAITING, &id.to_string())?;
        Ok(found.as_ref().and_then(read))
    }

    /// The lists on which its id stands.
    fn lists(&self) -> impl Iterator<Item = String> {
        let device = list_of_device(&self.device);
        self.names.iter().cloned().chain([device])
    }

    fn put(&self, ledger: &mut Ledger<'_>) -> Rows<()> {
        ledger.row(&self.commune)?.waiting += 1;
        let rows = ledger.transaction();
        for list in self.lists() {
            let mut ids = listed(rows, &self.commune, &list)?;
            if !ids.contains(&self.id) {
                ids.push(self.id);
                write_list(rows, &self.commune, list, &ids)?;
            }
        }
        rows.put_document(WAITING, &self.row()?)
    }

    fn remove(&self, ledger: &mut Ledger<'_>) -> Rows<()> {
        let row = ledger.row(&self.commune)?;
        row.waiting = row.waiting.saturating_sub(1);
        let rows = ledger.transaction();
        for list in self.lists() {
            let mut ids = listed(rows, &self.commune, &list)?;
            ids.retain(|id| *id != self.id);
            write_list(rows, &self.commune, list, &ids)?;
        }
        rows.delete_document(&self.commune, WAITING, &self.id.to_string())
    }
}

/// Puts a waiting entry back from the office's journal.
pub(crate) fn put_back(ledger: &mut Ledger<'_>, row: &DocumentRow) -> Rows<()> {
    match read(row) {
        Some(waiting) => waiting.put(ledger),
        None => Ok(()),
    }
}

fn read(row: &DocumentRow) -> Option<WaitingEntry> {
    serde_json::from_str(&row.body).ok()
}

fn list_of_device(device: &DeviceId) -> String {
    format!("device:{device}")
}

fn listed(rows: &mut dyn Transaction, commune: &CommuneId, list: &str) -> Rows<Vec<EntryId>> {
    let found = rows.document(commune, WAITING_FOR, list)?;
    let ids = found.and_then(|row| serde_json::from_str(&row.body).ok());
    Ok(ids.unwrap_or_default())
}

fn write_list(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    id: String,
    ids: &[EntryId],
) -> Rows<()> {
    if ids.is_empty() {
        return rows.delete_document(commune, WAITING_FOR, &id);
    }
    let row = DocumentRow {
        commune: commune.clone(),
        id,
        key: String::new(),
        body: crate::columns::to_json(&ids),
    };
    rows.put_document(WAITING_FOR, &row)
}

/// Whether a refusal only means that something is not known yet.
fn says_unknown(code: RefusalCode) -> Option<Why> {
    use RefusalCode as Code;
    match code {
        Code::HouseholdUnknown => Some(Why::Household),
        Code::ResidentUnknown => Some(Why::Resident),
        Code::FormatUnknown | Code::RulesUnknown => Some(Why::Reader),
        Code::AlleyUnknown
        | Code::BulletinUnknown
        | Code::BusinessUnknown
        | Code::ClassUnknown
        | Code::DirectiveUnknown
        | Code::HelpUnknown
        | Code::MarketplaceUnknown
        | Code::MemberUnknown
        | Code::PaperUnknown
        | Code::QuestionUnknown
        // It waits until the record is rebuilt from the log.
        | Code::RecordUnreadable
        | Code::SkillUnknown
        | Code::TeamUnknown
        | Code::TopicUnknown
        | Code::VillageUnknown
        | Code::VisitUnknown
        // The phone knew the shop's address, or the business, when the entry was recorded.
        | Code::ShopLinkMissing
        | Code::SkillForBusinessOnly => Some(Why::Other),
        _ => None,
    }
}

/// Stores an entry of a newer version as it came.
pub(crate) fn keep_unread(
    ledger: &mut Ledger<'_>,
    (id, raw): (EntryId, &str),
    coming: &Coming<'_>,
    told: &ErasedIds,
) -> Rows<Outcome> {
    let commune = &coming.device.commune;
    let Some(body) = Body::unread(ledger, (commune, id), &told.blanked_text(raw)) else {
        let later = Later::NoKey;
        return Ok(Outcome::NotYet { later });
    };
    let made: Made = domain::json::from_str(raw).unwrap_or_default();
    let mut waiting = WaitingEntry::new(id, coming, body);
    waiting.dated = Some(coming.dating.of(made.device.as_ref(), made.at));
    keep(ledger, &waiting)
}

/// What can be read of an otherwise unreadable entry.
#[derive(Default, Deserialize)]
struct Made {
    #[serde(default)]
    device: Option<DeviceId>,
    #[serde(default)]
    at: Millis,
}

/// Decides about an entry that was read and refused: it waits, or the refusal is final.
pub(crate) fn keep_refused(
    ledger: &mut Ledger<'_>,
    (entry, code): (&Entry, RefusalCode),
    coming: &Coming<'_>,
) -> Rows<Outcome> {
    let mut waiting = WaitingEntry::new(entry.id, coming, Body::read(entry));
    if !waiting.waits(ledger, entry, code)? {
        return Ok(Outcome::Refused { code });
    }
    keep(ledger, &waiting)
}

fn keep(ledger: &mut Ledger<'_>, waiting: &WaitingEntry) -> Rows<Outcome> {
    let list = list_of_device(&waiting.device);
    if listed(ledger.transaction(), &waiting.commune, &list)?.len() >= WAITING_LIMIT {
        let later = Later::TooMany;
        return Ok(Outcome::NotYet { later });
    }
    waiting.put(ledger)?;
    Ok(Outcome::Waiting { why: waiting.why })
}

/// What a phone is told about a waiting entry. Notes it if the phone says that it was kept once.
pub(crate) fn known(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    id: EntryId,
    coming: &Coming<'_>,
) -> Rows<Option<Outcome>> {
    let rows = ledger.transaction();
    let Some(row) = rows.document(commune, WAITING, &id.to_string())? else {
        return Ok(None);
    };
    let Some(mut waiting) = read(&row) else {
        return Ok(Some(Outcome::Waiting { why: Why::Reader }));
    };
    if (coming.stays && !waiting.stays) || (coming.label.is_some() && waiting.label.is_none()) {
        waiting.stays |= coming.stays;
        waiting.label = waiting.label.or_else(|| coming.label.map(str::to_owned));
        rows.put_document(WAITING, &waiting.row()?)?;
    }
    Ok(Some(Outcome::Waiting { why: waiting.why }))
}

impl WaitingEntry {
    /// Notes why a readable entry waits and for which records; `false` if the refusal is final.
    fn waits(&mut self, ledger: &mut Ledger<'_>, entry: &Entry, code: RefusalCode) -> Rows<bool> {
        let Some(why) = says_unknown(code).or(self.stays.then_some(Why::Other)) else {
            return Ok(false);
        };
        self.why = why;
        self.code = Some(code.as_str().to_owned());
        // Settings change for many reasons, but they add no household and no resident.
        let at_door = matches!(why, Why::Household | Why::Resident);
        let names = ledger.names(&self.commune, &entry.operation)?.into_iter();
        let names = names.filter(|key| !(at_door && *key == RecordKey::Settings));
        self.names = names.map(|key| key.to_string()).collect();
        if code == RefusalCode::NotAllowed {
            self.names.push(ROSTER.to_owned());
        }
        Ok(true)
    }

    /// Judges the entry as if it had just come, with the time and the scope that it had at receipt.
    fn try_again(self, ledger: &mut Ledger<'_>) -> Rows<()> {
        let Some(entry) = self.readable(ledger)? else {
            return Ok(());
        };
        if self.revoked {
            return self.hold(ledger, entry);
        }
        // An entry kept once is in the log, blanked. One that only waited would be empty there.
        if !self.stays && entry.operation.is_blank() {
            return self.refused(ledger, &entry, RefusalCode::ResidentGone);
        }
        let day = stands_on(&entry, self.received_at);
        let scope = self.standing.as_ref().map(|it| it.at(day));
        let scope = scope.unwrap_or_else(|| self.scope.clone());
        let mut outcome = self.judged(ledger, &entry, &scope)?;
        let ended = !scope.role.may_make(&entry.operation);
        if matches!(outcome, Outcome::Refused { code: RefusalCode::NotAllowed } if ended)
            && self.could_be_held(&entry)
        {
            outcome = Outcome::Held;
        }
        if self.stays && !matches!(outcome, Outcome::Kept { .. }) {
            // The roster may have been lost as well and be back now.
            let account = Account::get(ledger.transaction(), &self.commune, &self.author)?;
            if let Some(account) = account {
                let received = self.received_at.day();
                let standing = Standing::of(ledger.transaction(), &account, received)?;
                let now = standing.at(day);
                if now != scope {
                    outcome = self.judged(ledger, &entry, &now)?;
                }
            }
        }
        match outcome {
            Outcome::Kept { .. } => self.remove(ledger),
            Outcome::Held => self.hold(ledger, entry),
            Outcome::Refused { code } => self.refused(ledger, &entry, code),
            _ => Ok(()),
        }
    }

    fn judged(&self, ledger: &mut Ledger<'_>, entry: &Entry, scope: &Scope) -> Rows<Outcome> {
        ledger.append_received_then(Incoming {
            entry: entry.clone(),
            received_at: self.received_at,
            scope: Some(scope),
        })
    }

    /// The entry as it would have been taken at receipt.
    fn readable(&self, ledger: &mut Ledger<'_>) -> Rows<Option<Entry>> {
        if let Some(entry) = self.entry() {
            return Ok(Some(entry));
        }
        let Some(Brought::Read(mut entry)) = self.body.opened(ledger, (&self.commune, self.id))
        else {
            return Ok(None);
        };
        let told = ErasedIds::read(ledger.transaction(), &self.commune)?;
        told.blank(&mut entry.operation);
        entry.commune = self.commune.clone();
        entry.author = self.author.clone();
        entry.accepted = None;
        let Some((clocks, device)) = &self.dated else {
            return Ok(None);
        };
        (entry.at, entry.certainty) = fix_time(entry.at, entry.certainty, clocks);
        entry.device = device.clone();
        Ok(ledger.seal(&mut entry).is_ok().then_some(*entry))
    }

    /// Whether its author may have made it, as far as was known at receipt.
    fn could_be_held(&self, entry: &Entry) -> bool {
        let might = |standing: &Standing| standing.could_make(&entry.operation);
        self.standing.as_ref().is_none_or(might) && !is_the_boards(&entry.operation)
    }

    fn hold(self, ledger: &mut Ledger<'_>, entry: Entry) -> Rows<()> {
        if !self.could_be_held(&entry) {
            return self.refused(ledger, &entry, RefusalCode::NotAllowed);
        }
        self.remove(ledger)?;
        let held = HeldEntry::after_waiting(entry, self.received_at).brought_by(&self.device);
        let held = held.of_no_team(!self.revoked && is_of_no_team(&self.scope));
        held.put(ledger.transaction())
    }

    fn refused(mut self, ledger: &mut Ledger<'_>, entry: &Entry, code: RefusalCode) -> Rows<()> {
        self.stays |= self.by_file;
        let same = self.code.as_deref() == Some(code.as_str());
        let before = self.clone();
        self.body = Body::read(entry);
        if !self.waits(ledger, entry, code)? {
            before.remove(ledger)?;
            return ledger.transaction().put_document(
                REFUSED,
                &DocumentRow {
                    commune: self.commune,
                    id: self.id.to_string(),
                    key: String::new(),
                    body: code.as_str().to_owned(),
                },
            );
        }
        if same && before.names == self.names && before.entry().is_some() {
            return Ok(());
        }
        before.remove(ledger)?;
        self.put(ledger)
    }
}

/// Tries again the entries that name a changed record, until nothing changes any more.
pub(crate) fn try_stirred(ledger: &mut Ledger<'_>) -> Rows<()> {
    while let Some((commune, key)) = ledger.next_stirred() {
        let mut ids = listed(ledger.transaction(), &commune, &key.to_string())?;
        if key.kind() == Kind::Team {
            hold::judge_again(ledger, &commune)?;
            ids.extend(listed(ledger.transaction(), &commune, ROSTER)?);
        }
        ids.sort();
        for id in ids {
            if let Some(waiting) = WaitingEntry::get(ledger.transaction(), &commune, id)? {
                waiting.try_again(ledger)?;
            }
        }
    }
    Ok(())
}

impl Store {
    /// Tries all waiting entries again, for example after a start with a newer version. Returns how
    /// many still wait.
    pub fn try_waiting_again(&self) -> Rows<usize> {
        let communes = self.read(|rows| {
            let mut waiting = Vec::new();
            for commune in rows.communes()? {
                let row = rows.commune(&commune)?;
                if row.is_some_and(|row| row.waiting > 0) {
                    waiting.push(commune);
                }
            }
            Rows::Ok(waiting)
        })?;
        let mut left = 0;
        for commune in communes {
            let owner = commune.clone();
            let work = move |ledger: &mut Ledger<'_>| {
                body::blank_told(ledger, &commune)?;
                for waiting in WaitingEntry::all(ledger.transaction(), &commune)? {
                    waiting.try_again(ledger)?;
                }
                try_stirred(ledger)?;
                Ok(ledger.row(&commune)?.waiting as usize)
            };
            left += self.write_to(&owner, work).wait()?;
        }
        Ok(left)
    }
}

//! Photos of products and classes: how much of each has arrived, who may bring one, and when it is
//! dropped.
use crate::account::{Account, Device};
use crate::rows::{AttachmentRow, Rows, Transaction};
use crate::{Store, columns, recent_scope};
use domain::household::{PHOTOS_LIMIT, PRODUCTS_LIMIT, Status};
use domain::{
    ClassId, ClassPhotographed, CommuneId, DeviceId, HouseholdId, Kind, Millis, Operation, PhotoId,
    PhotoOf, Record, RecordKey, Scope,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most photos kept of one household, those that no product names any more included.
pub const HOUSEHOLD_PHOTOS_LIMIT: usize = PRODUCTS_LIMIT * PHOTOS_LIMIT;
/// The most photos kept of one class: the one shown, and those that it replaced.
pub const CLASS_PHOTOS_LIMIT: usize = 20;
/// An upload that is still unfinished this many days after it began is dropped.
pub const UNFINISHED_DAYS: i64 = 14;
/// A photo that no product and no class names is kept for this many days, longer than the backups
/// that name it.
pub const UNNAMED_DAYS: i64 = 60;
/// How many mergers are followed from one household to the next.
const MERGERS_LIMIT: usize = 8;

#[derive(Clone, PartialEq, Debug)]
pub struct Attachment {
    pub id: PhotoId,
    pub of: PhotoOf,
    pub told: AttachmentState,
}

/// The part of the row that is not a key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AttachmentState {
    pub device: DeviceId,
    pub size_bytes: u64,
    /// SHA-256 of the whole photo, as 64 hexadecimal digits.
    pub sha256: String,
    pub received_bytes: u64,
    pub begun_at: Millis,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unnamed_since: Option<Millis>,
}

/// Why a photo is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhotoRefusal {
    /// The device or its account has ended.
    DeviceEnded,
    /// The entry that registers the household has not arrived yet.
    HouseholdUnknown,
    /// The entry that plans the class has not arrived yet.
    ClassUnknown,
    /// The household or class is outside where the author was allowed to write lately.
    Elsewhere,
    TooMany,
}

/// How many photos a sweep dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Swept {
    pub unfinished: usize,
    pub unnamed: usize,
}

impl Attachment {
    pub fn is_complete(&self) -> bool {
        self.told.complete_at.is_some()
    }

    pub fn get(
        rows: &mut dyn Transaction,
        commune: &CommuneId,
        id: &PhotoId,
    ) -> Rows<Option<Self>> {
        rows.attachment(commune, id)?.map(Self::read).transpose()
    }

    /// All photos of a commune.
    pub fn all(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Self>> {
        let found = rows.attachments(commune, None)?;
        found.into_iter().map(Self::read).collect()
    }

    pub fn put(&self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<()> {
        let row = AttachmentRow {
            id: self.id.clone(),
            of: self.of.clone(),
            body: columns::to_json(&self.told),
        };
        rows.put_attachment(commune, &row)
    }

    fn read(row: AttachmentRow) -> Rows<Self> {
        Ok(Self {
            told: columns::json("attachment", &row.body)?,
            id: row.id,
            of: row.of,
        })
    }

    /// Whether this device may bring this photo: it may if it may write an entry on the household
    /// or class. Returns the household or class of the photo, a merged household replaced by the
    /// one it was merged into.
    pub fn may_come(
        rows: &mut dyn Transaction,
        device: &Device,
        of: &PhotoOf,
        photo: &PhotoId,
        now: Millis,
    ) -> Rows<Result<PhotoOf, PhotoRefusal>> {
        let Some(account) = account_of(rows, device)? else {
            return Ok(Err(PhotoRefusal::DeviceEnded));
        };
        let commune = &device.commune;
        let scope = recent_scope(rows, &account, now.day())?;
        let (of, limit) = match of {
            PhotoOf::Household(household) => {
                let Some(Record::Household(it)) = standing(rows, commune, household)? else {
                    return Ok(Err(PhotoRefusal::HouseholdUnknown));
                };
                let of = PhotoOf::Household(it.id.clone());
                if !scope.sees(&Record::Household(it).area()) {
                    return Ok(Err(PhotoRefusal::Elsewhere));
                }
                (of, HOUSEHOLD_PHOTOS_LIMIT)
            }
            PhotoOf::Class(class) => {
                let row = rows.record(commune, &RecordKey::Class(class.clone()))?;
                let record = row.map(|row| rows.read_row(commune, &row)).transpose()?;
                let Some(record) = record else {
                    return Ok(Err(PhotoRefusal::ClassUnknown));
                };
                if !may_photograph(&scope, class, photo, &record) {
                    return Ok(Err(PhotoRefusal::Elsewhere));
                }
                (of.clone(), CLASS_PHOTOS_LIMIT)
            }
        };
        let others = rows.attachments(commune, Some(&of))?;
        let others = others.iter().filter(|it| it.id != *photo).count();
        if others >= limit {
            return Ok(Err(PhotoRefusal::TooMany));
        }
        Ok(Ok(of))
    }

    /// Whether the photo may be shown. A class shows only its latest photo; for products, every
    /// photo counts.
    pub fn is_in_use(&self, rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<bool> {
        let PhotoOf::Class(class) = &self.of else {
            return Ok(true);
        };
        let row = rows.record(commune, &RecordKey::Class(class.clone()))?;
        Ok(
            match row.map(|row| rows.read_row(commune, &row)).transpose()? {
                Some(Record::Class(class)) => class.photo.is_some_and(|it| it.id == self.id),
                _ => false,
            },
        )
    }
}

/// Everyone in the commune sees its classes, but only those who may write about a class may bring
/// its photo.
fn may_photograph(scope: &Scope, class: &ClassId, photo: &PhotoId, record: &Record) -> bool {
    let taken = Operation::ClassPhotographed(ClassPhotographed {
        class: class.clone(),
        photo: photo.clone(),
        removed: false,
    });
    scope.may_write(&taken, [record])
}

/// The owner of the device, if both the device and the account are in force.
pub fn account_of(rows: &mut dyn Transaction, device: &Device) -> Rows<Option<Account>> {
    let now = Device::get(rows, &device.commune, &device.id)?;
    if now.is_none_or(|it| !it.goes_on()) {
        return Ok(None);
    }
    let account = Account::get(rows, &device.commune, &device.account)?;
    Ok(account.filter(|it| !it.disabled))
}

/// The household itself, or the one that it was merged into.
fn standing(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    household: &HouseholdId,
) -> Rows<Option<Record>> {
    let mut id = household.clone();
    for _ in 0..MERGERS_LIMIT {
        let row = rows.record(commune, &RecordKey::Household(id))?;
        let record = row.map(|row| rows.read_row(commune, &row)).transpose()?;
        match &record {
            Some(Record::Household(it)) => match &it.status {
                Status::MergedInto(other) => id = other.clone(),
                _ => return Ok(record),
            },
            _ => return Ok(None),
        }
    }
    Ok(None)
}

impl Store {
    /// Drops a photo and its picture at once, because someone asked for it.
    pub async fn drop_photo(&self, commune: &CommuneId, photo: &PhotoId) -> Rows<()> {
        let (owner, gone) = (commune.clone(), photo.clone());
        let write = self.write_to(commune, move |ledger| {
            ledger.transaction().delete_attachment(&owner, &gone)
        });
        write.done().await?;
        self.photos().delete_all(commune, photo).await
    }

    /// Drops uploads left unfinished, and photos that nothing has named for long. Call it
    /// about once a day.
    pub async fn sweep_photos(&self, commune: &CommuneId, now: Millis) -> Rows<Swept> {
        let (all, named) = self.read(|rows| {
            let all = Attachment::all(rows, commune)?;
            let named = named(rows, commune)?;
            // An unreadable record may name any of them: then none is dropped.
            let named = named.unwrap_or_else(|| all.iter().map(|it| it.id.clone()).collect());
            Ok((all, named))
        })?;
        let (mut swept, mut dropped, mut changed) = (Swept::default(), Vec::new(), Vec::new());
        let before = |days: i64| Millis(now.0 - days * Millis::DAY);
        for mut it in all {
            let named = named.contains(&it.id);
            if !it.is_complete() && it.told.begun_at < before(UNFINISHED_DAYS) {
                swept.unfinished += 1;
                dropped.push(it.id);
            } else if !named
                && it
                    .told
                    .unnamed_since
                    .is_some_and(|since| since < before(UNNAMED_DAYS))
            {
                swept.unnamed += 1;
                dropped.push(it.id);
            } else if named == it.told.unnamed_since.is_some() {
                it.told.unnamed_since = (!named).then_some(now);
                changed.push(it);
            }
        }
        let (owner, gone) = (commune.clone(), dropped.clone());
        let write = self.write_to(commune, move |ledger| {
            let rows = ledger.transaction();
            for id in &gone {
                rows.delete_attachment(&owner, id)?;
            }
            for it in &changed {
                // An upload may have continued meanwhile, so the row is read again.
                if let Some(mut known) = Attachment::get(rows, &owner, &it.id)? {
                    known.told.unnamed_since = it.told.unnamed_since;
                    known.put(rows, &owner)?;
                }
            }
            Ok(())
        });
        write.done().await?;
        for id in &dropped {
            self.photos().delete_all(commune, id).await?;
        }
        Ok(swept)
    }
}

/// Photos named by a class, or by a product of a household that still lives here. `None` where one of
/// these records cannot be read.
fn named(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Option<BTreeSet<PhotoId>>> {
    let mut named = BTreeSet::new();
    for row in rows.records(commune, Kind::Household, None)? {
        let household = match rows.read_row(commune, &row) {
            Ok(Record::Household(household)) => household,
            Ok(_) => continue,
            Err(_) => return Ok(None),
        };
        let trading = household.trading.as_deref().filter(|_| household.is_here());
        let products = trading.iter().flat_map(|it| it.products.values());
        named.extend(products.flat_map(|it| it.photos.iter().cloned()));
    }
    for row in rows.records(commune, Kind::Class, None)? {
        match rows.read_row(commune, &row) {
            Ok(Record::Class(class)) => named.extend(class.photo.map(|it| it.id)),
            Ok(_) => {}
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(named))
}

//! The open book: the shelf, keys and replica of this tab, and every change made to them.
//!
//! Another tab may write between any two steps. So a change is made under a Web Lock, on what is on
//! the shelf at that moment. A number that grows with each commit tells whether this tab is behind.

mod aside;
mod contact;
mod draft;
mod enrol;
mod export;
mod photo;
mod record;
mod unlock;

pub use aside::{export_aside, open_aside};
pub use contact::{Contact, keep_in_contact, sync_now};
pub use enrol::{EnrolProblem, check, enrol};
pub use export::export_unsent;
pub use photo::{Form, PhotoChange, PhotoStanding, tend, tend_photos};
pub use record::{EndedDraft, Recording};
pub use unlock::{UnlockProblem, unlock};

use crate::{
    device::Device,
    platform::{
        chance,
        channel::{Channel, Word},
        clock,
        device_key::DeviceKey,
        indexed::IndexedShelf,
        turn,
    },
    shelf::{Change, Shelf, ShelfProblem, Table, book, page},
    vault::{DataKey, Mixed, Purpose},
};
use domain::Refusal;
use std::{cell::RefCell, fmt, rc::Rc};
use sync::{Changes, Replica};

/// Web Lock held while the book is changed.
const STORE_LOCK: &str = "tungnha-store";
/// Web Lock held while a PIN lock is tried or changed, so that every try is counted and no older
/// lock replaces a newer one. Where both locks are needed, this one is taken first.
const VAULT_LOCK: &str = "tungnha-vault";
const DEVICE: &str = "device";
const GENERATION: &str = "generation";

#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    shelf: IndexedShelf,
    device_key: RefCell<DeviceKey>,
    device: RefCell<Option<Device>>,
    open: RefCell<Option<Open>>,
    channel: RefCell<Option<Channel>>,
}

/// One change of the replica.
type Make = Box<dyn FnOnce(&mut Replica) -> Result<Changes, Refusal>>;

/// What is in memory between unlocking and locking.
struct Open {
    key: DataKey,
    token: String,
    replica: Replica,
    generation: u64,
    /// The wall clock and the page's own clock when the replica was loaded.
    loaded: (domain::Millis, f64),
    /// True if the next opening would be quicker with the records laid into pages again.
    is_loose: bool,
}

/// Why something was not recorded. Nothing has changed in that case.
#[derive(Clone, PartialEq, Debug)]
pub enum RecordProblem {
    Refused(Refusal),
    Store(ShelfProblem),
    Locked,
    /// Another tab has recorded or dropped what was typed here.
    DraftGone,
}

impl From<ShelfProblem> for RecordProblem {
    fn from(problem: ShelfProblem) -> Self {
        RecordProblem::Store(problem)
    }
}

impl Session {
    pub async fn start() -> Result<Self, ShelfProblem> {
        let shelf = IndexedShelf::open().await?;
        let device_key = DeviceKey::get_or_make(&shelf).await?;
        let device = device_on(&shelf).await?;
        Ok(Self(Rc::new(Inner {
            shelf,
            device_key: RefCell::new(device_key),
            device: RefCell::new(device),
            open: RefCell::new(None),
            channel: RefCell::new(None),
        })))
    }

    /// Listens to messages of the other tabs.
    pub fn listen(&self, heard: impl FnMut(Word) + 'static) {
        self.0.channel.replace(Channel::open(heard).ok());
    }

    pub fn device(&self) -> Option<Device> {
        self.0.device.borrow().clone()
    }

    pub fn is_open(&self) -> bool {
        self.0.open.borrow().is_some()
    }

    /// Reads from the replica; `None` when locked.
    pub fn read<T>(&self, read: impl FnOnce(&Replica) -> T) -> Option<T> {
        self.0
            .open
            .borrow()
            .as_ref()
            .map(|open| read(&open.replica))
    }

    /// Forgets the key and tells the other tabs to do the same.
    pub fn lock(&self) {
        self.0.open.replace(None);
        self.tell(Word::Locked);
    }

    /// Forgets the key because another tab locked, without telling the others again.
    pub fn lock_quietly(&self) {
        self.0.open.replace(None);
    }

    /// Removes a refused entry that someone has dealt with.
    pub async fn dismiss(&self, id: domain::EntryId) -> Result<(), RecordProblem> {
        let dismiss = Box::new(move |replica: &mut Replica| Ok(replica.dismiss(id)));
        self.change(dismiss, Vec::new(), None).await
    }

    /// Lets syncing start again, at the member's wish, after records differed from the server's
    /// twice.
    pub async fn unstick(&self) -> Result<(), RecordProblem> {
        let unstick = Box::new(|replica: &mut Replica| Ok(replica.unstick()));
        self.change(unstick, Vec::new(), None).await
    }

    /// Reads again what other tabs wrote.
    pub async fn catch_up(&self) -> Result<(), RecordProblem> {
        let session = self.clone();
        turn::in_turn(STORE_LOCK, async move {
            session.catch_up_in_turn().await.map(drop)
        })
        .await
        .unwrap_or(Err(RecordProblem::Locked))
    }

    /// Changes the replica and commits the change together with the rows of `beside`, under the
    /// lock; not if the draft that must be there is gone.
    async fn change(
        &self,
        make: Make,
        beside: Vec<Change>,
        draft: Option<String>,
    ) -> Result<(), RecordProblem> {
        let session = self.clone();
        let work = async move {
            session.catch_up_in_turn().await?;
            if let Some(name) = draft
                && !session.has_draft(&name).await?
            {
                return Err(RecordProblem::DraftGone);
            }
            session.change_in_turn(make, beside).await
        };
        turn::in_turn(STORE_LOCK, work)
            .await
            .unwrap_or(Err(RecordProblem::Locked))
    }

    async fn change_in_turn(&self, make: Make, beside: Vec<Change>) -> Result<(), RecordProblem> {
        let rows = {
            let mut open = self.0.open.borrow_mut();
            let open = open.as_mut().ok_or(RecordProblem::Locked)?;
            let mut changes = open.notice_clock();
            changes
                .0
                .extend(make(&mut open.replica).map_err(RecordProblem::Refused)?.0);
            open.generation += 1;
            let mut rows = book::seal(&open.key, changes, open.generation, chance::bytes);
            rows.push(generation_row(open.generation));
            rows.extend(beside);
            rows
        };
        if let Err(problem) = self.0.shelf.commit(rows).await {
            // The replica in memory is now ahead of the disk. Reload, because only what is on disk
            // counts.
            self.reload().await?;
            return Err(problem.into());
        }
        self.tell(Word::Changed);
        Ok(())
    }

    /// Lays the records into pages again where that makes the next opening quicker. If it fails,
    /// nothing has changed.
    async fn bind_if_loose(&self) {
        let is_loose = |open: &Open| open.is_loose;
        if !self.0.open.borrow().as_ref().is_some_and(is_loose) {
            return;
        }
        let session = self.clone();
        let work = async move { session.bind_in_turn().await };
        turn::in_turn(STORE_LOCK, work).await;
    }

    async fn bind_in_turn(&self) -> Result<(), RecordProblem> {
        self.catch_up_in_turn().await?;
        let (key, next) = {
            let open = self.0.open.borrow();
            let open = open.as_ref().ok_or(RecordProblem::Locked)?;
            (open.key.clone(), open.generation + 1)
        };
        let mut rows = page::bind(&self.0.shelf, &key, next, chance::bytes).await?;
        rows.push(generation_row(next));
        self.0.shelf.commit(rows).await?;
        if let Some(open) = self.0.open.borrow_mut().as_mut() {
            (open.generation, open.is_loose) = (next, false);
        }
        Ok(())
    }

    /// Reads the shelf again if another tab has written. Returns whether this tab was behind.
    async fn catch_up_in_turn(&self) -> Result<bool, RecordProblem> {
        let on_shelf = self.generation().await?;
        let here = self
            .0
            .open
            .borrow()
            .as_ref()
            .map(|open| open.generation)
            .ok_or(RecordProblem::Locked)?;
        if on_shelf == here {
            return Ok(false);
        }
        self.reload().await?;
        Ok(true)
    }

    async fn reload(&self) -> Result<(), RecordProblem> {
        let key = self
            .0
            .open
            .borrow()
            .as_ref()
            .map(|open| open.key.clone())
            .ok_or(RecordProblem::Locked)?;
        let open = self.load(key).await?.ok_or(RecordProblem::Locked)?;
        self.0.open.replace(Some(open));
        Ok(())
    }

    /// Opens everything on the shelf; `None` if this key opens nothing, for example because another
    /// tab has begun another book.
    async fn load(&self, key: DataKey) -> Result<Option<Open>, ShelfProblem> {
        let shelf = &self.0.shelf;
        let generation = self.generation().await?;
        let Some(device) = device_on(shelf).await? else {
            return Ok(None);
        };
        let found = book::load(shelf, &key, device.identity.clone(), clock::now()).await?;
        if found.is_some() {
            self.0.device.replace(Some(device));
        }
        Ok(found.map(|it| Open {
            key,
            token: it.token,
            replica: it.replica,
            generation,
            loaded: (clock::now(), clock::monotonic_ms()),
            is_loose: it.is_loose,
        }))
    }

    async fn generation(&self) -> Result<u64, ShelfProblem> {
        let row = self.0.shelf.get(Table::Device, GENERATION).await?;
        Ok(row
            .and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok())
            .unwrap_or(0))
    }

    async fn keep_device(&self, device: Device) -> Result<(), ShelfProblem> {
        self.0.shelf.commit(vec![device_row(&device)]).await?;
        self.0.device.replace(Some(device));
        Ok(())
    }

    /// Changes and stores the row of this device, unless another tab has enrolled the phone again.
    async fn change_device(
        &self,
        change: impl FnOnce(&mut Device) + 'static,
    ) -> Result<(), ShelfProblem> {
        let session = self.clone();
        let work = async move {
            let Some(mut device) = device_on(&session.0.shelf).await? else {
                return Ok(());
            };
            let here = session.device().map(|it| it.identity);
            if here.as_ref() == Some(&device.identity) {
                change(&mut device);
                session.keep_device(device).await?;
            }
            Ok(())
        };
        turn::in_turn(VAULT_LOCK, work).await.unwrap_or(Ok(()))
    }

    /// Stores the language chosen on this phone.
    pub async fn speak(&self, language: words::Language) {
        // If the choice cannot be stored, it lasts until the page is closed.
        drop(
            self.change_device(move |device| device.speak(language))
                .await,
        );
    }

    /// Destroys the keys and everything on the shelf, unless another tab has written meanwhile:
    /// that tab may have enrolled this phone again.
    async fn destroy(&self) {
        let session = self.clone();
        let work = async move { session.destroy_in_turn().await };
        turn::in_turn(STORE_LOCK, work).await;
    }

    async fn destroy_in_turn(&self) {
        let here = self.0.open.borrow().as_ref().map(|open| open.generation);
        if self.generation().await.ok() != here {
            return;
        }
        self.0.open.replace(None);
        self.0.device.replace(None);
        drop(self.0.shelf.destroy().await);
        // Makes a new device key at once, so that the next enrolment on this page uses a key that
        // is stored.
        if let Ok(key) = DeviceKey::get_or_make(&self.0.shelf).await {
            self.0.device_key.replace(key);
        }
        self.tell(Word::Locked);
    }

    /// Mixes a secret with the device's own key.
    async fn mix(&self, purpose: Purpose, secret: &[u8]) -> Result<Mixed, ShelfProblem> {
        let key = self.0.device_key.borrow().clone();
        key.mix(purpose, secret).await
    }

    fn tell(&self, word: Word) {
        if let Some(channel) = self.0.channel.borrow().as_ref() {
            channel.tell(word);
        }
    }
}

impl Open {
    /// Notices a clock that was set back: the wall time is then behind the page's own clock. A
    /// clock set forward looks like a phone that slept, so only the server notices that.
    fn notice_clock(&mut self) -> Changes {
        let (wall, page) = (clock::now(), clock::monotonic_ms());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a page is open for far less than 2^53 ms"
        )]
        let expected = self.loaded.0.0 + (page - self.loaded.1) as i64;
        if wall.0 >= expected - sync::JUMP_LIMIT_MS {
            return Changes::default();
        }
        self.loaded = (wall, page);
        self.replica.clock_jumped(wall)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session(open: {})", self.is_open())
    }
}

async fn device_on(shelf: &IndexedShelf) -> Result<Option<Device>, ShelfProblem> {
    let stored = shelf.get(Table::Device, DEVICE).await?;
    Ok(stored.and_then(|bytes| Device::from_bytes(&bytes)))
}

fn device_row(device: &Device) -> Change {
    Change::Put {
        table: Table::Device,
        key: DEVICE.to_owned(),
        value: device.to_bytes(),
    }
}

fn generation_row(generation: u64) -> Change {
    Change::Put {
        table: Table::Device,
        key: GENERATION.to_owned(),
        value: generation.to_string().into_bytes(),
    }
}

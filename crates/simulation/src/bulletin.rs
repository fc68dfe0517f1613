//! Bulletins: drafted, submitted, approved or returned, published, withdrawn and drafted again at
//! the office, and ticked at the doors.
use crate::world::{OFFICER, World, label};
use domain::household::Hearing;
use domain::{
    BoardPost, Bulletin, BulletinApproved, BulletinDrafted, BulletinHeard, BulletinId,
    BulletinPublished, BulletinReturned, BulletinSubmitted, BulletinText, BulletinWithdrawn, Draft,
    Household, Kind, Note, Operation, Record, Stage, TextHash,
};
use store::{EntryRow, RecordRow};

/// Drafts and publishes bulletins; only the officer approves them.
const AUTHOR: &str = "bien-tap";

/// Does one to six random steps on bulletins at the office.
pub(crate) fn act(world: &mut World) {
    for _ in 0..=world.below(5) {
        step(world);
    }
}

/// Takes the next step of a random bulletin, or drafts a new one.
fn step(world: &mut World) {
    let drafts: Vec<Draft> = world
        .records(Kind::Draft)
        .filter_map(|record| match record {
            Record::Draft(draft) => Some(*draft),
            _ => None,
        })
        .collect();
    let one = world.below(drafts.len());
    let Some(draft) = drafts.get(one).filter(|_| world.below(6) > 0) else {
        let bulletin = BulletinId::random(world.fresh() << 8);
        return write(world, bulletin);
    };
    let bulletin = draft.id.clone();
    match (draft.stage(), world.below(4)) {
        (_, 0) | (Stage::Withdrawn, _) => write(world, bulletin),
        (Stage::Draft | Stage::Returned, _) => {
            let submitted = BulletinSubmitted { bulletin };
            world.append_by(AUTHOR, Operation::BulletinSubmitted(submitted));
        }
        (Stage::Submitted, 1) => {
            let reason = note("Sua lai.");
            world.append(Operation::BulletinReturned(BulletinReturned {
                bulletin,
                reason,
            }));
        }
        (Stage::Submitted, what) => {
            // Now and then the author tries to approve it too, and is refused.
            let by = if what == 2 { AUTHOR } else { OFFICER };
            let approved = BulletinApproved {
                bulletin,
                hash: draft.hash.clone(),
                name: label("Hanh"),
                post: BoardPost::Deputy,
                title: label("Pho Chu tich"),
            };
            world.append_by(by, Operation::BulletinApproved(approved));
        }
        (Stage::Published, what) => {
            if what > 1 {
                return;
            }
            let reason = note("Het han.");
            world.append(Operation::BulletinWithdrawn(BulletinWithdrawn {
                bulletin,
                reason,
            }));
        }
        (Stage::Approved, _) => {
            let published = BulletinPublished { bulletin };
            world.append_by(AUTHOR, Operation::BulletinPublished(published));
        }
    }
}

fn write(world: &mut World, bulletin: BulletinId) {
    let text = format!("Ban tin {}.", world.fresh());
    let drafted = BulletinDrafted {
        bulletin,
        title: label("Ban tin"),
        text: BulletinText::new(&text).expect("short"),
        villages: Vec::new(),
        author_name: label("Bien tap"),
    };
    world.append_by(AUTHOR, Operation::BulletinDrafted(Box::new(drafted)));
}

fn note(text: &str) -> Note {
    Note::new(text).expect("short")
}

impl World {
    /// At a door: a published bulletin is marked as heard, or the mark is taken back.
    pub(crate) fn bulletin(&mut self, number: usize, door: &Household) -> Vec<Operation> {
        let shown: Vec<BulletinId> = self
            .known_to(number)
            .filter_map(|record| match record {
                Record::Bulletin(bulletin) => Some(bulletin.id.clone()),
                _ => None,
            })
            .collect();
        let one = self.below(shown.len());
        let how = [Some(Hearing::Heard), Some(Hearing::ReadOut), None][self.below(3)];
        let heard = shown.get(one).map(|bulletin| BulletinHeard {
            household: door.id.clone(),
            bulletin: bulletin.clone(),
            how,
        });
        heard.map(Operation::BulletinHeard).into_iter().collect()
    }
}

/// The text of every published bulletin was approved word for word by someone who did not write it.
pub(crate) fn hold(entries: &[EntryRow], records: &[RecordRow]) -> Result<(), String> {
    for row in records
        .iter()
        .filter(|row| row.key.kind() == Kind::Bulletin)
    {
        let Ok(Record::Bulletin(bulletin)) = row.read() else {
            return Err(format!("{} cannot be read", row.key));
        };
        if !was_approved(&bulletin, entries) {
            return Err(format!("{} is on show and was not approved", row.key));
        }
    }
    Ok(())
}

fn was_approved(bulletin: &Bulletin, entries: &[EntryRow]) -> bool {
    let hash = TextHash::of(&bulletin.title, &bulletin.text, &bulletin.villages);
    let mut writers = Vec::new();
    for EntryRow { entry, .. } in entries {
        if let Operation::BulletinDrafted(it) = &entry.operation
            && TextHash::of(&it.title, &it.text, &it.villages) == hash
        {
            writers.push(&entry.author);
        }
        if let Operation::BulletinApproved(it) = &entry.operation
            && it.hash == hash
            && !writers.is_empty()
            && !writers.contains(&&entry.author)
        {
            return true;
        }
    }
    false
}

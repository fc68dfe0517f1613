//! Importing a list of households: compares it with the register and writes the result as
//! operations.
use crate::Chance;
use domain::{
    AccountId, CommuneId, DeviceId, Entry, Kind, Millis, Operation, Record, RefusalCode, Settings,
};
use import::{
    Changes, Mapping, Plan, Problem, ProblemCode, Register, compare, plan, read as read_file,
};
use store::{Incoming, Pending, Rows, Store, Transaction};
use sync::Outcome;

/// A list compared with the register.
#[derive(Debug)]
pub struct ReadList {
    pub plan: Plan,
    pub register: Register,
}

impl ReadList {
    pub fn changes(&self) -> Changes<'_> {
        compare(&self.plan, &self.register)
    }
}

/// How many operations were accepted, and why others were refused.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub kept: usize,
    pub refused: Vec<RefusalCode>,
}

/// Reads a file and compares it with the register. Nothing is written.
///
/// # Errors
/// A problem with the file as a whole.
pub fn read(
    store: &Store,
    commune: &CommuneId,
    bytes: &[u8],
    mapping: &Mapping,
    now: Millis,
) -> Result<ReadList, Problem> {
    let against = store.read(|rows| Against::read(rows, commune));
    let against = against.map_err(|error| {
        tracing::error!(%error, "the register could not be read");
        Problem::of_file(ProblemCode::Damaged)
    })?;
    against.compare(bytes, mapping, now)
}

/// Reads a file when there is no register yet.
///
/// # Errors
/// A problem with the file as a whole.
pub fn read_against_nothing(
    bytes: &[u8],
    mapping: &Mapping,
    now: Millis,
) -> Result<ReadList, Problem> {
    let nothing = Against {
        register: Register::default(),
        adult_age: Settings::default().adult_age,
    };
    nothing.compare(bytes, mapping, now)
}

/// What a list is held against, of one moment.
#[derive(Debug)]
pub struct Against {
    register: Register,
    adult_age: u8,
}

impl Against {
    /// # Errors
    /// Where the store cannot be read.
    pub fn read(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Self> {
        let settings = store::settings(rows, commune)?;
        let mut register = Register::default();
        for kind in [Kind::Village, Kind::Household] {
            for record in store::records(rows, commune, kind)? {
                match record {
                    Record::Village(village) => register.villages.push(*village),
                    Record::Household(household) => register.households.push(*household),
                    _ => {}
                }
            }
        }
        Ok(Self {
            register,
            adult_age: settings.adult_age,
        })
    }

    /// Takes a file apart; this may take a second.
    ///
    /// # Errors
    /// A problem of the file as a whole.
    pub fn compare(
        self,
        bytes: &[u8],
        mapping: &Mapping,
        now: Millis,
    ) -> Result<ReadList, Problem> {
        let sheets = read_file(bytes)?;
        let plan = plan(&sheets, mapping, now.day().year(), self.adult_age);
        let register = self.register;
        Ok(ReadList { plan, register })
    }
}

/// Appends the operations that the rules accept, in one transaction. If that fails, none is
/// appended.
pub fn write(
    store: &Store,
    commune: CommuneId,
    author: AccountId,
    operations: Vec<Operation>,
    now: Millis,
    chance: Chance,
) -> Pending<Written> {
    let owner = commune.clone();
    store.write_to(&owner, move |ledger| {
        let mut written = Written::default();
        for operation in operations {
            let entry = office_entry(&commune, &author, operation, now, &chance);
            match ledger.append(Incoming {
                entry,
                received_at: now,
                scope: None,
            })? {
                Outcome::Refused { code } => written.refused.push(code),
                _ => written.kept += 1,
            }
        }
        Ok(written)
    })
}

/// An entry made in the office or by a command.
pub fn office_entry(
    commune: &CommuneId,
    author: &AccountId,
    operation: Operation,
    now: Millis,
    chance: &Chance,
) -> Entry {
    let device = DeviceId::new("office").expect("a plain word");
    let (commune, author) = (commune.clone(), author.clone());
    Entry::new(
        chance.entry_id(now),
        commune,
        author,
        device,
        now,
        operation,
    )
}

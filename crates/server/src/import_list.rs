//! Importing a list of households: compares it with the register and writes the result as
//! operations.
mod undo;
mod write;

pub use undo::UndoGroup;
pub use write::{Group, Written};

use crate::Chance;
use domain::{
    AccountId, CommuneId, DeviceId, Entry, FollowUpAsked, Household, Kind, MemberId, MemberRole,
    Millis, Note, Operation, Personal, Record, Settings, Team,
};
use import::{
    Changes, Decisions, Mapping, Plan, Problem, ProblemCode, Register, Step, Steps, UnfitAnswer,
    compare_decided, plan, read as read_file, steps,
};
use std::sync::Arc;
use store::{DocumentRow, Incoming, Ledger, Rows, Store, Transaction};
use sync::Outcome;
use words::Language;

/// A team that is asked to look goes within so many days.
const ASK_WITHIN_DAYS: i32 = 14;

/// A list compared with the register.
#[derive(Debug)]
pub struct ReadList {
    pub plan: Arc<Plan>,
    pub register: Register,
    teams: Vec<Team>,
}

impl ReadList {
    /// What would be written after these decisions, and what is open.
    pub fn changes(&self, decisions: &Decisions) -> Changes<'_> {
        compare_decided(&self.plan, &self.register, decisions)
    }

    /// The answers that fit nothing of it.
    pub fn unfit(&self, decisions: &Decisions) -> Vec<UnfitAnswer> {
        import::unfit(&self.plan, &self.register, decisions)
    }

    /// What to append, household by household. To whom a team is to go, someone is asked to.
    pub fn steps(&self, changes: &Changes<'_>, now: Millis, chance: &Chance) -> Steps {
        let mut steps = steps(changes, &self.register, || chance.number());
        let mut asked = std::mem::take(&mut steps.asked);
        asked.sort();
        for household in &self.register.households {
            if asked.binary_search(&household.id).is_err() {
                continue;
            }
            let due = now.day().plus(ASK_WITHIN_DAYS);
            if let Some(to) = self.goes_to(household, now) {
                let operation = Operation::FollowUpAsked(FollowUpAsked {
                    household: household.id.clone(),
                    to,
                    due,
                    reason: Note::new(words::workbench::ask_reason(Language::Vietnamese))
                        .ok()
                        .map(Personal::new),
                });
                steps.households.push(Step {
                    household: household.id.clone(),
                    is_new: false,
                    operations: vec![operation],
                });
            }
        }
        steps
    }

    /// Who goes to a household: whoever answers for it, or else the leader of its team.
    fn goes_to(&self, household: &Household, now: Millis) -> Option<MemberId> {
        if household.assigned.is_some() {
            return household.assigned.clone();
        }
        let mut teams = self.teams.iter();
        let team = teams.find(|it| it.villages.contains(&household.village))?;
        let serving: Vec<_> = team.serving(now.day()).collect();
        let leader = serving.iter().find(|it| it.role == MemberRole::Leader);
        leader.or(serving.first()).map(|it| it.id.clone())
    }
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
        teams: Vec::new(),
        adult_age: Settings::default().adult_age,
    };
    nothing.compare(bytes, mapping, now)
}

/// What a list is held against, of one moment.
#[derive(Debug)]
pub struct Against {
    register: Register,
    teams: Vec<Team>,
    adult_age: u8,
}

impl Against {
    /// # Errors
    /// Where the store cannot be read.
    pub fn read(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Self> {
        let settings = store::settings(rows, commune)?;
        let (mut register, mut teams) = (Register::default(), Vec::new());
        for kind in [Kind::Village, Kind::Household, Kind::Team] {
            for record in store::records(rows, commune, kind)? {
                match record {
                    Record::Village(village) => register.villages.push(*village),
                    Record::Household(household) => register.households.push(*household),
                    Record::Team(team) => teams.push(*team),
                    _ => {}
                }
            }
        }
        Ok(Self {
            register,
            teams,
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
        let plan = self.plan(bytes, mapping, now)?;
        Ok(self.with(Arc::new(plan)))
    }

    /// # Errors
    /// A problem of the file as a whole.
    pub fn plan(&self, bytes: &[u8], mapping: &Mapping, now: Millis) -> Result<Plan, Problem> {
        let sheets = read_file(bytes)?;
        Ok(plan(&sheets, mapping, now.day().year(), self.adult_age))
    }

    /// Held against a list that was read before.
    pub fn with(self, plan: Arc<Plan>) -> ReadList {
        let (register, teams) = (self.register, self.teams);
        ReadList {
            plan,
            register,
            teams,
        }
    }
}

/// The most households in one commit.
const GROUP: usize = 400;

/// Who writes an import, or takes it back.
#[derive(Clone, Debug)]
pub struct ImportAct {
    pub import: String,
    pub commune: CommuneId,
    pub author: AccountId,
    pub at: Millis,
    pub chance: Chance,
    /// The line in the log of access: the kind of its document, and the document.
    pub log: (&'static str, DocumentRow),
}

impl ImportAct {
    fn append(&self, ledger: &mut Ledger<'_>, operation: Operation) -> Rows<Outcome> {
        let entry = Entry::new(
            self.chance.entry_id(self.at),
            self.commune.clone(),
            self.author.clone(),
            DeviceId::new("office").expect("a plain word"),
            self.at,
            operation,
        );
        ledger.append(Incoming {
            entry,
            received_at: self.at,
            scope: None,
        })
    }

    fn keep_log(&self, rows: &mut dyn Transaction) -> Rows<()> {
        let (kind, row) = &self.log;
        rows.put_document(kind, row)
    }
}

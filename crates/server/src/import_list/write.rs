//! Writes an import in groups, so that a long list keeps nobody waiting for minutes and its progress
//! can be told. A household is in one group, with what is kept of it to take the import back.
use super::office_entry;
use crate::Chance;
use domain::{AccountId, CommuneId, Millis, Operation, RefusalCode};
use import::{Step, Steps};
use store::{
    DocumentRow, Import, ImportCounts, ImportTouched, Incoming, Ledger, Pending, Rows, Store,
    StoreError,
};
use sync::Outcome;

/// The most households in one commit.
const GROUP: usize = 400;

/// Who writes which list.
#[derive(Clone, Debug)]
pub struct Importing {
    pub id: String,
    pub commune: CommuneId,
    pub author: AccountId,
    pub file: String,
    pub at: Millis,
    pub chance: Chance,
    /// The line in the log of access: the kind of its document, and the document.
    pub log: (&'static str, DocumentRow),
}

/// Some households to be written in one commit.
#[derive(Clone, Debug)]
pub struct Group {
    is_last: bool,
    counts: ImportCounts,
    places: Vec<Operation>,
    steps: Vec<Step>,
}

/// How many operations were accepted, and why others were refused.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub kept: usize,
    pub refused: Vec<RefusalCode>,
}

impl Written {
    pub fn add(&mut self, other: Written) {
        self.kept += other.kept;
        self.refused.extend(other.refused);
    }
}

impl Group {
    /// How many households it has.
    pub fn households(&self) -> usize {
        self.steps.len()
    }

    /// Takes an import apart; they must be written in this order. None where nothing is to write.
    pub fn all(steps: Steps) -> Vec<Self> {
        let new = steps.households.iter().filter(|it| it.is_new).count();
        let changed = steps.households.len() - new;
        let counts = ImportCounts { new, changed };
        let mut places = steps.places;
        let all = steps.households.len();
        let mut groups: Vec<Self> = Vec::new();
        for (number, some) in steps.households.chunks(GROUP).enumerate() {
            groups.push(Self {
                is_last: (number + 1) * GROUP >= all,
                counts,
                places: std::mem::take(&mut places),
                steps: some.to_vec(),
            });
        }
        groups
    }

    /// Appends what the rules accept, in one transaction.
    pub fn write(self, store: &Store, what: &Importing) -> Pending<Written> {
        let what = what.clone();
        store.write_to(&what.commune.clone(), move |ledger| {
            self.write_into(ledger, &what)
        })
    }

    fn write_into(self, ledger: &mut Ledger<'_>, what: &Importing) -> Rows<Written> {
        let mut written = Written::default();
        let mut append = |ledger: &mut Ledger<'_>, operation| {
            let entry = office_entry(
                &what.commune,
                &what.author,
                operation,
                what.at,
                &what.chance,
            );
            let incoming = Incoming {
                entry,
                received_at: what.at,
                scope: None,
            };
            Ok::<_, StoreError>(match ledger.append(incoming)? {
                Outcome::Kept { seq, .. } => {
                    written.kept += 1;
                    Some(seq)
                }
                Outcome::Refused { code } => {
                    written.refused.push(code);
                    None
                }
                _ => None,
            })
        };
        for operation in self.places {
            append(ledger, operation)?;
        }
        let mut touched: Vec<ImportTouched> = Vec::new();
        for step in self.steps {
            let mut seqs = Vec::new();
            for operation in step.operations {
                seqs.extend(append(ledger, operation)?);
            }
            if let (Some(first), Some(last)) = (seqs.first(), seqs.last()) {
                touched.push(ImportTouched {
                    household: step.household,
                    is_new: step.is_new,
                    first: *first,
                    last: *last,
                });
            }
        }
        let rows = ledger.transaction();
        let (commune, begun) = (&what.commune, Import::get(rows, &what.commune, &what.id)?);
        if begun.is_none() {
            let (kind, row) = &what.log;
            rows.put_document(kind, row)?;
        }
        let mut import = begun.unwrap_or_else(|| Import {
            id: what.id.clone(),
            file: what.file.clone(),
            account: what.author.clone(),
            at: what.at,
            counts: self.counts,
            done: 0,
            refused: 0,
            finished: false,
            undone: None,
        });

        import.done += touched.len();
        import.refused += written.refused.len();
        import.finished = self.is_last;
        import.put(rows, commune)?;
        import.put_part(rows, commune, &touched)?;
        Ok(written)
    }
}

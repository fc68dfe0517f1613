//! Writes an import in groups, so that a long list keeps nobody waiting for minutes and its progress
//! can be told. A household is in one group, with what is kept of it to take the import back.
use super::{GROUP, ImportAct};
use domain::{Operation, RefusalCode};
use import::{Step, Steps};
use store::{Import, ImportCounts, ImportTouched, Ledger, Pending, Rows, Store, StoreError};
use sync::Outcome;

/// Some households to be written in one commit.
#[derive(Clone, Debug)]
pub struct Group {
    file: String,
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

    /// Takes the import of a file apart; they must be written in this order. None where nothing is to write.
    pub fn all(steps: Steps, file: &str) -> Vec<Self> {
        let new = steps.households.iter().filter(|it| it.is_new).count();
        let changed = steps.households.len() - new;
        let counts = ImportCounts { new, changed };
        let mut places = steps.places;
        let all = steps.households.len();
        let mut groups: Vec<Self> = Vec::new();
        for (number, some) in steps.households.chunks(GROUP).enumerate() {
            groups.push(Self {
                file: file.to_owned(),
                is_last: (number + 1) * GROUP >= all,
                counts,
                places: std::mem::take(&mut places),
                steps: some.to_vec(),
            });
        }
        groups
    }

    /// Appends what the rules accept, in one transaction.
    pub fn write(self, store: &Store, what: &ImportAct) -> Pending<Written> {
        let what = what.clone();
        store.write_to(&what.commune.clone(), move |ledger| {
            self.write_into(ledger, &what)
        })
    }

    fn write_into(self, ledger: &mut Ledger<'_>, what: &ImportAct) -> Rows<Written> {
        let mut written = Written::default();
        let mut append = |ledger: &mut Ledger<'_>, operation| {
            Ok::<_, StoreError>(match what.append(ledger, operation)? {
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
        let (commune, begun) = (
            &what.commune,
            Import::get(rows, &what.commune, &what.import)?,
        );
        if begun.is_none() {
            what.keep_log(rows)?;
        }
        let mut import = begun.unwrap_or_else(|| Import {
            id: what.import.clone(),
            file: self.file,
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

//! Takes an import back, household by household where nobody has recorded anything since. What was
//! recorded since stays, and is listed.
use super::{GROUP, ImportAct};
use domain::household::{Field, Status};
use domain::{
    AccountId, BusinessChange, CommuneId, Entry, FollowUpFinished, Household, HouseholdCorrected,
    HouseholdId, HouseholdLeft, HouseholdRelocated, Kind, ListTakenBack, Millis, Operation, Record,
    RecordKey, Records, ResidentCorrected, Seq, Stamped, apply,
};
use std::collections::HashSet;
use store::{EntryRow, Import, ImportTouched, ImportUndone, Ledger, Pending, Rows, Store};
use sync::Outcome;

/// The most entries of a household that are looked at; whoever has more stays.
const HISTORY_LIMIT: usize = 2_000;

/// Some households to be taken back in one commit.
#[derive(Clone, Debug)]
pub struct UndoGroup {
    is_first: bool,
    is_last: bool,
    touched: Vec<ImportTouched>,
}

impl UndoGroup {
    /// Takes an import apart, the last household first.
    pub fn all(mut touched: Vec<ImportTouched>) -> Vec<Self> {
        touched.reverse();
        let count = touched.len();
        let groups = touched.chunks(GROUP).enumerate();
        let group = |(number, some): (usize, &[ImportTouched])| Self {
            is_first: number == 0,
            is_last: (number + 1) * GROUP >= count,
            touched: some.to_vec(),
        };
        groups.map(group).collect()
    }

    pub fn write(self, store: &Store, what: &ImportAct) -> Pending<()> {
        let what = what.clone();
        store.write_to(&what.commune.clone(), move |ledger| {
            self.write_into(ledger, &what)
        })
    }

    fn write_into(self, ledger: &mut Ledger<'_>, what: &ImportAct) -> Rows<()> {
        let Some(mut import) = Import::get(ledger.transaction(), &what.commune, &what.import)?
        else {
            return Ok(());
        };
        let mut undone = import
            .undone
            .take()
            .filter(|_| !self.is_first)
            .unwrap_or_else(|| ImportUndone {
                account: what.author.clone(),
                at: what.at,
                taken: 0,
                stayed: Vec::new(),
                finished: false,
            });
        let over = Over::read(ledger, &what.commune)?;
        for it in self.touched {
            match take_back(ledger, what, &it, &over)? {
                true => undone.taken += 1,
                false => undone.stayed.push(it.household),
            }
        }
        undone.finished = self.is_last;
        import.undone = Some(undone);
        let rows = ledger.transaction();
        if self.is_first {
            what.keep_log(rows)?;
        }
        import.put(rows, &what.commune)
    }
}

/// Imports that were taken back already: what they wrote and took back, nobody recorded since.
struct Over(HashSet<(AccountId, Millis)>);

impl Over {
    fn read(ledger: &mut Ledger<'_>, commune: &CommuneId) -> Rows<Self> {
        let mut acts = HashSet::new();
        for it in Import::all(ledger.transaction(), commune)? {
            if let Some(undone) = it.undone.filter(|it| it.finished) {
                acts.extend([(it.account, it.at), (undone.account, undone.at)]);
            }
        }
        Ok(Self(acts))
    }

    /// Every entry of an act has its author and its time.
    fn wrote(&self, entry: &Entry) -> bool {
        self.0.contains(&(entry.author.clone(), entry.at))
    }
}

/// Takes back what was written of one household; `false` where it stays as it is.
fn take_back(
    ledger: &mut Ledger<'_>,
    what: &ImportAct,
    it: &ImportTouched,
    over: &Over,
) -> Rows<bool> {
    let key = RecordKey::Household(it.household.clone());
    let now = match ledger.record(&what.commune, &key)?.as_deref() {
        Some(Record::Household(now)) => now.clone(),
        _ => return Ok(false),
    };
    if now.withdrawn.is_some() {
        // An earlier try came so far.
        return Ok(true);
    }
    let rows = ledger.transaction();
    let history = rows.history(&what.commune, &key, HISTORY_LIMIT)?;
    let touched_since = |row: &EntryRow| {
        row.seq > it.last
            && !matches!(row.entry.operation, Operation::HouseholdAssigned(_))
            && !over.wrote(&row.entry)
    };
    if history.len() >= HISTORY_LIMIT || history.iter().any(touched_since) {
        return Ok(false);
    }
    let operations = match it.is_new {
        true => vec![withdrawn(&it.household)],
        false => match before(ledger, &what.commune, &key, history, it.first)? {
            Some(before) => back_to(&before, &now),
            None => return Ok(false),
        },
    };
    for operation in operations {
        if let Outcome::Refused { code } = what.append(ledger, operation)? {
            tracing::warn!(%code, "an import could not be taken back at one household");
            return Ok(false);
        }
    }
    Ok(true)
}

fn withdrawn(household: &HouseholdId) -> Operation {
    Operation::ListTakenBack(ListTakenBack {
        whole: true,
        ..blank(household)
    })
}

fn blank(household: &HouseholdId) -> ListTakenBack {
    ListTakenBack {
        household: household.clone(),
        whole: false,
        emptied: Vec::new(),
        residents: Vec::new(),
        born: Vec::new(),
    }
}

/// The household as it was before an entry, folded from its own history; none where that names other
/// households and so cannot be told from it alone.
fn before(
    ledger: &mut Ledger<'_>,
    commune: &CommuneId,
    key: &RecordKey,
    mut history: Vec<EntryRow>,
    first: Seq,
) -> Rows<Option<Household>> {
    history.retain(|row| row.seq < first);
    history.sort_by_key(|row| row.seq);
    let mut known: Option<Record> = None;
    for row in &history {
        let mut records = Records::default();
        let mut others = false;
        records.gather(&row.entry.operation, |wanted| {
            let is_place = matches!(wanted.kind(), Kind::Village | Kind::Settings);
            Rows::Ok(match wanted {
                wanted if wanted == key => known.clone(),
                RecordKey::Household(_) => {
                    others = true;
                    None
                }
                wanted if is_place => {
                    let found = ledger.record(commune, wanted)?;
                    found.map(|it| (*it).clone())
                }
                _ => None,
            })
        })?;
        let (entry, seq) = (&row.entry, row.seq);
        let Ok(changed) = apply(&records, Stamped { entry, seq }) else {
            return Ok(None);
        };
        if others {
            return Ok(None);
        }
        known = changed.into_iter().find(|it| it.key() == *key).or(known);
    }
    Ok(match known {
        Some(Record::Household(household)) => Some(*household),
        _ => None,
    })
}

/// What makes a household again what it was before.
fn back_to(before: &Household, now: &Household) -> Vec<Operation> {
    let id = &now.id;
    let mut operations = Vec::new();
    let mut taken = blank(id);
    if before.village != now.village {
        operations.push(Operation::HouseholdRelocated(HouseholdRelocated {
            household: id.clone(),
            village: before.village.clone(),
            alley: before.alley.clone(),
            order: before.order,
        }));
    }
    if before.status != now.status {
        operations.push(Operation::HouseholdLeft(HouseholdLeft {
            household: id.clone(),
            back: before.status == Status::Here,
        }));
    }
    let untouched = HouseholdCorrected {
        listed: true,
        ..HouseholdCorrected::of(id.clone())
    };
    let mut correction = untouched.clone();
    if before.head != now.head && !before.head.is_erased() {
        correction.head = Some(before.head.clone());
        correction.head_resident.clone_from(&before.head_resident);
    }
    if before.address != now.address {
        match &before.address {
            Some(address) => correction.address = Some(address.clone()),
            None => taken.emptied.push(Field::Address),
        }
    }
    if before.phones != now.phones {
        correction.phones = Some(before.phones.clone());
    }
    if before.village == now.village && before.alley != now.alley {
        match &before.alley {
            Some(alley) => correction.alley = Some(alley.clone()),
            None => taken.emptied.push(Field::Alley),
        }
    }
    if before.children != now.children {
        correction.children = Some(before.children);
    }
    if before.business != now.business {
        let business = before.business.clone();
        correction.business = Some(business.map_or(BusinessChange::IsNot, BusinessChange::Is));
    }
    if correction != untouched {
        operations.push(Operation::HouseholdCorrected(Box::new(correction)));
    }
    for resident in &now.residents {
        let Some(known) = before.resident(&resident.id) else {
            taken.residents.push(resident.id.clone());
            continue;
        };
        if known.born.is_none() && resident.born.is_some() {
            taken.born.push(resident.id.clone());
        }
        let born = known.born.filter(|_| known.born != resident.born);
        let name = (known.name != resident.name).then(|| known.name.clone());
        if born.is_some() || name.is_some() {
            operations.push(Operation::ResidentCorrected(ResidentCorrected {
                household: id.clone(),
                resident: resident.id.clone(),
                name,
                born,
                listed: true,
            }));
        }
    }
    if taken != blank(id) {
        operations.push(Operation::ListTakenBack(taken));
    }
    for open in &now.follow_ups {
        if !before.follow_ups.iter().any(|it| it.visit == open.visit) {
            operations.push(Operation::FollowUpFinished(FollowUpFinished {
                household: id.clone(),
                follow_up: open.visit,
            }));
        }
    }
    operations
}

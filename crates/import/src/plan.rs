//! From cells to proposed households: sheets are made readable, taken apart into tables, and each
//! row of a table becomes a household, a person of one, or something that is told.
mod alike;
mod birth;
mod entry;
mod fold;
mod grouping;
mod name;
mod pairs;
mod people;
mod preview;
mod rows;
mod shape;
mod sheet;

use crate::decisions::RowKey;
use crate::letters::Rewritten;
use crate::{Field, Mapping, Place, Problem, ProblemCode, Sheet};
use domain::household::Children;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most residents taken into one household, which is what the rules allow.
const RESIDENTS_LIMIT: usize = domain::household::RESIDENTS_LIMIT;
/// Phone numbers kept for a household; others are dropped.
const PHONES_KEPT: usize = 2;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    pub households: Vec<ProposedHousehold>,
    pub problems: Vec<Problem>,
    pub sheets: Vec<SheetPreview>,
    /// Rows of households and people that were read.
    pub rows: usize,
    /// What became of each row that holds anything, sheet by sheet.
    pub accounts: Vec<Account>,
    /// Cells that were read in an old encoding.
    pub rewritten: Vec<Rewritten>,
    /// How many identity numbers were cut out of other texts.
    pub identities: usize,
    /// Households of the list that may be one, in the order of the second.
    pub pairs: Vec<Pair>,
}

/// Two households of a list of which nothing that is told of either decides whether they are one.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    pub first: ProposedHousehold,
    pub second: ProposedHousehold,
    /// Someone said that they are one; else they are two.
    pub together: bool,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProposedHousehold {
    /// How answers name it.
    pub key: RowKey,
    pub code: Option<String>,
    pub village: String,
    pub alley: Option<String>,
    pub head: String,
    pub address: Option<String>,
    pub phones: Vec<String>,
    pub business: Option<String>,
    pub children: Children,
    pub residents: Vec<ProposedResident>,
    pub head_signs: PersonSigns,
    pub place: Place,
    /// A household further up in the list that may be the same: nothing that is told of either
    /// decides it.
    pub resembles: Option<Place>,
}

/// What tells people of one name and year in one list apart. None of it is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PersonSigns {
    /// Day and month.
    pub birthday: Option<(u8, u8)>,
    /// A hash of the identity number.
    pub identity: Option<u64>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct ProposedResident {
    pub name: String,
    pub born: Option<u16>,
    pub is_head: bool,
}

/// What became of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowUse {
    /// It began a household.
    Household,
    /// It named one more person of a household.
    Resident,
    /// It was counted as a child of a household.
    Child,
    /// It repeats what another row says.
    Repeated,
    /// Its household waits for someone to name the village.
    Waiting,
    /// It names the place or the kind of the rows below.
    Section,
    Total,
    Heading,
    /// A title, a signature or a remark.
    Note,
    Hidden,
    /// It is refused; a problem says why.
    Refused,
}

/// What became of one row of a table; side by side, a row belongs to two tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Account {
    /// The number of the sheet among [`Plan::sheets`].
    pub sheet: usize,
    /// Counted from 1 as in a spreadsheet.
    pub row: usize,
    pub used: RowUse,
}

/// Why a sheet is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// Someone said so.
    Asked,
    Hidden,
    /// Other sheets have its households too.
    Repeats,
    /// There is no list of names in it.
    NoList,
}

/// How a sheet was understood, shown to someone who may correct it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SheetPreview {
    pub name: String,
    /// The last row of titles, counted from 1 as in a spreadsheet.
    pub header_row: Option<usize>,
    pub columns: Vec<ColumnPreview>,
    /// The village of the households that name none themselves.
    pub village: Option<String>,
    /// Whether households wait for the village of the sheet to be named.
    pub village_needed: bool,
    pub left_out: Option<LeftOut>,
    /// How many rows became what.
    pub rows: BTreeMap<RowUse, usize>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ColumnPreview {
    pub column: usize,
    pub letter: String,
    pub title: String,
    pub field: Option<Field>,
    /// Whether cells of it were read in an old encoding.
    pub legacy: bool,
    /// The first few cells with text, in Unicode; none if the column holds identity numbers.
    pub samples: Vec<String>,
}

/// Finds households in the sheets. `year` is the present year and `adult_age` the age in years from
/// which people are listed by name, not counted as children.
pub fn plan(sheets: &[Sheet], mapping: &Mapping, year: i32, adult_age: u8) -> Plan {
    let mut plan = Plan::default();
    let today = Today { year, adult_age };
    let mut waiting = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let corrected = mapping.sheets.get(&sheet.name).cloned();
        let corrected = corrected.unwrap_or_default();
        waiting.push(sheet::read(sheet, &corrected, today, &mut plan));
    }
    fold::spell_places_alike(&mut plan);
    alike::leave_out_repetitions(&mut plan, mapping, &waiting);
    alike::fold_same(&mut plan);
    fold::free_codes(&mut plan);
    pairs::settle(&mut plan, &mapping.together);
    tell_sheets(&mut plan, &waiting);
    plan
}

/// What the plan must know of the present.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Today {
    pub year: i32,
    pub adult_age: u8,
}

/// Tells of each sheet what no row tells: that it is no list, or that its village is missing.
fn tell_sheets(plan: &mut Plan, waiting: &[sheet::Waiting]) {
    let lists = plan.sheets.iter().any(|it| it.header_row.is_some());
    let mut problems = Vec::new();
    for (sheet, waiting) in plan.sheets.iter_mut().zip(waiting) {
        let mut tell = |code| {
            let place = Place {
                sheet: sheet.name.clone(),
                ..Place::default()
            };
            problems.push(Problem::new(code, place));
        };
        match sheet.left_out {
            Some(LeftOut::NoList) if lists => tell(ProblemCode::SheetNotAList),
            Some(LeftOut::NoList) => tell(ProblemCode::HeaderNotFound),
            Some(LeftOut::Hidden) => tell(ProblemCode::SheetHidden),
            Some(LeftOut::Repeats) => tell(ProblemCode::SheetRepeats),
            Some(LeftOut::Asked) => {}
            None if !waiting.heads.is_empty() => {
                sheet.village_needed = true;
                tell(ProblemCode::VillageMissing);
            }
            None => {}
        }
    }
    plan.problems.extend(problems);
    for account in &plan.accounts {
        if let Some(sheet) = plan.sheets.get_mut(account.sheet) {
            *sheet.rows.entry(account.used).or_default() += 1;
        }
    }
    if plan.households.is_empty() {
        plan.problems
            .push(Problem::of_file(ProblemCode::NothingTaken));
    }
}

/// Whether a cell only says that there is no phone.
fn says_none(text: &str) -> bool {
    let key = vietnamese::search_key(text);
    let key = key.trim_matches(|it: char| it.is_ascii_punctuation() || it == ' ');
    [
        "", "khong", "khong co", "ko", "ko co", "chua co", "chua", "k", "0", "x",
    ]
    .contains(&key)
}

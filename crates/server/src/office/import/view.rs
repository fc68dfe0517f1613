//! What the page of a draft shows: sheets, problems by kind, who is in doubt, changes to tick, who is
//! missing, and the households as they will be.
use super::called::{called_by, reason_name, what_name};
use crate::office::frame::time;
use domain::{AccountId, Household, Name, Personal, Phone, Village, VillageId};
use import::{
    Changes, Decisions, Doubtful, Fate, Field, Missing, Pair, Plan, ProblemCode, ProposedHousehold,
    RowUse, Severity, What,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use vietnamese::search_key;
use words::{Language, workbench as say};

/// The most of each kind shown at once. What is decided makes room for the next, and counts cover
/// the rest.
pub(super) const SHOWN: usize = 100;
/// The most places shown of one kind of problem.
const PLACES: usize = 40;
/// Households on one page.
const PAGE: usize = 40;

pub(super) struct SheetView {
    pub number: usize,
    pub name: String,
    pub header_row: Option<usize>,
    pub village: String,
    pub village_needed: bool,
    pub left_out: bool,
    pub taken: &'static str,
    /// Rows of it are hidden, and whether they are taken.
    pub hidden_rows: Option<bool>,
    pub columns: Vec<ColumnView>,
}

pub(super) struct ColumnView {
    pub number: usize,
    pub letter: String,
    pub title: String,
    pub legacy: bool,
    /// Its letters are left as the file has them.
    pub as_written: bool,
    /// Cells before and after.
    pub rewritten: Vec<(String, String)>,
    pub samples: String,
    pub fields: Vec<Choice>,
}

pub(super) struct Choice {
    pub id: &'static str,
    pub name: &'static str,
    pub chosen: bool,
}

pub(super) struct ProblemView {
    pub code: &'static str,
    pub sentence: String,
    /// `error`, `warning` or `note`.
    pub weight: &'static str,
    pub weight_name: &'static str,
    pub count: usize,
    pub places: String,
}

/// A household of the list beside those of the register that it may be.
pub(super) struct DoubtView {
    pub key: String,
    pub place: String,
    pub listed: HomeView,
    pub candidates: Vec<CandidateView>,
    pub later: bool,
}

/// Two households of the list that may be one, each with its place in the file.
pub(super) struct PairView {
    pub key: String,
    pub sides: Vec<(String, HomeView)>,
    pub together: bool,
}

pub(super) struct CandidateView {
    pub id: String,
    pub home: HomeView,
    pub reasons: String,
}

#[derive(Default)]
pub(super) struct HomeView {
    pub code: String,
    pub head: String,
    pub place: String,
    pub phones: String,
    pub people: String,
    /// What becomes of it, on the page of all households.
    pub state: &'static str,
}

pub(super) struct GroupView {
    pub id: &'static str,
    pub name: &'static str,
    pub count: usize,
    pub ticked: usize,
}

pub(super) struct ChangeView {
    pub household: String,
    pub called: String,
    pub grade: String,
    pub fields: Vec<FieldView>,
}

pub(super) struct FieldView {
    pub id: String,
    pub name: &'static str,
    pub before: String,
    pub after: String,
    pub by: String,
    pub ticked: bool,
}

pub(super) struct MissingView {
    pub id: String,
    pub called: String,
    pub fate: &'static str,
}

/// What gives names to ids of the register.
pub(super) struct Names {
    villages: HashMap<VillageId, Village>,
    accounts: HashMap<AccountId, String>,
}

impl Names {
    pub fn new(villages: &[Village], accounts: impl Iterator<Item = (AccountId, String)>) -> Self {
        Self {
            villages: villages
                .iter()
                .map(|it| (it.id.clone(), it.clone()))
                .collect(),
            accounts: accounts.collect(),
        }
    }

    fn account(&self, id: &AccountId) -> String {
        self.accounts
            .get(id)
            .cloned()
            .unwrap_or_else(|| id.to_string())
    }

    fn home(&self, it: &Household) -> HomeView {
        let village = self.villages.get(&it.village);
        let alley = it.alley.as_ref().and_then(|id| village?.alley(id));
        let names = [
            village.map(|it| it.name.as_str()),
            alley.map(|it| it.name.as_str()),
        ];
        let phones = it.phones.iter().filter_map(Personal::reveal);
        let people = it
            .residents
            .iter()
            .map(|it| person(name(&it.name), it.born));
        HomeView {
            code: it.code.as_str().to_owned(),
            head: name(&it.head).to_owned(),
            place: names.into_iter().flatten().collect::<Vec<_>>().join(", "),
            phones: phones.map(Phone::as_str).collect::<Vec<_>>().join(", "),
            people: people.collect::<Vec<_>>().join(", "),
            state: "",
        }
    }
}

fn name(name: &Personal<Name>) -> &str {
    name.reveal().map_or("", Name::as_str)
}

fn person(name: &str, born: Option<u16>) -> String {
    match born {
        Some(born) => format!("{name} ({born})"),
        None => name.to_owned(),
    }
}

fn listed(it: &ProposedHousehold) -> HomeView {
    let place = [
        Some(it.village.as_str()),
        it.alley.as_deref(),
        it.address.as_deref(),
    ];
    let people = it.residents.iter().map(|it| person(&it.name, it.born));
    HomeView {
        code: it.code.clone().unwrap_or_default(),
        head: it.head.clone(),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(", "),
        phones: it.phones.join(", "),
        people: people.collect::<Vec<_>>().join(", "),
        state: "",
    }
}

pub(super) fn sheet(
    number: usize,
    plan: &Plan,
    decisions: &Decisions,
    lang: Language,
) -> SheetView {
    let sheet = &plan.sheets[number];
    let corrected = decisions.mapping.sheets.get(&sheet.name);
    let column = |it: &import::ColumnPreview| {
        let fields = Field::ALL.iter().map(|field| Choice {
            id: field.as_str(),
            name: field_name(*field, lang),
            chosen: it.field == Some(*field),
        });
        ColumnView {
            number: it.column,
            letter: it.letter.clone(),
            title: it.title.clone(),
            legacy: it.legacy,
            as_written: corrected.is_some_and(|sheet| sheet.as_written.contains(&it.column)),
            rewritten: rewritten(plan, &sheet.name, &it.letter),
            samples: it.samples.join(" · "),
            fields: fields.collect(),
        }
    };
    let takes_hidden = corrected.is_some_and(|it| it.hidden_rows);
    SheetView {
        number,
        name: sheet.name.clone(),
        header_row: sheet.header_row,
        village: sheet.village.clone().unwrap_or_default(),
        village_needed: sheet.village_needed,
        left_out: sheet.left_out.is_some(),
        taken: match corrected.and_then(|it| it.taken) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        },
        hidden_rows: (takes_hidden || sheet.rows.contains_key(&RowUse::Hidden))
            .then_some(takes_hidden),
        columns: sheet.columns.iter().map(column).collect(),
    }
}

/// Cells of a column that were read in an old encoding, before and after, each text once.
fn rewritten(plan: &Plan, sheet: &str, letter: &str) -> Vec<(String, String)> {
    let mut cells: Vec<(String, String)> = Vec::new();
    for it in &plan.rewritten {
        let here = it.place.sheet == sheet && it.place.column.as_deref() == Some(letter);
        if here && !cells.iter().any(|(before, _)| *before == it.before) {
            cells.push((it.before.clone(), it.after.clone()));
        }
        if cells.len() == SHOWN {
            break;
        }
    }
    cells
}

fn field_name(field: Field, lang: Language) -> &'static str {
    let id = format!("column-{}", field.as_str());
    words::roster::by_id(&id, lang).unwrap_or(field.as_str())
}

/// Problems by kind, the worst first, each with its places.
pub(super) fn problems(plan: &Plan, lang: Language) -> Vec<ProblemView> {
    let mut kinds: BTreeMap<(std::cmp::Reverse<Severity>, ProblemCode), Vec<&import::Problem>> =
        BTreeMap::new();
    for it in &plan.problems {
        let kind = (std::cmp::Reverse(it.severity), it.code);
        kinds.entry(kind).or_default().push(it);
    }
    let view = |((severity, code), all): ((std::cmp::Reverse<Severity>, ProblemCode), Vec<_>)| {
        let (weight, weight_name) = weight(severity.0, lang);
        let mut places: Vec<_> = all.iter().map(|it: &&import::Problem| &it.place).collect();
        places.sort();
        let shown = places.iter().take(PLACES).map(ToString::to_string);
        let more = if places.len() > PLACES { ", …" } else { "" };
        ProblemView {
            code: code.as_str(),
            sentence: all
                .first()
                .map(|it| it.sentence(lang).to_owned())
                .unwrap_or_default(),
            weight,
            weight_name,
            count: all.len(),
            places: shown.collect::<Vec<_>>().join(", ") + more,
        }
    };
    kinds.into_iter().map(view).collect()
}

fn weight(severity: Severity, lang: Language) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("error", words::roster::weight_error(lang)),
        Severity::Warning => ("warning", words::roster::weight_warning(lang)),
        Severity::Note => ("note", words::roster::weight_note(lang)),
    }
}

pub(super) fn doubt(
    it: &Doubtful<'_>,
    decisions: &Decisions,
    names: &Names,
    lang: Language,
) -> DoubtView {
    let candidates = it.candidates.iter().map(|it| {
        let reasons = it.reasons.iter().map(|reason| reason_name(*reason, lang));
        CandidateView {
            id: it.household.id.to_string(),
            home: names.home(it.household),
            reasons: reasons.collect::<Vec<_>>().join(", "),
        }
    });
    DoubtView {
        key: it.key.as_str().to_owned(),
        place: it.proposed.place.to_string(),
        listed: listed(it.proposed),
        candidates: candidates.collect(),
        later: decisions.households.contains_key(&it.key),
    }
}

pub(super) fn pair(it: &Pair) -> PairView {
    let households = [&it.first, &it.second];
    PairView {
        key: it.second.key.as_str().to_owned(),
        sides: households
            .map(|it| (it.place.to_string(), listed(it)))
            .into(),
        together: it.together,
    }
}

/// How many changes there are of each kind.
pub(super) fn groups(changes: &Changes<'_>, lang: Language) -> Vec<GroupView> {
    let of = |what: What| {
        let fields = changes.changed.iter().flat_map(|it| &it.fields);
        let fields: Vec<_> = fields.filter(|it| it.field == what).collect();
        (!fields.is_empty()).then(|| GroupView {
            id: what.as_str(),
            name: what_name(what, lang),
            count: fields.len(),
            ticked: fields.iter().filter(|it| it.ticked).count(),
        })
    };
    What::ALL.into_iter().filter_map(of).collect()
}

pub(super) fn change(it: &import::Changed<'_>, names: &Names, lang: Language) -> ChangeView {
    let reasons = it.reasons.iter().map(|reason| reason_name(*reason, lang));
    let grade = say::by_id(&format!("grade-{}", it.grade.as_str()), lang).unwrap_or_default();
    let fields = it.fields.iter().map(|field| FieldView {
        id: format!("{}/{}", it.key.as_str(), field.field.as_str()),
        name: what_name(field.field, lang),
        before: field.before.clone(),
        after: field.after.clone(),
        by: match &field.by {
            Some((member, at)) => say::written_by(lang, names.account(member), time(*at)),
            None => String::new(),
        },
        ticked: field.ticked,
    });
    ChangeView {
        household: it.household.id.to_string(),
        called: called_by(it.household),
        grade: format!("{grade}: {}", reasons.collect::<Vec<_>>().join(", ")),
        fields: fields.collect(),
    }
}

pub(super) fn missing(it: &Missing<'_>) -> MissingView {
    MissingView {
        id: it.household.id.to_string(),
        called: called_by(it.household),
        fate: match it.fate {
            None => "",
            Some(Fate::MovedAway) => "moved-away",
            Some(Fate::StillHere) => "still-here",
            Some(Fate::Ask) => "ask",
        },
    }
}

/// The households as they will be: those that fit what is looked for, of one page, and how many
/// there are.
pub(super) fn homes(
    plan: &Plan,
    changes: &Changes<'_>,
    (looked_for, page): (&str, usize),
    lang: Language,
) -> (Vec<HomeView>, usize) {
    let at = |it: &ProposedHousehold| std::ptr::from_ref(it);
    let new: BTreeSet<_> = changes.new.iter().map(|it| at(it.proposed)).collect();
    let doubtful: BTreeSet<_> = changes.doubtful.iter().map(|it| at(it.proposed)).collect();
    let changed: BTreeSet<_> = changes.changed.iter().map(|it| at(it.proposed)).collect();
    let key = search_key(looked_for);
    let fits = |it: &&ProposedHousehold| {
        let people = it.residents.iter().map(|it| it.name.as_str());
        let texts = people.chain([it.head.as_str(), &it.village]);
        let texts = texts.chain(it.code.as_deref()).chain(it.alley.as_deref());
        let mut texts = texts.chain(it.phones.iter().map(String::as_str));
        key.is_empty() || texts.any(|text| search_key(text).contains(&key))
    };
    let found: Vec<&ProposedHousehold> = plan.households.iter().filter(fits).collect();
    let shown = found.iter().skip(page.saturating_mul(PAGE)).take(PAGE);
    let shown = shown.map(|it| HomeView {
        state: if new.contains(&at(it)) {
            say::state_new(lang)
        } else if doubtful.contains(&at(it)) {
            say::state_doubtful(lang)
        } else if changed.contains(&at(it)) {
            say::state_changed(lang)
        } else {
            say::state_same(lang)
        },
        ..listed(it)
    });
    (shown.collect(), found.len())
}

/// The number of the page behind this one.
pub(super) fn next_page(page: usize, found: usize) -> Option<usize> {
    (page.saturating_add(1).saturating_mul(PAGE) < found).then(|| page + 1)
}

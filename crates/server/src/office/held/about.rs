//! What held work is about: the names of the records that it touches, so that nobody decides
//! without knowing.
use super::super::classes;
use super::super::details::{Reader, household_name};
use super::super::frame::date;
use super::super::register::Around;
use domain::{Help, Name, Operation, Personal, Record, VillageId};
use words::Language;

/// Names of the records there are and what the work itself says, which is in no record yet; each
/// once.
pub fn about(operation: &Operation, records: &[Record], reader: &Reader<'_>) -> Vec<String> {
    let known = records.iter();
    let known = known.filter_map(|it| name(it, reader.around, reader.lang));
    let mut told: Vec<String> = Vec::new();
    for name in known.chain(reader.details(operation)) {
        if !name.trim().is_empty() && !told.contains(&name) {
            told.push(name);
        }
    }
    told
}

/// The name by which people know a record; `None` if the kind of work says enough.
fn name(record: &Record, around: &Around, lang: Language) -> Option<String> {
    Some(match record {
        Record::Household(it) => household_name(&it.code, &it.head),
        Record::Village(it) => it.name.as_str().to_owned(),
        Record::Team(it) => it.name.as_str().to_owned(),
        Record::Class(it) => format!("{}, {}", it.plan.title.as_str(), classes::when(it, lang)),
        Record::Help(it) => help_name(it, around),
        Record::Question(it) => it.asks.as_str().to_owned(),
        Record::Directive(it) => it.title.as_str().to_owned(),
        Record::Bulletin(it) => it.title.as_str().to_owned(),
        Record::Draft(it) => it.title.as_str().to_owned(),
        Record::Settings(_) | Record::Timetable(_) | Record::Book(_) => return None,
    })
}

/// Who asked, where and when. The words of the request are shown among the changes.
fn help_name(it: &Help, around: &Around) -> String {
    let mut parts = asker(it.name.as_ref(), it.village.as_ref(), around);
    parts.push(date(it.asked.day()));
    parts.join(", ")
}

fn asker(
    name: Option<&Personal<Name>>,
    village: Option<&VillageId>,
    around: &Around,
) -> Vec<String> {
    let name = name.and_then(Personal::reveal);
    let name = name.map(|it| it.as_str().to_owned());
    let village = village.map(|id| around.village_name(id));
    name.into_iter().chain(village).collect()
}
